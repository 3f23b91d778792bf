//! Where heads begin and end in the bytes of a connection, as far as needed to refuse bad ones.
//!
//! A head is looked at line by line as it arrives; nothing is kept but a line that came in parts.
//! Bodies are skipped by their length or chunk by chunk. When a chunked body does not parse, the
//! parser is about to say so, and this stops looking.

use super::Fault;
use memchr::memchr;

/// Bounds of one head.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeadLimits {
    pub(crate) bytes: usize,
    pub(crate) lines: usize,
}

/// State between two reads of one connection.
#[derive(Debug)]
pub(super) struct Framing {
    limits: HeadLimits,
    state: State,
    /// Heads that have ended.
    heads: u64,
    /// The beginning of a line whose end has not arrived.
    partial: Vec<u8>,
    /// Where in the bytes that were fed last a target holds what has to be percent-encoded for the parser.
    escapes: Vec<usize>,
}

#[derive(Debug)]
enum State {
    Head(Head),
    /// Bytes left of a body of known length.
    Body(u64),
    Chunked(ChunkPart),
    /// The parser will not get further than this; nothing is looked at.
    Ended,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChunkPart {
    Size,
    Data(u64),
    /// The line end after a chunk's data.
    DataEnd,
    Trailers,
}

/// What is known of a head so far.
#[derive(Debug, Default)]
struct Head {
    bytes: usize,
    /// Lines after the request line.
    lines: usize,
    has_request_line: bool,
    /// The request line was read to where its target's query begins.
    is_in_query: bool,
    is_http_11: bool,
    hosts: usize,
    content_length: Option<u64>,
    is_chunked: bool,
}

impl Framing {
    pub(super) fn new(limits: HeadLimits) -> Self {
        Self {
            limits,
            state: State::Head(Head::default()),
            heads: 0,
            partial: Vec::new(),
            escapes: Vec::new(),
        }
    }

    /// Positions in the bytes that were fed last of `"`, `<`, `>`, and in paths of braces and the backtick, in targets.
    /// Clients send them, Node's parser takes them, ours not all; to whoever parses URLs they are their escapes.
    /// <https://url.spec.whatwg.org/#path-percent-encode-set>
    pub(super) fn escapes(&self) -> &[usize] {
        &self.escapes
    }

    /// A head has begun and not ended.
    pub(super) fn is_mid_head(&self) -> bool {
        matches!(&self.state, State::Head(head) if head.bytes > 0)
    }

    /// Which request, counted from one, has a body that has come to what no body can hold.
    pub(super) fn broken_body(&self) -> Option<u64> {
        matches!(self.state, State::Ended).then_some(self.heads)
    }

    /// A body has begun and not ended.
    pub(super) fn is_mid_body(&self) -> bool {
        matches!(self.state, State::Body(_) | State::Chunked(_))
    }

    /// Looks at the next bytes. `Err` holds how many of them lie before the refused head's fault
    /// and are harmless, and the fault.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), (usize, Fault)> {
        let mut rest = bytes;
        self.escapes.clear();
        while !rest.is_empty() {
            let used = match &mut self.state {
                State::Ended => return Ok(()),
                State::Body(left) => skip(left, rest),
                State::Chunked(ChunkPart::Data(left)) => skip(left, rest),
                State::Head(_) | State::Chunked(_) => {
                    let at = bytes.len() - rest.len();
                    match self.line(rest, at) {
                        Ok(used) => used,
                        Err(fault) => return Err((at, fault)),
                    }
                }
            };
            rest = &rest[used..];
            self.leave_finished_body();
        }
        Ok(())
    }

    fn leave_finished_body(&mut self) {
        match self.state {
            State::Body(0) => self.state = State::Head(Head::default()),
            State::Chunked(ChunkPart::Data(0)) => self.state = State::Chunked(ChunkPart::DataEnd),
            _ => {}
        }
    }

    /// Takes one line, or the part of it that is there, from the front of `rest`, which begins at `at`.
    fn line(&mut self, rest: &[u8], at: usize) -> Result<usize, Fault> {
        let end = memchr(b'\n', rest);
        let used = end.map_or(rest.len(), |end| end + 1);
        if let State::Head(head) = &mut self.state {
            head.bytes += used;
            if head.bytes > self.limits.bytes {
                return Err(head.too_large());
            }
            if !head.has_request_line {
                head.target(&rest[..used], at, &mut self.escapes)?;
            }
        } else if self.partial.len() + used > self.limits.bytes {
            self.state = State::Ended;
            return Ok(used);
        }
        if end.is_none() {
            self.partial.extend_from_slice(rest);
            return Ok(used);
        }
        if self.partial.is_empty() {
            self.whole_line(&rest[..used])?;
            return Ok(used);
        }
        self.partial.extend_from_slice(&rest[..used]);
        let line = std::mem::take(&mut self.partial);
        self.whole_line(&line)?;
        Ok(used)
    }

