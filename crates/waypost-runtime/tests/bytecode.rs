//! An image that was compiled answers as one that was not, and its first answers compile no builtin.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use waypost_image::{
    Chunk, Graph, Image, Import, InputsDigest, Manifest, Middleware, MiddlewareKind, NextVersion,
    PreviewKeys, Route, RouteKind, Runtime, Segment, SegmentConfig, current_home, write_image,
};
use waypost_runtime::{
    Arrival, Limits, Peer, ProcessSettings, RouteLimits, Worker, WorkerOptions, compile_image,
};

const APP: &str = r#"(function($r,$w){"use strict";$r.x({GET:()=>GET,POST:()=>POST});
const { createHash } = $r.i(0);
async function GET(request) {
  const hash = createHash("sha256").update("é日本").digest("hex");
  return Response.json({ name: new URL(request.url).searchParams.get("name"), hash: hash.length });
}
async function POST(request) {
  return Response.json({ received: await request.json() });
}
})"#;

const PAGES: &str = r#"(function($r,$w){"use strict";$r.x({default:()=>handler});
const { join } = $r.meta.builtin("node:path");
function handler(req, res) {
  res.status(200).json({ name: req.query.name, body: req.body, path: join("a", "b") });
}
})"#;

const MIDDLEWARE: &str = r#"(function($r,$w){"use strict";$r.x({middleware:()=>middleware});
const { NextResponse } = $r.i(0);
function middleware(request) {
  return NextResponse.next({ headers: { "x-path": request.nextUrl.pathname } });
}
})"#;

fn route(kind: RouteKind, page: &str, entry: &str) -> Route {
    Route {
        kind,
        page: page.into(),
        segments: Segment::parse_page(page),
        entry: entry.into(),
        source: entry.into(),
        runtime: Runtime::Nodejs,
        methods: None,
        config: SegmentConfig::default(),
    }
}

fn chunk(file: &str, graph: Graph, builtin: Option<&str>) -> Chunk {
    let imports = builtin.map(|name| Import::Builtin(name.to_owned()));
    Chunk {
        file: file.into(),
        map: None,
        imports: imports.into_iter().collect(),
        dynamic: BTreeMap::new(),
        is_async: false,
        graph,
    }
}

fn image(files: &[(&str, &str)]) -> Image {
    let keys = PreviewKeys::generate().expect("the system has random bytes");
    let inputs = InputsDigest::default();
    let mut manifest = Manifest::new(NextVersion::V16, "test".into(), keys, inputs);
    manifest.routes.extend([
        route(RouteKind::AppRoute, "/api/app", "app.js"),
        route(RouteKind::PagesApi, "/api/pages", "pages.js"),
    ]);
    manifest.middleware = Some(Middleware {
        kind: MiddlewareKind::Middleware,
        entry: "middleware.js".into(),
        source: "middleware.js".into(),
        runtime: Runtime::Edge,
        matchers: None,
    });
    manifest.chunks.extend([
        chunk("app.js", Graph::App, Some("node:crypto")),
        chunk("pages.js", Graph::Pages, None),
        chunk("middleware.js", Graph::Edge, Some("next/server")),
    ]);
    let files = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Image::new(manifest, files.collect()).expect("the image is whole")
}

const FILES: [(&str, &str); 3] = [
    ("app.js", APP),
    ("pages.js", PAGES),
    ("middleware.js", MIDDLEWARE),
];

fn options(bytecode: Option<PathBuf>) -> WorkerOptions {
    WorkerOptions {
        origin: "http://localhost:3000".into(),
        root: "/project".into(),
        dev: false,
        limits: Limits::default(),
        process: ProcessSettings {
            env: Vec::new(),
            argv: Vec::new(),
            cwd: "/project".into(),
        },
        bytecode,
    }
}

