//! Bodies through the encoder and back, and which answers are encoded.

use super::*;
use crate::body::Content;
use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use http::Response;
use http_body_util::Full;
use std::io::Read;

fn decoded(coding: Coding, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match coding {
        Coding::Gzip => MultiGzDecoder::new(bytes).read_to_end(&mut plain),
        Coding::Deflate => ZlibDecoder::new(bytes).read_to_end(&mut plain),
    }
    .unwrap();
    plain
}

/// Bytes that hardly shrink.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn bodies_come_back() {
    for coding in [Coding::Gzip, Coding::Deflate] {
        for body in [
            Vec::new(),
            b"a".repeat(3),
            b"ab".repeat(100_000),
            noise(300_000),
        ] {
            assert!(decoded(coding, &whole(coding, &body)) == body, "{coding:?}");
        }
    }
}

#[test]
fn a_flushed_piece_can_be_read_at_once() {
    let mut encoder = encoder::Encoder::new(Coding::Gzip);
    let mut sent = Vec::new();
    let mut expected = Vec::new();
    for piece in [&b"data: one\n\n"[..], b"data: two\n\n", &noise(70_000)] {
        sent.extend_from_slice(&encoder.write(piece, true));
        expected.extend_from_slice(piece);
        let mut plain = vec![0; expected.len()];
        MultiGzDecoder::new(sent.as_slice())
            .read_exact(&mut plain)
            .unwrap();
        assert!(plain == expected);
    }
}

const JSON: (&str, &str) = ("content-type", "application/json");

fn answer(lines: &[(&'static str, &'static str)], length: usize) -> Answer<Full<Bytes>> {
    let mut response = Response::new(Content::Whole {
        bytes: b"x".repeat(length).into(),
    });
    for (name, value) in lines {
        let value = HeaderValue::from_static(value);
        response.headers_mut().append(*name, value);
    }
    response
}

/// `Content-Encoding` and `Vary` of what is sent.
fn check(answer: Answer<Full<Bytes>>, is_head: bool, expected: (Option<&str>, Option<&str>)) {
    let mut accepted = Accepted::default();
    accepted.add(b"gzip, deflate");
    let answer = apply(accepted, is_head, answer);
    let line = |name| {
        answer
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap())
    };
    let found = (line(CONTENT_ENCODING), line(VARY));
    assert_eq!(found, expected, "{:?}", answer.headers());
}

#[test]
fn long_text_is_encoded() {
    let encoded = (Some("gzip"), Some("Accept-Encoding"));
    check(answer(&[JSON], 1024), false, encoded);
    check(answer(&[JSON], 1023), false, (None, None));
    check(
        answer(&[("content-type", "image/png")], 9000),
        false,
        (None, None),
    );
    check(answer(&[], 9000), false, (None, None));
    let unchanged = ("cache-control", "no-cache, no-transform");
    check(answer(&[JSON, unchanged], 9000), false, (None, None));
    let own = ("content-encoding", "br");
    check(
        answer(&[JSON, own], 9000),
        false,
        (Some("br"), Some("Accept-Encoding")),
    );
    let any = ("vary", "*");
    check(answer(&[JSON, any], 9000), false, (Some("gzip"), Some("*")));
    check(
        answer(&[JSON, ("content-length", "2000")], 0),
        true,
        (None, Some("Accept-Encoding")),
    );
    check(
        answer(&[JSON, ("content-length", "20")], 0),
        true,
        (None, None),
    );
    check(answer(&[JSON], 0), true, (None, None));
    let mut part = answer(&[JSON], 9000);
    *part.status_mut() = StatusCode::PARTIAL_CONTENT;
    check(part, false, (None, None));
}

#[test]
fn an_answer_that_is_left_plain_is_not_encoded() {
    let mut accepted = Accepted::default();
    accepted.add(b"gzip");
    let mut plain = answer(&[JSON], 9000);
    leave_plain(&mut plain);
    let sent = apply(accepted, false, plain);
    assert!(!sent.headers().contains_key(CONTENT_ENCODING));
    assert!(!sent.headers().contains_key(VARY));
}

#[tokio::test]
async fn an_encoded_body_is_whole() {
    let text: Vec<u8> = noise(200_000).iter().map(|byte| byte | 0x40).collect();
    let content: Content<Full<Bytes>> = Content::Dispatched {
        body: Full::new(text.clone().into()),
    };
    let mut response = Response::new(content);
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from(200_000));
    let mut accepted = Accepted::default();
    accepted.add(b"gzip");
    let sent = apply(accepted, false, response);
    assert!(!sent.headers().contains_key(CONTENT_LENGTH));
    let mut body = std::pin::pin!(sent.into_body());
    let mut bytes = Vec::new();
    while let Some(frame) = std::future::poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        bytes.extend_from_slice(&frame.unwrap().into_data().unwrap());
    }
    assert!(decoded(Coding::Gzip, &bytes) == text);
}
