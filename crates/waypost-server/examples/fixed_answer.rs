//! The server alone, with a fixed JSON answer to `GET /api/hello` and an echo of `POST /api/echo`:
//! what HTTP costs without JavaScript. Listens on the port given as its argument.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, Response};
use http_body_util::{BodyExt, Full};
use std::error::Error;
use std::future::Future;
use std::net::Ipv4Addr;
use std::pin::Pin;
use tokio::task::LocalSet;
use waypost_image::{NextVersion, Route, RouteKind, Runtime, Segment, SegmentConfig};
use waypost_router::Matcher;
use waypost_server::{Dispatch, Limits, Matched, Mode, Peer, RequestBody, Server, Site};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

#[derive(Clone)]
struct Fixed;

impl Dispatch for Fixed {
    type Body = Full<Bytes>;
    type Future = Answer;
    type Client = ();

    fn connected(&self, _: Peer) {}

    fn dispatch(&self, matched: Matched, _: Parts, body: RequestBody, (): &()) -> Answer {
        match matched.route {
            0 => Answer::Fixed,
            _ => Answer::Echo(Box::pin(echo(body))),
        }
    }
}

enum Answer {
    Fixed,
    Echo(Pin<Box<dyn Future<Output = Bytes>>>),
}

async fn echo(body: RequestBody) -> Bytes {
    body.collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default()
}

impl Future for Answer {
    type Output = Response<Full<Bytes>>;

    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Self::Output> {
        match &mut *self {
            Self::Fixed => {
                std::task::Poll::Ready(json(Bytes::from_static(b"{\"hello\":\"world\"}")))
            }
            Self::Echo(body) => body.as_mut().poll(cx).map(json),
        }
    }
}

fn json(bytes: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(bytes));
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

fn route(page: &str) -> Route {
    Route {
        kind: RouteKind::AppRoute,
        page: page.to_owned(),
        segments: Segment::parse_page(page),
        entry: String::new(),
        source: String::new(),
        runtime: Runtime::Nodejs,
        methods: None,
        config: SegmentConfig::default(),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let port: u16 = std::env::args().nth(1).ok_or("which port?")?.parse()?;
    let matcher = Matcher::from_routes(&[route("/api/hello"), route("/api/echo")]);
    let site = Site::new(matcher, NextVersion::V16, Mode::Production);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    LocalSet::new().block_on(&runtime, async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        Server::new(site, Limits::default(), Fixed)
            .serve(listener)
            .await;
        Ok(())
    })
}
