//! Requests that wait for the next turn, packed as they will cross.
//!
//! All heads of a turn lie in one buffer, cut up by offsets in the shared memory. Each request crosses as
//! one string instead of ten; not all as one, because what a handler keeps of a string keeps the whole of
//! it alive, and a header value would hold the requests of its neighbours. A request whose params and body
//! are ASCII, as nearly all are, is kept and crosses with one byte per unit.

use std::fmt::{self, Write as _};
use std::ops::Range;

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

/// A request that is packed.
pub(crate) struct Packed {
    /// Its cells; positions count from the beginning of its text.
    pub(crate) cells: [i32; REQUEST_CELLS],
    text: TextPlace,
}

/// Where the text of a request lies.
enum TextPlace {
    Narrow(Range<usize>),
    Wide(Range<usize>),
}

/// The text of a request: Latin-1, or UTF-16 when it has other characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text<'a> {
    Narrow(&'a [u8]),
    Wide(&'a [u16]),
}

impl Text<'_> {
    /// The part between two positions in it.
    pub(crate) fn part(self, from: i32, to: i32) -> Self {
        let range = from as usize..to as usize;
        match self {
            Self::Narrow(bytes) => Self::Narrow(bytes.get(range).unwrap_or_default()),
            Self::Wide(units) => Self::Wide(units.get(range).unwrap_or_default()),
        }
    }

    /// The bytes of what is known to be Latin-1.
    pub(crate) fn latin1(self) -> Vec<u8> {
        match self {
            Self::Narrow(bytes) => bytes.to_vec(),
            Self::Wide(units) => {
                let byte = |unit: &u16| u8::try_from(*unit).unwrap_or(b'?');
                units.iter().map(byte).collect()
            }
        }
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Narrow(bytes) => bytes
                .iter()
                .try_for_each(|byte| formatter.write_char(char::from(*byte))),
            Self::Wide(units) => formatter.write_str(&String::from_utf16_lossy(units)),
        }
    }
}

/// What a turn takes.
#[derive(Default)]
pub(crate) struct Inbox {
    /// Heads and text bodies of the requests, as far as they are Latin-1.
    narrow: Vec<u8>,
    /// The others.
    wide: Vec<u16>,
    pub(crate) requests: Vec<Packed>,
    /// Byte bodies.
    pub(crate) attachments: Vec<Vec<u8>>,
    /// Requests whose client is gone.
    pub(crate) aborted: Vec<RequestId>,
}

impl Inbox {
    /// The text of one of its requests.
    pub(crate) fn text(&self, packed: &Packed) -> Text<'_> {
        match &packed.text {
            TextPlace::Narrow(range) => Text::Narrow(&self.narrow[range.clone()]),
            TextPlace::Wide(range) => Text::Wide(&self.wide[range.clone()]),
        }
    }

    /// Empties it for the next turn; false when its buffers grew so large that they are better given back.
    pub(crate) fn reuse(&mut self) -> bool {
        const KEEP: usize = 256 * 1024;
        self.narrow.clear();
        self.wide.clear();
        self.requests.clear();
        self.narrow.capacity() + 2 * self.wide.capacity() <= KEEP
    }

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
        cells[request::BODY_LENGTH] =
            body_length.map_or(-1, |length| i32::try_from(length).unwrap_or(i32::MAX));
        let mut text = Packing::new(&mut self.narrow, &mut self.wide);
        head_text(&mut cells, &mut text, head, params, peer);
        match body {
            ArrivedBody::None => cells[request::BODY] = request_body::NONE,
            ArrivedBody::Resource(id) => {
                cells[request::BODY] = request_body::RESOURCE;
                cells[request::BODY_VALUE] = id as i32;
            }
            ArrivedBody::Text(bytes) => match str::from_utf8(&bytes) {
                Ok(body) => {
                    cells[request::BODY] = request_body::TEXT;
                    text.push_str(body);
                }
                Err(_) => attach(&mut self.attachments, &mut cells, bytes.into()),
            },
            ArrivedBody::Bytes(bytes) => attach(&mut self.attachments, &mut cells, bytes),
        }
        cells[request::END] = text.length();
        let text = text.place();
        self.requests.push(Packed { cells, text });
    }
}

/// Everything before the body.
fn head_text(
    cells: &mut [i32; REQUEST_CELLS],
    text: &mut Packing<'_>,
    head: &Parts,
    params: &str,
    peer: &Peer,
) {
    let method = head.method.as_str();
    let code = METHODS.iter().position(|known| *known == method);
    cells[request::METHOD] = code.map_or(-1, |code| code as i32);
    cells[request::URL] = text.length();
    let target = head.uri.path_and_query().map_or("/", |p| p.as_str());
    text.push_bytes(target.as_bytes());
    if is_plain(target.as_bytes()) {
        cells[request::FLAGS] |= flag::PLAIN_TARGET;
    }
    cells[request::PARAMS] = text.length();
    text.push_str(params);
    cells[request::HEADERS] = text.length();
    let own_method = if code.is_some() { "" } else { method };
    text.push_line(own_method.as_bytes());
    text.push_line(peer.address.as_bytes());
    text.push_line(peer.port.as_bytes());
    for (name, value) in &head.headers {
        text.push_line(name.as_str().as_bytes());
        text.push_line(value.as_bytes());
        cells[request::FLAGS] |= flag_of(name, value.as_bytes());
    }
    if head.version == http::Version::HTTP_10 {
        cells[request::FLAGS] |= flag::HTTP_10;
    }
    if let Some(InitialStatus(status)) = head.extensions.get() {
        cells[request::FLAGS] |= i32::from(*status) << flag::STATUS;
    }
    cells[request::BODY_TEXT] = text.length();
}

