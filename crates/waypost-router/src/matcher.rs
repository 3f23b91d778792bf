//! Route matching: from a request path to one route and its params.
//!
//! Static routes live in a hash map; dynamic ones in a trie ordered as Next.js orders them. Paths
//! are compared as they were sent: case counts and no escape is undone, so `/api/%65cho` is not
//! `/api/echo`. Only the values of params are decoded, once, after the route is known.

use crate::params::{ParamValue, Params};
use crate::segments::{ByText, split_first};
use crate::trie::Trie;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::fmt;
use std::sync::Arc;
use waypost_image::{Manifest, Route, Segment};

/// A manifest's routes compiled for lookup.
#[derive(Debug)]
pub struct Matcher {
    statics: ByText,
    trie: Trie,
    /// By route: what each segment of its pattern does with the request's.
    patterns: Vec<Box<[Part]>>,
}

#[derive(Debug)]
enum Part {
    Static,
    One(Arc<str>),
    Many(Arc<str>),
}

/// The route a path belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Index into `Manifest::routes`.
    pub route: usize,
    pub params: Params,
}

/// A param of the matched route is no percent-encoded UTF-8. The answer to such a request is 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadEscape {
    /// The route that would have answered.
    pub route: usize,
}

impl fmt::Display for BadEscape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request path holds a malformed percent escape")
    }
}

impl std::error::Error for BadEscape {}

impl Matcher {
    #[must_use]
    pub fn new(manifest: &Manifest) -> Self {
        Self::from_routes(&manifest.routes)
    }

    #[must_use]
    pub fn from_routes(routes: &[Route]) -> Self {
        let mut matcher = Self {
            statics: ByText::default(),
            trie: Trie::new(),
            patterns: Vec::with_capacity(routes.len()),
        };
        for (index, route) in routes.iter().enumerate() {
            matcher
                .patterns
                .push(route.segments.iter().map(Part::of).collect());
            if route.is_static() {
                matcher.insert_static(&route.segments, index);
            } else {
                matcher.trie.insert(&route.segments, index);
            }
        }
        matcher
    }

    fn insert_static(&mut self, segments: &[Segment], route: usize) {
        let path = if segments.is_empty() {
            "/".to_owned()
        } else {
            segments
                .iter()
                .map(|segment| format!("/{segment}"))
                .collect()
        };
        if let Some(encoded) = url_spelling(&path) {
            self.statics.entry(encoded.into()).or_insert(route);
        }
        self.statics.entry(path.into()).or_insert(route);
    }

    /// The route for a request path (without its query), static ones first. One slash at the end is
    /// of no account here: whether it is redirected away is decided before.
    pub fn find(&self, path: &str) -> Result<Option<Match>, BadEscape> {
        match self.find_static(path) {
            Some(found) => Ok(Some(found)),
            None => self.find_dynamic(path),
        }
    }

    /// The route whose pattern is exactly this path. Allocates nothing.
    #[must_use]
    pub fn find_static(&self, path: &str) -> Option<Match> {
        let route = *self.statics.get(without_trailing_slash(path))?;
        Some(Match {
            route,
            params: Params::default(),
        })
    }

    /// The first route with dynamic segments that takes this path.
    pub fn find_dynamic(&self, path: &str) -> Result<Option<Match>, BadEscape> {
        let path = without_trailing_slash(path);
        let Some(rest) = path.strip_prefix('/') else {
            return Ok(None);
        };
        let rest = if rest.is_empty() { None } else { Some(rest) };
        // Repeated slashes are redirected before; a segment that is still empty is nobody's.
        if rest.is_some_and(has_empty_segment) {
            return Ok(None);
        }
        let Some(route) = self.trie.find(rest) else {
            return Ok(None);
        };
        let params = self.params(route, rest).ok_or(BadEscape { route })?;
        Ok(Some(Match { route, params }))
    }

    /// `None` when a value cannot be decoded.
    fn params(&self, route: usize, rest: Option<&str>) -> Option<Params> {
        let pattern = &self.patterns[route];
        let count = pattern
            .iter()
            .filter(|part| !matches!(part, Part::Static))
            .count();
        let mut params = Params::with_capacity(count);
        let mut rest = rest;
        let mut segments = std::iter::from_fn(|| {
            let (segment, after) = split_first(rest?);
            rest = after;
            Some(segment)
        });
        for part in pattern {
            match part {
                Part::Static => {
                    segments.next();
                }
                Part::One(name) => {
                    let value = decode(segments.next().unwrap_or_default())?;
                    params.push(Arc::clone(name), ParamValue::One(value));
                }
                Part::Many(name) => {
                    let values: Vec<String> =
                        segments.by_ref().map(decode).collect::<Option<_>>()?;
                    if !values.is_empty() {
                        params.push(Arc::clone(name), ParamValue::Many(values));
                    }
                }
            }
        }
        Some(params)
    }
}

impl Part {
    fn of(segment: &Segment) -> Self {
        match segment {
            Segment::Static(_) => Self::Static,
            Segment::Dynamic(name) => Self::One(name.as_str().into()),
            Segment::CatchAll(name) | Segment::OptionalCatchAll(name) => {
                Self::Many(name.as_str().into())
            }
        }
    }
}

fn has_empty_segment(rest: &str) -> bool {
    let mut before = b'/';
    let mut found = false;
    for byte in rest.bytes() {
        found |= byte == b'/' && before == b'/';
        before = byte;
    }
    found || before == b'/'
}

fn without_trailing_slash(path: &str) -> &str {
    match path.strip_suffix('/') {
        Some("") | None => path,
        Some(shorter) => shorter,
    }
}

/// As `decodeURIComponent`: every `%` must begin an escape, and the bytes must be UTF-8.
fn decode(text: &str) -> Option<String> {
    if !text.as_bytes().contains(&b'%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte != b'%' {
            bytes.push(byte);
            rest = after;
            continue;
        }
        let (&[high, low], after) = after.split_first_chunk::<2>()?;
        bytes.push(hex_digit(high)? << 4 | hex_digit(low)?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// The path percent-encode set: <https://url.spec.whatwg.org/#path-percent-encode-set>
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// How clients send static text that cannot stand in a URL as it is; `None` when it can. Folder names
/// are compared with this spelling too, so that nothing of the request needs decoding.
pub(crate) fn url_spelling(text: &str) -> Option<String> {
    let encoded = utf8_percent_encode(text, PATH).to_string();
    (encoded != text).then_some(encoded)
}
