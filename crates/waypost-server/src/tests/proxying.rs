//! Passing requests on, over real sockets: a scripted client in front, a scripted server behind.

use super::harness::{Script, run, site};
use crate::control::Control;
use crate::limits::Limits;
use crate::listener::Server;
use crate::proxy::{Outward, Target};
use crate::state::ConnectionState;
use expect_test::expect;
use std::cell::RefCell;
use std::future::Future;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::spawn_local;

/// For what comes by itself, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bounds within which the test has to act: the first that this machine is fast enough for serves.
const BOUNDS: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(500),
    Duration::from_secs(5),
    Duration::from_secs(30),
];
const GET: &str = "GET /page?q=1 HTTP/1.1\r\nhost: shop.test:81\r\n\r\n";
const UPGRADE: &str = "GET /socket HTTP/1.1\r\nhost: shop.test\r\nconnection: keep-alive, Upgrade\r\n\
     upgrade: websocket\r\nsec-websocket-key: abc\r\n\r\n";

thread_local! {
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// A server whose front end listens but answers only as the test does for it.
struct Scene {
    control: Control,
    address: std::net::SocketAddr,
    upstream: TcpListener,
}

/// One end of a connection.
struct End(TcpStream);

impl Scene {
    async fn new(limits: Limits) -> Self {
        LOG.with_borrow_mut(Vec::clear);
        let upstream = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut site = site();
        let origin = format!("http://{}", upstream.local_addr().unwrap());
        site.upstream = Some(Target::origin(&origin).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Server::new(site, limits, Script::default()).reaching_out(Outward {
            log: |line| LOG.with_borrow_mut(|log| log.push(line.to_owned())),
            ..Outward::default()
        });
        let control = server.control();
        spawn_local(server.serve(listener));
        Self {
            control,
            address,
            upstream,
        }
    }

    async fn client(&self) -> End {
        End(TcpStream::connect(self.address).await.unwrap())
    }

    async fn accept(&self) -> End {
        End(self.upstream.accept().await.unwrap().0)
    }

    /// A client that has sent `request`, and what it reached at the other end, which has read the
    /// head.
    async fn exchange(&self, request: &str) -> (End, End, String) {
        let mut client = self.client().await;
        client.send(request).await;
        let mut upstream = self.accept().await;
        let head = upstream.until("\r\n\r\n").await;
        (client, upstream, head)
    }

    /// A text without what differs between runs.
    fn plain(&self, text: &str) -> String {
        let upstream = self.upstream.local_addr().unwrap().to_string();
        text.replace("\r\n", "\n").replace(&upstream, "UPSTREAM")
    }
}

impl End {
    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    async fn until(&mut self, end: &str) -> String {
        let mut bytes = Vec::new();
        while !bytes.ends_with(end.as_bytes()) {
            let byte = within(self.0.read_u8()).await;
            bytes.push(byte.unwrap_or_else(|_| panic!("ended after {}", text(&bytes))));
        }
        text(&bytes)
    }

    /// Reads a head, or up to the end where that comes before.
    async fn head_or_end(&mut self) {
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            match within(self.0.read_u8()).await {
                Ok(byte) => bytes.push(byte),
                Err(_) => return,
            }
        }
    }

    /// All up to the end, however the connection ends.
    async fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        let _ = within(self.0.read_to_end(&mut bytes)).await;
        text(&bytes)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

async fn within<T>(work: impl Future<Output = T>) -> T {
    let done = tokio::time::timeout(PATIENCE, work).await;
    done.expect("the other end neither sent nor closed")
}

fn log() -> Vec<String> {
    LOG.with_borrow(Clone::clone)
}

/// Plays a script against a server with the default limits.
fn play<F: Future<Output = ()>>(script: impl FnOnce(Scene) -> F) {
    run(async { script(Scene::new(Limits::default()).await).await });
}

#[test]
fn a_request_and_its_answer_pass_without_the_lines_of_one_hop() {
    play(|scene| async move {
        let request = "PUT /a/b?q=%20 HTTP/1.1\r\nhost: shop.test:81\r\ncookie: a=1\r\n\
             x-forwarded-for: 10.0.0.1\r\nx-forwarded-proto: https\r\nconnection: x-mine\r\n\
             x-mine: 1\r\nte: trailers\r\nproxy-authorization: secret\r\nupgrade: h2c\r\n\
             content-length: 2\r\n\r\nhi";
        let (mut client, mut upstream, head) = scene.exchange(request).await;
        expect![[r#"
            PUT /a/b?q=%20 HTTP/1.1
            content-length: 2
            cookie: a=1
            x-forwarded-for: 10.0.0.1, 127.0.0.1
            x-forwarded-proto: https
            x-forwarded-port: 81
            x-forwarded-host: shop.test:81
            host: UPSTREAM

        "#]]
        .assert_eq(&scene.plain(&head));
        assert_eq!(upstream.until("hi").await, "hi");
        let answer = "HTTP/1.1 307 Elsewhere\r\nlocation: /there\r\nset-cookie: a=1\r\n\
             set-cookie: b=2\r\ndate: never\r\nconnection: close, x-theirs\r\nx-theirs: 1\r\n\
             keep-alive: timeout=9\r\ncontent-length: 3\r\n\r\nend";
        upstream.send(answer).await;
        expect![[r#"
            HTTP/1.1 307 Elsewhere
            location: /there
            set-cookie: a=1
            set-cookie: b=2
            date: never
            content-length: 3
            connection: keep-alive
            keep-alive: timeout=5

            end"#]]
        .assert_eq(&scene.plain(&client.until("end").await));
    });
}

#[test]
fn routes_stay_ours() {
    play(|scene| async move {
        let mut client = scene.client().await;
        client
            .send("GET /hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            .await;
        assert!(client.rest().await.ends_with("\r\n\r\nhello"));
    });
}

#[test]
fn connections_to_the_target_are_kept() {
    play(|scene| async move {
        let (mut client, mut upstream, _) = scene.exchange(GET).await;
        for _ in 0..3 {
            upstream
                .send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
                .await;
            client.until("ok").await;
            client.send(GET).await;
            upstream.until("\r\n\r\n").await;
        }
    });
}

#[test]
fn heads_without_a_body_keep_their_length() {
    play(|scene| async move {
        let request = "HEAD /page HTTP/1.1\r\nhost: a\r\n\r\n";
        let (mut client, mut upstream, head) = scene.exchange(request).await;
        assert!(head.starts_with("HEAD /page HTTP/1.1\r\n"), "{head}");
        upstream
            .send("HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n")
            .await;
        let answer = client.until("\r\n\r\n").await;
        assert!(answer.contains("content-length: 12\r\n"), "{answer}");
    });
}

#[test]
fn an_answer_in_an_older_http_is_framed_anew() {
    play(|scene| async move {
        let (mut client, mut upstream, _) = scene.exchange(GET).await;
        upstream.send("HTTP/1.0 200 OK\r\n\r\nold").await;
        drop(upstream);
        let answer = client.until("0\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("\r\n3\r\nold\r\n"), "{answer}");
    });
}

#[test]
fn bodies_stream_in_both_directions() {
    play(|scene| async move {
        let request = "POST /page HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
        let (mut client, mut upstream, head) = scene.exchange(request).await;
        assert!(head.contains("transfer-encoding: chunked\r\n"), "{head}");
        for piece in ["one", "two"] {
            client.send(&format!("3\r\n{piece}\r\n")).await;
            upstream.until(&format!("{piece}\r\n")).await;
        }
        upstream
            .send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            .await;
        client.until("\r\n\r\n").await;
        for piece in ["three", "seven"] {
            upstream.send(&format!("5\r\n{piece}\r\n")).await;
            client.until(&format!("{piece}\r\n")).await;
        }
        client.send("0\r\n\r\n").await;
        upstream.until("0\r\n\r\n").await;
        upstream.send("0\r\n\r\n").await;
        client.until("0\r\n\r\n").await;
    });
}

#[test]
fn a_target_that_is_faster_than_the_client_has_to_wait() {
    const PIECE: usize = 1 << 20;
    const PIECES: usize = 256;
    play(|scene| async move {
        let (client, mut upstream, _) = scene.exchange(GET).await;
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n",
            PIECE * PIECES
        );
        upstream.send(&head).await;
        let piece = vec![b'x'; PIECE];
        let all = async {
            for _ in 0..PIECES {
                upstream.0.write_all(&piece).await.unwrap();
            }
        };
        let sent = tokio::time::timeout(Duration::from_millis(500), all).await;
        assert!(sent.is_err(), "nobody read it, so it is held somewhere");
        drop(client);
    });
}

#[test]
fn a_client_that_leaves_ends_the_exchange() {
    for answer in ["", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab"] {
        play(|scene| async move {
            let (mut client, mut upstream, _) = scene.exchange(GET).await;
            upstream.send(answer).await;
            if !answer.is_empty() {
                client.until("ab").await;
            }
            drop(client);
            assert_eq!(upstream.rest().await, "");
            assert_eq!(log(), [""; 0]);
        });
    }
}

#[test]
fn a_body_the_client_does_not_finish_is_not_finished_for_it() {
    play(|scene| async move {
        let request = "POST /page HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nab";
        let (client, mut upstream, _) = scene.exchange(request).await;
        upstream.until("ab").await;
        drop(client);
        assert_eq!(upstream.rest().await, "");
        assert_eq!(log(), [""; 0]);
    });
}

#[test]
fn a_body_that_breaks_off_closes_the_connection() {
    for framing in ["content-length: 9", "transfer-encoding: chunked"] {
        play(|scene| async move {
            let (mut client, mut upstream, _) = scene.exchange(GET).await;
            let answer = format!("HTTP/1.1 200 OK\r\n{framing}\r\n\r\n4\r\nabcd\r\n");
            upstream.send(&answer[..answer.len() - 2]).await;
            client.until("ab").await;
            drop(upstream);
            let rest = client.rest().await;
            assert!(!rest.ends_with("0\r\n\r\n"), "{rest:?} looks complete");
        });
    }
}

#[test]
fn a_target_that_is_down_is_500_and_a_line_in_the_log() {
    play(|scene| async move {
        // Bound, so that nobody else gets the port, but not listening.
        let down = TcpSocket::new_v4().unwrap();
        down.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let origin = format!("http://{}", down.local_addr().unwrap());
        let mut site = site();
        site.upstream = Some(Target::origin(&origin).unwrap());
        scene.control.replace_site(site);
        let mut client = scene.client().await;
        client.send(GET).await;
        let answer = client.until("\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
        assert!(!answer.contains("127.0.0.1"), "{answer}");
        let log = log();
        let begin = format!("failed to proxy {origin}/page: ");
        assert!(
            log.len() == 1 && log[0].starts_with(&begin) && log[0].contains("refused"),
            "{log:?}"
        );
    });
}

#[test]
fn a_target_that_is_no_http_server_is_500() {
    play(|scene| async move {
        let (mut client, mut upstream, _) = scene.exchange(GET).await;
        upstream.send("220 smtp.test ESMTP\r\n").await;
        let answer = client.until("\r\n\r\nInternal Server Error").await;
        assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
        assert_eq!(log().len(), 1);
    });
}

#[test]
fn a_target_without_certificates_to_trust_is_500() {
    run(async {
        let scene = Scene::new(Limits::default()).await;
        let mut site = site();
        site.upstream = Some(Target::origin("https://127.0.0.1:1").unwrap());
        scene.control.replace_site(site);
        let mut client = scene.client().await;
        client.send(GET).await;
        assert!(
            client
                .until("\r\n\r\nInternal Server Error")
                .await
                .starts_with("HTTP/1.1 500 ")
        );
        expect!["failed to proxy https://127.0.0.1:1/page: this server was given no certificates to trust"]
            .assert_eq(&log().join("\n"));
    });
}

#[test]
fn a_target_that_does_not_answer_in_time_is_500() {
    run(async {
        let limits = Limits {
            proxy_time: Duration::from_millis(50),
            ..Limits::default()
        };
        let scene = Scene::new(limits).await;
        let mut client = scene.client().await;
        client.send(GET).await;
        let mut upstream = scene.accept().await;
        let answer = client.until("\r\n\r\nInternal Server Error").await;
        assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
        // Whatever was sent in that time, nobody waits for an answer to it.
        upstream.rest().await;
        expect!["failed to proxy http://UPSTREAM/page: no answer within 50ms"]
            .assert_eq(&scene.plain(&log().join("\n")));
    });
}

#[test]
fn an_answer_may_take_its_time_once_it_has_begun() {
    run(async {
        for bound in BOUNDS {
            let limits = Limits {
                proxy_time: bound,
                ..Limits::default()
            };
            let scene = Scene::new(limits).await;
            let mut client = scene.client().await;
            client.send(GET).await;
            let mut upstream = scene.accept().await;
            upstream.head_or_end().await;
            let begin = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab";
            let is_sent = upstream.0.write_all(begin).await.is_ok();
            let answer = client.until("\r\n\r\n").await;
            if !is_sent || answer.starts_with("HTTP/1.1 500 ") {
                continue;
            }
            client.until("ab").await;
            tokio::time::sleep(2 * bound).await;
            upstream.send("cd").await;
            client.until("cd").await;
            return;
        }
        panic!("nothing was ever sent in time");
    });
}

const SWITCHED: &str = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\
     connection: Upgrade\r\nsec-websocket-accept: xyz\r\n\r\n";

/// Both ends of a tunnel.
async fn tunnel(scene: &Scene) -> (End, End) {
    let (mut client, mut upstream, head) = scene.exchange(UPGRADE).await;
    assert!(head.contains("connection: Upgrade\r\n"), "{head}");
    assert!(head.contains("upgrade: websocket\r\n"), "{head}");
    assert!(head.contains("sec-websocket-key: abc\r\n"), "{head}");
    // The first frame comes with the head.
    upstream.send(&format!("{SWITCHED}first")).await;
    let answer = client.until("first").await;
    assert!(
        answer.starts_with("HTTP/1.1 101 ") && answer.contains("sec-websocket-accept: xyz\r\n"),
        "{answer}"
    );
    assert!(answer.contains("connection: Upgrade\r\n"), "{answer}");
    (client, upstream)
}

#[test]
fn a_websocket_is_passed_on() {
    play(|scene| async move {
        let (mut client, mut upstream) = tunnel(&scene).await;
        for frame in ["\n\n\u{1}ping", "GET no head\r\n\r\n"] {
            client.send(frame).await;
            assert_eq!(upstream.until(frame).await, frame);
            upstream.send(frame).await;
            assert_eq!(client.until(frame).await, frame);
        }
    });
}

#[test]
fn a_websocket_outlives_the_idle_time() {
    run(async {
        let limits = Limits {
            idle_time: Duration::from_millis(1),
            ..Limits::default()
        };
        let scene = Scene::new(limits).await;
        let (mut client, mut upstream) = tunnel(&scene).await;
        let core = &scene.control.0;
        for _ in 0..100 {
            core.roster.sweep(&core.limits);
        }
        upstream.send("still").await;
        client.until("still").await;
    });
}

#[test]
fn a_websocket_ends_with_either_side() {
    play(|scene| async move {
        let (client, mut upstream) = tunnel(&scene).await;
        drop(client);
        assert_eq!(upstream.rest().await, "");
        let (mut client, mut upstream) = tunnel(&scene).await;
        upstream.send("bye").await;
        drop(upstream);
        assert_eq!(client.rest().await, "bye");
        drop(client);
        while scene.control.connections() > 0 {
            tokio::task::yield_now().await;
        }
    });
}

#[test]
fn draining_ends_a_websocket_when_its_time_is_over() {
    run(async {
        for bound in BOUNDS {
            let scene = Scene::new(Limits::default()).await;
            let (mut client, mut upstream) = tunnel(&scene).await;
            scene.control.stop(bound);
            upstream.send("goodbye").await;
            let rest = client.rest().await;
            assert_eq!(upstream.rest().await, "");
            if rest == "goodbye" {
                return;
            }
            assert_eq!(rest, "");
        }
        panic!("nothing was ever passed on in time");
    });
}

#[test]
fn a_websocket_may_be_refused() {
    play(|scene| async move {
        let (mut client, mut upstream, _) = scene.exchange(UPGRADE).await;
        upstream
            .send("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno")
            .await;
        assert!(client.until("no").await.starts_with("HTTP/1.1 403 "));
        client.send(GET).await;
        upstream.until("\r\n\r\n").await;
    });
}

#[test]
fn switching_unasked_is_500() {
    play(|scene| async move {
        let (mut client, mut upstream, _) = scene.exchange(GET).await;
        upstream.send(SWITCHED).await;
        assert!(
            client
                .until("\r\n\r\nInternal Server Error")
                .await
                .starts_with("HTTP/1.1 500 ")
        );
        assert_eq!(log().len(), 1);
    });
}

#[test]
fn what_comes_before_the_switch_is_no_frame() {
    play(|scene| async move {
        let (mut client, mut upstream, _) = scene.exchange(UPGRADE).await;
        client.send("\u{1}\u{2}\nno head").await;
        let roster = &scene.control.0.roster;
        while !roster.any(ConnectionState::spoke_early) {
            tokio::task::yield_now().await;
        }
        upstream.send(SWITCHED).await;
        client.rest().await;
        assert_eq!(upstream.rest().await, "");
    });
}
