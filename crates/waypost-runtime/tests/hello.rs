//! What a hello route costs before its first answer: builtins are evaluated at first use, so the
//! bytes of builtin source it evaluates are a number that a change must raise knowingly.

use std::collections::BTreeMap;
use std::future::Future;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Empty, Full};
use waypost_image::{
    Chunk, Graph, Image, InputsDigest, Manifest, NextVersion, PreviewKeys, Route, RouteKind,
    Runtime, Segment, SegmentConfig,
};
use waypost_runtime::{Arrival, Limits, Peer, RouteLimits, Worker, WorkerOptions};

/// Bytes of minified builtin source that may be evaluated by the time a hello route has answered.
const HELLO_BYTES: usize = 95_000;

const HELLO: &str = r#"(function($r,$w){"use strict";$r.x({GET:()=>GET,POST:()=>POST});
async function GET(request) {
  const { searchParams } = new URL(request.url);
  return Response.json({ message: "Hello", name: searchParams.get("name") });
}
async function POST(request) {
  return Response.json({ received: await request.json() });
}
})"#;

fn image() -> Image {
    let keys = PreviewKeys::generate().expect("the system has random bytes");
    let mut manifest = Manifest::new(
        NextVersion::V16,
        "test".into(),
        keys,
        InputsDigest::default(),
    );
    manifest.routes.push(Route {
        kind: RouteKind::AppRoute,
        page: "/api/hello".into(),
        segments: Segment::parse_page("/api/hello"),
        entry: "hello.js".into(),
        source: "app/api/hello/route.js".into(),
        runtime: Runtime::Nodejs,
        methods: None,
        config: SegmentConfig::default(),
    });
    manifest.chunks.push(Chunk {
        file: "hello.js".into(),
        map: None,
        imports: Vec::new(),
        dynamic: BTreeMap::new(),
        is_async: false,
        graph: Graph::App,
    });
    let files = BTreeMap::from([("hello.js".to_owned(), HELLO.to_owned())]);
    Image::new(manifest, files).expect("the image is whole")
}

fn with_worker<F: Future<Output = ()>>(test: impl FnOnce(Worker) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let worker = Worker::start(WorkerOptions {
            origin: "http://localhost:3000".into(),
            root: "/project".into(),
            dev: false,
            limits: Limits::default(),
            process: waypost_builtins::ProcessSettings {
                env: Default::default(),
                argv: Vec::new(),
                cwd: "/".into(),
            },
            bytecode: None,
        })
        .expect("the worker starts");
        worker
            .use_image(image(), vec![RouteLimits::default()], &[])
            .expect("the image is taken");
        test(worker).await;
    });
}

#[test]
fn a_hello_route_evaluates_little() {
    with_worker(|worker| async move {
        let head = Request::get("/api/hello?name=foo")
            .header("host", "localhost")
            .body(())
            .expect("a valid request")
            .into_parts()
            .0;
        let answer = worker
            .handle()
            .invoke(Arrival {
                route: 0,
                params: String::new(),
                head,
                body: Empty::<Bytes>::new(),
                peer: Peer::new("127.0.0.1", 1),
            })
            .await;
        assert_eq!(answer.status(), 200);
        let body = answer
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        assert_eq!(body, r#"{"message":"Hello","name":"foo"}"#);
        let evaluated = worker.evaluated_scripts();
        let bytes: usize = evaluated.iter().map(|script| script.bytes).sum();
        assert!(
            bytes <= HELLO_BYTES,
            "a hello route evaluated {bytes} bytes of builtins, more than {HELLO_BYTES}: was something made eager?"
        );
    });
}

#[test]
fn a_body_that_is_there_crosses_with_its_head() {
    with_worker(|worker| async move {
        let text = r#"{"a":[1,"é"]}"#;
        let head = Request::post("/api/hello")
            .header("content-type", "application/json")
            .header("content-length", text.len())
            .body(())
            .expect("a valid request")
            .into_parts()
            .0;
        let answer = worker
            .handle()
            .invoke(Arrival {
                route: 0,
                params: String::new(),
                head,
                body: Full::new(Bytes::from(text)),
                peer: Peer::new("127.0.0.1", 1),
            })
            .await;
        let body = answer
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        assert_eq!(body, r#"{"received":{"a":[1,"é"]}}"#);
        assert_eq!(worker.handle().in_flight(), 0, "the slot is free again");
    });
}
