//! Files of `public/` on the wire.

use super::harness::{Client, run, site};
use crate::limits::Limits;
use crate::public::PublicFiles;
use crate::site::Site;
use expect_test::{Expect, expect};
use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

/// A directory with a few files, removed when dropped.
struct Public(PathBuf);

impl Public {
    fn new(name: &str) -> Self {
        let home =
            std::env::temp_dir().join(format!("waypost-server-{name}-{}", std::process::id()));
        let root = home.join("public");
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::write(home.join("secret.txt"), "secret").unwrap();
        fs::write(root.join("sp ace.json"), "{}").unwrap();
        fs::write(root.join("sub/deep.bin"), vec![7; 200_000]).unwrap();
        fs::write(root.join("pub.txt"), "abcd").unwrap();
        let file = File::options()
            .append(true)
            .open(root.join("pub.txt"))
            .unwrap();
        let modified = UNIX_EPOCH + Duration::from_millis(1_795_430_200_334);
        file.set_modified(modified).unwrap();
        Self(home)
    }

    fn root(&self) -> PathBuf {
        self.0.join("public")
    }

    fn listed(&self) -> PublicFiles {
        let names = ["/pub.txt", "/sp ace.json", "/sub/deep.bin"];
        let files = names.map(|name| (name.to_owned(), self.root().join(&name[1..])));
        PublicFiles::listed(files)
    }
}

