//! A client that writes requests byte by byte and reads answers as they are on the wire.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) reason: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// Names as they are on the wire, in the order of `headers`.
    pub(crate) names: Vec<String>,
    pub(crate) body: Vec<u8>,
    /// Where the chunks of the body end; empty when the body is not chunked.
    pub(crate) chunk_ends: Vec<usize>,
    /// Whether the body was complete by its framing.
    pub(crate) complete: bool,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// A connection that is kept alive.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(port: u16) -> Self {
        Self::open_for(port, Duration::from_secs(60))
    }

    /// A connection on which no read waits longer.
    pub(crate) fn open_for(port: u16, longest_read: Duration) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("the server accepts");
        stream
            .set_read_timeout(Some(longest_read))
            .expect("a time-out is set");
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        // The server may have closed already: the reply tells.
        let _ = self.stream.write_all(bytes);
    }

    /// Reads one answer. `head` requests have no body.
    pub(crate) fn read(&mut self, is_head: bool) -> Option<Reply> {
        let end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at;
            }
            if !self.fill() {
                return None;
            }
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        self.buffer.drain(..end + 4);
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.splitn(3, ' ');
        let status = first.nth(1)?.parse().ok()?;
        let reason = first.next().unwrap_or("").to_owned();
        let (names, headers) = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| {
                let header = (name.to_ascii_lowercase(), value.trim().to_owned());
                (name.to_owned(), header)
            })
            .unzip();
        let mut reply = Reply {
            status,
            reason,
            headers,
            names,
            body: Vec::new(),
            chunk_ends: Vec::new(),
            complete: true,
        };
        if status == 100 {
            return self.read(is_head);
        }
        if !is_head && status != 204 && status != 304 {
            self.read_body(&mut reply);
        }
        Some(reply)
    }

    fn read_body(&mut self, reply: &mut Reply) {
        if reply.header("transfer-encoding") == Some("chunked") {
            self.read_chunks(reply);
            return;
        }
        let length = reply
            .header("content-length")
            .and_then(|v| v.parse::<usize>().ok());
        let Some(length) = length else {
            while self.fill() {}
            reply.body = std::mem::take(&mut self.buffer);
            return;
        };
        while self.buffer.len() < length {
            if !self.fill() {
                reply.complete = false;
                break;
            }
        }
        let available = length.min(self.buffer.len());
        reply.body = self.buffer.drain(..available).collect();
    }

    fn read_chunks(&mut self, reply: &mut Reply) {
        loop {
            let Some(line) = self.line() else {
                reply.complete = false;
                return;
            };
            let size = usize::from_str_radix(line.split(';').next().unwrap_or("").trim(), 16);
            let Ok(size) = size else {
                reply.complete = false;
                return;
            };
            while self.buffer.len() < size + 2 {
                if !self.fill() {
                    reply.complete = false;
                    return;
                }
            }
            reply.body.extend(self.buffer.drain(..size));
            self.buffer.drain(..2);
            if size == 0 {
                return;
            }
            reply.chunk_ends.push(reply.body.len());
        }
    }

    fn line(&mut self) -> Option<String> {
        loop {
            if let Some(at) = find(&self.buffer, b"\r\n") {
                let line = String::from_utf8_lossy(&self.buffer[..at]).into_owned();
                self.buffer.drain(..at + 2);
                return Some(line);
            }
            if !self.fill() {
                return None;
            }
        }
    }

    /// Reads more; false at the end of the stream.
    pub(crate) fn fill(&mut self) -> bool {
        let mut piece = [0; 16 * 1024];
        match self.stream.read(&mut piece) {
            Ok(0) | Err(_) => false,
            Ok(count) => {
                self.buffer.extend_from_slice(&piece[..count]);
                true
            }
        }
    }

    /// Reads no more from the socket and takes these bytes for the end of the stream.
    pub(crate) fn finish_with(&mut self, bytes: &[u8]) {
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
        self.buffer.extend_from_slice(bytes);
    }

    /// What has arrived and was not read as an answer.
    pub(crate) fn pending(&self) -> &[u8] {
        &self.buffer
    }

    /// Forgets what has arrived; how many bytes that were.
    pub(crate) fn take_pending(&mut self) -> usize {
        let count = self.buffer.len();
        self.buffer.clear();
        count
    }
}

/// Sends one request on a connection of its own.
pub(crate) fn send(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Reply {
    let mut connection = Connection::open(port);
    connection.write(&request(method, path, headers, body));
    connection
        .read(method == "HEAD")
        .unwrap_or_else(|| panic!("no answer to {method} {path}"))
}

pub(crate) fn get(port: u16, path: &str) -> Reply {
    send(port, "GET", path, &[], b"")
}

/// The bytes of a request that closes its connection, unless its headers say otherwise.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\n");
    for (name, value) in [("host", "example.test"), ("connection", "close")] {
        if !headers
            .iter()
            .any(|(key, _)| key.eq_ignore_ascii_case(name))
        {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    let framed = headers.iter().any(|(name, _)| {
        name.eq_ignore_ascii_case("content-length")
            || name.eq_ignore_ascii_case("transfer-encoding")
    });
    if !body.is_empty() && !framed {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
