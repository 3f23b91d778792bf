//! A connection without a network: a scripted client on one end of a pipe, the server on the other.

use crate::connection;
use crate::control::{Control, Core};
use crate::dispatch::{Dispatch, Matched, Peer};
use crate::limits::Limits;
use crate::request_body::RequestBody;
use crate::site::{Mode, Site};
use crate::state::ConnectionState;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};
use http_body::Frame;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::ext::ReasonPhrase;
use std::cell::Cell;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::task::{JoinHandle, LocalSet, spawn_local};
use waypost_image::{
    AnswerTerms, ForKeeping, NextVersion, Route, RouteKind, Runtime, SegmentConfig,
};
use waypost_router::{Matcher, Params};

const PAGES: [&str; 9] = [
    "/hello",
    "/echo",
    "/head",
    "/pending",
    "/broken",
    "/odd",
    "/users/[id]",
    "/kept",
    "/kept/[id]",
];

pub(super) fn routes() -> Vec<Route> {
    PAGES
        .iter()
        .map(|page| Route {
            kind: RouteKind::AppRoute,
            page: (*page).to_owned(),
            segments: waypost_image::Segment::parse_page(page),
            entry: String::new(),
            source: String::new(),
            runtime: Runtime::Nodejs,
            methods: None,
            config: SegmentConfig::default(),
        })
        .collect()
}

pub(super) fn site() -> Site {
    Site::new(
        Matcher::from_routes(&routes()),
        NextVersion::V14,
        Mode::Production,
    )
}

/// Answers by the index of the route.
#[derive(Clone, Default)]
pub(super) struct Script {
    /// Invocations that are neither finished nor dropped.
    pub(super) alive: Rc<Cell<usize>>,
    /// Answers that were made to be kept.
    pub(super) kept: Rc<Cell<usize>>,
    /// While set, no answer that is to be kept gets done.
    pub(super) is_held: Rc<Cell<bool>>,
}

type Body = UnsyncBoxBody<Bytes, io::Error>;

impl Dispatch for Script {
    type Body = Body;
    type Future = Invocation;
    type Client = ();

    fn connected(&self, _: Peer) {}

    fn dispatch(&self, matched: Matched, head: Parts, body: RequestBody, (): &()) -> Invocation {
        self.alive.set(self.alive.get() + 1);
        if matched.is_for_keeping {
            self.kept.set(self.kept.get() + 1);
            let is_held = Rc::clone(&self.is_held);
            let answer = for_keeping(self.kept.get(), matched.params, head, is_held);
            return Invocation {
                alive: Rc::clone(&self.alive),
                answer: Box::pin(answer),
            };
        }
        Invocation {
            alive: Rc::clone(&self.alive),
            answer: Box::pin(answer(PAGES[matched.route], matched.params, head, body)),
        }
    }
}

pub(super) struct Invocation {
    alive: Rc<Cell<usize>>,
    answer: Pin<Box<dyn Future<Output = Response<Body>>>>,
}

impl Future for Invocation {
    type Output = Response<Body>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Response<Body>> {
        self.answer.as_mut().poll(cx)
    }
}

impl Drop for Invocation {
    fn drop(&mut self) {
        self.alive.set(self.alive.get() - 1);
    }
}

async fn answer(page: &str, params: Params, head: Parts, body: RequestBody) -> Response<Body> {
    match page {
        "/hello" => full("hello"),
        "/echo" => match body.collect().await {
            Ok(body) => full(body.to_bytes()),
            Err(_) => {
                let mut response = full("cut");
                *response.status_mut() = StatusCode::BAD_REQUEST;
                response
            }
        },
        "/head" => full(format!("{} {} {:?}", head.method, head.uri, head.headers)),
        "/pending" => std::future::pending().await,
        "/broken" => {
            let frames = vec![
                Some(Ok(Frame::data(Bytes::from_static(b"part")))),
                None,
                Some(Err(io::Error::other("the handler's stream failed"))),
            ];
            Response::new(StreamBody::new(Frames(frames.into_iter())).boxed_unsync())
        }
        "/odd" => {
            let mut response =
                Response::new(Empty::new().map_err(|err| match err {}).boxed_unsync());
            *response.status_mut() = StatusCode::IM_A_TEAPOT;
            let reason = ReasonPhrase::from_static(b"Custom Msg");
            response.extensions_mut().insert(reason);
            let headers = response.headers_mut();
            headers.append("set-cookie", HeaderValue::from_static("a=1"));
            headers.append("set-cookie", HeaderValue::from_static("b=2"));
            headers.insert("content-length", HeaderValue::from_static("9"));
            response
        }
        _ => full(format!("{:?}", params.get("id"))),
    }
}