impl Drop for Public {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn ask(files: PublicFiles, request: &str) -> String {
    run(async {
        let site = Site {
            public: files,
            ..site()
        };
        let mut client = Client::connect(site, Limits::default());
        let (line, headers) = request.split_once('\n').unwrap_or((request, ""));
        let headers = headers.replace('\n', "\r\n");
        let request = format!("{line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{headers}\r\n");
        client.send(request.as_bytes()).await;
        client.rest().await
    })
}

fn check(name: &str, request: &str, expected: Expect) {
    let public = Public::new(name);
    let files = public.listed();
    expected.assert_eq(&ask(files, request));
}

fn status(public: &Public, request: &str) -> String {
    let listed = ask(public.listed(), request);
    let on_disk = ask(PublicFiles::on_disk(public.root()), request);
    assert_eq!(listed, on_disk, "{request}");
    listed.lines().next().unwrap().to_owned()
}

#[test]
fn a_file_is_sent() {
    check(
        "sent",
        "GET /pub.txt",
        expect![[r#"
        HTTP/1.1 200 OK
        accept-ranges: bytes
        cache-control: public, max-age=0
        last-modified: Mon, 23 Nov 2026 10:36:40 GMT
        etag: W/"4-1a207fab40e"
        content-type: text/plain; charset=UTF-8
        vary: Accept-Encoding
        connection: close
        content-length: 4
        date: now

        abcd"#]],
    );
}

#[test]
fn head_of_a_file_has_its_length() {
    check(
        "head",
        "HEAD /pub.txt",
        expect![[r#"
        HTTP/1.1 200 OK
        accept-ranges: bytes
        cache-control: public, max-age=0
        last-modified: Mon, 23 Nov 2026 10:36:40 GMT
        etag: W/"4-1a207fab40e"
        content-type: text/plain; charset=UTF-8
        vary: Accept-Encoding
        content-length: 4
        connection: close
        date: now

    "#]],
    );
}

#[test]
fn a_range_is_sent() {
    check(
        "range",
        "GET /pub.txt\nrange: bytes=1-2\n",
        expect![[r#"
        HTTP/1.1 206 Partial Content
        accept-ranges: bytes
        cache-control: public, max-age=0
        last-modified: Mon, 23 Nov 2026 10:36:40 GMT
        etag: W/"4-1a207fab40e"
        content-type: text/plain; charset=UTF-8
        vary: Accept-Encoding
        content-range: bytes 1-2/4
        connection: close
        content-length: 2
        date: now

        bc"#]],
    );
    check(
        "no-range",
        "GET /pub.txt\nrange: bytes=9-\n",
        expect![[r#"
        HTTP/1.1 416 Range Not Satisfiable
        cache-control: private, no-cache, no-store, max-age=0, must-revalidate
        content-type: text/plain; charset=UTF-8
        x-powered-by: Next.js
        accept-ranges: bytes
        vary: Accept-Encoding
        last-modified: Mon, 23 Nov 2026 10:36:40 GMT
        content-range: bytes */4
        connection: close
        content-length: 213
        date: now

        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>416: Range Not Satisfiable</title></head><body><h1>416: Range Not Satisfiable</h1></body></html>"#]],
    );
}

#[test]
fn a_known_file_is_not_sent_again() {
    check(
        "known",
        "GET /pub.txt\nif-none-match: W/\"4-1a207fab40e\"\n",
        expect![[r#"
            HTTP/1.1 304 Not Modified
            accept-ranges: bytes
            cache-control: public, max-age=0
            last-modified: Mon, 23 Nov 2026 10:36:40 GMT
            etag: W/"4-1a207fab40e"
            connection: close
            date: now

        "#]],
    );
    check(
        "other",
        "GET /pub.txt\nif-match: \"other\"\n",
        expect![[r#"
        HTTP/1.1 412 Precondition Failed
        cache-control: private, no-cache, no-store, max-age=0, must-revalidate
        content-type: text/plain; charset=UTF-8
        x-powered-by: Next.js
        accept-ranges: bytes
        last-modified: Mon, 23 Nov 2026 10:36:40 GMT
        connection: close
        content-length: 209
        date: now

        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>412: Precondition Failed</title></head><body><h1>412: Precondition Failed</h1></body></html>"#]],
    );
}

#[test]
fn files_are_only_read() {
    check(
        "post",
        "POST /pub.txt\ncontent-length: 0\n",
        expect![[r#"
        HTTP/1.1 405 Method Not Allowed
        cache-control: private, no-cache, no-store, max-age=0, must-revalidate
        content-type: text/html; charset=utf-8
        x-powered-by: Next.js
        allow: GET
        allow: HEAD
        connection: close
        content-length: 207
        date: now

        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>405: Method Not Allowed</title></head><body><h1>405: Method Not Allowed</h1></body></html>"#]],
    );
}

#[test]
fn names_are_found_encoded_and_nothing_outside_is() {
    let public = Public::new("names");
    assert_eq!(status(&public, "GET /sp%20ace.json"), "HTTP/1.1 200 OK");
    assert_eq!(status(&public, "GET /sub%2fdeep.bin"), "HTTP/1.1 200 OK");
    for path in [
        "/sub",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/../secret.txt",
        "/pub.txt%00",
        "/PUB.TXT",
    ] {
        assert_eq!(
            status(&public, &format!("GET {path}")),
            "HTTP/1.1 404 Not Found",
            "{path}"
        );
    }
}

#[test]
fn the_list_is_made_at_start() {
    let public = Public::new("late");
    let listed = public.listed();
    fs::write(public.root().join("late.txt"), "late").unwrap();
    assert!(ask(listed, "GET /late.txt").starts_with("HTTP/1.1 404"));
    assert!(ask(PublicFiles::on_disk(public.root()), "GET /late.txt").ends_with("\n\nlate"));
}

#[test]
fn long_files_come_whole() {
    let public = Public::new("long");
    let answer = ask(PublicFiles::on_disk(public.root()), "GET /sub/deep.bin");
    assert!(answer.contains("\ncontent-length: 200000\n"));
    assert_eq!(answer.bytes().filter(|&b| b == 7).count(), 200_000);
}

#[test]
fn a_listed_file_that_is_gone_is_404() {
    let public = Public::new("gone");
    fs::remove_file(public.root().join("pub.txt")).unwrap();
    assert!(ask(public.listed(), "GET /pub.txt").starts_with("HTTP/1.1 404"));
    let nowhere = PublicFiles::on_disk(PathBuf::from("/nowhere/at/all"));
    assert!(ask(nowhere, "GET /pub.txt").starts_with("HTTP/1.1 404"));
}