/// What each route answers, and the builtins that were compiled for it.
fn answers(directory: &Path, bytecode: Option<PathBuf>) -> (Vec<String>, Vec<&'static str>) {
    let image = Image::open(directory).expect("the image was written");
    in_runtime(async {
        let worker = Worker::start(options(bytecode)).expect("a worker");
        let limits = vec![RouteLimits::default(); 2];
        worker.use_image(image, limits, &[]).expect("it is taken");
        let mut answers = Vec::new();
        for (route, method) in [(0, "GET"), (0, "POST"), (1, "GET"), (1, "POST"), (2, "GET")] {
            let body = if method == "POST" { r#"{"a":[1]}"# } else { "" };
            let head = Request::builder()
                .method(method)
                .uri("/api/any?name=foo")
                .header("content-type", "application/json")
                .header("content-length", body.len())
                .body(())
                .expect("a valid request")
                .into_parts()
                .0;
            let arrival = Arrival {
                route,
                params: String::new(),
                head,
                body: Full::new(Bytes::from_static(body.as_bytes())),
                peer: Peer::new("127.0.0.1", 1),
            };
            let answer = worker.handle().invoke(arrival).await;
            let (head, body) = answer.into_parts();
            let body = body.collect().await.expect("a body").to_bytes();
            answers.push(format!("{} {:?}", head.status, body));
        }
        let compiled = worker.evaluated_scripts().into_iter();
        let compiled = compiled.filter(|script| !script.had_bytecode);
        (answers, compiled.map(|script| script.name).collect())
    })
}

fn in_runtime<R>(work: impl Future<Output = R>) -> R {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, work)
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("waypost-{name}-{}", std::process::id())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A VM belongs to its thread.
fn on_a_thread<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| scope.spawn(work).join().expect("it does not panic"))
}

fn compile(directory: &Path) {
    on_a_thread(|| compile_image(directory, "a build", options(None))).expect("it is compiled");
}

#[test]
fn first_answers_of_a_compiled_image_compile_nothing() {
    let folder = Folder::new("compiled");
    write_image(&image(&FILES), &folder.0).expect("it can be written");
    let (plain, compiled) = on_a_thread(|| answers(&folder.0, None));
    assert!(compiled.len() > 10, "without bytecode, all are compiled");
    compile(&folder.0);
    let (answers, compiled) = on_a_thread(|| answers(&folder.0, Some(folder.0.clone())));
    assert_eq!(answers, plain);
    assert_eq!(
        compiled, [""; 0],
        "these belong into the lists of bytecode/builtins.rs"
    );
}

#[test]
fn bytecode_that_is_damaged_or_of_other_chunks_is_not_used() {
    let folder = Folder::new("damaged");
    write_image(&image(&FILES), &folder.0).expect("it can be written");
    let (plain, _) = on_a_thread(|| answers(&folder.0, None));
    compile(&folder.0);
    let home = current_home(&folder.0).expect("there is a current image");
    for path in [
        home.join("chunks.bytecode"),
        folder.0.join("builtins.bytecode"),
    ] {
        let bytes = fs::read(&path).expect("it was written");
        for damaged in [
            &bytes[..bytes.len() - 1],
            &bytes[..20],
            b"",
            b"waypost-bytecode",
            &[&bytes[..16], &[0xff; 8]].concat(),
        ] {
            fs::write(&path, damaged).expect("it can be written");
            let (answers, _) = on_a_thread(|| answers(&folder.0, Some(folder.0.clone())));
            assert_eq!(answers, plain);
        }
        fs::write(&path, bytes).expect("it can be written");
    }
    // Another image, with the bytecode of the first.
    let other = APP.replace("received", "got");
    let other = [("app.js", other.as_str()), FILES[1], FILES[2]];
    let kept = fs::read(home.join("chunks.bytecode")).expect("it was written");
    write_image(&image(&other), &folder.0).expect("it can be written");
    let home = current_home(&folder.0).expect("there is a current image");
    fs::write(home.join("chunks.bytecode"), kept).expect("it can be written");
    let (answers, _) = on_a_thread(|| answers(&folder.0, Some(folder.0.clone())));
    assert_eq!(answers[1], r#"200 OK b"{\"got\":{\"a\":[1]}}""#);
}
