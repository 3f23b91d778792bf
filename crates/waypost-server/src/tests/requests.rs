//! What well-formed requests get.

use super::harness::{Client, Script, check, run, site};
use crate::limits::Limits;
use crate::service::Service;
use crate::site::{Failure, Mode, Site};
use bytes::Bytes;
use expect_test::{Expect, expect};
use std::rc::Rc;
use waypost_image::NextVersion;

#[test]
fn connections_are_kept() {
    check(
        "GET /hello HTTP/1.1\r\nhost: a\r\n\r\nGET /hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        expect![[r#"
            HTTP/1.1 200 OK
            connection: keep-alive
            keep-alive: timeout=5
            content-length: 5
            date: now

            helloHTTP/1.1 200 OK
            connection: close
            content-length: 5
            date: now

            hello"#]],
    );
}

#[test]
fn http_10_is_spoken() {
    check(
        "GET /hello HTTP/1.0\r\n\r\n",
        expect![[r#"
        HTTP/1.0 200 OK
        connection: close
        content-length: 5
        date: now

        hello"#]],
    );
    check(
        "GET /hello HTTP/1.0\r\nconnection: keep-alive\r\n\r\nGET /hello HTTP/1.0\r\n\r\n",
        expect![[r#"
            HTTP/1.0 200 OK
            connection: keep-alive
            keep-alive: timeout=5
            content-length: 5
            date: now

            helloHTTP/1.0 200 OK
            connection: close
            content-length: 5
            date: now

            hello"#]],
    );
}

#[test]
fn head_has_no_body() {
    check(
        "HEAD /hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        expect![[r#"
        HTTP/1.1 200 OK
        connection: close
        content-length: 5
        date: now

    "#]],
    );
}

#[test]
fn bodies_arrive_by_length_and_in_chunks() {
    check(
        "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhelloPOST /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        expect![[r#"
            HTTP/1.1 200 OK
            connection: keep-alive
            keep-alive: timeout=5
            content-length: 5
            date: now

            helloHTTP/1.1 200 OK
            connection: close
            content-length: 5
            date: now

            abcde"#]],
    );
}

#[test]
fn a_client_may_wait_for_permission() {
    run(async {
        let mut client = Client::connect(site(), Limits::default());
        client
            .send(b"POST /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n")
            .await;
        assert_eq!(client.until("\r\n\r\n").await, "HTTP/1.1 100 Continue\n\n");
        client.send(b"hello").await;
        assert!(client.rest().await.ends_with("\n\nhello"));
    });
}

#[test]
fn targets_come_in_origin_form() {
    check(
        "GET http://example.com/head?a=1 HTTP/1.1\r\nhost: other\r\nconnection: close\r\n\r\n",
        expect![[r#"
            HTTP/1.1 200 OK
            connection: close
            content-length: 60
            date: now

            GET /head?a=1 {"host": "example.com", "connection": "close"}"#]],
    );
    check(
        "OPTIONS * HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        expect![[r#"
        HTTP/1.1 204 No Content
        allow: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT
        connection: close
        date: now

    "#]],
    );
}

#[test]
fn internal_lines_are_dropped() {
    check(
        "GET /head HTTP/1.1\r\nhost: a\r\nx-middleware-subrequest: 1\r\nX-Matched-Path: /\r\nx-own: 1\r\nconnection: close\r\n\r\n",
        expect![[r#"
            HTTP/1.1 200 OK
            connection: close
            content-length: 60
            date: now

            GET /head {"host": "a", "connection": "close", "x-own": "1"}"#]],
    );
}

#[test]
fn reason_and_lines_of_the_handler_are_kept_but_not_a_false_length() {
    check(
        "GET /odd HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        expect![[r#"
        HTTP/1.1 418 Custom Msg
        set-cookie: a=1
        set-cookie: b=2
        connection: close
        content-length: 0
        date: now

    "#]],
    );
}

#[test]
fn an_answer_that_breaks_is_not_ended() {
    check(
        "GET /broken HTTP/1.1\r\nhost: a\r\n\r\n",
        expect![[r#"
        HTTP/1.1 200 OK
        connection: keep-alive
        keep-alive: timeout=5
        transfer-encoding: chunked
        date: now

        4
        part
    "#]],
    );
}

#[test]
fn upgrades_are_declined() {
    check(
        "GET /hello HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\nGET /hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        expect![[r#"
            HTTP/1.1 200 OK
            connection: keep-alive
            keep-alive: timeout=5
            content-length: 5
            date: now

            helloHTTP/1.1 200 OK
            connection: close
            content-length: 5
            date: now

            hello"#]],
    );
}

#[test]
fn untidy_paths_are_redirected() {
    check(
        "GET //users//1/?a=%20 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        expect![[r#"
        HTTP/1.1 308 Permanent Redirect
        refresh: 0;url=/users/1/?a=%20
        location: /users/1/?a=%20
        connection: close
        content-length: 15
        date: now

        /users/1/?a=%20"#]],
    );
    check(
        "POST /hello/ HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        expect![[r#"
        HTTP/1.1 308 Permanent Redirect
        refresh: 0;url=/hello
        location: /hello
        connection: close
        content-length: 6
        date: now

        /hello"#]],
    );
}

#[test]
fn params_reach_the_handler() {
    check(
        "GET /users/a%20b HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        expect![[r#"
        HTTP/1.1 200 OK
        connection: close
        content-length: 16
        date: now

        Some(One("a b"))"#]],
    );
}

fn check_site(site: Site, input: &str, expected: Expect) {
    let output = run(async {
        let mut client = Client::connect(site, Limits::default());
        client.send(input.as_bytes()).await;
        client.rest().await
    });
    expected.assert_eq(&output);
}

fn of(next_version: NextVersion, mode: Mode) -> Site {
    Site {
        next_version,
        mode,
        ..site()
    }
}

#[test]
fn nothing_there_is_the_404_page() {
    let nowhere = "GET /nowhere HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    check(
        nowhere,
        expect![[r#"
        HTTP/1.1 404 Not Found
        cache-control: private, no-cache, no-store, max-age=0, must-revalidate
        content-type: text/html; charset=utf-8
        x-powered-by: Next.js
        connection: close
        content-length: 229
        date: now

        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>404: This page could not be found.</title></head><body><h1>404: This page could not be found.</h1></body></html>"#]],
    );
    check_site(
        of(NextVersion::V16, Mode::Development),
        nowhere,
        expect![[r#"
        HTTP/1.1 404 Not Found
        cache-control: no-store
        content-type: text/html; charset=utf-8
        x-powered-by: Next.js
        connection: close
        content-length: 229
        date: now

        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>404: This page could not be found.</title></head><body><h1>404: This page could not be found.</h1></body></html>"#]],
    );
    check_site(
        of(NextVersion::V16, Mode::Production),
        "GET /nowhere.png HTTP/1.1\r\nhost: a\r\nsec-fetch-dest: image\r\nconnection: close\r\n\r\n",
        expect![[r#"
            HTTP/1.1 404 Not Found
            cache-control: private, no-cache, no-store, max-age=0, must-revalidate
            content-type: text/plain; charset=utf-8
            connection: close
            content-length: 9
            date: now

            Not Found"#]],
    );
}

#[test]
fn dot_segments_are_resolved_since_16() {
    let dots = "GET /users/../hello?a=1 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    check_site(
        of(NextVersion::V16, Mode::Production),
        dots,
        expect![[r#"
        HTTP/1.1 200 OK
        connection: close
        content-length: 5
        date: now

        hello"#]],
    );
    check_site(
        of(NextVersion::V15, Mode::Production),
        dots,
        expect![[r#"
        HTTP/1.1 404 Not Found
        cache-control: private, no-cache, no-store, max-age=0, must-revalidate
        content-type: text/html; charset=utf-8
        x-powered-by: Next.js
        connection: close
        content-length: 229
        date: now

        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>404: This page could not be found.</title></head><body><h1>404: This page could not be found.</h1></body></html>"#]],
    );
}

#[test]
fn a_project_that_does_not_build_says_so() {
    let broken = || Site {
        failure: Some(Failure {
            html: Bytes::from_static(b"<p>broken"),
            json: Bytes::from_static(b"{}"),
        }),
        ..site()
    };
    check_site(
        broken(),
        "GET /hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        expect![[r#"
        HTTP/1.1 500 Internal Server Error
        cache-control: no-store
        content-type: application/json; charset=utf-8
        connection: close
        content-length: 2
        date: now

        {}"#]],
    );
    check_site(
        broken(),
        "GET /hello HTTP/1.1\r\nhost: a\r\naccept: text/html,*/*\r\nconnection: close\r\n\r\n",
        expect![[r#"
            HTTP/1.1 500 Internal Server Error
            cache-control: no-store
            content-type: text/html; charset=utf-8
            connection: close
            content-length: 9
            date: now

            <p>broken"#]],
    );
}

#[test]
fn big_bodies_come_whole() {
    let body = "0123456789abcdef".repeat(20_000);
    let answer = run(async {
        let mut client = Client::connect(site(), Limits::default());
        let head = format!(
            "POST /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        client.send(head.as_bytes()).await;
        let (mut input, mut output) = tokio::io::split(client.stream);
        let sending = tokio::task::spawn_local({
            let body = body.clone();
            async move {
                tokio::io::AsyncWriteExt::write_all(&mut output, body.as_bytes())
                    .await
                    .unwrap();
                output
            }
        });
        let mut answer = String::new();
        tokio::io::AsyncReadExt::read_to_string(&mut input, &mut answer)
            .await
            .unwrap();
        sending.await.unwrap();
        answer
    });
    assert!(answer.contains("\r\ncontent-length: 320000\r\n"));
    assert!(answer.ends_with(&body) && answer.len() < body.len() + 200);
}

/// hyper moves it into its place once per request; what is rarely needed lies in a box.
#[test]
fn the_future_of_an_answer_is_small() {
    fn size<A, R>(_: impl Fn(Rc<Service<Script>>, A) -> R) -> usize {
        size_of::<R>()
    }
    let bytes = size(Service::answer);
    assert!(bytes < 800, "{bytes}");
}
