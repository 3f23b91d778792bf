//! The server of the tests' files: what `fetch("resources/x.json")` in a test is answered by.
//!
//! One thread per connection, one answer per connection. It reads below its folder only.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Request lines and headers together; the tests' are far smaller.
const LARGEST_HEAD: u64 = 64 << 10;
/// What may be echoed; the tests' uploads are a few hundred bytes.
const LARGEST_BODY: u64 = 16 << 20;
/// The one script of the tests' own server that is needed: it answers with what it was sent.
const ECHO: &str = "/fetch/api/resources/echo-content.py";
/// How long a client may say nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// Serves a folder until the process ends, and returns the origin.
pub(crate) fn start(root: &Path) -> io::Result<String> {
    // By address: under a name another program may have the same port of another address.
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let origin = format!("http://{}", listener.local_addr()?);
    let root: Arc<Path> = root.into();
    let own = origin.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (root, origin) = (Arc::clone(&root), own.clone());
            thread::spawn(move || {
                // A client that went away needs no answer.
                let _ = answer(stream, &root, &origin);
            });
        }
    });
    Ok(origin)
}

fn answer(mut stream: TcpStream, root: &Path, origin: &str) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream.try_clone()?.take(LARGEST_HEAD));
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let method = words.next().unwrap_or("").to_owned();
    let target = words.next().unwrap_or("/").to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<u64>().unwrap_or(0).min(LARGEST_BODY);
        }
    }
    let path = target.split(['?', '#']).next().unwrap_or("/");
    if path == ECHO {
        reader.get_mut().set_limit(LARGEST_BODY);
        let mut body = Vec::new();
        reader.take(length).read_to_end(&mut body)?;
        return send(&mut stream, &method, "200 OK", &[], &body);
    }
    let (status, headers, body) = match below(root, path).map(|file| (fs::read(&file), file)) {
        Some((Ok(body), file)) => ("200 OK", headers_of(&file), substitute(&file, body, origin)),
        _ => ("404 Not Found", Vec::new(), Vec::new()),
    };
    send(&mut stream, &method, status, &headers, &body)
}

fn send(
    stream: &mut TcpStream,
    method: &str,
    status: &str,
    headers: &[(String, String)],
    body: &[u8],
) -> io::Result<()> {
    let mut head = format!(
        "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    if method != "HEAD" {
        stream.write_all(body)?;
    }
    stream.flush()
}

/// The file of a path, unless it would lead out of the folder.
fn below(root: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.trim_start_matches('/'));
    let inside = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    inside.then(|| root.join(relative))
}

/// The content type by extension, and what a `.headers` file beside the file says.
fn headers_of(file: &Path) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    let beside = PathBuf::from(format!("{}.headers", file.display()));
    if let Ok(text) = fs::read_to_string(beside) {
        let lines = text.lines().filter_map(|line| line.split_once(':'));
        headers
            .extend(lines.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())));
    }
    let typed = headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if !typed {
        let extension = file.extension().and_then(|ext| ext.to_str()).unwrap_or("");
        headers.push((
            "content-type".to_owned(),
            content_type(extension).to_owned(),
        ));
    }
    headers
}

fn content_type(extension: &str) -> &'static str {
    match extension {
        "html" => "text/html",
        "js" | "mjs" => "text/javascript",
        "json" => "application/json",
        "png" => "image/png",
        "txt" => "text/plain",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

/// `{{host}}` and its like in `.sub.` files.
fn substitute(file: &Path, body: Vec<u8>, origin: &str) -> Vec<u8> {
    let name = file.file_name().map(|name| name.to_string_lossy());
    if !name.is_some_and(|name| name.contains(".sub.")) {
        return body;
    }
    let authority = origin.trim_start_matches("http://");
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    String::from_utf8_lossy(&body)
        .replace("{{host}}", host)
        .replace("{{ports[http][0]}}", port)
        .replace("{{location[server]}}", origin)
        .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::below;
    use std::path::Path;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let root = Path::new("/tests");
        assert_eq!(below(root, "/a/b.json"), Some(root.join("a/b.json")));
        assert_eq!(below(root, "/../secret"), None);
        assert_eq!(below(root, "/a/../../secret"), None);
        assert_eq!(below(root, "//etc/passwd"), Some(root.join("etc/passwd")));
    }
}
