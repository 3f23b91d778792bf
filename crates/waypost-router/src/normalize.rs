//! Untidy request paths and the tidy ones clients are redirected to with 308, as pure functions.
//!
//! They take a request target (`/path?query`) and return the `Location`, or `None` when the path is
//! tidy. Where slashes were repeated the query is kept as it was sent, where one was at the end it is
//! written anew, as in redirects of rules. The targets begin with one slash and hold no backslash, so
//! they never lead to another host.

use crate::rules::Query;
use std::borrow::Cow;

/// What happens to a slash at the end of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TrailingSlash {
    /// Redirected away: the default.
    #[default]
    Remove,
    /// Added by redirect, unless the last segment looks like a file: `trailingSlash: true`.
    Add,
    /// Left alone: `skipTrailingSlashRedirect: true`.
    Keep,
}

/// Both redirects in their order: repeated slashes, then the slash at the end.
#[must_use]
pub fn redirect_target(target: &str, trailing: TrailingSlash) -> Option<String> {
    repeated_slash_redirect(target).or_else(|| trailing_slash_redirect(target, trailing))
}

/// One look that tells the usual path from those that are redirected or resolved: it has no repeated slash,
/// backslash, dot after a slash or escape, and no slash at its end.
#[must_use]
pub fn is_plain(path: &str) -> bool {
    let mut before = b'x';
    let mut plain = true;
    for &byte in path.as_bytes() {
        plain &=
            byte != b'\\' && byte != b'%' && (before != b'/' || (byte != b'/' && byte != b'.'));
        before = byte;
    }
    plain && before != b'/'
}

/// `/api//echo`, `/api\echo` -> `/api/echo`. A query that is a mere `?` is lost, as in Next.js.
#[must_use]
pub fn repeated_slash_redirect(target: &str) -> Option<String> {
    let (path, query) = split_query(target);
    if !path.contains("//") && !path.contains('\\') {
        return None;
    }
    let mut tidy = String::with_capacity(target.len());
    for c in path.chars() {
        let c = if c == '\\' { '/' } else { c };
        if c != '/' || !tidy.ends_with('/') {
            tidy.push(c);
        }
    }
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        tidy.push('?');
        tidy.push_str(query);
    }
    Some(tidy)
}

/// `/api/echo/` -> `/api/echo`, or the reverse. `/` is left alone.
#[must_use]
pub fn trailing_slash_redirect(target: &str, trailing: TrailingSlash) -> Option<String> {
    let (path, query) = split_query(target);
    if path == "/" || !path.starts_with('/') {
        return None;
    }
    let tidy = match (trailing, path.strip_suffix('/')) {
        (TrailingSlash::Keep, _) => return None,
        (TrailingSlash::Remove, shorter) => shorter?.to_owned(),
        (TrailingSlash::Add, Some(shorter)) => {
            let is_moved = is_file(shorter) && !is_well_known(shorter);
            is_moved.then(|| shorter.to_owned())?
        }
        (TrailingSlash::Add, None) => {
            let is_moved = !last_segment(path).contains('.') && !is_well_known(path);
            is_moved.then(|| format!("{path}/"))?
        }
    };
    let query = query.map(Query::repeated).unwrap_or_default();
    Some(if query.is_empty() {
        tidy
    } else {
        format!("{tidy}?{query}")
    })
}

/// `/api/../api/./echo` -> `/api/echo`, the escaped spellings of a dot included: how URLs are parsed, and
/// what 16 matches with. 14 and 15 match the path as sent.
/// <https://url.spec.whatwg.org/#path-state>
#[must_use]
pub fn resolve_dot_segments(path: &str) -> Cow<'_, str> {
    if !path
        .split('/')
        .any(|segment| is_single_dot(segment) || is_double_dot(segment))
    {
        return Cow::Borrowed(path);
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        if is_double_dot(segment) {
            kept.pop();
        } else if !is_single_dot(segment) {
            kept.push(segment);
            continue;
        }
        // A dot segment at the end leaves the slash before it.
        if is_last {
            kept.push("");
        }
    }
    Cow::Owned(format!("/{}", kept.join("/")))
}

fn is_single_dot(segment: &str) -> bool {
    segment == "." || segment.eq_ignore_ascii_case("%2e")
}

fn is_double_dot(segment: &str) -> bool {
    ["..", ".%2e", "%2e.", "%2e%2e"]
        .iter()
        .any(|dots| segment.eq_ignore_ascii_case(dots))
}

fn split_query(target: &str) -> (&str, Option<&str>) {
    match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    }
}

fn last_segment(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Ends in a dot and word characters, with something before the dot.
fn is_file(path: &str) -> bool {
    last_segment(path)
        .rsplit_once('.')
        .is_some_and(|(name, extension)| {
            let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            !name.is_empty() && !extension.is_empty() && extension.chars().all(is_word)
        })
}

fn is_well_known(path: &str) -> bool {
    path.strip_prefix("/.well-known")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
