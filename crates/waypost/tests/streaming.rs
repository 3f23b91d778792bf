//! Bodies that stream: what passes stays as it is, ends as it ends, and takes a bounded memory whatever its length.
//!
//! `BODY_MEGABYTES=1024` sends a gigabyte each way.

mod support;

use std::path::{Path, PathBuf};
use std::time::Duration;
use support::client::{Connection, get, request};
use support::server::{Server, copy_of};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects/aborts")
}

/// How many bytes pass.
fn total() -> usize {
    let megabytes = std::env::var("BODY_MEGABYTES");
    let megabytes = megabytes.map_or(100, |value| value.parse().expect("a number"));
    megabytes * 1024 * 1024
}

/// What a server may take more while a body of any length passes: twice what it does take, and less than half of
/// what passes.
const STREAMING: u64 = 40 * 1024 * 1024;

/// Follows the memory of a server while `work` runs, and fails when that grows.
fn bounded(server: &Server, what: &str, work: impl FnOnce() + Send) {
    let before = server.own_memory();
    let most = std::thread::scope(|scope| {
        let work = scope.spawn(work);
        let mut most = before;
        while !work.is_finished() {
            most = most.max(server.own_memory());
            std::thread::sleep(Duration::from_millis(10));
        }
        work.join().expect("the work is done");
        most
    });
    let grown = most - before;
    assert!(
        grown < STREAMING,
        "{what} took {grown} bytes more than {before}"
    );
}

fn upload(port: u16, path: &str, length: usize) -> String {
    let mut upload = Connection::open(port);
    let head = [("content-length", &*length.to_string())];
    upload.write(&request("POST", path, &head, b""));
    let piece = vec![7_u8; 64 * 1024];
    for _ in 0..length / piece.len() {
        upload.write(&piece);
    }
    upload.read(false).expect("it is answered").text()
}

#[test]
fn uploads_stream_with_bounded_memory() {
    for path in [
        "/api/count",
        "/api/count?by=reader",
        "/api/forward?to=count",
        "/api/node",
        "/api/node?by=loop",
    ] {
        let server = Server::start(&project());
        assert_eq!(get(server.port, "/api/hello").status, 200);
        bounded(&server, path, || {
            assert_eq!(upload(server.port, path, total()), total().to_string());
        });
    }
}

#[test]
fn downloads_stream_with_bounded_memory() {
    for path in [
        "/api/stream",
        "/api/generated",
        "/api/generated?by=iterator",
        "/api/generated?by=transform",
        "/api/forward?to=stream",
        "/api/node",
    ] {
        let server = Server::start(&project());
        assert_eq!(get(server.port, "/api/hello").status, 200);
        bounded(&server, path, || {
            let mut download = Connection::open(server.port);
            download.write(&request("GET", path, &[], b""));
            let mut read = 0;
            while read < total() {
                assert!(download.fill(), "the stream goes on");
                read += download.take_pending();
            }
        });
    }
}

/// Bytes of which none is at home in another place.
fn pattern(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| (at ^ at >> 8 ^ at >> 16) as u8)
        .collect()
}

#[test]
fn what_is_forwarded_both_ways_is_what_was_sent() {
    let server = Server::start(&project());
    for length in [1, 65_535, 65_536, 65_537, 1_000_003] {
        let body = pattern(length);
        for path in ["/api/echo", "/api/forward?to=echo"] {
            let mut connection = Connection::open(server.port);
            let head = [("transfer-encoding", "chunked")];
            let mut sent = request("POST", path, &head, b"");
            // The first chunk comes with the head, the others in sizes that end nowhere in particular.
            for piece in body.chunks(50_021) {
                sent.extend(format!("{:x}\r\n", piece.len()).as_bytes());
                sent.extend(piece);
                sent.extend(b"\r\n");
            }
            sent.extend(b"0\r\n\r\n");
            connection.write(&sent);
            let reply = connection.read(false).expect("it is answered");
            assert_eq!(reply.status, 200, "{path}: {}", server.log());
            assert!(reply.complete && reply.body == body, "{path}, {length}");
        }
    }
}

