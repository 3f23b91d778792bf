//! Conditional requests for a file, evaluated in the order of RFC 9110 section 13.2.2.

use http::HeaderMap;
use http::header::{
    CACHE_CONTROL, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE,
};
use std::time::{SystemTime, UNIX_EPOCH};

/// What identifies the present state of a file.
#[derive(Debug, Clone)]
pub(super) struct Validators {
    /// `None` when the project turned them off.
    pub(super) etag: Option<String>,
    pub(super) modified: SystemTime,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Send,
    NotModified,
    PreconditionFailed,
}

impl Validators {
    pub(super) fn evaluate(&self, headers: &HeaderMap) -> Verdict {
        if self.precondition_fails(headers) {
            return Verdict::PreconditionFailed;
        }
        // A client that wants to talk to the origin gets the whole answer, as in the reference.
        let is_reload = text(headers, &CACHE_CONTROL)
            .is_some_and(|value| list(value).any(|token| token.eq_ignore_ascii_case("no-cache")));
        if !is_reload && self.is_known(headers) {
            return Verdict::NotModified;
        }
        Verdict::Send
    }

    fn precondition_fails(&self, headers: &HeaderMap) -> bool {
        if headers.contains_key(IF_MATCH) {
            return self.etag.is_none()
                || !text(headers, &IF_MATCH).is_some_and(|value| self.is_among(value));
        }
        date(headers, &IF_UNMODIFIED_SINCE).is_some_and(|date| self.is_newer_than(date))
    }

    fn is_known(&self, headers: &HeaderMap) -> bool {
        if headers.contains_key(IF_NONE_MATCH) {
            return text(headers, &IF_NONE_MATCH).is_some_and(|value| self.is_among(value));
        }
        date(headers, &IF_MODIFIED_SINCE).is_some_and(|date| !self.is_newer_than(date))
    }

    /// A range may be sent: without `If-Range`, or when the client's part is of this very file.
    pub(super) fn allows_range(&self, headers: &HeaderMap) -> bool {
        if !headers.contains_key(IF_RANGE) {
            return true;
        }
        let Some(value) = text(headers, &IF_RANGE) else {
            return false;
        };
        if value.contains('"') {
            return self
                .etag
                .as_deref()
                .is_some_and(|etag| value.contains(etag));
        }
        httpdate::parse_http_date(value).is_ok_and(|date| !self.is_newer_than(date))
    }

    fn is_among(&self, value: &str) -> bool {
        if value.trim() == "*" {
            return true;
        }
        let Some(own) = &self.etag else { return false };
        list(value).any(|tag| opaque(tag) == opaque(own))
    }

    /// Dates on the wire are whole seconds.
    fn is_newer_than(&self, date: SystemTime) -> bool {
        seconds(self.modified) > seconds(date)
    }
}

/// Weak comparison: file tags are weak, and the reference compares them so for `If-Match` too.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

fn list(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim)
}

fn text<'h>(headers: &'h HeaderMap, name: &http::HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn date(headers: &HeaderMap, name: &http::HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(text(headers, name)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{NotModified, PreconditionFailed, Send};
    use http::{HeaderName, HeaderValue};
    use std::time::Duration;

    const BEFORE: &str = "Sun, 06 Nov 1994 08:49:36 GMT";
    const THEN: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const AFTER: &str = "Sun, 06 Nov 1994 08:49:38 GMT";

    fn validators() -> Validators {
        Validators {
            etag: Some("W/\"4-1a\"".to_owned()),
            modified: UNIX_EPOCH + Duration::from_millis(784_111_777_900),
        }
    }

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| {
                let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                (name, HeaderValue::from_str(value).unwrap())
            })
            .collect()
    }

    fn check(lines: &[(&str, &str)], expected: Verdict) {
        assert_eq!(
            validators().evaluate(&headers(lines)),
            expected,
            "{lines:?}"
        );
    }

    #[test]
    fn tags_come_before_dates() {
        check(&[], Send);
        check(&[("if-none-match", "\"4-1a\"")], NotModified);
        check(&[("if-none-match", "\"x\", W/\"4-1a\"")], NotModified);
        check(&[("if-none-match", "*")], NotModified);
        check(
            &[("if-none-match", "\"x\""), ("if-modified-since", AFTER)],
            Send,
        );
        check(
            &[("if-none-match", "*"), ("cache-control", "no-cache")],
            Send,
        );
    }

    #[test]
    fn dates_are_compared_by_the_second() {
        check(&[("if-modified-since", BEFORE)], Send);
        check(&[("if-modified-since", THEN)], NotModified);
        check(&[("if-modified-since", "yesterday")], Send);
        check(&[("if-unmodified-since", THEN)], Send);
        check(&[("if-unmodified-since", BEFORE)], PreconditionFailed);
    }

    #[test]
    fn a_failed_precondition_comes_first() {
        check(
            &[("if-match", "\"x\""), ("if-none-match", "*")],
            PreconditionFailed,
        );
        check(&[("if-match", "\"4-1a\"")], Send);
        check(&[("if-match", "*")], Send);
    }

    #[test]
    fn a_range_of_another_file_is_not_continued() {
        let allows = |value| validators().allows_range(&headers(&[("if-range", value)]));
        assert!(validators().allows_range(&HeaderMap::new()));
        assert!(allows("W/\"4-1a\"") && !allows("\"4-1b\""));
        assert!(allows(THEN) && !allows(BEFORE) && !allows("x"));
    }
}
