//! The requests of a recorded project: how `requests.txt` is read and sent, and what of an answer
//! is kept. The same code plays them against Next.js and against waypost, so that the two answers
//! differ only in what the servers did. It must never repair an answer.

use super::client::{Connection, Reply, request};
use super::encoding;
use super::normal;
use std::collections::BTreeMap;
use std::time::Duration;

/// No request of a recorded project takes longer, on a busy machine neither.
const LONGEST_READ: Duration = Duration::from_secs(60);

/// One request with what is wanted of its answer.
#[derive(Debug, Default)]
pub(crate) struct Exchange {
    /// Unique in its project.
    pub(crate) name: String,
    /// The versions it is for; empty means all.
    only: Vec<u32>,
    pub(crate) pause: Duration,
    /// The answer says something only when it comes within this time after the request of that name was sent.
    pub(crate) within: Option<(Duration, String)>,
    keeps_chunks: bool,
    is_raw: bool,
    until: Option<String>,
    /// Name of the value and of the cookie that holds it.
    capture: Option<(String, String)>,
    fill: usize,
    pub(crate) line: String,
    headers: Vec<(String, String)>,
    body: Vec<String>,
}

/// What came back, as far as it is the same in each run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// `200 OK`; none when the connection ended without an answer.
    pub(crate) status: Option<String>,
    /// In the order and the letter case of the wire.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, in its chunks where these are wanted.
    pub(crate) body: Vec<String>,
    pub(crate) is_cut: bool,
}

/// Values that earlier answers left behind.
pub(crate) type Captured = BTreeMap<String, String>;

/// Reads `requests.txt`; see CONTRIBUTING.md for its form.
pub(crate) fn parse(text: &str) -> Result<Vec<Exchange>, String> {
    let mut all: Vec<Exchange> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix("> ") {
            if all.iter().any(|other| other.name == name) {
                return Err(format!("line {number}: {name:?} is there twice"));
            }
            all.push(Exchange {
                name: name.to_owned(),
                ..Exchange::default()
            });
            continue;
        }
        let exchange = all
            .last_mut()
            .ok_or(format!("line {number}: no request is begun"))?;
        exchange
            .take(line)
            .ok_or(format!("line {number}: {line:?} is not understood"))?;
    }
    let is_named = |name: &String| all.iter().any(|it| it.name == *name);
    for it in &all {
        if let Some((_, since)) = it.within.as_ref().filter(|(_, since)| !is_named(since)) {
            return Err(format!(
                "{:?} is within a time of {since:?}, which is not there",
                it.name
            ));
        }
    }
    match all.iter().find(|it| it.line.is_empty() && !it.is_raw) {
        Some(empty) => Err(format!("{:?} has no request line", empty.name)),
        None => Ok(all),
    }
}

impl Exchange {
    fn take(&mut self, line: &str) -> Option<()> {
        if let Some(text) = line.strip_prefix('|') {
            self.body
                .push(text.strip_prefix(' ').unwrap_or(text).to_owned());
        } else if let Some(directive) = line.strip_prefix('@') {
            self.direct(directive)?;
        } else if self.line.is_empty() {
            line.split_once(' ')?;
            self.line = line.to_owned();
        } else {
            let (name, value) = line.split_once(':')?;
            self.headers
                .push((name.to_owned(), value.trim().to_owned()));
        }
        Some(())
    }

    fn direct(&mut self, directive: &str) -> Option<()> {
        let (word, rest) = directive.split_once(' ').unwrap_or((directive, ""));
        match word {
            "only" => {
                for version in rest.split(' ') {
                    self.only.push(version.parse().ok()?);
                }
            }
            "pause" => self.pause = Duration::from_millis(rest.parse().ok()?),
            "within" => {
                let (time, since) = rest.split_once(' ')?;
                let time = Duration::from_millis(time.parse().ok()?);
                self.within = Some((time, since.to_owned()));
            }
            "chunks" => self.keeps_chunks = true,
            "raw" => self.is_raw = true,
            "until" => self.until = Some(rest.to_owned()),
            "fill" => self.fill = rest.parse().ok()?,
            "capture" => {
                let (name, cookie) = rest.split_once(' ')?;
                self.capture = Some((name.to_owned(), cookie.to_owned()));
            }
            _ => return None,
        }
        Some(())
    }

    pub(crate) fn is_for(&self, version: u32) -> bool {
        self.only.is_empty() || self.only.contains(&version)
    }

