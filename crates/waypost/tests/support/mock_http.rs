//! The HTTP service of `tests/packages`: what clients of other people's APIs talk to.
//!
//! An answer is a file in the group's `upstream` folder: the request line it is for, then the
//! answer as it is on the wire, without framing. To any other request the service answers with
//! the request as JSON, so that a route can show what its client sent. The events of a
//! `text/event-stream` are sent one by one; a body with `content-encoding: gzip` is compressed.

use super::listening::Listening;
use super::services::Service;
use flate2::{Compression, write::GzEncoder};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::TcpStream;
use std::path::Path;

/// Answers by request line, such as `GET /v1/models`.
type Answers = BTreeMap<String, String>;

pub(crate) struct MockHttp(Listening);

struct Request {
    method: String,
    target: String,
    /// Names in lower case, as they came.
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl MockHttp {
    /// Serves the answers of a folder; without the folder all requests are shown.
    pub(crate) fn start(folder: &Path) -> Self {
        let answers = answers(folder);
        // A client that goes away ends its connection and nothing else.
        Self(Listening::start(move |stream| serve(stream, &answers)))
    }
}

impl Service for MockHttp {
    fn name(&self) -> &'static str {
        "HTTP"
    }

    fn port(&self) -> u16 {
        self.0.port
    }

    fn env(&self) -> Vec<(String, String)> {
        let url = format!("http://127.0.0.1:{}", self.0.port);
        vec![("UPSTREAM_URL".to_owned(), url)]
    }
}

fn answers(folder: &Path) -> Answers {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .map(|file| {
            let text = fs::read_to_string(file.path()).expect("an answer is text");
            let (line, answer) = text.split_once('\n').expect("an answer has a request line");
            (line.to_owned(), answer.to_owned())
        })
        .collect()
}

fn serve(stream: TcpStream, answers: &Answers) -> Result<()> {
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = Request::read(&mut reader, &mut writer)? {
        let path = request.target.split('?').next().unwrap_or_default();
        match answers.get(&format!("{} {path}", request.method)) {
            Some(answer) => send(&mut writer, answer, request.method == "HEAD")?,
            None => send_back(&mut writer, &request)?,
        }
    }
    Ok(())
}

impl Request {
    fn read(reader: &mut BufReader<TcpStream>, writer: &mut TcpStream) -> Result<Option<Self>> {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace().map(ToOwned::to_owned);
        let (Some(method), Some(target)) = (words.next(), words.next()) else {
            return Ok(None);
        };
        let mut request = Self {
            method,
            target,
            headers: Vec::new(),
            body: Vec::new(),
        };
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            let header = (name.to_ascii_lowercase(), value.trim().to_owned());
            request.headers.push(header);
        }
        if request.header("expect").is_some() {
            writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        if request.header("transfer-encoding").is_some() {
            request.body = chunks(reader)?;
        } else if let Some(length) = request.header("content-length") {
            let mut body = vec![0; length.parse().unwrap_or(0)];
            reader.read_exact(&mut body)?;
            request.body = body;
        }
        Ok(Some(request))
    }

    fn header(&self, wanted: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(name, _)| name == wanted)?;
        Some(&found.1)
    }
}

fn chunks(reader: &mut BufReader<TcpStream>) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).unwrap_or(0);
        let mut chunk = vec![0; size + 2];
        reader.read_exact(&mut chunk)?;
        if size == 0 {
            return Ok(body);
        }
        body.extend_from_slice(&chunk[..size]);
    }
}

fn send_back(writer: &mut TcpStream, request: &Request) -> Result<()> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut headers: Vec<String> = request
        .headers
        .iter()
        .map(|(name, value)| format!("{}:{}", quoted(name), quoted(value)))
        .collect();
    headers.sort();
    let body = format!(
        "{{\"method\":{},\"url\":{},\"headers\":{{{}}},\"body\":{}}}",
        quoted(&request.method),
        quoted(&request.target),
        headers.join(","),
        quoted(&String::from_utf8_lossy(&request.body)),
    );
    let answer = format!("200 OK\ncontent-type: application/json\n\n{body}");
    send(writer, &answer, request.method == "HEAD")
}

fn send(writer: &mut TcpStream, answer: &str, is_head: bool) -> Result<()> {
    let (head, body) = answer.split_once("\n\n").unwrap_or((answer.trim_end(), ""));
    let mut wire = format!("HTTP/1.1 {}\r\n", head.trim_end().replace('\n', "\r\n"));
    if head.contains("text/event-stream") && !is_head {
        wire.push_str("transfer-encoding: chunked\r\n\r\n");
        writer.write_all(wire.as_bytes())?;
        for event in body.trim_end().split("\n\n") {
            let event = format!("{event}\n\n");
            write!(writer, "{:x}\r\n{event}\r\n", event.len())?;
            writer.flush()?;
        }
        return writer.write_all(b"0\r\n\r\n");
    }
    let body = body.strip_suffix('\n').unwrap_or(body);
    let body = if head.contains("content-encoding: gzip") {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(body.as_bytes())?;
        encoder.finish()?
    } else {
        body.as_bytes().to_vec()
    };
    if !head.starts_with("204") && !head.starts_with("304") {
        wire.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    wire.push_str("\r\n");
    let mut bytes = wire.into_bytes();
    if !is_head {
        bytes.extend(body);
    }
    writer.write_all(&bytes)
}
