//! Requests that wait for the next turn, packed as they will cross.
//!
//! All heads of a turn lie in one UTF-16 buffer, cut up by offsets in the shared memory. Each request
//! crosses as one string instead of ten; not all as one, because what a handler keeps of a string
//! keeps the whole of it alive, and a header value would hold the requests of its neighbours.

use bytes::Bytes;
use http::request::Parts;
use waypost_builtins::RequestId;

use crate::invocation::Peer;
use crate::shared::{METHODS, REQUEST_CELLS, flag, request, request_body};
use waypost_image::InitialStatus;

/// The body of a request as it crosses.
pub(crate) enum ArrivedBody {
    /// No body.
    None,
    /// A complete body that is text by its type and valid UTF-8.
    Text(Bytes),
    /// A complete body of any other kind.
    Bytes(Vec<u8>),
    /// A body that is still arriving, by id.
    Resource(u32),
}

/// What a turn takes.
#[derive(Default)]
pub(crate) struct Inbox {
    /// Heads and text bodies.
    pub(crate) text: Vec<u16>,
    /// The cells of each request.
    pub(crate) requests: Vec<[i32; REQUEST_CELLS]>,
    /// Byte bodies.
    pub(crate) attachments: Vec<Vec<u8>>,
    /// Requests whose client is gone.
    pub(crate) aborted: Vec<RequestId>,
    /// Of the request that is packed: bytes that are one unit each and follow `text`. They are widened together,
    /// which costs a fraction of widening line by line.
    narrow: Vec<u8>,
}

impl Inbox {
    /// Whether a turn would find nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.aborted.is_empty()
    }

    /// Packs a request.
    #[expect(
        clippy::too_many_arguments,
        reason = "each becomes cells of one record; a struct would only be taken apart again"
    )]
    pub(crate) fn push(
        &mut self,
        id: RequestId,
        route: usize,
        head: &Parts,
        params: &str,
        peer: &Peer,
        body: ArrivedBody,
        body_length: Option<u64>,
    ) {
        let mut cells = [0; REQUEST_CELLS];
        cells[request::SLOT] = id.slot as i32;
        cells[request::GENERATION] = id.generation as i32;
        cells[request::ROUTE] = route as i32;
        let method = head.method.as_str();
        let code = METHODS.iter().position(|known| *known == method);
        cells[request::METHOD] = code.map_or(-1, |code| code as i32);
        cells[request::URL] = self.offset();
        let target = head.uri.path_and_query().map_or("/", |p| p.as_str());
        self.narrow.extend_from_slice(target.as_bytes());
        if is_plain(target.as_bytes()) {
            cells[request::FLAGS] |= flag::PLAIN_TARGET;
        }
        cells[request::PARAMS] = self.offset();
        self.push_str(params);
        cells[request::HEADERS] = self.offset();
        self.line(if code.is_some() {
            b""
        } else {
            method.as_bytes()
        });
        self.line(peer.address.as_bytes());
        self.line(peer.port.as_bytes());
        for (name, value) in &head.headers {
            self.line(name.as_str().as_bytes());
            self.line(value.as_bytes());
            cells[request::FLAGS] |= flag_of(name, value.as_bytes());
        }
        if head.version == http::Version::HTTP_10 {
            cells[request::FLAGS] |= flag::HTTP_10;
        }
        if let Some(InitialStatus(status)) = head.extensions.get() {
            cells[request::FLAGS] |= i32::from(*status) << flag::STATUS;
        }
        cells[request::BODY_TEXT] = self.offset();
        self.body(&mut cells, body);
        cells[request::END] = self.offset();
        self.widen();
        cells[request::BODY_LENGTH] =
            body_length.map_or(-1, |length| i32::try_from(length).unwrap_or(i32::MAX));
        self.requests.push(cells);
    }

    fn body(&mut self, cells: &mut [i32; REQUEST_CELLS], body: ArrivedBody) {
        match body {
            ArrivedBody::None => cells[request::BODY] = request_body::NONE,
            ArrivedBody::Resource(id) => {
                cells[request::BODY] = request_body::RESOURCE;
                cells[request::BODY_VALUE] = id as i32;
            }
            ArrivedBody::Text(bytes) => match str::from_utf8(&bytes) {
                Ok(text) => {
                    cells[request::BODY] = request_body::TEXT;
                    self.push_str(text);
                }
                Err(_) => self.attach(cells, bytes.into()),
            },
            ArrivedBody::Bytes(bytes) => self.attach(cells, bytes),
        }
    }

    fn attach(&mut self, cells: &mut [i32; REQUEST_CELLS], bytes: Vec<u8>) {
        cells[request::BODY] = request_body::BYTES;
        cells[request::BODY_VALUE] = self.attachments.len() as i32;
        self.attachments.push(bytes);
    }

    fn offset(&self) -> i32 {
        // A turn takes what is ready; 2^31 units would be gigabytes of heads.
        i32::try_from(self.text.len() + self.narrow.len()).unwrap_or(i32::MAX)
    }

    /// Header bytes are Latin-1 by the Fetch standard: each byte is one unit.
    fn line(&mut self, bytes: &[u8]) {
        self.narrow.extend_from_slice(bytes);
        self.narrow.push(b'\n');
    }

    fn push_str(&mut self, text: &str) {
        if text.is_ascii() {
            self.narrow.extend_from_slice(text.as_bytes());
        } else {
            self.widen();
            self.text.extend(text.encode_utf16());
        }
    }

    fn widen(&mut self) {
        let units = self.narrow.iter().map(|byte| u16::from(*byte));
        self.text.extend(units);
        self.narrow.clear();
    }
}

