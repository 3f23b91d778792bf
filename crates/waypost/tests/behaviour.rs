//! What a server as a whole must do, beyond single answers: contexts that never cross, long
//! running JavaScript that is ended, clients that leave, stopping, memory.

mod support;

use std::io::Write as _;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::client::{Connection, get, request, send};
use support::server::Server;

const PATIENCE: Duration = Duration::from_secs(120);

fn project(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/projects")
        .join(name)
}

/// Waits for what comes by itself, however busy the machine is.
fn until(server: &Server, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "{}", server.log());
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn contexts_of_interleaved_requests_never_cross() {
    let server = Server::start(&project("contexts"));
    let port = server.port;
    let clients: Vec<_> = (0..300)
        .map(|id| {
            std::thread::spawn(move || {
                let reply = get(port, &format!("/api/context/{id}"));
                assert_eq!(reply.status, 200, "{}", reply.text());
                assert_eq!(reply.text(), format!("{{\"id\":\"{id}\",\"wrong\":[]}}"));
            })
        })
        .collect();
    for client in clients {
        client.join().expect("the answer was right");
    }
}

#[test]
fn a_synchronous_loop_is_ended_and_the_worker_replaced() {
    let server = Server::start(&project("endless"));
    let before = server.workers();
    let reply = get(server.port, "/api/sync");
    assert!(matches!(reply.status, 500 | 503), "{}", reply.status);
    until(&server, || server.workers() != before);
    assert_eq!(get(server.port, "/api/fine").status, 200);
}

#[test]
fn a_loop_of_awaits_is_ended_and_others_are_served_meanwhile() {
    let server = Server::start(&project("endless"));
    let mut stuck = Connection::open(server.port);
    stuck.write(&request("GET", "/api/awaits", &[], b""));
    for _ in 0..5 {
        assert_eq!(get(server.port, "/api/fine").status, 200);
    }
    let reply = stuck.read(false).expect("it is answered");
    assert_eq!(reply.status, 500);
    assert_eq!(
        get(server.port, "/api/fine").status,
        200,
        "{}",
        server.log()
    );
}

#[test]
fn a_client_that_leaves_aborts_the_signal_and_cancels_the_stream() {
    let server = Server::start(&project("aborts"));
    let mut waiting = Connection::open(server.port);
    waiting.write(&request("GET", "/api/wait", &[], b""));
    server.wait_for_log("waiting");
    drop(waiting);
    server.wait_for_log("aborted ResponseAborted");
    let mut streaming = Connection::open(server.port);
    streaming.write(&request("GET", "/api/stream", &[], b""));
    while streaming.pending().len() < 200_000 {
        assert!(streaming.fill(), "the stream goes on");
    }
    drop(streaming);
    server.wait_for_log("cancelled ResponseAborted");
}

#[test]
fn stopping_finishes_what_is_in_flight() {
    let mut server = Server::start(&project("aborts"));
    let mut slow = Connection::open(server.port);
    slow.write(&request("GET", "/api/slow", &[], b""));
    server.wait_for_log("slow began");
    let (port, file) = (server.port, server.root.join("go-on"));
    // It is asked to stop while the request is with it, and has heard so when nobody listens.
    let letting_go = std::thread::spawn(move || {
        while TcpStream::connect(("127.0.0.1", port)).is_ok() {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::fs::write(file, "").expect("the project is writable");
    });
    assert_eq!(server.terminate(), Some(0), "{}", server.log());
    letting_go.join().expect("the file is written");
    let reply = slow.read(false).expect("the answer came before the end");
    assert_eq!(reply.text(), "slow done");
}

#[test]
fn a_crashed_worker_is_replaced() {
    let server = Server::start(&project("endless"));
    let before = server.workers();
    for worker in &before {
        let _ = std::process::Command::new("kill")
            .args(["-KILL", &worker.to_string()])
            .status();
    }
    until(&server, || {
        let now = server.workers();
        !now.is_empty() && now != before
    });
    assert_eq!(get(server.port, "/api/fine").status, 200);
}

fn number_from(variable: &str, default: usize) -> usize {
    std::env::var(variable).map_or(default, |value| value.parse().expect("a number"))
}

/// The memory once it is no more than `most`, or after a time in which it should be: what is not in use
/// is given back when the server has nothing to do.
fn settled(server: &Server, most: u64) -> u64 {
    let started = Instant::now();
    loop {
        let bytes = server.own_memory();
        if bytes <= most || started.elapsed() > PATIENCE {
            return bytes;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// `LEAVING_REQUESTS=100000` asks for more of them.
#[test]
fn memory_is_flat_over_requests_that_leave_everything_behind() {
    let server = Server::start(&project("aborts"));
    leave_behind(&server, 8_000);
    std::thread::sleep(Duration::from_secs(2));
    let before = server.own_memory();
    let count = number_from("LEAVING_REQUESTS", 16_000);
    leave_behind(&server, count);
    let most = 16 * 1024 * 1024;
    let after = settled(&server, before + most);
    let grown = after.saturating_sub(before);
    assert!(
        grown <= most,
        "{count} requests added {grown} bytes ({before} -> {after})"
    );
}

fn leave_behind(server: &Server, count: usize) {
    let port = server.port;
    const CLIENTS: usize = 8;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            std::thread::spawn(move || {
                let body = vec![b'a'; 4096];
                for _ in 0..count / CLIENTS {
                    let reply = send(port, "POST", "/api/leaves", &[], &body);
                    let expected = "AbortError, half way, false, false";
                    assert_eq!(reply.text(), expected, "{reply:?}");
                }
            })
        })
        .collect();
    for client in clients {
        assert!(
            client.join().is_ok(),
            "every answer came:\n{}",
            server.log()
        );
    }
}

#[test]
fn memory_is_flat_over_many_requests_with_aborts_among_them() {
    let server = Server::start(&project("aborts"));
    load(server.port, 50_000);
    std::thread::sleep(Duration::from_secs(2));
    load(server.port, 50_000);
    std::thread::sleep(Duration::from_secs(2));
    let before = server.own_memory();
    load(server.port, 100_000);
    // On one core the compilers have not finished with the first requests: 6 MiB were seen there.
    let most = 10 * 1024 * 1024;
    let after = settled(&server, before + most);
    let grown = after.saturating_sub(before);
    assert!(
        grown <= most,
        "100,000 requests added {grown} bytes ({before} -> {after})"
    );
}

/// Requests over 16 pipelined connections; one in 500 breaks off a stream.
fn load(port: u16, count: usize) {
    const CONNECTIONS: usize = 16;
    const BATCH: usize = 25;
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            std::thread::spawn(move || {
                let one = b"GET /api/hello?name=foo HTTP/1.1\r\nhost: a\r\n\r\n";
                let batch = one.repeat(BATCH);
                let mut connection = Connection::open(port);
                for round in 0..count / CONNECTIONS / BATCH {
                    connection.write(&batch);
                    for _ in 0..BATCH {
                        let reply = connection.read(false).expect("an answer");
                        assert_eq!(reply.status, 200);
                    }
                    if round % 20 == 0 {
                        let mut leaving = Connection::open(port);
                        leaving.write(&request("GET", "/api/stream", &[], b""));
                        leaving.fill();
                    }
                }
            })
        })
        .collect();
    for client in clients {
        client.join().expect("every answer came");
    }
}

