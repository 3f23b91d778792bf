//! What bad input gets: the right status, a closed connection, and nothing served by mistake.

use super::harness::{Client, check, check_with, run, site};
use crate::limits::Limits;
use expect_test::expect;

#[test]
fn garbage_is_400() {
    check(
        "\x16\x03\x01 hello\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "GET\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "GET /hello HTTP/3.0\r\nhost: a\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "GET /hello HTTP/1.1\r\nhost: a\r\nbad name: 1\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "GET /hello HTTP/1.1\r\nhost : a\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "GET /hel\x01lo HTTP/1.1\r\nhost: a\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
}

#[test]
fn line_ends_are_crlf() {
    check(
        "GET /hello HTTP/1.1\nhost: a\n\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "GET /hello HTTP/1.1\r\nhost: a\r\nx: 1\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "GET /hello HTTP/1.1\r\nhost: a\r\nx: 1\ry: 2\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "GET /hello HTTP/1.1\r\nhost: a\r\nx: 1\r\n y: 2\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
}

#[test]
fn a_nul_in_a_value_is_400() {
    check(
        "GET /hello HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
}

#[test]
fn two_lengths_are_400() {
    check(
        "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        expect![[r#"
            HTTP/1.1 400 Bad Request
            connection: close
            content-length: 0
            date: now

        "#]],
    );
    check(
        "POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
        expect![[r#"
            HTTP/1.1 400 Bad Request
            connection: close
            content-length: 0
            date: now

        "#]],
    );
    check(
        "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        expect![[r#"
            HTTP/1.1 400 Bad Request
            connection: close
            content-length: 0
            date: now

        "#]],
    );
    check(
        "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: -5\r\n\r\nhello",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
}

#[test]
fn heads_have_a_size() {
    let long = "x".repeat(17 * 1024);
    check(
        &format!("GET /{long} HTTP/1.1\r\nhost: a\r\n\r\n"),
        expect![[r#"
        HTTP/1.1 414 URI Too Long
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        &format!("GET /hello HTTP/1.1\r\nhost: a\r\nx: {long}\r\n\r\n"),
        expect![[r#"
        HTTP/1.1 431 Request Header Fields Too Large
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    let lines = "x: 1\r\n".repeat(100);
    check(
        &format!("GET /hello HTTP/1.1\r\nhost: a\r\n{lines}\r\n"),
        expect![[r#"
        HTTP/1.1 431 Request Header Fields Too Large
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    let lines = "x: 1\r\n".repeat(98);
    check(
        &format!("GET /hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{lines}\r\n"),
        expect![[r#"
            HTTP/1.1 200 OK
            connection: close
            content-length: 5
            date: now

            hello"#]],
    );
}

#[test]
fn a_small_limit_is_kept() {
    let limits = Limits {
        head_bytes: 64,
        ..Limits::default()
    };
    check_with(
        limits,
        "GET /hello HTTP/1.1\r\nhost: a\r\nx-filler: 0123456789012345678901234567890123456789\r\n\r\n",
        expect![[r#"
            HTTP/1.1 431 Request Header Fields Too Large
            connection: close
            content-length: 0
            date: now

        "#]],
    );
}

#[test]
fn limits_can_be_raised() {
    let limits = Limits {
        head_bytes: 200 * 1024,
        header_lines: 300,
        ..Limits::default()
    };
    let long = "x".repeat(150 * 1024);
    let lines = "x: 1\r\n".repeat(290);
    let output = run(async {
        let mut client = Client::connect(site(), limits);
        let head = "GET /hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n";
        let request = format!("{head}long: {long}\r\n{lines}\r\n");
        client.send(request.as_bytes()).await;
        client.rest().await
    });
    assert!(output.starts_with("HTTP/1.1 200 OK\n"), "{output}");
}

#[test]
fn requests_before_a_bad_one_are_answered_first() {
    check(
        "GET /hello HTTP/1.1\r\nhost: a\r\n\r\nPOST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nhiGET /hello HTTP/1.1\r\n\r\n",
        expect![[r#"
            HTTP/1.1 200 OK
            connection: keep-alive
            keep-alive: timeout=5
            content-length: 5
            date: now

            helloHTTP/1.1 200 OK
            connection: keep-alive
            keep-alive: timeout=5
            content-length: 2
            date: now

            hiHTTP/1.1 400 Bad Request
            connection: close
            content-length: 0
            date: now

        "#]],
    );
}

#[test]
fn what_follows_the_last_request_is_not_answered() {
    check(
        "GET /hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n\n\n",
        expect![[r#"
            HTTP/1.1 200 OK
            connection: close
            content-length: 5
            date: now

            hello"#]],
    );
}

#[test]
fn unknown_methods_are_400() {
    check(
        "FOO /hello HTTP/1.1\r\nhost: a\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "get /hello HTTP/1.1\r\nhost: a\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "CONNECT a:80 HTTP/1.1\r\nhost: a\r\n\r\n",
        expect![[r#"
        HTTP/1.1 405 Method Not Allowed
        connection: close
        content-length: 0
        date: now

    "#]],
    );
}

#[test]
fn a_body_without_a_length_is_a_bad_next_request() {
    check(
        "POST /hello HTTP/1.1\r\nhost: a\r\n\r\n{\"a\":1}\r\n\r\n",
        expect![[r#"
        HTTP/1.1 200 OK
        connection: keep-alive
        keep-alive: timeout=5
        content-length: 5
        date: now

        helloHTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
}

#[test]
fn a_chunked_body_that_is_none_is_refused_as_a_bad_head_is() {
    check(
        "POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
        expect![[r#"
            HTTP/1.1 400 Bad Request
            connection: close
            content-length: 0
            date: now

        "#]],
    );
}

#[test]
fn a_broken_body_is_not_taken_for_one_of_the_request_before_it() {
    check(
        "GET /hello HTTP/1.1\r\nhost: a\r\n\r\nPOST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
        expect![[r#"
            HTTP/1.1 200 OK
            connection: keep-alive
            keep-alive: timeout=5
            content-length: 5
            date: now

            helloHTTP/1.1 400 Bad Request
            connection: close
            content-length: 0
            date: now

        "#]],
    );
}

#[test]
fn a_refused_head_is_not_mistaken_for_a_client_that_left() {
    run(async {
        let mut client = Client::connect(site(), Limits::default());
        client
            .send(b"GET /pending HTTP/1.1\r\nhost: a\r\n\r\n")
            .await;
        client.settle().await;
        client.send(b"GET /hello HTTP/1.1\r\n\r\n").await;
        client.settle().await;
        assert_eq!(client.script.alive.get(), 1);
    });
}

#[test]
fn paths_that_mean_nothing_are_refused() {
    check(
        "GET * HTTP/1.1\r\nhost: a\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        connection: close
        content-length: 0
        date: now

    "#]],
    );
    check(
        "GET /users/%E0%A4%A HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        expect![[r#"
        HTTP/1.1 400 Bad Request
        cache-control: private, no-cache, no-store, max-age=0, must-revalidate
        content-type: text/html; charset=utf-8
        x-powered-by: Next.js
        connection: close
        content-length: 193
        date: now

        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>400: Bad Request</title></head><body><h1>400: Bad Request</h1></body></html>"#]],
    );
    check(
        "GET /hello HTTP/1.1\r\nhost: a\r\nexpect: 200-ok\r\n\r\n",
        expect![[r#"
        HTTP/1.1 417 Expectation Failed
        connection: close
        content-length: 0
        date: now

    "#]],
    );
}
