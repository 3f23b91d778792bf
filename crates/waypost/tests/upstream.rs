//! `--upstream` over real sockets: what is no route of the project is the front end's.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use support::client::{Connection, get, request, send};
use support::port::Port;
use support::server::Server;

const HELLO: &str = "export function GET() { return new Response('ours'); }\n";
const REVALIDATE: &str = "export default async function handler(req, res) {
  try { await res.revalidate(req.query.path, { unstable_onlyGenerated: 'only' in req.query }); res.send('done'); }
  catch (error) { res.send(error.message); }
}
";

fn project(name: &str, settings: &str) -> PathBuf {
    let root = std::env::temp_dir().join(format!("waypost-upstream-{}-{name}", std::process::id()));
    for (path, text) in [
        ("package.json", "{}"),
        ("pages/api/revalidate.ts", REVALIDATE),
        ("app/api/hello/route.ts", HELLO),
        ("public/file.txt", "public"),
        ("waypost.toml", settings),
    ] {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    root
}

/// A front end that answers every request with its head and body, and speaks in capitals once it
/// is asked to switch. Gives its origin.
fn front_end() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut writer = stream.try_clone().unwrap();
                answer(&mut BufReader::new(stream), &mut writer)
            });
        }
    });
    origin
}

fn answer(reader: &mut impl BufRead, writer: &mut impl Write) -> std::io::Result<()> {
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head)? == 0 {
                return Ok(());
            }
        }
        if head.contains("upgrade: websocket\r\n") {
            writer.write_all(
                b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
            )?;
            return shout(reader, writer);
        }
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        reader.read_exact(&mut body)?;
        let text = format!("{head}{}", String::from_utf8_lossy(&body));
        let length = text.len();
        write!(
            writer,
            "HTTP/1.1 200 OK\r\nx-front: end\r\ncontent-length: {length}\r\n\r\n{text}"
        )?;
    }
}

fn shout(reader: &mut impl BufRead, writer: &mut impl Write) -> std::io::Result<()> {
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        writer.write_all(line.to_uppercase().as_bytes())?;
        line.clear();
    }
    Ok(())
}

#[test]
fn what_is_no_route_and_no_file_is_the_front_ends() {
    let origin = front_end();
    let server = Server::start_in(project("flag", ""), &["--upstream", &origin], &[]);
    assert_eq!(get(server.port, "/api/hello").text(), "ours");
    assert_eq!(get(server.port, "/file.txt").text(), "public");
    let page = send(
        server.port,
        "POST",
        "/_next/static/x.js?v=1",
        &[("cookie", "a=1")],
        b"body",
    );
    assert_eq!((page.status, page.header("x-front")), (200, Some("end")));
    let text = page.text();
    assert!(
        text.starts_with("POST /_next/static/x.js?v=1 HTTP/1.1\r\n"),
        "{text}"
    );
    for part in [
        "cookie: a=1\r\n",
        "x-forwarded-host: example.test\r\n",
        "x-forwarded-for: 127.0.0.1\r\n",
        "\r\n\r\nbody",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
}

#[test]
fn a_websocket_reaches_the_front_end() {
    let origin = front_end();
    let server = Server::start_in(project("socket", ""), &["--upstream", &origin], &[]);
    let mut connection = Connection::open(server.port);
    connection.write(
        b"GET /live HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n",
    );
    while !connection.pending().ends_with(b"\r\n\r\n") {
        assert!(connection.fill(), "{:?}", connection.pending());
    }
    assert!(connection.pending().starts_with(b"HTTP/1.1 101 "));
    connection.write(b"hello\n");
    while !connection.pending().ends_with(b"HELLO\n") {
        assert!(connection.fill(), "{:?}", connection.pending());
    }
}

#[test]
fn a_flag_is_stronger_than_the_file_and_a_front_end_may_be_down() {
    let kept = Port::keep();
    let down = format!("127.0.0.1:{}", kept.number());
    let settings = format!("upstream = \"http://{down}\"\n");
    let origin = front_end();
    let root = project("both", &settings);
    let server = Server::start_in(root.clone(), &["--upstream", &origin], &[]);
    assert_eq!(get(server.port, "/page").status, 200);
    drop(server);
    let server = Server::start_in(project("down", &settings), &[], &[]);
    assert_eq!(get(server.port, "/page?secret=1").status, 500);
    server.wait_for_log(&format!("failed to proxy http://{down}/page: "));
    assert!(!server.log().contains("secret"), "{}", server.log());
    assert_eq!(get(server.port, "/api/hello").text(), "ours");
}

#[test]
fn an_https_front_end_is_spoken_to_in_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let plain = format!("https://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(b"this is no TLS at all\r\n");
        }
    });
    let server = Server::start_in(project("tls", ""), &["--upstream", &plain], &[]);
    let mut connection = Connection::open(server.port);
    connection.write(&request("GET", "/page", &[], b""));
    assert_eq!(connection.read(false).unwrap().status, 500);
    server.wait_for_log(&format!("failed to proxy {plain}/page: "));
    assert!(
        !server.log().contains("certificates to trust"),
        "{}",
        server.log()
    );
}

