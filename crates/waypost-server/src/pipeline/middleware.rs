//! What a middleware's response says: go on, go elsewhere, or be the answer.
//!
//! The response comes from our own VM, and its `x-middleware-*` headers with it; those that clients send
//! were removed before. https://nextjs.org/docs/app/api-reference/functions/next-response

use crate::pages::ERROR_PAGE;
use http::StatusCode;
use http::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, LOCATION};
use http::response::Parts as AnswerParts;

const PREFIX: &str = "x-middleware-";
const REWRITE: &str = "x-middleware-rewrite";
const SET_COOKIE: &str = "x-middleware-set-cookie";

pub(super) enum Outcome {
    /// The error page.
    Failed,
    /// The next stage, perhaps at another address.
    Continue {
        rewrite: Option<String>,
        lines: HeaderMap,
        /// What `pages/api` answers with unless it says otherwise.
        status: StatusCode,
    },
    Redirect {
        location: HeaderValue,
        lines: HeaderMap,
    },
    /// The response is the answer; its internal headers are gone.
    Answer,
}

/// Reads and removes what the response says, and makes of the request's headers what it wants.
pub(super) fn read(answer: &mut AnswerParts, request: &mut HeaderMap) -> Outcome {
    if answer.headers.contains_key(ERROR_PAGE) {
        return Outcome::Failed;
    }
    let said = Said::take(&mut answer.headers);
    if let Some(names) = &said.overrides {
        override_headers(names, &said.request_headers, request);
    }
    let rewrite = said.rewrite;
    let goes_on = said.next || rewrite.is_some();
    if let Some(cookies) = said.cookies {
        // `cookies()` of the handler reads it.
        request.insert(HeaderName::from_static(SET_COOKIE), cookies);
    }
    let location = answer
        .headers
        .get(LOCATION)
        .filter(|_| is_redirect(answer.status.as_u16()));
    if let (Some(location), None) = (location.cloned(), &rewrite) {
        answer.headers.remove(LOCATION);
        return Outcome::Redirect {
            location,
            lines: std::mem::take(&mut answer.headers),
        };
    }
    if !goes_on || (rewrite.is_none() && answer.headers.contains_key(LOCATION)) {
        return Outcome::Answer;
    }
    let mut lines = std::mem::take(&mut answer.headers);
    lines.remove(CONTENT_LENGTH);
    for name in lines.keys() {
        if let Some(value) = lines.get(name) {
            request.insert(name.clone(), value.clone());
        }
    }
    let rewrite = rewrite.and_then(|value| value.to_str().map(str::to_owned).ok());
    if let Some(rewrite) = rewrite
        .as_deref()
        .and_then(|text| HeaderValue::try_from(text).ok())
    {
        lines.insert(HeaderName::from_static(REWRITE), rewrite);
    }
    Outcome::Continue {
        rewrite,
        lines,
        status: answer.status,
    }
}

/// Cookies that the handler behind middleware reads are for no other server.
pub(super) fn forget_cookies(request: &mut HeaderMap) {
    request.remove(SET_COOKIE);
}

fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// What the internal headers say.
#[derive(Default)]
struct Said {
    next: bool,
    rewrite: Option<HeaderValue>,
    cookies: Option<HeaderValue>,
    /// Names of the request's headers from here on.
    overrides: Option<HeaderValue>,
    /// Those headers, by names without the prefix.
    request_headers: Vec<(HeaderName, HeaderValue)>,
}

impl Said {
    /// Takes them out of an answer. Headers without a value go too, as in Next.js.
    fn take(headers: &mut HeaderMap) -> Self {
        let mut said = Self::default();
        let mut empty = Vec::new();
        let mut current = None;
        for (name, value) in std::mem::take(headers) {
            let is_first = name.is_some();
            current = name.or(current);
            let Some(name) = &current else {
                continue;
            };
            match name.as_str().strip_prefix(PREFIX) {
                // The first line of a name counts.
                Some(what) if is_first => said.hear(what, value),
                Some(_) => {}
                None => {
                    if value.is_empty() {
                        empty.push(name.clone());
                    }
                    headers.append(name, value);
                }
            }
        }
        for name in empty {
            headers.remove(name);
        }
        said
    }