    /// Sends the request on a connection of its own and reads the answer.
    pub(crate) fn play(&self, port: u16, captured: &mut Captured) -> Answer {
        let mut connection = Connection::open_for(port, LONGEST_READ);
        connection.write(&self.bytes(port, captured));
        if let Some(text) = &self.until {
            while !String::from_utf8_lossy(connection.pending()).contains(text.as_str())
                && connection.fill()
            {}
            connection.finish_with(b"0\r\n\r\n");
        }
        let is_head = self.line.starts_with("HEAD ")
            || (self.is_raw
                && self
                    .body
                    .first()
                    .is_some_and(|line| line.starts_with("HEAD ")));
        let Some(reply) = connection.read(is_head) else {
            return Answer::default();
        };
        if let Some((name, cookie)) = &self.capture {
            captured.insert(name.clone(), cookie_of(&reply, cookie));
        }
        self.answer(&reply, port)
    }

    fn bytes(&self, port: u16, captured: &Captured) -> Vec<u8> {
        let fill_in = |text: &str| {
            let text = text.replace("{{port}}", &port.to_string());
            captured.iter().fold(text, |text, (name, value)| {
                text.replace(&format!("{{{{{name}}}}}"), value)
            })
        };
        let between: &[u8] = if self.is_raw { b"" } else { b"\n" };
        let lines: Vec<Vec<u8>> = self.body.iter().map(|it| unescape(&fill_in(it))).collect();
        let mut body = lines.join(between);
        body.extend(std::iter::repeat_n(b'a', self.fill));
        if self.is_raw {
            return body;
        }
        let headers: Vec<(&str, String)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), fill_in(value)))
            .collect();
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let line = fill_in(&self.line);
        let (method, target) = line.split_once(' ').expect("checked when it was read");
        request(method, target, &headers, &body)
    }

    fn answer(&self, reply: &Reply, port: u16) -> Answer {
        let mut answer = Answer {
            status: Some(format!("{} {}", reply.status, reply.reason)),
            headers: reply
                .names
                .iter()
                .zip(&reply.headers)
                .map(|(name, (_, value))| (name.clone(), normal::text(value, port)))
                .collect(),
            body: Vec::new(),
            is_cut: !reply.complete && self.until.is_none(),
        };
        let coding = reply.header("content-encoding").unwrap_or_default();
        let is_whole = !self.keeps_chunks || reply.chunk_ends.is_empty();
        let ends = if is_whole && !reply.body.is_empty() {
            vec![reply.body.len()]
        } else if is_whole {
            Vec::new()
        } else {
            reply.chunk_ends.clone()
        };
        let mut start = 0;
        for end in ends {
            // What can be read by the end of this piece, encoded or not.
            let plain = encoding::decoded(coding, &reply.body[..end]);
            let piece = &plain[start..];
            // An encoder sends its own head and end in pieces of their own.
            if !piece.is_empty() || is_whole {
                answer.body.push(escape(piece));
            }
            start = plain.len();
        }
        for part in &mut answer.body {
            *part = normal::text(part, port);
        }
        normal::answer(&mut answer);
        answer
    }
}

fn cookie_of(reply: &Reply, name: &str) -> String {
    let wanted = format!("{name}=");
    reply
        .headers
        .iter()
        .filter(|(key, _)| key == "set-cookie")
        .find_map(|(_, value)| value.strip_prefix(wanted.as_str()))
        .map(|rest| rest.split(';').next().unwrap_or("").to_owned())
        .unwrap_or_default()
}

/// `\r`, `\n`, `\t`, `\\` and `\xNN` are bytes; other text is itself.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let (byte, length) = match rest.as_bytes().get(at + 1) {
            Some(b'r') => (b'\r', 2),
            Some(b'n') => (b'\n', 2),
            Some(b't') => (b'\t', 2),
            Some(b'x') => {
                let digits = rest.get(at + 2..at + 4).unwrap_or("");
                match u8::from_str_radix(digits, 16) {
                    Ok(byte) => (byte, 4),
                    Err(_) => (b'\\', 1),
                }
            }
            Some(b'\\') => (b'\\', 2),
            _ => (b'\\', 1),
        };
        bytes.push(byte);
        rest = &rest[at + length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// The other way round: a body as lines of text.
fn escape(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\n' => text.push('\n'),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                '\\' => text.push_str("\\\\"),
                it if it.is_control() => text.push_str(&format!("\\x{:02x}", it as u32)),
                it => text.push(it),
            }
        }
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}
