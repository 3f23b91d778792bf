//! The HTTP clients of one worker: a pool of connections for `http`, one for `https`.
//!
//! Each is made at its first request, so that a worker that never fetches pays nothing and one
//! that speaks plain HTTP reads no certificates.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::mpsc;

use super::connect::{Bounded, TcpConnector};
use super::failure::Failure;

/// How long a connection may take, with its TLS handshake (undici's `connect.timeout`).
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// How long an idle connection is kept (undici's `keepAliveTimeout`).
const IDLE_LIMIT: Duration = Duration::from_secs(4);
/// The bytes of a response's head (Node.js's `--max-http-header-size`), with room to read.
const HEAD_LIMIT: usize = 64 * 1024;

type Plain = Client<Bounded<TcpConnector>, Upload>;
type Secure = Client<Bounded<HttpsConnector<TcpConnector>>, Upload>;

/// The pools, in the state of the worker.
#[derive(Default)]
pub(super) struct Clients {
    plain: Option<Plain>,
    secure: Option<Secure>,
}

/// A client for one scheme; cheap to clone.
pub(super) enum AnyClient {
    Plain(Plain),
    Secure(Secure),
}

impl Clients {
    /// The client for the scheme, made at the first call.
    pub(super) fn for_scheme(&mut self, scheme: Option<&str>) -> Result<AnyClient, Failure> {
        if scheme != Some("https") {
            let client = self
                .plain
                .get_or_insert_with(|| build(Bounded::new(TcpConnector, CONNECT_LIMIT)));
            return Ok(AnyClient::Plain(client.clone()));
        }
        if self.secure.is_none() {
            let connector = HttpsConnectorBuilder::new()
                .with_tls_config(super::tls::client_config()?)
                .https_only()
                .enable_http1()
                .enable_http2()
                .wrap_connector(TcpConnector);
            self.secure = Some(build(Bounded::new(connector, CONNECT_LIMIT)));
        }
        let client = self.secure.clone().expect("made just above");
        Ok(AnyClient::Secure(client))
    }
}

fn build<C>(connector: C) -> Client<C, Upload>
where
    C: hyper_util::client::legacy::connect::Connect + Clone,
{
    Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE_LIMIT)
        .http1_max_buf_size(HEAD_LIMIT)
        .http2_adaptive_window(true)
        .build(connector)
}

impl AnyClient {
    /// Sends a request; the answer is there when the response's head is.
    pub(super) async fn send(
        &self,
        request: http::Request<Upload>,
    ) -> Result<http::Response<Incoming>, Failure> {
        let sent = match self {
            AnyClient::Plain(client) => client.request(request).await,
            AnyClient::Secure(client) => client.request(request).await,
        };
        sent.map_err(|error| Failure::of(&error))
    }
}

/// The source of a streamed request body failed.
#[derive(Debug, thiserror::Error)]
#[error("the request body failed")]
pub(super) struct UploadFailed;

/// The body of a request.
pub(super) enum Upload {
    /// There is none.
    Empty,
    /// Known as a whole, until it is taken.
    Full(Bytes),
    /// Pieces that JavaScript writes; the channel's end is the body's end.
    Pieces(mpsc::Receiver<Result<Bytes, UploadFailed>>),
}

impl Body for Upload {
    type Data = Bytes;
    type Error = UploadFailed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, UploadFailed>>> {
        match &mut *self {
            Upload::Empty => Poll::Ready(None),
            Upload::Full(bytes) => {
                let bytes = std::mem::take(bytes);
                *self = Upload::Empty;
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            Upload::Pieces(pieces) => pieces
                .poll_recv(context)
                .map(|piece| piece.map(|piece| piece.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Upload::Empty => true,
            Upload::Full(bytes) => bytes.is_empty(),
            Upload::Pieces(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Upload::Empty => SizeHint::with_exact(0),
            Upload::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Upload::Pieces(_) => SizeHint::default(),
        }
    }
}
