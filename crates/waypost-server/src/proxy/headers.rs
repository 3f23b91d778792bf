//! The header lines of a request or answer that is passed on: without what concerned one connection
//! only, with what the target must know of the client.

use super::target::Target;
use crate::dispatch::Peer;
use http::header::{CONNECTION, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Version};

/// Lines that end at the next hop, beside those `Connection` names.
/// <https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1>
const HOP_BY_HOP: [HeaderName; 9] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    http::header::PROXY_AUTHENTICATE,
    http::header::PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

const WEBSOCKET: HeaderValue = HeaderValue::from_static("websocket");
const UPGRADE_TOKEN: HeaderValue = HeaderValue::from_static("Upgrade");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PORT: HeaderName = HeaderName::from_static("x-forwarded-port");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The client asks for a WebSocket. No other protocol is passed on: a tunnel to it would carry
/// requests past the routes (an HTTP/2 upgrade does).
pub(super) fn wants_websocket(head: &Parts) -> bool {
    head.version == Version::HTTP_11 && head.method == Method::GET && names_websocket(&head.headers)
}

pub(super) fn names_websocket(headers: &HeaderMap) -> bool {
    let upgrade = headers.get(UPGRADE);
    upgrade.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
        && connection_tokens(headers).any(|token| token.eq_ignore_ascii_case(b"upgrade"))
}

fn connection_tokens(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let lines = headers.get_all(CONNECTION).into_iter();
    lines.flat_map(|line| {
        line.as_bytes()
            .split(|&b| b == b',')
            .map(<[u8]>::trim_ascii)
    })
}

/// Removes the lines that end here.
pub(super) fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = connection_tokens(headers)
        .filter_map(|token| HeaderName::from_bytes(token).ok())
        .collect();
    for name in named.iter().chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}

/// Says that the next hop is a WebSocket too.
pub(super) fn say_websocket(headers: &mut HeaderMap) {
    headers.insert(CONNECTION, UPGRADE_TOKEN);
    headers.insert(UPGRADE, WEBSOCKET);
}

/// Makes `Host` the target's and tells it of the client. Lines of a proxy before us stand; the
/// address is appended to those it has given, as http-proxy does.
pub(super) fn address(headers: &mut HeaderMap, target: &Target, peer: Peer) {
    let host = headers.remove(HOST);
    let port = host.as_ref().map_or(b"80".as_slice(), port_of);
    let port = HeaderValue::from_bytes(port).ok();
    set_when_absent(headers, FORWARDED_PORT, port);
    set_when_absent(headers, FORWARDED_HOST, host);
    let proto = HeaderValue::from_static("http");
    set_when_absent(headers, FORWARDED_PROTO, Some(proto));
    append_address(headers, peer);
    if let Ok(host) = HeaderValue::from_str(target.host()) {
        headers.insert(HOST, host);
    }
}

fn set_when_absent(headers: &mut HeaderMap, name: HeaderName, value: Option<HeaderValue>) {
    if let Some(value) = value {
        headers.entry(name).or_insert(value);
    }
}

/// The port that a `Host` line names, else that of plain HTTP.
fn port_of(host: &HeaderValue) -> &[u8] {
    let bytes = host.as_bytes();
    let colon = bytes.iter().rposition(|&byte| byte == b':');
    match colon.map(|colon| &bytes[colon + 1..]) {
        Some(port) if !port.is_empty() && port.iter().all(u8::is_ascii_digit) => port,
        _ => b"80",
    }
}

fn append_address(headers: &mut HeaderMap, peer: Peer) {
    let mut list = Vec::new();
    for line in headers.get_all(FORWARDED_FOR) {
        list.extend_from_slice(line.as_bytes());
        list.extend_from_slice(b", ");
    }
    list.extend_from_slice(peer.remote.ip().to_string().as_bytes());
    if let Ok(list) = HeaderValue::from_bytes(&list) {
        headers.insert(FORWARDED_FOR, list);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn lines_of_one_hop_are_removed_and_others_stay() {
        let mut lines = headers(&[
            ("connection", "close, X-One"),
            ("connection", "x-two, ,bad name"),
            ("x-one", "1"),
            ("x-two", "2"),
            ("keep-alive", "timeout=5"),
            ("proxy-authorization", "secret"),
            ("te", "trailers"),
            ("trailer", "x"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "h2c"),
            ("cookie", "a=1"),
            ("cookie", "b=2"),
        ]);
        remove_hop_by_hop(&mut lines);
        assert_eq!(lines, headers(&[("cookie", "a=1"), ("cookie", "b=2")]));
    }

    #[test]
    fn the_port_is_that_of_the_host_line() {
        for (host, port) in [
            ("a.test:3000", "3000"),
            ("a.test", "80"),
            ("[::1]", "80"),
            ("[::1]:81", "81"),
            ("a:x", "80"),
            ("", "80"),
        ] {
            let host = HeaderValue::from_static(host);
            assert_eq!(port_of(&host), port.as_bytes(), "{host:?}");
        }
    }

    #[test]
    fn only_a_websocket_is_an_upgrade() {
        let named = |lines: &[(&str, &str)]| names_websocket(&headers(lines));
        assert!(named(&[
            ("connection", "keep-alive, Upgrade"),
            ("upgrade", "WebSocket")
        ]));
        assert!(!named(&[("connection", "upgrade"), ("upgrade", "h2c")]));
        assert!(!named(&[
            ("connection", "keep-alive"),
            ("upgrade", "websocket")
        ]));
    }
}
