//! Draft mode: who previews sees what the handler answers now.

use super::ready::{NEXT_CACHE, State};
use crate::answer::Answer;
use crate::body::Content;
use crate::dispatch::{Dispatch, Matched};
use crate::request_body::RequestBody;
use crate::service::Service;
use http::HeaderMap;
use http::header::{CACHE_CONTROL, COOKIE, HeaderValue};
use http::request::Parts;

const BYPASS: &[u8] = b"__prerender_bypass";
const PRIVATE: HeaderValue =
    HeaderValue::from_static("private, no-cache, no-store, max-age=0, must-revalidate");

/// Whether the cookie of this build's draft mode came along.
pub(super) fn is_enabled(headers: &HeaderMap, preview_id: &str) -> bool {
    let pairs = headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    pairs
        .filter_map(|pair| {
            let equals = pair.iter().position(|byte| *byte == b'=')?;
            Some((pair[..equals].trim_ascii(), pair[equals + 1..].trim_ascii()))
        })
        .any(|(name, value)| {
            name == BYPASS && !preview_id.is_empty() && value == preview_id.as_bytes()
        })
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
        let check = |cookie: &'static str, id: &str, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_static(cookie));
            assert_eq!(is_enabled(&headers, id), expected, "{cookie}");
        };
        check("__prerender_bypass=abc", "abc", true);
        check("a=1; __prerender_bypass=abc ;b=2", "abc", true);
        check("__prerender_bypass=abcd", "abc", false);
        check("x__prerender_bypass=abc", "abc", false);
        check("__prerender_bypass=", "", false);
        check("a=1", "abc", false);
    }
}