    fn whole_line(&mut self, line: &[u8]) -> Result<(), Fault> {
        let line = line.strip_suffix(b"\r\n");
        match &mut self.state {
            State::Head(head) => {
                let line = line.ok_or(Fault::Malformed)?;
                if !line.is_empty() {
                    return head.line(line, self.limits.lines);
                }
                if head.has_request_line {
                    self.state = head.end()?;
                    self.heads += 1;
                }
            }
            State::Chunked(part) => {
                self.state = line
                    .and_then(|line| part.after(line))
                    .unwrap_or(State::Ended);
            }
            State::Body(_) | State::Ended => {}
        }
        Ok(())
    }
}

fn skip(left: &mut u64, rest: &[u8]) -> usize {
    let used = usize::try_from(*left).map_or(rest.len(), |left| left.min(rest.len()));
    *left -= used as u64;
    used
}

impl ChunkPart {
    /// The state after `line`, `None` when it is no line of a chunked body.
    fn after(self, line: &[u8]) -> Option<State> {
        let next = match self {
            Self::Size => match chunk_size(line)? {
                0 => Self::Trailers,
                size => Self::Data(size),
            },
            Self::DataEnd if line.is_empty() => Self::Size,
            Self::Trailers if line.is_empty() => return Some(State::Head(Head::default())),
            Self::Trailers => Self::Trailers,
            Self::DataEnd | Self::Data(_) => return None,
        };
        Some(State::Chunked(next))
    }
}

fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|&b| b == b';').next()?.trim_ascii_end();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u64::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

impl Head {
    fn too_large(&self) -> Fault {
        if self.has_request_line {
            Fault::HeadTooLarge
        } else {
            Fault::RequestLineTooLong
        }
    }

