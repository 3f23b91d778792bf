//! Where a redirect or rewrite leads: a pattern filled with the params of the source and the query.

use super::path_pattern::{self, FillError, Part};
use super::{LOCALE_PARAM, PatternError, Query};
use crate::ParamValue;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::borrow::Cow;

#[derive(Debug)]
pub(super) struct Destination {
    /// `https://host:port` as a pattern; nothing for a path of this server.
    origin: Option<Origin>,
    /// Path and hash.
    path: Vec<Part>,
    /// Keys and values as written; values may hold params.
    query: Query,
}

#[derive(Debug)]
struct Origin {
    scheme: String,
    host: Vec<Part>,
    port: String,
}

/// A destination of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filled {
    /// `https://host:port`, when it is not this server.
    pub(super) origin: Option<String>,
    pub(super) path: String,
    /// Empty, or `#` and more.
    pub(super) hash: String,
    pub(super) query: Query,
}

/// Whether params that the path does not use go into the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unused {
    Drop,
    ToQuery,
}

/// What a URL's path percent-encodes.
const PATH: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

impl Destination {
    pub(super) fn new(text: &str) -> Result<Self, PatternError> {
        let (before_hash, hash) = match text.split_once('#') {
            Some((before, hash)) => (before, Some(hash)),
            None => (text, None),
        };
        let (address, query) = before_hash.split_once('?').unwrap_or((before_hash, ""));
        let (origin, path) = split_origin(address)?;
        let mut path = utf8_percent_encode(path, PATH).to_string();
        if let Some(hash) = hash {
            path.push('#');
            path.push_str(hash);
        }
        Ok(Self {
            origin,
            path: path_pattern::parse(&path)?,
            query: Query::parse(query),
        })
    }

    /// A path group without a name cannot be filled.
    pub(super) fn first_unnamed(&self) -> Option<usize> {
        path_pattern::first_unnamed(&self.path)
    }

    /// Names of the params that path and host use.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let host = self
            .origin
            .iter()
            .flat_map(|origin| path_pattern::names(&origin.host));
        path_pattern::names(&self.path).chain(host)
    }

    pub(super) fn fill(
        &self,
        params: &[(&str, ParamValue)],
        query: &Query,
        unused: Unused,
    ) -> Result<Filled, FillError> {
        let mut own = Query::default();
        for (key, value) in self.query.iter() {
            own.set(key, fill_value(value, params)?);
        }
        let is_used = params
            .iter()
            .any(|(name, _)| *name != LOCALE_PARAM && self.names().any(|used| used == *name));
        if unused == Unused::ToQuery && !is_used {
            for (name, value) in params {
                if *name != LOCALE_PARAM && own.get(name).is_none() {
                    own.set(name, value.clone());
                }
            }
        }
        let path = path_pattern::fill(&self.path, params)?;
        let (path, hash) = match path.find('#') {
            Some(at) => (path[..at].to_owned(), path[at..].to_owned()),
            None => (path, String::new()),
        };
        let origin = self
            .origin
            .as_ref()
            .map(|origin| origin.fill(params))
            .transpose()?;
        let mut merged = query.clone();
        if !own.is_empty() {
            merged.merge(&own);
        }
        Ok(Filled {
            origin,
            path,
            hash,
            query: merged,
        })
    }
}

impl Origin {
    fn fill(&self, params: &[(&str, ParamValue)]) -> Result<String, FillError> {
        let host = path_pattern::fill(&self.host, params)?;
        Ok(format!("{}//{host}{}", self.scheme, self.port))
    }
}

fn split_origin(address: &str) -> Result<(Option<Origin>, &str), PatternError> {
    let Some((scheme, rest)) = address
        .split_once("//")
        .filter(|(scheme, _)| scheme.ends_with(':'))
    else {
        return Ok((None, address));
    };
    let path = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(path);
    let port = authority.rfind(':').filter(|at| {
        let digits = &authority[at + 1..];
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    let (host, port) = authority.split_at(port.unwrap_or(authority.len()));
    let origin = Origin {
        scheme: scheme.to_owned(),
        host: path_pattern::parse(host)?,
        port: port.to_owned(),
    };
    Ok((Some(origin), if path.is_empty() { "/" } else { path }))
}

fn fill_value(value: &ParamValue, params: &[(&str, ParamValue)]) -> Result<ParamValue, FillError> {
    Ok(match value {
        ParamValue::One(text) => ParamValue::One(fill_text(text, params)?.into_owned()),
        ParamValue::Many(texts) => ParamValue::Many(
            texts
                .iter()
                .map(|text| Ok(fill_text(text, params)?.into_owned()))
                .collect::<Result<_, FillError>>()?,
        ),
    })
}

/// Fills the params of a text that is no path, such as a header value: only names of `params` are params
/// there, everything else stands for itself.
pub(super) fn fill_text<'t>(
    text: &'t str,
    params: &[(&str, ParamValue)],
) -> Result<Cow<'t, str>, FillError> {
    let mut colons = text.match_indices(':');
    if params.is_empty() || !colons.any(|(at, _)| named(&text[at + 1..], params).is_some()) {
        return Ok(Cow::Borrowed(text));
    }
    // A slash in front, as before a param in a path: the values of one that repeats are joined by it.
    let mut pattern = String::with_capacity(text.len() + 8);
    pattern.push('/');
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        if character == ':'
            && let Some(name) = named(after, params)
        {
            let end = &after[name.len()..];
            let modifier = end.chars().next().filter(|next| "*+?".contains(*next));
            pattern.push(':');
            pattern.push_str(name);
            pattern.extend(modifier);
            rest = &end[modifier.map_or(0, char::len_utf8)..];
            continue;
        }
        if ":*?+(){}\\".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
        rest = after;
    }
    let parts = path_pattern::parse(&pattern).map_err(|_| FillError::Missing(text.to_owned()))?;
    let mut filled = path_pattern::fill(&parts, params)?;
    if filled.starts_with('/') {
        filled.remove(0);
    }
    Ok(Cow::Owned(filled))
}

/// The param whose name `text` begins with, as a whole word.
fn named<'t>(text: &'t str, params: &[(&str, ParamValue)]) -> Option<&'t str> {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    let name = &text[..end];
    if name.is_empty() {
        return None;
    }
    params
        .iter()
        .any(|(known, _)| *known == name)
        .then_some(name)
}