/// What a header line says by being there.
fn flag_of(name: &http::HeaderName, value: &[u8]) -> i32 {
    match name.as_str() {
        "cookie" if has_preview_cookie(value) => flag::PREVIEW_COOKIE,
        // By it a project asks itself to make an answer anew.
        "x-prerender-revalidate" => flag::REVALIDATE,
        "x-forwarded-proto" => flag::FORWARDED_PROTO,
        "if-none-match" => flag::CONDITIONAL,
        _ => 0,
    }
}

/// Whether `request.url` has path and query as they were sent: without dot segments and what 15 escapes, and with a
/// query of at most one pair, nothing of it escaped. Of a target that is not, a URL is made to find out.
fn is_plain(target: &[u8]) -> bool {
    let end = target.iter().position(|byte| *byte == b'?');
    let (path, query) = target.split_at(end.unwrap_or(target.len()));
    let begins_unusually = |pair: &[u8]| pair[0] == b'/' && matches!(pair[1], b'.' | b'%');
    if path.iter().any(|byte| matches!(byte, b'\'' | b'^' | b'|'))
        || path.windows(2).any(begins_unusually)
    {
        return false;
    }
    let mut equals = 0;
    let is_form = |byte: &u8| {
        equals += i32::from(*byte == b'=');
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'*' | b'-' | b'=')
    };
    let pair = query.get(1..).unwrap_or_default();
    pair.is_empty() || (pair[0] != b'=' && pair.iter().all(is_form) && equals == 1)
}