    /// Looks at a part of the request line. Bytes beyond ASCII are refused, as Node's parser does.
    fn target(&mut self, part: &[u8], at: usize, escapes: &mut Vec<usize>) -> Result<(), Fault> {
        if !part.is_ascii() {
            return Err(Fault::Malformed);
        }
        for (index, &byte) in part.iter().enumerate() {
            match byte {
                b'?' => self.is_in_query = true,
                b'`' | b'{' | b'}' if self.is_in_query => {}
                b'"' | b'<' | b'>' | b'`' | b'{' | b'}' => escapes.push(at + index),
                _ => {}
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &[u8], limit: usize) -> Result<(), Fault> {
        if !self.has_request_line {
            self.has_request_line = true;
            self.is_http_11 = line.ends_with(b" HTTP/1.1");
            return Ok(());
        }
        self.lines += 1;
        if self.lines > limit {
            return Err(Fault::HeadTooLarge);
        }
        match line[0] {
            // A folded line: what one reader takes for a value is a header of its own to another.
            b' ' | b'\t' => Err(Fault::Malformed),
            b'c' | b'C' => match value_of(line, b"content-length") {
                Some(value) => self.content_length(value),
                None => Ok(()),
            },
            b't' | b'T' => match value_of(line, b"transfer-encoding") {
                Some(value) => self.transfer_encoding(value),
                None => Ok(()),
            },
            b'h' | b'H' => {
                self.hosts += usize::from(value_of(line, b"host").is_some());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    // https://www.rfc-editor.org/rfc/rfc9112#section-6.3 items 4 and 5
    fn content_length(&mut self, value: &[u8]) -> Result<(), Fault> {
        if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
            return Err(Fault::Malformed);
        }
        let length = str::from_utf8(value)
            .ok()
            .and_then(|digits| digits.parse::<u64>().ok())
            .ok_or(Fault::Malformed)?;
        // A second line that says the same is allowed, and refused by Node's parser.
        if self.content_length.is_some() {
            return Err(Fault::Malformed);
        }
        self.content_length = Some(length);
        Ok(())
    }

    fn transfer_encoding(&mut self, value: &[u8]) -> Result<(), Fault> {
        // Repeated, or in a version that does not know it: nothing but smuggling is left.
        if self.is_chunked || !self.is_http_11 {
            return Err(Fault::Malformed);
        }
        if !value.eq_ignore_ascii_case(b"chunked") {
            // Node's parser answers so, where the standard would have 501.
            return Err(Fault::Malformed);
        }
        self.is_chunked = true;
        Ok(())
    }

    /// The head is complete: what follows it?
    fn end(&self) -> Result<State, Fault> {
        if self.is_chunked && self.content_length.is_some() {
            return Err(Fault::Malformed);
        }
        if self.hosts > 1 || (self.is_http_11 && self.hosts == 0) {
            return Err(Fault::Malformed);
        }
        if self.is_chunked {
            return Ok(State::Chunked(ChunkPart::Size));
        }
        Ok(match self.content_length {
            None | Some(0) => State::Head(Self::default()),
            Some(length) => State::Body(length),
        })
    }
}

/// The value of a header line when its name is `name` (given in lower case).
fn value_of<'l>(line: &'l [u8], name: &[u8]) -> Option<&'l [u8]> {
    let (found, rest) = line.split_at_checked(name.len())?;
    let value = rest.strip_prefix(b":")?;
    found.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: HeadLimits = HeadLimits {
        bytes: 200,
        lines: 4,
    };

    /// Feeds the text whole, then byte by byte: the verdict may not depend on how it arrives.
    fn check(text: &str, expected: Option<Fault>) {
        let whole = Framing::new(LIMITS).feed(text.as_bytes()).err();
        assert_eq!(whole.map(|(_, fault)| fault), expected, "whole: {text:?}");
        let mut framing = Framing::new(LIMITS);
        let split = text
            .bytes()
            .find_map(|byte| framing.feed(&[byte]).err())
            .map(|(_, fault)| fault);
        assert_eq!(split, expected, "byte by byte: {text:?}");
    }

    #[test]
    fn plain_requests_pass() {
        check("GET / HTTP/1.1\r\nhost: a\r\n\r\n", None);
        check(
            "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.0\r\n\r\n",
            None,
        );
    }

    #[test]
    fn a_body_may_look_like_a_bad_head() {
        let body = "\nGET\n";
        check(
            &format!(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n{body}GET / HTTP/1.1\r\nHost: a\r\n\r\n"
            ),
            None,
        );
        check(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n\nGET\n\r\n0\r\nT: 1\r\n\r\nGET / HTTP/1.0\n",
            Some(Fault::Malformed),
        );
    }

    #[test]
    fn bare_line_feeds_and_folded_lines_are_refused() {
        check("GET / HTTP/1.1\nHost: a\r\n\r\n", Some(Fault::Malformed));
        check("GET / HTTP/1.1\r\nHost: a\n\r\n", Some(Fault::Malformed));
        check(
            "GET / HTTP/1.1\r\nHost: a\r\n b: c\r\n\r\n",
            Some(Fault::Malformed),
        );
    }

    #[test]
    fn ambiguous_lengths_are_refused() {
        let head = |lines: &str| format!("POST / HTTP/1.1\r\nHost: a\r\n{lines}\r\n");
        check(
            &head("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
            Some(Fault::Malformed),
        );
        check(
            &head("transfer-encoding: chunked\r\ncontent-length: 1\r\n"),
            Some(Fault::Malformed),
        );
        check(
            &head("Content-Length: 1\r\nContent-Length: 2\r\n"),
            Some(Fault::Malformed),
        );
        check(
            &head("Content-Length: 1\r\nContent-Length: 1\r\n"),
            Some(Fault::Malformed),
        );
        check(&head("Content-Length: 1, 1\r\n"), Some(Fault::Malformed));
        check(&head("Content-Length: +1\r\n"), Some(Fault::Malformed));
        check(&head("Content-Length:\r\n"), Some(Fault::Malformed));
        check(
            &head("Content-Length: 99999999999999999999\r\n"),
            Some(Fault::Malformed),
        );
        check(
            &head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
            Some(Fault::Malformed),
        );
        check(
            &head("Transfer-Encoding: gzip, chunked\r\n"),
            Some(Fault::Malformed),
        );
        check(
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            Some(Fault::Malformed),
        );
    }

    #[test]
    fn http_11_needs_one_host() {
        check("GET / HTTP/1.1\r\n\r\n", Some(Fault::Malformed));
        check(
            "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
            Some(Fault::Malformed),
        );
        check("GET / HTTP/1.0\r\n\r\n", None);
    }

    #[test]
    fn targets_are_ascii() {
        check("GET /é HTTP/1.1\r\nHost: a\r\n\r\n", Some(Fault::Malformed));
        check("GET / HTTP/1.1\r\nHost: a\r\nx: é\r\n\r\n", None);
    }

    #[test]
    fn what_the_parser_refuses_in_targets_is_found() {
        let text = "GET /a\"`{?\"`{< HTTP/1.1\r\nHost: \"a\"\r\n\r\nGET /> HTTP/1.1\r\n";
        let mut framing = Framing::new(LIMITS);
        assert_eq!(framing.feed(text.as_bytes()), Ok(()));
        let found: Vec<&str> = framing.escapes().iter().map(|&at| &text[at..=at]).collect();
        assert_eq!(found, ["\"", "`", "{", "\"", "<", ">"]);
        assert_eq!(framing.feed(b" x"), Ok(()));
        assert!(framing.escapes().is_empty());
    }

    #[test]
    fn heads_are_bounded() {
        let long = "x".repeat(200);
        check(
            &format!("GET /{long} HTTP/1.1\r\n"),
            Some(Fault::RequestLineTooLong),
        );
        check(
            &format!("GET / HTTP/1.1\r\na: {long}\r\n"),
            Some(Fault::HeadTooLarge),
        );
        check("GET / HTTP/1.1\r\nHost: a\r\na:\r\na:\r\na:\r\n\r\n", None);
        check(
            "GET / HTTP/1.1\r\nHost: a\r\na:\r\na:\r\na:\r\na:\r\n",
            Some(Fault::HeadTooLarge),
        );
    }

    #[test]
    fn the_harmless_part_of_a_read_is_counted() {
        let good = "GET / HTTP/1.0\r\n\r\n";
        let both = format!("{good}GET / HTTP/1.0\n");
        assert_eq!(
            Framing::new(LIMITS).feed(both.as_bytes()),
            Err((good.len(), Fault::Malformed))
        );
    }
}