#[test]
fn a_client_that_leaves_a_forwarded_answer_cancels_its_source() {
    let server = Server::start(&project());
    let mut leaving = Connection::open(server.port);
    leaving.write(&request("GET", "/api/forward?to=stream", &[], b""));
    while leaving.pending().len() < 200_000 {
        assert!(leaving.fill(), "the stream goes on");
    }
    drop(leaving);
    server.wait_for_log("cancelled ResponseAborted");
}

#[test]
fn an_answer_that_breaks_off_is_cut_where_it_is_forwarded() {
    let server = Server::start(&project());
    let mut connection = Connection::open(server.port);
    connection.write(&request("GET", "/api/forward?to=breaks", &[], b""));
    let reply = connection.read(false).expect("it begins");
    assert!(!reply.complete, "{} bytes came", reply.body.len());
    server.wait_for_log("failed to pipe response");
}

#[test]
fn an_upload_that_breaks_off_never_passes_for_complete() {
    for path in ["/api/sink", "/api/forward?to=sink"] {
        let server = Server::start(&project());
        let mut leaving = Connection::open(server.port);
        let head = [("content-length", "1000000")];
        leaving.write(&request("POST", path, &head, &[7; 300_000]));
        server.wait_for_log("sink begins");
        drop(leaving);
        server.wait_for_log("sink broken");
        assert!(!server.log().contains("sink complete"), "{}", server.log());
    }
}

#[test]
fn a_body_read_whole_is_bounded() {
    let server = Server::start(&project());
    let length = (65 * 1024 * 1024).to_string();
    let mut upload = Connection::open(server.port);
    upload.write(&request(
        "POST",
        "/api/whole",
        &[("content-length", &length)],
        b"",
    ));
    let piece = vec![7_u8; 1024 * 1024];
    for _ in 0..65 {
        upload.write(&piece);
    }
    let reply = upload.read(false).expect("it is answered");
    assert_eq!(reply.status, 413);
    assert_eq!(reply.text(), "Body exceeded 64mb limit");
}

/// A form with one file of that many bytes, sent in chunks: nobody is told the length before.
fn send_form(port: u16, file: usize) -> (u16, String) {
    let mut upload = Connection::open(port);
    upload.write(&request(
        "POST",
        "/api/form",
        &[
            ("content-type", "multipart/form-data; boundary=limit"),
            ("transfer-encoding", "chunked"),
        ],
        b"",
    ));
    let head = b"--limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    let piece = vec![7_u8; 1024 * 1024];
    let pieces = std::iter::repeat_n(&piece[..], file / piece.len());
    let parts = std::iter::once(&head[..]).chain(pieces);
    for part in parts.chain([&b"\r\n--limit--\r\n"[..]]) {
        upload.write(format!("{:x}\r\n", part.len()).as_bytes());
        upload.write(part);
        upload.write(b"\r\n");
    }
    upload.write(b"0\r\n\r\n");
    let reply = upload.read(false).expect("it is answered");
    (reply.status, reply.text())
}

#[test]
fn a_form_whose_files_go_to_disk_is_bounded() {
    let server = Server::start(&project());
    let megabyte = 1024 * 1024;
    let (status, text) = send_form(server.port, 8 * megabyte);
    assert_eq!((status, text), (200, (8 * megabyte).to_string()));
    let refused = (413, "Body exceeded 64mb limit".to_owned());
    assert_eq!(send_form(server.port, 65 * megabyte), refused);
    assert_eq!(send_form(server.port, megabyte).0, 200);
}

#[test]
fn a_form_is_spooled_with_bounded_memory() {
    let root = copy_of(&project());
    let settings = "[limits]\nmax_body = \"4GiB\"\n";
    std::fs::write(root.join("waypost.toml"), settings).expect("the settings are written");
    let server = Server::start_in(root, &[], &[]);
    assert_eq!(get(server.port, "/api/hello").status, 200);
    bounded(&server, "a form", || {
        let expected = (200, total().to_string());
        assert_eq!(send_form(server.port, total()), expected);
    });
}
