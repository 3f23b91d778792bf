//! The life of a connection: clients that leave, that are slow, and a server that stops.

use super::harness::{Client, run, site};
use crate::limits::Limits;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

const SECOND: Duration = Duration::from_secs(1);
/// Longer than a test may take: what ends does so by itself.
const DRAIN: Duration = Duration::from_secs(600);
const PENDING: &[u8] = b"GET /pending HTTP/1.1\r\nhost: a\r\n\r\n";
const HELLO: &[u8] = b"GET /hello HTTP/1.1\r\nhost: a\r\n\r\n";

fn client() -> Client {
    Client::connect(site(), Limits::default())
}

#[test]
fn a_client_that_leaves_ends_its_invocation() {
    run(async {
        let mut client = client();
        client.send(PENDING).await;
        client.settle().await;
        assert_eq!(
            (client.script.alive.get(), client.control.in_flight()),
            (1, 1)
        );
        client.stream.shutdown().await.unwrap();
        client.settle().await;
        assert_eq!(
            (client.script.alive.get(), client.control.in_flight()),
            (0, 0)
        );
        client.connection.await.unwrap();
        assert_eq!(client.control.connections(), 0);
    });
}

#[test]
fn an_idle_connection_is_closed_after_five_seconds() {
    run(async {
        let mut client = client();
        client.send(HELLO).await;
        client.until("hello").await;
        client.pass(5 * SECOND);
        client.settle().await;
        assert_eq!(client.control.connections(), 1);
        client.pass(SECOND);
        assert_eq!(client.rest().await, "");
    });
}

#[test]
fn idle_time_begins_anew_after_each_answer() {
    run(async {
        let mut client = client();
        for _ in 0..3 {
            client.send(HELLO).await;
            client.until("hello").await;
            client.pass(4 * SECOND);
            client.settle().await;
        }
        assert_eq!(client.control.connections(), 1);
    });
}

#[test]
fn a_head_that_never_ends_is_408() {
    run(async {
        let mut client = client();
        client.send(HELLO).await;
        client.until("hello").await;
        client.send(b"GET /hello HTTP/1.1\r\nhost").await;
        client.settle().await;
        client.pass(60 * SECOND);
        client.settle().await;
        assert_eq!(client.control.connections(), 1);
        client.pass(SECOND);
        assert!(
            client
                .rest()
                .await
                .starts_with("HTTP/1.1 408 Request Timeout\nconnection: close\n")
        );
    });
}

#[test]
fn a_handler_may_take_its_time() {
    run(async {
        let mut client = client();
        client.send(PENDING).await;
        client.settle().await;
        client.pass(600 * SECOND);
        client.settle().await;
        assert_eq!(client.control.in_flight(), 1);
    });
}

#[test]
fn a_body_that_stops_coming_ends_the_connection() {
    run(async {
        let mut client = client();
        client
            .send(b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\n")
            .await;
        for byte in [b"a", b"b"] {
            client.settle().await;
            client.pass(299 * SECOND);
            client.send(byte).await;
        }
        client.settle().await;
        assert_eq!(client.control.in_flight(), 1);
        client.pass(301 * SECOND);
        assert_eq!(client.rest().await, "");
        assert_eq!(client.script.alive.get(), 0);
    });
}

#[test]
fn an_answer_that_nobody_takes_ends_the_connection() {
    run(async {
        let mut client = client();
        // More than the pipe and the buffers hold, so that the server has to wait.
        let body = "x".repeat(600 * 1024);
        let head = format!(
            "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        client.send(head.as_bytes()).await;
        client.send(body.as_bytes()).await;
        client.settle().await;
        client.pass(299 * SECOND);
        client.settle().await;
        assert_eq!(client.control.connections(), 1);
        client.pass(2 * SECOND);
        client.settle().await;
        assert_eq!(client.control.connections(), 0);
    });
}

#[test]
fn stopping_closes_idle_connections_at_once() {
    run(async {
        let mut client = client();
        client.send(HELLO).await;
        client.until("hello").await;
        client.control.stop(DRAIN);
        assert_eq!(client.rest().await, "");
    });
}

#[test]
fn stopping_closes_new_connections_too() {
    run(async {
        let mut client = client();
        client.settle().await;
        client.control.stop(DRAIN);
        assert_eq!(client.rest().await, "");
    });
}

#[test]
fn stopping_finishes_what_is_in_flight() {
    run(async {
        let mut client = client();
        client
            .send(b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nab")
            .await;
        client.settle().await;
        client.control.stop(DRAIN);
        client.settle().await;
        assert_eq!(client.control.in_flight(), 1);
        client.send(b"cd").await;
        let answer = client.rest().await;
        assert!(
            answer.contains("\nconnection: close\n") && answer.ends_with("\n\nabcd"),
            "{answer}"
        );
    });
}

#[test]
fn a_body_that_stops_short_fails_its_reader() {
    run(async {
        let mut client = client();
        client
            .send(b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nab")
            .await;
        client.settle().await;
        client.stream.shutdown().await.unwrap();
        client.settle().await;
        assert_eq!(
            (client.script.alive.get(), client.control.connections()),
            (0, 0)
        );
    });
}

#[test]
fn a_site_can_be_replaced_between_two_requests() {
    run(async {
        let mut client = client();
        client.send(HELLO).await;
        client.until("hello").await;
        let mut other = site();
        other.matcher = waypost_router::Matcher::from_routes(&[]);
        client.control.replace_site(other);
        client.send(HELLO).await;
        assert!(
            client
                .until("\r\n\r\n")
                .await
                .starts_with("HTTP/1.1 404 Not Found\n")
        );
    });
}
