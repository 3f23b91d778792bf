//! A client for single requests: is the server there, and does it answer what it should?

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
}

/// A port that was free a moment ago.
pub(super) fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// The status that a GET gets, as soon as it is there.
pub(super) fn status(port: u16, path: &str) -> io::Result<u16> {
    let mut stream = send(port, "GET", path, None)?;
    let mut line = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut line)?;
    parse_status(&line)
}

/// One whole exchange.
pub(super) fn request(
    port: u16,
    method: &str,
    path: &str,
    body: Option<&str>,
) -> io::Result<Answer> {
    let mut bytes = Vec::new();
    send(port, method, path, body)?.read_to_end(&mut bytes)?;
    parse(&bytes)
}

fn send(port: u16, method: &str, path: &str, body: Option<&str>) -> io::Result<TcpStream> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n");
    if let Some(body) = body {
        let length = body.len();
        head += &format!("content-type: application/json\r\ncontent-length: {length}\r\n");
    }
    let message = format!("{head}\r\n{}", body.unwrap_or_default());
    stream.write_all(message.as_bytes())?;
    Ok(stream)
}

fn parse_status(line: &[u8]) -> io::Result<u16> {
    let digits = line.get(9..12).map(String::from_utf8_lossy);
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| malformed("no status line"))
}

fn parse(bytes: &[u8]) -> io::Result<Answer> {
    let status = parse_status(bytes)?;
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text
        .split_once("\r\n\r\n")
        .ok_or_else(|| malformed("the head does not end"))?;
    let is_chunked = head
        .to_ascii_lowercase()
        .contains("\r\ntransfer-encoding: chunked");
    let body = if is_chunked {
        joined(body).ok_or_else(|| malformed("a chunk is broken"))?
    } else {
        body.to_owned()
    };
    Ok(Answer { status, body })
}

/// The content of chunks.
fn joined(mut chunks: &str) -> Option<String> {
    let mut body = String::new();
    loop {
        let (size, rest) = chunks.split_once("\r\n")?;
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body += rest.get(..size)?;
        chunks = rest.get(size..)?.strip_prefix("\r\n")?;
    }
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_body_is_whole_or_in_chunks() {
        for text in [
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
        ] {
            let answer = parse(text.as_bytes()).unwrap();
            assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
        }
        assert!(parse(b"HTTP/1.1").is_err());
    }
}
