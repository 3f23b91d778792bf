//! Answers that are kept: what is sent of them, and when the handler runs.

use super::harness::{Client, routes, run, site};
use crate::kept::KeptAnswers;
use crate::limits::Limits;
use crate::site::Site;
use expect_test::{Expect, expect};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use waypost_cache::{Cache, Mark, Place, now};
use waypost_image::{
    AnswerTerms, InputsDigest, Manifest, NextVersion, PreviewKeys, StaticAnswer, StaticBody,
    StaticContent, StaticRoute,
};
use waypost_router::Matcher;

/// A store that is removed at the end.
struct Store(PathBuf, Arc<Cache>);

impl Store {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("waypost-kept-{name}-{}", std::process::id()));
        let cache = Cache::open(&Place::new(&folder, "b"), 1 << 20, |fault| {
            panic!("{fault}")
        });
        Self(folder, Arc::new(cache))
    }

    /// `/kept`, made at build so many seconds ago, and `/kept/[id]`, of which one was made.
    fn site(&self, version: NextVersion, age: i64, is_closed: bool) -> Site {
        self.site_reading(version, age, is_closed, || ())
    }

    /// The same; `reads` is called where what the build made is read.
    fn site_reading(
        &self,
        version: NextVersion,
        age: i64,
        is_closed: bool,
        reads: impl Fn() + Send + Sync + 'static,
    ) -> Site {
        let mut manifest = Manifest::new(
            version,
            "b".to_owned(),
            PreviewKeys::generate().unwrap(),
            InputsDigest::default(),
        );
        manifest.routes = routes();
        let at_build = |path: &str, revalidate| StaticAnswer {
            path: path.to_owned(),
            file: path.to_owned(),
            created: now() - age * 1_000_000,
            terms: AnswerTerms {
                revalidate,
                tags: vec!["tag".to_owned()],
            },
        };
        let position = |page: &str| {
            manifest
                .routes
                .iter()
                .position(|it| it.page == page)
                .unwrap()
        };
        manifest.static_routes = vec![
            StaticRoute {
                route: position("/kept"),
                is_closed: false,
                answers: vec![at_build("/kept", Some(60))],
            },
            StaticRoute {
                route: position("/kept/[id]"),
                is_closed,
                answers: vec![at_build("/kept/a%20b", None)],
            },
        ];
        let matcher = Matcher::new(&manifest);
        let cache = Arc::clone(&self.1);
        let read = move |file: &str| {
            reads();
            Some(StaticContent {
                status: 203,
                headers: "x-own\n1\n".to_owned(),
                body: StaticBody::Text(format!("built {file}")),
            })
        };
        let kept = KeptAnswers::of(
            &manifest,
            &matcher,
            move || Arc::clone(&cache),
            Arc::new(read),
        );
        Site {
            kept,
            next_version: version,
            has_pages: false,
            ..site()
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Status, what the answer says of itself, and its body.
async fn ask(client: &mut Client, line: &str) -> String {
    let request = format!("{line} HTTP/1.1\r\nhost: a\r\n\r\n");
    client.send(request.as_bytes()).await;
    let head = client.until("\r\n\r\n").await;
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; if line.starts_with("HEAD") { 0 } else { length }];
    tokio::io::AsyncReadExt::read_exact(&mut client.stream, &mut body)
        .await
        .unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default().replace("HTTP/1.1 ", "");
    let said: Vec<&str> = lines
        .filter(|line| {
            ["x-nextjs-cache", "cache-control", "allow", "x-own"]
                .iter()
                .any(|name| line.starts_with(name))
        })
        .collect();
    let body = String::from_utf8(body).unwrap();
    let body = if body.is_empty() {
        "(empty)"
    } else if body.starts_with("<!") {
        "(page)"
    } else {
        &body
    };
    format!("{line}: {status}; {}; {body}\n", said.join(", "))
}

fn check(site: Site, lines: &[&str], runs: usize, expected: Expect) {
    let (said, made) = run(async {
        let mut client = Client::connect(site, Limits::default());
        let mut said = String::new();
        for line in lines {
            match *line {
                "(hold)" => client.script.is_held.set(true),
                "(until it is fresh)" => {
                    client.script.is_held.set(false);
                    while ask(&mut client, "GET /kept").await.contains("STALE") {}
                }
                line => said += &ask(&mut client, line).await,
            }
        }
        (said, client.script.kept.get())
    });
    expected.assert_eq(&said);
    assert_eq!(made, runs);
}

#[test]
fn what_the_build_made_is_sent_without_the_handler() {
    let store = Store::new("build");
    check(
        store.site(NextVersion::V16, 1, false),
        &[
            "GET /kept",
            "GET /kept?x=1",
            "HEAD /kept",
            "POST /kept",
            "GET /kept/a%20b",
            "PUT /kept/a%20b",
        ],
        0,
        expect![[r#"
            GET /kept: 203 Non Authoritative Information; x-own: 1, cache-control: s-maxage=60, stale-while-revalidate=31535940, x-nextjs-cache: HIT; built /kept
            GET /kept?x=1: 203 Non Authoritative Information; x-own: 1, cache-control: s-maxage=60, stale-while-revalidate=31535940, x-nextjs-cache: HIT; built /kept
            HEAD /kept: 203 Non Authoritative Information; x-own: 1, cache-control: s-maxage=60, stale-while-revalidate=31535940, x-nextjs-cache: HIT; (empty)
            POST /kept: 405 Method Not Allowed; allow: GET, allow: HEAD; Method Not Allowed
            GET /kept/a%20b: 203 Non Authoritative Information; x-own: 1, cache-control: s-maxage=31536000, x-nextjs-cache: HIT; built /kept/a%20b
            PUT /kept/a%20b: 203 Non Authoritative Information; x-own: 1, cache-control: s-maxage=31536000, x-nextjs-cache: HIT; built /kept/a%20b
        "#]],
    );
    check(
        store.site(NextVersion::V14, 1, false),
        &["GET /kept"],
        0,
        expect![[r#"
            GET /kept: 203 Non Authoritative Information; x-own: 1, cache-control: s-maxage=60, stale-while-revalidate=31535940, x-nextjs-cache: HIT; built /kept
        "#]],
    );
}

#[test]
fn what_is_not_there_is_made_once() {
    let store = Store::new("made");
    let site = store.site(NextVersion::V16, 1, false);
    check(
        site,
        &["GET /kept/new?x=1", "GET /kept/new", "GET /kept/fails"],
        2,
        expect![[r#"
            GET /kept/new?x=1: 200 OK; cache-control: s-maxage=60, stale-while-revalidate=31535940, x-nextjs-cache: MISS; run 1 /kept/new Some("One(\"new\")")
            GET /kept/new: 200 OK; cache-control: s-maxage=60, stale-while-revalidate=31535940, x-nextjs-cache: HIT; run 1 /kept/new Some("One(\"new\")")
            GET /kept/fails: 500 Internal Server Error; ; Internal Server Error
        "#]],
    );
}

#[test]
fn closed_routes_make_nothing() {
    let store = Store::new("closed");
    check(
        store.site(NextVersion::V16, 1, true),
        &["GET /kept/a%20b", "GET /kept/new", "POST /kept/new"],
        0,
        expect![[r#"
            GET /kept/a%20b: 203 Non Authoritative Information; x-own: 1, cache-control: s-maxage=31536000, x-nextjs-cache: HIT; built /kept/a%20b
            GET /kept/new: 404 Not Found; cache-control: private, no-cache, no-store, max-age=0, must-revalidate; (page)
            POST /kept/new: 404 Not Found; cache-control: private, no-cache, no-store, max-age=0, must-revalidate; (page)
        "#]],
    );
    store.1.mark(&["tag".to_owned()], Mark::expire_at(now()));
    check(
        store.site(NextVersion::V16, 1, true),
        &["GET /kept/a%20b"],
        1,
        expect![[r#"
            GET /kept/a%20b: 200 OK; cache-control: s-maxage=60, stale-while-revalidate=31535940, x-nextjs-cache: MISS; run 1 /kept/a%20b Some("One(\"a b\")")
        "#]],
    );
}

#[test]
fn a_stale_answer_serves_while_it_is_made_anew() {
    let store = Store::new("stale");
    check(
        store.site(NextVersion::V15, 61, false),
        &[
            "(hold)",
            "GET /kept",
            "GET /kept",
            "(until it is fresh)",
            "GET /kept",
        ],
        1,
        expect![[r#"
            GET /kept: 203 Non Authoritative Information; x-own: 1, cache-control: s-maxage=60, stale-while-revalidate=31535940, x-nextjs-cache: STALE; built /kept
            GET /kept: 203 Non Authoritative Information; x-own: 1, cache-control: s-maxage=60, stale-while-revalidate=31535940, x-nextjs-cache: STALE; built /kept
            GET /kept: 200 OK; cache-control: s-maxage=60, x-nextjs-cache: HIT; run 1 /kept None
        "#]],
    );
}

const CLOSING: &[u8] = b"GET /kept/a%20b HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

#[test]
fn who_asked_before_an_answer_was_kept_gets_it() {
    let store = Store::new("between");
    store.1.mark(&["tag".to_owned()], Mark::expire_at(now()));
    let looks = Arc::new(AtomicUsize::new(0));
    let (release, released) = mpsc::channel();
    let released = Mutex::new(released);
    let counted = Arc::clone(&looks);
    let site = store.site_reading(NextVersion::V16, 1, false, move || {
        // The second look lasts until the first one's answer is there.
        if counted.fetch_add(1, Ordering::SeqCst) == 1 {
            released.lock().unwrap().recv().unwrap();
        }
    });
    let (answers, runs) = run(async {
        let mut first = Client::connect(site, Limits::default());
        let mut second = first.beside();
        first.script.is_held.set(true);
        first.send(CLOSING).await;
        while first.script.kept.get() == 0 {
            tokio::task::yield_now().await;
        }
        second.send(CLOSING).await;
        while looks.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        first.script.is_held.set(false);
        let answer = first.rest().await;
        release.send(()).unwrap();
        ([answer, second.rest().await], first.script.kept.get())
    });
    for answer in answers {
        assert!(answer.contains("run 1 /kept/a%20b"), "{answer}");
    }
    assert_eq!(runs, 1);
}

#[test]
fn who_waits_for_the_same_answer_waits_for_one_run() {
    let store = Store::new("together");
    let site = store.site(NextVersion::V16, 1, false);
    let (answers, runs) = run(async {
        let mut first = Client::connect(site, Limits::default());
        let mut second = first.beside();
        first
            .send(b"GET /kept/x HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            .await;
        second
            .send(b"GET /kept/x HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            .await;
        let answers = [first.rest().await, second.rest().await];
        (answers, first.script.kept.get())
    });
    for answer in answers {
        assert!(answer.contains("run 1 /kept/x"), "{answer}");
    }
    assert_eq!(runs, 1);
}
