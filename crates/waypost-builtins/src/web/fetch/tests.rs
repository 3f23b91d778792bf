//! The client against scripted servers: what is decoded, what fails, and with which of Node.js's
//! codes.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use waypost_ops::OpValue;

use super::client::{Clients, Upload};
use super::decode::Download;
use super::exchange::{request, send};
use super::failure::{Failed, Failure, other_side_closed};
use super::proxy::Proxies;

fn address() -> SocketAddr {
    "127.0.0.1:9".parse().expect("a literal address")
}

#[test]
fn a_refused_connection_reads_as_in_node() {
    let error = std::io::Error::from_raw_os_error(111);
    let failure = Failure::connect(address(), &error);
    assert_eq!(failure.message, "connect ECONNREFUSED 127.0.0.1:9");
    assert_eq!(failure.code, "ECONNREFUSED");
    assert_eq!(failure.errno, Some(-111));
    assert_eq!(failure.syscall, Some("connect"));
}

#[test]
fn one_attempt_is_told_as_itself_and_several_as_a_group() {
    let error = std::io::Error::from_raw_os_error(111);
    let one = Failure::connect(address(), &error);
    assert_eq!(Failure::attempts(vec![one.clone()]), one);
    let both = Failure::attempts(vec![one.clone(), one]);
    assert_eq!(both.name, "AggregateError");
    assert_eq!(both.code, "ECONNREFUSED");
    assert_eq!(both.attempts.len(), 2);
}

#[test]
fn a_name_that_does_not_resolve_reads_as_in_node() {
    let unknown = "failed to lookup address information: Name or service not known";
    let failure = Failure::lookup("nowhere.invalid", &std::io::Error::other(unknown));
    assert_eq!(failure.message, "getaddrinfo ENOTFOUND nowhere.invalid");
    assert_eq!(failure.errno, Some(-3008));
    let temporary = "failed to lookup address information: Temporary failure in name resolution";
    let failure = Failure::lookup("nowhere.invalid", &std::io::Error::other(temporary));
    assert_eq!(failure.code, "EAI_AGAIN");
}

#[test]
fn the_cause_is_found_in_a_chain_of_errors() {
    let inner = std::io::Error::other(Failed(other_side_closed()));
    let outer = std::io::Error::other(inner);
    assert_eq!(Failure::of(&outer), other_side_closed());
    let reset = std::io::Error::other(std::io::Error::from_raw_os_error(104));
    let failure = Failure::of(&reset);
    assert_eq!(failure.code, "ECONNRESET");
    assert_eq!(failure.message, "read ECONNRESET");
    let unknown = std::io::Error::other("something else");
    assert_eq!(Failure::of(&unknown).code, "UND_ERR_SOCKET");
}

/// Runs a test on the kind of runtime that workers have.
fn on_worker(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, test);
}

/// A server that answers each request of each connection with the same bytes, then closes if
/// `close`; counts its connections.
async fn server(answer: Vec<u8>, close: bool) -> (String, Rc<Cell<u32>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("bound"));
    let connections = Rc::new(Cell::new(0));
    let counter = Rc::clone(&connections);
    tokio::task::spawn_local(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counter.set(counter.get() + 1);
            let answer = answer.clone();
            tokio::task::spawn_local(async move {
                let mut head = Vec::new();
                while stream
                    .read_buf(&mut head)
                    .await
                    .is_ok_and(|count| count > 0)
                {
                    if !head.ends_with(b"\r\n\r\n") {
                        continue;
                    }
                    head.clear();
                    if stream.write_all(&answer).await.is_err() || close {
                        return;
                    }
                }
            });
        }
    });
    (url, connections)
}

async fn get(clients: &mut Clients, url: &str) -> Result<(OpValue, Download), Failure> {
    let request = request("GET", url, "accept\n*/*\n", Upload::Empty)?;
    let client = clients.for_scheme(request.uri().scheme_str())?;
    send(&client, request, true).await
}

async fn read_all(mut download: Download) -> Result<Vec<u8>, Failure> {
    let mut all = Vec::new();
    loop {
        match download.read().await {
            Ok(Some(piece)) => all.extend(piece),
            Ok(None) => return Ok(all),
            Err(error) => return Err(Failure::of(&error)),
        }
    }
}