#[test]
fn bad_input_is_answered_and_the_server_goes_on() {
    let server = Server::start(&project("aborts"));
    let cases: [(&[u8], u16); 8] = [
        (b"GET /api/hello HTTP/1.1\r\nhost: a\r\nbad header\r\n\r\n", 400),
        (b"FOO /api/hello HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\nhost: a\r\n\r\n", 400),
        (b"POST /api/count HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST /api/count HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd", 400),
        (b"GET /api/..%2f..%2fetc/passwd HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", 404),
        (b"GET /api//hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", 308),
        (b"GET /api/hello/ HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", 308),
    ];
    for (bytes, status) in cases {
        let mut connection = Connection::open(server.port);
        connection.write(bytes);
        let reply = connection.read(false).map(|reply| reply.status);
        assert_eq!(reply, Some(status), "{}", String::from_utf8_lossy(bytes));
    }
    let huge = format!(
        "GET /api/hello HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n",
        "a".repeat(20_000)
    );
    let mut connection = Connection::open(server.port);
    connection.write(huge.as_bytes());
    assert_eq!(connection.read(false).map(|reply| reply.status), Some(431));
    let long = format!(
        "GET /api/{} HTTP/1.1\r\nhost: a\r\n\r\n",
        "a".repeat(70_000)
    );
    let mut connection = Connection::open(server.port);
    connection.write(long.as_bytes());
    assert_eq!(connection.read(false).map(|reply| reply.status), Some(414));
    assert_eq!(get(server.port, "/api/hello").status, 200);
    let _ = std::io::stderr().flush();
}

#[test]
fn handlers_that_misbehave_are_answered() {
    let server = Server::start(&project("endless"));
    for path in ["/api/throws", "/api/nothing", "/api/wrong"] {
        assert_eq!(get(server.port, path).status, 500, "{path}");
    }
    assert_eq!(
        send(server.port, "DELETE", "/api/fine", &[], b"").status,
        405
    );
    assert_eq!(
        get(server.port, "/api/never").status,
        504,
        "maxDuration is enforced"
    );
}

#[test]
fn requests_that_a_killed_vm_had_not_started_are_answered_by_its_successor() {
    let server = Server::start(&project("endless"));
    let mut stuck = Connection::open(server.port);
    stuck.write(&request("GET", "/api/sync", &[], b""));
    until(&server, || server.root.join("looping").exists());
    // They wait in the inbox while the loop above holds the thread.
    let waiting: Vec<_> = (0..5)
        .map(|_| {
            let mut connection = Connection::open(server.port);
            connection.write(&request("POST", "/api/fine", &[], b"{\"a\":1}"));
            connection
        })
        .collect();
    let killed = stuck.read(false).expect("it is answered");
    assert!(matches!(killed.status, 500 | 503), "{}", killed.status);
    for mut connection in waiting {
        let reply = connection.read(false).expect("the successor answers");
        assert_eq!(
            (reply.status, reply.text()),
            (200, "{\"a\":1}".to_owned()),
            "{}",
            server.log()
        );
    }
}

#[test]
fn limits_of_a_route_come_from_the_settings() {
    let server = Server::start(&project("aborts"));
    let mut upload = Connection::open(server.port);
    let body = vec![b'a'; 100_000];
    upload.write(&request("POST", "/api/small", &[], &body));
    let reply = upload.read(false).expect("it is answered");
    assert_eq!(reply.status, 413, "{}", reply.text());
    assert_eq!(get(server.port, "/api/small").status, 504);
}
