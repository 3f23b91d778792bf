//! `compress` of `next.config`: answers of text are sent gzipped to who accepts it.
//!
//! What is compressed, and for whom, is decided as by the `compression` middleware that Next.js has:
//! compressible types, whole bodies from 1 kB, streams of any length, each piece flushed. Two things
//! differ on purpose: a part of a file is never compressed, since its range counts plain bytes, and
//! what another server answers passes as it came.

mod encoded;
mod encoder;
mod negotiate;
mod types;

pub(crate) use encoded::Encoded;
pub(crate) use encoder::whole;
pub(crate) use negotiate::Accepted;

use crate::answer::Answer;
use crate::body::{BodyError, Content};
use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body::Body;

/// A whole body below this size is sent as it is: a packet carries it either way.
pub(crate) const THRESHOLD: u64 = 1024;

/// How a body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    Deflate,
}

impl Coding {
    fn value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
        })
    }
}

/// Stands in the extensions of an answer that is sent as it is.
#[derive(Debug, Clone, Copy)]
struct Plain;

/// Sees to it that an answer is sent as it is. One that is too small anyhow needs no mark.
pub(crate) fn leave_plain<B>(answer: &mut Answer<B>)
where
    B: Body<Data = Bytes, Error: Into<BodyError>>,
{
    let length = answer.body().size_hint().exact();
    if length.is_none_or(|length| length >= THRESHOLD) {
        answer.extensions_mut().insert(Plain);
    }
}

/// Encodes an answer where it is worth it and the client accepts it.
pub(crate) fn apply<B>(accepted: Accepted, is_head: bool, answer: Answer<B>) -> Answer<B>
where
    B: Body<Data = Bytes, Error: Into<BodyError>>,
{
    let length = answer.body().size_hint().exact();
    // Before anything else: most answers are small.
    if length.is_some_and(|length| length < THRESHOLD) && !(is_head && is_long(answer.headers())) {
        return answer;
    }
    if matches!(answer.body(), Content::Proxied { .. })
        || answer.extensions().get::<Plain>().is_some()
        || answer.status() == StatusCode::PARTIAL_CONTENT
        || !is_compressible(answer.headers())
    {
        return answer;
    }
    let mut answer = answer;
    vary(answer.headers_mut());
    match accepted.coding() {
        Some(coding) if !is_head && !answer.headers().contains_key(CONTENT_ENCODING) => {
            mark(answer.headers_mut(), coding);
            answer.map(|content| Content::Encoded {
                body: Box::pin(Encoded::new(content, coding, length.is_none())),
            })
        }
        _ => answer,
    }
}

/// The lines of an encoded answer.
pub(crate) fn mark(headers: &mut HeaderMap, coding: Coding) {
    headers.insert(CONTENT_ENCODING, coding.value());
    headers.remove(CONTENT_LENGTH);
}

/// The type is one that shrinks, and nobody forbids it.
pub(crate) fn is_compressible(headers: &HeaderMap) -> bool {
    let is_type = headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| types::is_compressible(value.as_bytes()));
    is_type && !headers.get_all(CACHE_CONTROL).iter().any(forbids)
}

fn forbids(value: &HeaderValue) -> bool {
    value
        .as_bytes()
        .split(|&byte| byte == b',')
        .any(|token| token.trim_ascii() == b"no-transform")
}

/// An answer to `HEAD` says how long its body would be.
fn is_long(headers: &HeaderMap) -> bool {
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    length.is_some_and(|text| text.parse::<u64>().is_ok_and(|length| length >= THRESHOLD))
}

/// Adds `Accept-Encoding` to what the answer varies by.
pub(crate) fn vary(headers: &mut HeaderMap) {
    let is_named = headers.get_all(VARY).iter().any(|value| {
        let mut names = value.as_bytes().split(|&byte| byte == b',');
        names.any(|name| {
            let name = name.trim_ascii();
            name == b"*" || name.eq_ignore_ascii_case(ACCEPT_ENCODING.as_str().as_bytes())
        })
    });
    if !is_named {
        headers.append(VARY, HeaderValue::from_static("Accept-Encoding"));
    }
}

#[cfg(test)]
mod tests;
