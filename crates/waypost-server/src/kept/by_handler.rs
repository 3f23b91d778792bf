//! Kept answers where the project keeps them itself: its `cacheHandler` is a module, so every request for one
//! enters JavaScript, and `next/cache/answer_store.ts` asks the module, makes what it has not got,
//! and tells it. What is sent of an answer is decided here, as of those that we keep.
//!
//! Both sides speak in a header line that no client can send: `x-middleware-*` is removed at the socket.

use super::ready::{NEXT_CACHE, State};
use super::{KeptAnswers, MICROSECONDS};
use crate::answer::Answer;
use crate::body::Content;
use crate::dispatch::{Dispatch, Matched};
use crate::pages;
use crate::request_body::RequestBody;
use crate::service::Service;
use crate::site::Site;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use waypost_cache::Lifetime;
use waypost_image::ForKeeping;

/// In a request: seconds after which what is made now may not be used any more, or `-`. In its answer: the
/// state, then seconds until it is stale and until it may not be used, or `-`.
const KEPT: HeaderName = HeaderName::from_static("x-middleware-kept");

/// Has the project's module answer, or the handler for it. The request crosses with its headers, which the module
/// may see, and the handler may not.
pub(super) async fn answer<D: Dispatch>(
    service: &Service<D>,
    site: &Site,
    kept: &KeptAnswers,
    matched: Matched,
    (address, head): (Uri, Parts),
) -> Answer<D::Body> {
    let is_head = head.method == Method::HEAD;
    let mut asked = Request::new(()).into_parts().0;
    asked.uri = address;
    asked.headers = head.headers;
    let expire = kept.expire_since();
    let expire = expire.map_or_else(|| HeaderValue::from_static("-"), HeaderValue::from);
    asked.headers.insert(KEPT, expire);
    let matched = Matched {
        query: None,
        is_for_keeping: true,
        ..matched
    };
    let dispatched =
        service
            .dispatch
            .dispatch(matched, asked, RequestBody::empty(), &service.client);
    let mut answer = dispatched.await.map(|body| match is_head {
        true => Content::Empty,
        false => Content::Dispatched { body },
    });
    if answer.extensions_mut().remove::<ForKeeping>().is_some() {
        return pages::static_failed(site);
    }
    let headers = answer.headers_mut();
    // Without the line it is what a worker says that gives a request up.
    if let Some((state, lifetime)) = said(headers) {
        kept.form.say_control(headers, lifetime);
        headers.insert(NEXT_CACHE, state.value());
    }
    answer
}

fn said(headers: &mut HeaderMap) -> Option<(State, Lifetime)> {
    let line = headers.remove(KEPT)?;
    let mut words = line.to_str().ok()?.split(' ');
    let state = State::of_word(words.next()?)?;
    let mut time = || {
        let seconds = words.next()?.parse::<i64>().ok()?;
        Some(seconds.saturating_mul(MICROSECONDS))
    };
    let lifetime = Lifetime {
        revalidate: time(),
        expire: time(),
    };
    Some((state, lifetime))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_an_answer() {
        let check = |line: &'static str, expected: Option<(&str, Option<i64>, Option<i64>)>| {
            let mut headers = HeaderMap::new();
            headers.insert(KEPT, HeaderValue::from_static(line));
            let found = said(&mut headers);
            let found = found
                .as_ref()
                .map(|(state, lifetime)| (state.value(), lifetime.revalidate, lifetime.expire));
            let expected = expected.map(|(state, revalidate, expire)| {
                let micros = |seconds: i64| seconds * MICROSECONDS;
                let state = HeaderValue::from_str(state).unwrap();
                (state, revalidate.map(micros), expire.map(micros))
            });
            assert_eq!(found, expected, "{line}");
            assert!(headers.is_empty());
        };
        check("HIT 60 90", Some(("HIT", Some(60), Some(90))));
        check("STALE 60 -", Some(("STALE", Some(60), None)));
        check("MISS - -", Some(("MISS", None, None)));
        check("REVALIDATED", Some(("REVALIDATED", None, None)));
        check("GONE 1 1", None);
        check("", None);
    }
}