fn attach(attachments: &mut Vec<Vec<u8>>, cells: &mut [i32; REQUEST_CELLS], bytes: Vec<u8>) {
    cells[request::BODY] = request_body::BYTES;
    cells[request::BODY_VALUE] = attachments.len() as i32;
    attachments.push(bytes);
}

/// The text of a request as it is written: bytes, until something comes that is not Latin-1.
struct Packing<'a> {
    narrow: &'a mut Vec<u8>,
    wide: &'a mut Vec<u16>,
    /// Where it begins in the buffer that it is in.
    start: usize,
    is_wide: bool,
}

impl<'a> Packing<'a> {
    fn new(narrow: &'a mut Vec<u8>, wide: &'a mut Vec<u16>) -> Self {
        Self {
            start: narrow.len(),
            narrow,
            wide,
            is_wide: false,
        }
    }

    fn end(&self) -> usize {
        if self.is_wide {
            self.wide.len()
        } else {
            self.narrow.len()
        }
    }

    /// A head is bounded, and a body that crosses with it too.
    fn length(&self) -> i32 {
        i32::try_from(self.end() - self.start).unwrap_or(i32::MAX)
    }

    fn place(self) -> TextPlace {
        let range = self.start..self.end();
        if self.is_wide {
            TextPlace::Wide(range)
        } else {
            TextPlace::Narrow(range)
        }
    }

    /// Header bytes are Latin-1 by the Fetch standard: each byte is one unit.
    fn push_bytes(&mut self, bytes: &[u8]) {
        if self.is_wide {
            self.wide.extend(bytes.iter().map(|byte| u16::from(*byte)));
        } else {
            self.narrow.extend_from_slice(bytes);
        }
    }

    fn push_line(&mut self, bytes: &[u8]) {
        self.push_bytes(bytes);
        self.push_bytes(b"\n");
    }

    fn push_str(&mut self, text: &str) {
        if text.is_ascii() {
            self.push_bytes(text.as_bytes());
            return;
        }
        if !self.is_wide {
            let before = self.narrow.split_off(self.start);
            self.start = self.wide.len();
            self.is_wide = true;
            self.push_bytes(&before);
        }
        self.wide.extend(text.encode_utf16());
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
        let packed = &inbox.requests[0];
        let part = inbox
            .text(packed)
            .part(packed.cells[from], packed.cells[to]);
        part.to_string()
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
        assert_eq!(inbox.requests[0].cells[request::METHOD], 0);
        assert_eq!(inbox.requests[0].cells[request::BODY], request_body::TEXT);
    }

    #[test]
    fn only_what_is_not_latin1_is_wide() {
        let mut inbox = Inbox::default();
        let id = RequestId {
            slot: 0,
            generation: 0,
        };
        let peer = Peer::new("127.0.0.1", 1);
        let mut head = parts("/");
        let value = http::HeaderValue::from_bytes(b"caf\xe9").expect("a valid value");
        head.headers.insert("x-a", value);
        for (params, body) in [
            ("", "{}"),
            ("", "\u{20ac}"),
            ("{\"a\":\"\u{e4}\"}", ""),
            ("", ""),
        ] {
            let body = ArrivedBody::Text(Bytes::from_static(body.as_bytes()));
            inbox.push(id, 0, &head, params, &peer, body, None);
        }
        let texts: Vec<Text<'_>> = inbox.requests.iter().map(|it| inbox.text(it)).collect();
        let are_wide = texts.iter().map(|it| matches!(it, Text::Wide(_)));
        assert_eq!(are_wide.collect::<Vec<_>>(), [false, true, true, false]);
        let all: Vec<String> = texts.iter().map(Text::to_string).collect();
        assert_eq!(all[0], "/\n127.0.0.1\n1\nx-a\ncaf\u{e9}\n{}");
        assert_eq!(all[1], "/\n127.0.0.1\n1\nx-a\ncaf\u{e9}\n\u{20ac}");
        assert_eq!(
            all[2],
            "/{\"a\":\"\u{e4}\"}\n127.0.0.1\n1\nx-a\ncaf\u{e9}\n"
        );
        assert_eq!(all[3], "/\n127.0.0.1\n1\nx-a\ncaf\u{e9}\n");
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
        assert_eq!(
            inbox.requests[0].cells[request::FLAGS],
            both | flag::PLAIN_TARGET
        );
        assert_eq!(inbox.requests[1].cells[request::FLAGS], flag::PLAIN_TARGET);
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
            inbox.requests[0].cells[request::FLAGS],
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
        assert_eq!(inbox.requests[0].cells[request::BODY], request_body::BYTES);
        assert_eq!(inbox.attachments, vec![vec![0xff, 0xfe]]);
        assert_eq!(inbox.requests[0].cells[request::BODY_LENGTH], -1);
    }
}
