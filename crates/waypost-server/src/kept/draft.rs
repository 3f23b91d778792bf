//! Draft mode: who previews sees what the handler answers now, and a cookie of another build is cleared.

use super::ready::{NEXT_CACHE, State};
use crate::answer::Answer;
use crate::body::Content;
use crate::dispatch::{Dispatch, Matched};
use crate::request_body::RequestBody;
use crate::service::Service;
use http::HeaderMap;
use http::header::{CACHE_CONTROL, COOKIE, HeaderValue, SET_COOKIE};
use http::request::Parts;

const BYPASS: &[u8] = b"__prerender_bypass";
const DATA: &[u8] = b"__next_preview_data";
/// Both cookies, empty and out of date.
const CLEARING: [HeaderValue; 2] = [
    HeaderValue::from_static(
        "__prerender_bypass=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=None",
    ),
    HeaderValue::from_static(
        "__next_preview_data=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=None",
    ),
];
const PRIVATE: HeaderValue =
    HeaderValue::from_static("private, no-cache, no-store, max-age=0, must-revalidate");

/// What a client's cookies say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cookies {
    None,
    /// Of this build's draft mode.
    Enabled,
    /// Of another build: worth nothing.
    Stale,
}

pub(super) fn cookies(headers: &HeaderMap, preview_id: &str) -> Cookies {
    let lines = headers.get_all(COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let mut found = Cookies::None;
    for pair in pairs {
        let Some(equals) = pair.iter().position(|byte| *byte == b'=') else {
            continue;
        };
        let (name, value) = (pair[..equals].trim_ascii(), pair[equals + 1..].trim_ascii());
        if value.is_empty() || (name != BYPASS && name != DATA) {
            continue;
        }
        if name == BYPASS && value == preview_id.as_bytes() {
            return Cookies::Enabled;
        }
        found = Cookies::Stale;
    }
    found
}

/// Clears the cookies, before those that the answer sets itself.
pub(super) fn clear_cookies(headers: &mut HeaderMap) {
    let own: Vec<HeaderValue> = headers.get_all(SET_COOKIE).iter().cloned().collect();
    headers.remove(SET_COOKIE);
    for cookie in CLEARING.into_iter().chain(own) {
        headers.append(SET_COOKIE, cookie);
    }
}

pub(super) async fn answer<D: Dispatch>(
    service: &Service<D>,
    matched: Matched,
    head: Parts,
    body: RequestBody,
) -> Answer<D::Body> {
    let answer = service
        .dispatch
        .dispatch(matched, head, body, &service.client)
        .await;
    let mut answer = answer.map(|body| Content::Dispatched { body });
    let headers = answer.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(PRIVATE);
    headers.insert(NEXT_CACHE, State::Hit.value());
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_id_of_the_build_counts() {
        let check = |cookie: &'static str, id: &str, expected: Cookies| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_static(cookie));
            assert_eq!(cookies(&headers, id), expected, "{cookie}");
        };
        check("__prerender_bypass=abc", "abc", Cookies::Enabled);
        check("a=1; __prerender_bypass=abc ;b=2", "abc", Cookies::Enabled);
        check(
            "__next_preview_data=x; __prerender_bypass=abc",
            "abc",
            Cookies::Enabled,
        );
        check("__prerender_bypass=abcd", "abc", Cookies::Stale);
        check("__next_preview_data=x", "abc", Cookies::Stale);
        check("x__prerender_bypass=abc", "abc", Cookies::None);
        check("__prerender_bypass=", "", Cookies::None);
        check("a=1", "abc", Cookies::None);
    }

    #[test]
    fn clearing_comes_before_the_answers_own_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(SET_COOKIE, HeaderValue::from_static("a=1"));
        clear_cookies(&mut headers);
        let lines: Vec<_> = headers.get_all(SET_COOKIE).iter().collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[2], "a=1");
    }
}