fn answer(coding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 Fine\r\ncontent-encoding: {coding}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

const RAW: &[u8] = &[0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
const GZIP: &[u8] = &[
    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86, 0xa6, 0x10,
    0x36, 5, 0, 0, 0,
];
const ZLIB: &[u8] = &[
    0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x06, 0x2c, 0x02, 0x15,
];

#[test]
fn bodies_are_decoded_by_their_codings() {
    let two_members = [GZIP, GZIP].concat();
    let table: [(&str, &[u8], &[u8]); 8] = [
        ("identity", b"hello", b"hello"),
        ("gzip", GZIP, b"hello"),
        ("X-GZIP", GZIP, b"hello"),
        ("gzip", &two_members, b"hellohello"),
        ("deflate", ZLIB, b"hello"),
        ("deflate", RAW, b"hello"),
        ("gzip, identity", GZIP, b"hello"),
        ("unknown", b"as it is", b"as it is"),
    ];
    on_worker(async move {
        for (coding, body, expected) in table {
            let (url, _) = server(answer(coding, body), true).await;
            let (_, download) = get(&mut Clients::with(Proxies::none()), &url)
                .await
                .expect("a response");
            assert_eq!(
                read_all(download).await.expect("a body"),
                expected,
                "{coding}"
            );
        }
    });
}

#[test]
fn the_head_has_its_reason_location_and_latin1_values() {
    on_worker(async {
        let text = b"HTTP/1.1 302 Look There\r\nlocation: /x\r\nname: caf\xe9\r\ncontent-length: 0\r\n\r\n";
        let (url, _) = server(text.to_vec(), true).await;
        let (head, _) = get(&mut Clients::with(Proxies::none()), &url)
            .await
            .expect("a response");
        let expected = OpValue::Object(vec![
            ("status", OpValue::Number(302.0)),
            ("statusText", OpValue::from("Look There")),
            (
                "headers",
                OpValue::from("location\n/x\nname\ncaf\u{e9}\ncontent-length\n0\n"),
            ),
            ("location", OpValue::from("/x")),
        ]);
        assert_eq!(head, expected);
    });
}

#[test]
fn a_connection_serves_many_requests() {
    on_worker(async {
        let (url, connections) = server(answer("identity", b"ok"), false).await;
        let mut clients = Clients::with(Proxies::none());
        for _ in 0..5 {
            let (_, download) = get(&mut clients, &url).await.expect("a response");
            assert_eq!(read_all(download).await.expect("a body"), b"ok");
        }
        assert_eq!(connections.get(), 1);
    });
}

#[test]
fn broken_servers_have_the_codes_of_undici() {
    let short = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhel";
    let chunk = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel";
    let table: [(&[u8], &str); 4] = [
        (b"", "UND_ERR_SOCKET"),
        (b"garbage\r\n\r\n", "HPE_INVALID_CONSTANT"),
        (short, "UND_ERR_SOCKET"),
        (chunk, "UND_ERR_SOCKET"),
    ];
    on_worker(async move {
        for (text, code) in table {
            let (url, _) = server(text.to_vec(), true).await;
            let failure = match get(&mut Clients::with(Proxies::none()), &url).await {
                Err(failure) => failure,
                Ok((_, download)) => read_all(download).await.expect_err("a broken body"),
            };
            assert_eq!(failure.code, code, "{}", failure.message);
        }
    });
}

#[test]
fn a_closed_port_and_an_unknown_name_are_told_apart() {
    on_worker(async {
        let mut clients = Clients::with(Proxies::none());
        let refused = get(&mut clients, "http://127.0.0.1:1/")
            .await
            .err()
            .expect("refused");
        assert_eq!(refused.message, "connect ECONNREFUSED 127.0.0.1:1");
        let unknown = get(&mut clients, "http://nowhere.invalid/")
            .await
            .err()
            .expect("unknown");
        assert_eq!(unknown.syscall, Some("getaddrinfo"));
    });
}

/// A proxy that answers each request itself, with this status and the head it was sent.
async fn proxy(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    tokio::task::spawn_local(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                if stream.read_buf(&mut head).await.is_ok_and(|n| n == 0) {
                    break;
                }
            }
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n",
                head.len()
            );
            let answer = [answer.as_bytes(), &head].concat();
            stream.write_all(&answer).await.expect("it is read");
        }
    });
    format!("http://user:pass@{address}")
}

#[test]
fn a_proxy_is_handed_the_whole_url_with_its_credentials() {
    on_worker(async {
        let mut clients = Clients::with(Proxies::all(&proxy("200 OK").await));
        let (_, download) = get(&mut clients, "http://nowhere.invalid/a?b")
            .await
            .expect("the proxy answers");
        let head = String::from_utf8(read_all(download).await.expect("a body")).expect("text");
        assert!(
            head.starts_with("GET http://nowhere.invalid/a?b HTTP/1.1\r\n"),
            "{head}"
        );
        assert!(
            head.contains("proxy-authorization: Basic dXNlcjpwYXNz\r\n"),
            "{head}"
        );
    });
}

#[test]
fn a_proxy_that_opens_no_tunnel_is_told_as_undici_tells_it() {
    on_worker(async {
        let mut clients = Clients::with(Proxies::all(
            &proxy("407 Proxy Authentication Required").await,
        ));
        let failure = get(&mut clients, "https://nowhere.invalid/")
            .await
            .err()
            .expect("no tunnel");
        assert_eq!(failure.code, "UND_ERR_ABORTED");
        assert_eq!(
            failure.message,
            "Proxy response (407) !== 200 when HTTP Tunneling"
        );
    });
}

#[test]
fn a_proxy_that_cannot_be_spoken_to_is_an_error_and_no_detour() {
    on_worker(async {
        let mut clients = Clients::with(Proxies::all("socks5://127.0.0.1:1"));
        let failure = get(&mut clients, "http://nowhere.invalid/")
            .await
            .err()
            .expect("no such proxy");
        assert_eq!(failure.code, "ERR_PROXY_INVALID_CONFIG");
    });
}

#[test]
fn what_cannot_be_sent_is_refused_before_it_is() {
    let table = [
        ("GET", "http://x/", "bad name\nv\n"),
        ("GET", "http://x/", "name\nbad\u{7f}\n"),
        ("B AD", "http://x/", ""),
        ("GET", "http://", ""),
    ];
    for (method, url, headers) in table {
        let failure = request(method, url, headers, Upload::Empty).err();
        assert_eq!(
            failure.map(|f| f.code),
            Some("UND_ERR_INVALID_ARG"),
            "{method} {url}"
        );
    }
    assert!(request("GET", "http://x/?a=`b`|{}^", "", Upload::Empty).is_ok());
}