/// Takes a moment, or as long as the test holds it, so that others ask meanwhile.
async fn for_keeping(
    run: usize,
    params: Params,
    head: Parts,
    is_held: Rc<Cell<bool>>,
) -> Response<Body> {
    tokio::task::yield_now().await;
    while is_held.get() {
        tokio::task::yield_now().await;
    }
    let id = params.get("id").map(|id| format!("{id:?}"));
    let fails = id.as_deref() == Some("One(\"fails\")");
    let mut response = full(format!("run {run} {} {id:?}", head.uri));
    let said = if fails {
        ForKeeping::Failed
    } else {
        ForKeeping::Made(AnswerTerms {
            revalidate: Some(60),
            tags: vec!["tag".to_owned()],
        })
    };
    response.extensions_mut().insert(said);
    response
}

/// Frames, and `None` where the next one lets its reader wait.
struct Frames(std::vec::IntoIter<Option<io::Result<Frame<Bytes>>>>);

impl futures_core::Stream for Frames {
    type Item = io::Result<Frame<Bytes>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.next() {
            Some(None) => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Some(frame) => Poll::Ready(frame),
            None => Poll::Ready(None),
        }
    }
}

fn full(bytes: impl Into<Bytes>) -> Response<Body> {
    Response::new(
        Full::new(bytes.into())
            .map_err(|err| match err {})
            .boxed_unsync(),
    )
}

/// One client connection to a server with the scripted routes.
pub(super) struct Client {
    pub(super) control: Control,
    pub(super) script: Script,
    pub(super) stream: DuplexStream,
    pub(super) connection: JoinHandle<()>,
}

impl Client {
    pub(super) fn connect(site: Site, limits: Limits) -> Self {
        Self::of(Rc::new(Core::new(site, limits, None)), Script::default())
    }

    fn of(core: Rc<Core>, script: Script) -> Self {
        let (stream, server) = tokio::io::duplex(256 * 1024);
        let state = Rc::new(ConnectionState::new(core.roster.clock(), None));
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 3000));
        let peer = Peer {
            remote: address,
            local: address,
        };
        let served = connection::serve(Rc::clone(&core), script.clone(), server, state, peer);
        Self {
            control: Control(core),
            script,
            stream,
            connection: spawn_local(served),
        }
    }

    /// A second connection to the same server.
    pub(super) fn beside(&self) -> Self {
        let core = Rc::clone(&self.control.0);
        Self::of(core, self.script.clone())
    }

    pub(super) async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Lets the server do what it can do without further input.
    pub(super) async fn settle(&self) {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }

    /// Moves the server's clock.
    pub(super) fn pass(&self, time: Duration) {
        let core = &self.control.0;
        for _ in 0..time.as_millis() / crate::roster::TICK.as_millis() {
            core.roster.sweep(&core.limits);
        }
    }

    /// What arrives until the server closes the connection.
    pub(super) async fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        self.stream.read_to_end(&mut bytes).await.unwrap();
        readable(&bytes)
    }

    /// What arrives up to and including `end`.
    pub(super) async fn until(&mut self, end: &str) -> String {
        let mut bytes = Vec::new();
        while !bytes.ends_with(end.as_bytes()) {
            bytes.push(self.stream.read_u8().await.unwrap());
        }
        readable(&bytes)
    }
}

/// One line per line, with the one value that changes left out.
fn readable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let lines = text.split('\n').map(|line| match line.split_once(": ") {
        Some(("date", _)) => "date: now",
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Runs a script on one thread. A script that waits for ever fails.
pub(super) fn run<T>(script: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let bounded = async { tokio::time::timeout(Duration::from_secs(120), script).await };
    LocalSet::new()
        .block_on(&runtime, bounded)
        .expect("the server neither answered nor closed")
}

/// Sends `input` and compares all that comes back until the server closes.
pub(super) fn check(input: &str, expected: expect_test::Expect) {
    check_with(Limits::default(), input, expected);
}

pub(super) fn check_with(limits: Limits, input: &str, expected: expect_test::Expect) {
    let output = run(async {
        let mut client = Client::connect(site(), limits);
        client.send(input.as_bytes()).await;
        client.rest().await
    });
    expected.assert_eq(&output);
}
