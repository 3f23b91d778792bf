//! The HTTP clients that pass requests on to other servers: per worker a pool of connections for `http`, one for `https`.
//!
//! Each is made at its first request, so that a worker that passes nothing on pays nothing and one
//! that speaks plain HTTP reads no certificates. HTTP/1.1 only: that is what upgrades need.

use super::Outward;
use crate::body::BodyError;
use crate::request_body::RequestBody;
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::cell::OnceCell;
use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// How long an idle connection is kept: less than the five seconds of Node.js's servers, which
/// would else close it under the next request.
const IDLE_LIMIT: Duration = Duration::from_secs(4);
/// Idle connections kept for one target.
const IDLE_CONNECTIONS: usize = 64;
/// Bytes of an answer's head, and of its body that are held before the reader has to take them.
const BUFFER: usize = 64 * 1024;
/// Header lines of an answer.
const HEADER_LINES: usize = 256;

#[derive(Default)]
pub(super) struct Clients {
    plain: OnceCell<Client<HttpConnector, Upload>>,
    secure: OnceCell<Client<HttpsConnector<HttpConnector>, Upload>>,
}

impl Clients {
    /// Sends a request; the answer is there when its head is. Dropping the future or the body of
    /// the answer ends the exchange.
    pub(super) async fn send(
        &self,
        request: Request<Upload>,
        is_secure: bool,
        outward: Outward,
    ) -> Result<Response<Incoming>, String> {
        let sent = if is_secure {
            self.secure(outward)?.request(request).await
        } else {
            self.plain().request(request).await
        };
        sent.map_err(|error| reason(&error))
    }

    fn plain(&self) -> &Client<HttpConnector, Upload> {
        self.plain.get_or_init(|| build(tcp()))
    }

    fn secure(
        &self,
        outward: Outward,
    ) -> Result<&Client<HttpsConnector<HttpConnector>, Upload>, String> {
        if let Some(client) = self.secure.get() {
            return Ok(client);
        }
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config((outward.tls)()?)
            .https_only()
            .enable_http1()
            .wrap_connector(tcp());
        Ok(self.secure.get_or_init(|| build(connector)))
    }
}

fn tcp() -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector
}

fn build<C: Connect + Clone>(connector: C) -> Client<C, Upload> {
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE_LIMIT)
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .http1_max_buf_size(BUFFER)
        .http1_max_headers(HEADER_LINES)
        .build(connector)
}

/// An error with its causes: the client's own words alone say little.
pub(super) fn reason(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// What is known of a request's body on its way, from outside.
#[derive(Debug, Default)]
pub(super) struct Progress {
    pieces: AtomicUsize,
    has_failed: AtomicBool,
}

impl Progress {
    /// Pieces the target has taken.
    pub(super) fn pieces(&self) -> usize {
        self.pieces.load(Ordering::Relaxed)
    }

    /// The client did not finish its body.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed)
    }
}

/// A request's body as the client sends it, read no faster than the target takes it.
pub(super) struct Upload {
    body: RequestBody,
    progress: Arc<Progress>,
}

impl Upload {
    pub(super) fn new(body: RequestBody) -> (Self, Arc<Progress>) {
        let progress = Arc::new(Progress::default());
        let upload = Self {
            body,
            progress: Arc::clone(&progress),
        };
        (upload, progress)
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        match &frame {
            Some(Err(_)) => self.progress.has_failed.store(true, Ordering::Relaxed),
            _ => {
                self.progress.pieces.fetch_add(1, Ordering::Relaxed);
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
