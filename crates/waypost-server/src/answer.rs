//! An answer before it is sealed with the lines that belong to the connection.

use crate::body::{AnswerBody, Content};
use crate::pages::CLOSE;
use crate::slot::Slot;
use http::header::{CONNECTION, CONTENT_LENGTH, Entry};
use http::{HeaderName, HeaderValue, Method, Response, StatusCode};
use http_body::Body;

pub(crate) type Answer<B> = Response<Content<B>>;

const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");
const KEEP_ALIVE_TOKEN: HeaderValue = HeaderValue::from_static("keep-alive");

/// What becomes of the connection after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Afterwards {
    Keep,
    Close,
}

/// Adds `Connection` and `Keep-Alive` as Next.js sends them and ties the slot to the body.
pub(crate) fn seal<B: Body>(
    mut answer: Answer<B>,
    is_head: bool,
    afterwards: Afterwards,
    keep_alive: &HeaderValue,
    mut slot: Slot,
) -> Response<AnswerBody<B>> {
    slot.set_status(answer.status());
    if !is_head {
        correct_length(&mut answer);
    }
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        // What follows is another protocol's; the lines of the upgrade stand.
        return answer.map(|content| AnswerBody::new(content, slot));
    }
    let is_bodiless = answer.status() == StatusCode::NO_CONTENT;
    let headers = answer.headers_mut();
    let states_zero = is_bodiless && headers.contains_key(CONTENT_LENGTH);
    match (afterwards, headers.entry(CONNECTION)) {
        (Afterwards::Keep, Entry::Vacant(entry)) => {
            entry.insert(KEEP_ALIVE_TOKEN);
            headers.insert(KEEP_ALIVE, keep_alive.clone());
        }
        // The handler has said what becomes of the connection.
        (Afterwards::Keep, Entry::Occupied(_)) => {}
        (Afterwards::Close, Entry::Vacant(entry)) => {
            entry.insert(CLOSE);
        }
        (Afterwards::Close, Entry::Occupied(mut entry)) => {
            entry.insert(CLOSE);
        }
    }
    answer.map(|content| AnswerBody::new(content, slot).stating_zero(states_zero))
}

/// hyper writes a `Content-Length` as it stands, even beside a body of another length: the client
/// would wait for the rest, or take it from the next answer.
fn correct_length<B: Body>(answer: &mut Answer<B>) {
    let Some(stated) = answer.headers().get(CONTENT_LENGTH) else {
        return;
    };
    let Some(real) = answer.body().size_hint().exact() else {
        return;
    };
    let stated = str::from_utf8(stated.as_bytes()).ok();
    if stated.and_then(|text| text.parse::<u64>().ok()) != Some(real) {
        answer.headers_mut().remove(CONTENT_LENGTH);
    }
}

/// The methods of Node's HTTP parser. Others are a malformed request there, and here.
pub(crate) fn is_known_method(method: &Method) -> bool {
    if matches!(
        *method,
        Method::GET
            | Method::POST
            | Method::PUT
            | Method::DELETE
            | Method::PATCH
            | Method::HEAD
            | Method::OPTIONS
            | Method::TRACE
    ) {
        return true;
    }
    const FURTHER: [&str; 26] = [
        "ACL",
        "BIND",
        "CHECKOUT",
        "COPY",
        "LINK",
        "LOCK",
        "M-SEARCH",
        "MERGE",
        "MKACTIVITY",
        "MKCALENDAR",
        "MKCOL",
        "MOVE",
        "NOTIFY",
        "PROPFIND",
        "PROPPATCH",
        "PURGE",
        "QUERY",
        "REBIND",
        "REPORT",
        "SEARCH",
        "SOURCE",
        "SUBSCRIBE",
        "UNBIND",
        "UNLINK",
        "UNLOCK",
        "UNSUBSCRIBE",
    ];
    FURTHER.binary_search(&method.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_known_method;
    use http::Method;

    #[test]
    fn methods_are_those_of_the_reference() {
        let known = |text: &str| is_known_method(&Method::from_bytes(text.as_bytes()).unwrap());
        for text in [
            "GET",
            "PATCH",
            "ACL",
            "M-SEARCH",
            "PROPFIND",
            "QUERY",
            "UNSUBSCRIBE",
        ] {
            assert!(known(text), "{text}");
        }
        for text in ["FOO", "get", "CONNECT", "PRI"] {
            assert!(!known(text), "{text}");
        }
    }
}