/// Whether a `Cookie` header may hold a cookie of draft or preview mode. Who has none pays for nothing else.
fn has_preview_cookie(header: &[u8]) -> bool {
    const COMMON: &[u8] = b"__";
    const NAMES: [&[u8]; 2] = [b"__prerender_bypass=", b"__next_preview_data="];
    let mut rest = header;
    while let Some(at) = rest.windows(COMMON.len()).position(|pair| pair == COMMON) {
        rest = &rest[at..];
        if NAMES.iter().any(|name| rest.starts_with(name)) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(uri: &str) -> Parts {
        http::Request::builder()
            .uri(uri)
            .header("x-a", "1")
            .body(())
            .expect("a valid request")
            .into_parts()
            .0
    }

    fn slice(inbox: &Inbox, from: usize, to: usize) -> String {
        let cells = &inbox.requests[0];
        String::from_utf16_lossy(&inbox.text[cells[from] as usize..cells[to] as usize])
    }

    #[test]
    fn a_request_is_cut_up_by_its_offsets() {
        let mut inbox = Inbox::default();
        let id = RequestId {
            slot: 3,
            generation: 9,
        };
        let peer = Peer::new("127.0.0.1", 5000);
        let body = ArrivedBody::Text(Bytes::from_static("h\u{e9}".as_bytes()));
        inbox.push(
            id,
            7,
            &parts("/a?b=1"),
            "{\"id\":\"1\"}",
            &peer,
            body,
            Some(3),
        );
        assert_eq!(slice(&inbox, request::URL, request::PARAMS), "/a?b=1");
        assert_eq!(
            slice(&inbox, request::PARAMS, request::HEADERS),
            "{\"id\":\"1\"}"
        );
        assert_eq!(
            slice(&inbox, request::HEADERS, request::BODY_TEXT),
            "\n127.0.0.1\n5000\nx-a\n1\n"
        );
        assert_eq!(slice(&inbox, request::BODY_TEXT, request::END), "h\u{e9}");
        assert_eq!(inbox.requests[0][request::METHOD], 0);
        assert_eq!(inbox.requests[0][request::BODY], request_body::TEXT);
    }

    #[test]
    fn what_concerns_previews_crosses_as_bits() {
        let mut head = parts("/");
        let cookie = "__prerender_bypass=x".parse().expect("a valid value");
        head.headers.insert("cookie", cookie);
        let secret = "x".parse().expect("a valid value");
        head.headers.insert("x-prerender-revalidate", secret);
        let mut inbox = Inbox::default();
        let id = RequestId {
            slot: 0,
            generation: 0,
        };
        let peer = Peer::new("127.0.0.1", 1);
        inbox.push(id, 0, &head, "", &peer, ArrivedBody::None, None);
        inbox.push(id, 0, &parts("/"), "", &peer, ArrivedBody::None, None);
        let both = flag::PREVIEW_COOKIE | flag::REVALIDATE;
        assert_eq!(inbox.requests[0][request::FLAGS], both | flag::PLAIN_TARGET);
        assert_eq!(inbox.requests[1][request::FLAGS], flag::PLAIN_TARGET);
    }

    #[test]
    fn a_plain_target_reads_the_same_in_a_url() {
        for (target, plain) in [
            ("/", true),
            ("/a/b-c.json?", true),
            ("/a?name=way.post_*-1", true),
            ("/a?name=", true),
            ("/a?name", false),
            ("/a?=1", false),
            ("/a?a=b=c", false),
            ("/a?a=1&b=2", false),
            ("/a?a=%20", false),
            ("/a?a=b+c", false),
            ("/a?a=?", false),
            ("/a/./b", false),
            ("/a/%2e%2e/b", false),
            ("/a'b", false),
            ("/a^b", false),
            ("/a|b", false),
            ("/a.b/%C3%A9", false),
            ("/a%20b", true),
        ] {
            assert_eq!(is_plain(target.as_bytes()), plain, "{target}");
        }
    }

    #[test]
    fn version_and_first_status_cross_as_bits() {
        let mut head = parts("/");
        head.version = http::Version::HTTP_10;
        head.extensions.insert(InitialStatus(404));
        let mut inbox = Inbox::default();
        let id = RequestId {
            slot: 0,
            generation: 0,
        };
        let peer = Peer::new("127.0.0.1", 1);
        inbox.push(id, 0, &head, "", &peer, ArrivedBody::None, None);
        assert_eq!(
            inbox.requests[0][request::FLAGS],
            404 << flag::STATUS | flag::HTTP_10 | flag::PLAIN_TARGET
        );
    }

    #[test]
    fn cookies_of_preview_mode_are_noticed() {
        for (header, noticed) in [
            ("a=1; __prerender_bypass=x", true),
            ("__next_preview_data=x", true),
            ("___prerender_bypass=x", true),
            ("a=__prerender; __next=1; b=__", false),
            ("", false),
        ] {
            assert_eq!(has_preview_cookie(header.as_bytes()), noticed, "{header}");
        }
    }

    #[test]
    fn text_that_is_not_utf8_crosses_as_bytes() {
        let mut inbox = Inbox::default();
        let id = RequestId {
            slot: 0,
            generation: 0,
        };
        let peer = Peer::new("127.0.0.1", 1);
        let body = ArrivedBody::Text(Bytes::from_static(&[0xff, 0xfe]));
        inbox.push(id, 0, &parts("/"), "", &peer, body, None);
        assert_eq!(inbox.requests[0][request::BODY], request_body::BYTES);
        assert_eq!(inbox.attachments, vec![vec![0xff, 0xfe]]);
        assert_eq!(inbox.requests[0][request::BODY_LENGTH], -1);
    }
}