    fn hear(&mut self, what: &str, value: HeaderValue) {
        match what {
            "next" => self.next = true,
            "rewrite" => self.rewrite = Some(value),
            "set-cookie" => self.cookies = Some(value),
            "override-headers" => self.overrides = Some(value),
            _ => {
                let name = what.strip_prefix("request-");
                if let Some(name) = name.and_then(|name| HeaderName::try_from(name).ok()) {
                    self.request_headers.push((name, value));
                }
            }
        }
    }
}

/// The request's headers become exactly those that are listed and given.
fn override_headers(
    names: &HeaderValue,
    given: &[(HeaderName, HeaderValue)],
    request: &mut HeaderMap,
) {
    let Ok(names) = names.to_str() else {
        return;
    };
    request.clear();
    // Both come in one order, so the next one is usually it.
    let mut at = 0;
    for name in names.split(',').map(str::trim) {
        let (before, behind) = given.split_at(at);
        let found = behind
            .iter()
            .chain(before)
            .position(|(known, _)| known.as_str().eq_ignore_ascii_case(name));
        if let Some(offset) = found {
            at = (at + offset) % given.len();
            let (name, value) = &given[at];
            request.insert(name.clone(), value.clone());
            at = (at + 1) % given.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, read};
    use http::header::{HeaderMap, HeaderName, HeaderValue};

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let lines = lines.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value);
        }
        headers
    }

    /// Reads a response with these lines; what becomes of the request's headers, and the outcome.
    fn check(
        said: &[(&'static str, &'static str)],
        request: &[(&'static str, &'static str)],
        expected: &[(&'static str, &'static str)],
    ) -> Outcome {
        let (mut parts, ()) = http::Response::new(()).into_parts();
        parts.headers = headers(said);
        let mut request = headers(request);
        let outcome = read(&mut parts, &mut request);
        assert_eq!(request, headers(expected), "{said:?}");
        outcome
    }

    #[test]
    fn the_requests_headers_become_those_that_are_listed() {
        let said = [
            ("x-middleware-override-headers", "a,c,d"),
            ("x-middleware-request-a", "1"),
            ("x-middleware-request-c", ""),
            ("x-middleware-request-secret", "2"),
            ("x-middleware-next", "1"),
        ];
        let request = [("a", "0"), ("b", "0"), ("d", "0")];
        let outcome = check(&said, &request, &[("a", "1"), ("c", "")]);
        assert!(matches!(outcome, Outcome::Continue { lines, .. } if lines.is_empty()));
        // In another order, and with nothing given.
        let said = [
            ("x-middleware-request-c", "3"),
            ("x-middleware-request-a", "1"),
            ("x-middleware-override-headers", "A, c"),
            ("x-middleware-next", "1"),
        ];
        check(&said, &request, &[("a", "1"), ("c", "3")]);
        let said = [
            ("x-middleware-override-headers", ""),
            ("x-middleware-next", "1"),
        ];
        check(&said, &request, &[]);
    }

    #[test]
    fn internal_lines_and_those_without_a_value_go_no_further() {
        let said = [
            ("x-middleware-next", "1"),
            ("x-middleware-other", "1"),
            ("x-kept", "1"),
            ("x-empty", ""),
        ];
        let outcome = check(&said, &[("a", "0")], &[("a", "0"), ("x-kept", "1")]);
        let Outcome::Continue { rewrite, lines, .. } = outcome else {
            panic!("it goes on");
        };
        assert_eq!((rewrite, lines), (None, headers(&[("x-kept", "1")])));
        let outcome = check(&[("x-middleware-rewrite", "/x")], &[], &[]);
        let Outcome::Continue { rewrite, .. } = outcome else {
            panic!("it goes on");
        };
        assert_eq!(rewrite.as_deref(), Some("/x"));
        assert!(matches!(
            check(&[("x-kept", "1")], &[], &[]),
            Outcome::Answer
        ));
    }
}
