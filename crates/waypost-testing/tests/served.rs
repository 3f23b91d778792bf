//! Clients of the builtins beside real servers: the tests in `served/`, run in a VM.
//!
//! The servers are as small as their tests need: they read one head, then do what its path says.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use waypost_testing::run_test_file_beside;

/// What the client of an event stream said of the last event, connection by connection.
static LAST_IDS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn check(file: &str) {
    let server = serve();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/served")
        .join(file);
    let outcomes = run_test_file_beside(&server, &path).expect("the file runs to its end");
    assert!(!outcomes.is_empty());
    for outcome in outcomes {
        assert_eq!(outcome.error, None, "{}", outcome.name);
    }
}

#[test]
fn websocket() {
    check("websocket_test.ts");
}

#[test]
fn eventsource() {
    check("eventsource_test.ts");
}

#[test]
fn fetch() {
    check("fetch_test.ts");
}

/// Starts the server and returns its address without a scheme.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that goes away ends its thread.
            thread::spawn(move || answer(stream).is_ok());
        }
    });
    address
}

struct Head {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
}

impl Head {
    fn read(reader: &mut BufReader<TcpStream>) -> std::io::Result<Self> {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut head = Self {
            method: words.next().unwrap_or_default(),
            path: words.next().unwrap_or_default(),
            headers: Vec::new(),
        };
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
                return Ok(head);
            }
            if let Some((name, value)) = line.split_once(':') {
                let name = name.to_ascii_lowercase();
                head.headers.push((name, value.trim().to_owned()));
            }
        }
    }

    fn get(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

fn answer(stream: TcpStream) -> std::io::Result<()> {
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let head = Head::read(&mut reader)?;
    if head.get("upgrade") == "websocket" {
        return web_socket(&head, &mut reader, &mut writer);
    }
    match head.path.split('?').next().unwrap_or_default() {
        "/events" => events(&head, &mut writer),
        "/ids" => {
            let ids = LAST_IDS.lock().expect("no test panics with it").join(",");
            respond(&mut writer, "200 OK", "content-type: text/plain\r\n", &ids)
        }
        "/echo" => {
            let length = head.get("content-length").parse().unwrap_or(0);
            let mut body = vec![0; length];
            reader.read_exact(&mut body)?;
            let said = format!(
                "{} {} {}",
                head.method,
                head.get("content-type"),
                String::from_utf8_lossy(&body)
            );
            respond(&mut writer, "200 OK", "", &said)
        }
        "/circle" => respond(&mut writer, "302 Found", "location: /circle\r\n", ""),
        "/slow" => {
            thread::sleep(Duration::from_secs(20));
            respond(&mut writer, "200 OK", "", "late")
        }
        path => match path.strip_prefix("/redirect/") {
            Some(status) => {
                let location = head.path.split_once('?').map_or("/echo", |(_, to)| to);
                respond(
                    &mut writer,
                    &format!("{status} Moved"),
                    &format!("location: {location}\r\n"),
                    "",
                )
            }
            None => respond(&mut writer, "404 Not Found", "", "nothing here"),
        },
    }
}

fn respond(out: &mut TcpStream, status: &str, headers: &str, body: &str) -> std::io::Result<()> {
    write!(
        out,
        "HTTP/1.1 {status}\r\n{headers}connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Two connections with an event each; the third is told to stay away.
fn events(head: &Head, out: &mut TcpStream) -> std::io::Result<()> {
    let count = {
        let mut ids = LAST_IDS.lock().expect("no test panics with it");
        ids.push(head.get("last-event-id").to_owned());
        ids.len()
    };
    if count > 2 {
        return respond(out, "204 No Content", "", "");
    }
    let body = format!("retry: 10\nid: {count}\nevent: tick\ndata: number {count}\n\n");
    let headers = "content-type: text/event-stream; charset=utf-8\r\n";
    respond(out, "200 OK", headers, &body)
}

fn web_socket(
    head: &Head,
    reader: &mut BufReader<TcpStream>,
    out: &mut TcpStream,
) -> std::io::Result<()> {
    if head.path == "/refused" {
        return respond(out, "403 Forbidden", "", "");
    }
    let accept = if head.path == "/wrong-accept" {
        "d3Jvbmc=".to_owned()
    } else {
        accept_of(head.get("sec-websocket-key"))
    };
    write!(
        out,
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: {accept}\r\n"
    )?;
    let protocols = head.get("sec-websocket-protocol");
    if let Some(last) = protocols.rsplit(", ").next().filter(|p| !p.is_empty()) {
        write!(out, "sec-websocket-protocol: {last}\r\n")?;
    }
    write!(out, "\r\n")?;
    match head.path.as_str() {
        // A ping must be answered before the greeting is believed.
        "/ping" => {
            out.write_all(&[0x89, 2, b'h', b'i'])?;
            let (opcode, payload) = read_frame(reader)?;
            assert_eq!((opcode, payload.as_slice()), (10, &b"hi"[..]));
            send_frame(out, 1, b"pong came")?;
        }
        "/header" => send_frame(out, 1, head.get("x-test").as_bytes())?,
        "/masked" => out.write_all(&[0x81, 0x80, 0, 0, 0, 0])?,
        "/cut" => return Ok(()),
        "/going-away" => send_frame(out, 8, b"\x03\xe9bye")?,
        _ => {}
    }
    loop {
        let (opcode, payload) = read_frame(reader)?;
        send_frame(out, opcode, &payload)?;
        if opcode == 8 {
            return Ok(());
        }
    }
}

fn read_frame(reader: &mut BufReader<TcpStream>) -> std::io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 2];
    reader.read_exact(&mut head)?;
    assert_eq!(head[1] & 0x80, 0x80, "a client masks its frames");
    let length = match head[1] & 0x7f {
        126 => {
            let mut bytes = [0; 2];
            reader.read_exact(&mut bytes)?;
            usize::from(u16::from_be_bytes(bytes))
        }
        127 => {
            let mut bytes = [0; 8];
            reader.read_exact(&mut bytes)?;
            usize::try_from(u64::from_be_bytes(bytes)).expect("a test's size")
        }
        short => usize::from(short),
    };
    let mut mask = [0; 4];
    reader.read_exact(&mut mask)?;
    let mut payload = vec![0; length];
    reader.read_exact(&mut payload)?;
    for (index, byte) in payload.iter_mut().enumerate() {
        *byte ^= mask[index % 4];
    }
    Ok((head[0] & 0x0f, payload))
}

fn send_frame(out: &mut TcpStream, opcode: u8, payload: &[u8]) -> std::io::Result<()> {
    let mut frame = vec![0x80 | opcode, 127];
    match u8::try_from(payload.len()) {
        Ok(short) if short < 126 => frame[1] = short,
        _ => frame.extend((payload.len() as u64).to_be_bytes()),
    }
    frame.extend_from_slice(payload);
    out.write_all(&frame)
}

/// RFC 6455, section 4.2.2, by hand: nothing else here needs SHA-1 or base64.
fn accept_of(key: &str) -> String {
    base64(&sha1(
        format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11").as_bytes(),
    ))
}

/// RFC 3174.
fn sha1(message: &[u8]) -> [u8; 20] {
    let mut state: [u32; 5] = [
        0x6745_2301,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut words = [0u32; 80];
        for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
            *word = bytes.iter().fold(0, |w, b| w << 8 | u32::from(*b));
        }
        for i in 16..80 {
            words[i] = (words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16]).rotate_left(1);
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (i, word) in words.iter().enumerate() {
            let (f, k) = match i / 20 {
                0 => (b & c | !b & d, 0x5a82_7999),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => (b & c | b & d | c & d, 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6u32),
            };
            let next = a
                .rotate_left(5)
                .wrapping_add(f)
                .wrapping_add(e)
                .wrapping_add(k)
                .wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (sum, value) in state.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(value);
        }
    }
    let mut digest = [0; 20];
    for (out, word) in digest.chunks_exact_mut(4).zip(state) {
        out.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0, |g, i| g << 8 | usize::from(*chunk.get(i).unwrap_or(&0)));
        for place in 0..4 {
            let letter = ALPHABET[group >> (18 - 6 * place) & 63];
            text.push(if place <= chunk.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

#[test]
fn the_servers_own_handshake_is_that_of_the_rfc() {
    let accept = accept_of("dGhlIHNhbXBsZSBub25jZQ==");
    assert_eq!(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}