/// A front end that says `REVALIDATED` to one request and is gone when it tells what it was asked.
fn front_end_of_one_page(port: &Port) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", port.number())).unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (heads, asked) = mpsc::channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        drop(listener);
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            reader.read_line(&mut head).unwrap();
        }
        let answer =
            "HTTP/1.1 404 Not Found\r\nx-nextjs-cache: REVALIDATED\r\ncontent-length: 0\r\n\r\n";
        writer.write_all(answer.as_bytes()).unwrap();
        drop((reader, writer));
        heads.send(head).unwrap();
    });
    (origin, asked)
}

#[test]
fn a_page_of_the_front_end_is_revalidated_with_the_keys_they_share() {
    let port = Port::keep();
    let (origin, asked) = front_end_of_one_page(&port);
    let id = "0123456789abcdef0123456789abcdef";
    let keys = [
        ("__NEXT_PREVIEW_MODE_ID", id),
        ("__NEXT_PREVIEW_MODE_SIGNING_KEY", id),
        ("__NEXT_PREVIEW_MODE_ENCRYPTION_KEY", id),
    ];
    let server = Server::start_in(project("revalidate", ""), &["--upstream", &origin], &keys);
    let reply = get(server.port, "/api/revalidate?path=/blog/1&only");
    assert_eq!(reply.text(), "done");
    let head = asked.recv().unwrap();
    assert!(head.starts_with("GET /blog/1 HTTP/1.1\r\n"), "{head}");
    assert!(
        head.contains(&format!("x-prerender-revalidate: {id}\r\n")),
        "{head}"
    );
    assert!(
        head.contains("x-prerender-revalidate-if-generated: 1\r\n"),
        "{head}"
    );
    // Nobody listens any more.
    let reply = get(server.port, "/api/revalidate?path=/blog/2");
    assert_eq!(
        reply.text(),
        "Failed to revalidate /blog/2: Invalid response 500"
    );
}

#[test]
fn what_a_rule_fetches_elsewhere_has_the_lines_of_its_server_alone() {
    let origin = front_end();
    let root = project("rule", "");
    let config = format!(
        "module.exports = {{
  headers: async () => [{{ source: \"/:path*\", headers: [{{ key: \"x-rule\", value: \"1\" }}] }}],
  rewrites: async () => ({{
    beforeFiles: [{{ source: \"/before/:path*\", destination: \"{origin}/:path*\" }}],
    fallback: [{{ source: \"/last/:path*\", destination: \"{origin}/:path*\" }}],
  }}),
}};"
    );
    std::fs::write(root.join("next.config.js"), config).unwrap();
    let middleware = format!(
        "import {{ NextResponse }} from \"next/server\";
export const middleware = () => NextResponse.rewrite(\"{origin}/m\");
export const config = {{ matcher: \"/middle\" }};"
    );
    std::fs::write(root.join("middleware.ts"), middleware).unwrap();
    let server = Server::start_in(root, &[], &[]);
    for (path, line) in [
        ("/api/hello", Some("1")),
        ("/before/a", None),
        ("/last/a", None),
        ("/middle", Some("1")),
    ] {
        let answer = get(server.port, path);
        assert_eq!(
            (answer.status, answer.header("x-rule")),
            (200, line),
            "{path}"
        );
    }
}
