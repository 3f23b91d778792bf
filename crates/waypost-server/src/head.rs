//! One look over a request's head: what it says about the connection, and what must not be in it.

use crate::compress::Accepted;
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Uri, Version, header};

/// Findings of the one pass over the header lines.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Survey {
    /// The client will send further requests on this connection.
    pub(crate) keeps_alive: bool,
    /// `Expect` holds something other than `100-continue`.
    pub(crate) unknown_expectation: bool,
    /// There are lines only we may write.
    pub(crate) has_internal: bool,
    /// Encodings for the answer.
    pub(crate) accepted: Accepted,
}

impl Survey {
    pub(crate) fn of(head: &Parts) -> Self {
        let mut survey = Self {
            keeps_alive: head.version == Version::HTTP_11,
            unknown_expectation: false,
            has_internal: false,
            accepted: Accepted::default(),
        };
        for (name, value) in &head.headers {
            let text = name.as_str();
            match text.as_bytes()[0] {
                b'a' if *name == header::ACCEPT_ENCODING => survey.accepted.add(value.as_bytes()),
                b'c' if *name == header::CONNECTION => survey.connection(value),
                b'e' if *name == header::EXPECT => {
                    survey.unknown_expectation |=
                        !value.as_bytes().eq_ignore_ascii_case(b"100-continue");
                }
                b'x' | b'n' => survey.has_internal |= is_internal(text),
                _ => {}
            }
        }
        survey
    }

    fn connection(&mut self, value: &HeaderValue) {
        let mut tokens = value
            .as_bytes()
            .split(|&b| b == b',')
            .map(<[u8]>::trim_ascii);
        if tokens
            .clone()
            .any(|token| token.eq_ignore_ascii_case(b"close"))
        {
            self.keeps_alive = false;
        } else {
            // HTTP/1.0 closes unless asked not to; in HTTP/1.1 this changes nothing.
            self.keeps_alive |= tokens.any(|token| token.eq_ignore_ascii_case(b"keep-alive"));
        }
    }
}

/// Lines by which middleware and router talk to each other. A client that sent them could skip
/// middleware or change where a request goes.
fn is_internal(name: &str) -> bool {
    name.starts_with("x-middleware-")
        || name.starts_with("x-waypost-")
        || matches!(
            name,
            "x-now-route-matches"
                | "x-matched-path"
                | "x-nextjs-data"
                | "x-next-resume-state-length"
                | "next-resume"
        )
}

pub(crate) fn remove_internal(headers: &mut HeaderMap) {
    let names: Vec<HeaderName> = headers
        .keys()
        .filter(|name| is_internal(name.as_str()))
        .cloned()
        .collect();
    for name in names {
        headers.remove(name);
    }
}

/// Turns an absolute-form target into origin form. Its authority then is the host, whatever the
/// `Host` line says. `false` when the target has no path.
/// <https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2>
pub(crate) fn to_origin_form(head: &mut Parts) -> bool {
    // A target without a scheme is an authority, which only CONNECT has.
    if head.uri.scheme().is_none() && head.uri.authority().is_some() {
        return false;
    }
    if let Some(authority) = head.uri.authority() {
        let Ok(host) = HeaderValue::try_from(authority.as_str()) else {
            return false;
        };
        head.headers.insert(header::HOST, host);
        let target = head.uri.path_and_query().cloned();
        head.uri = Uri::from(target.unwrap_or_else(|| PathAndQuery::from_static("/")));
    }
    head.uri.path().starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn survey(version: Version, lines: &[(&str, &str)]) -> (bool, bool, bool) {
        let mut request = Request::builder().version(version);
        for (name, value) in lines {
            request = request.header(*name, *value);
        }
        let survey = Survey::of(&request.body(()).unwrap().into_parts().0);
        (
            survey.keeps_alive,
            survey.unknown_expectation,
            survey.has_internal,
        )
    }

    #[test]
    fn the_last_word_on_the_connection_is_close() {
        use Version as V;
        assert!(survey(V::HTTP_11, &[]).0);
        assert!(!survey(V::HTTP_10, &[]).0);
        assert!(survey(V::HTTP_10, &[("connection", "TE, Keep-Alive")]).0);
        assert!(!survey(V::HTTP_11, &[("connection", "keep-alive, Close")]).0);
    }

    #[test]
    fn only_one_expectation_is_known() {
        assert!(!survey(Version::HTTP_11, &[("expect", "100-Continue")]).1);
        assert!(survey(Version::HTTP_11, &[("expect", "200-ok")]).1);
    }

    #[test]
    fn internal_lines_are_found_and_removed() {
        let names = [
            "x-middleware-rewrite",
            "x-middleware-subrequest",
            "x-middleware-subrequest-id",
            "x-waypost-route",
            "x-now-route-matches",
            "x-matched-path",
            "x-nextjs-data",
            "x-next-resume-state-length",
            "next-resume",
        ];
        for name in names {
            assert!(survey(Version::HTTP_11, &[(name, "1")]).2, "{name}");
        }
        assert!(!survey(Version::HTTP_11, &[("x-request-id", "1"), ("next", "1")]).2);
        let mut headers = HeaderMap::new();
        headers.insert("x-request-id", HeaderValue::from_static("1"));
        for name in names {
            headers.append(name, HeaderValue::from_static("1"));
            headers.append(name, HeaderValue::from_static("2"));
        }
        remove_internal(&mut headers);
        assert_eq!(headers.len(), 1);
    }
}
