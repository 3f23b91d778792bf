//! The HTTP clients of `fetch`, one set per worker: a pool of connections for `http`, one for `https`.
//!
//! Each is made at its first request, so that a worker that never fetches pays nothing and one
//! that speaks plain HTTP reads no certificates.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::{HOST, HeaderValue, PROXY_AUTHORIZATION};
use http::uri::PathAndQuery;
use http::{Request, Uri};
use http_body::{Body, Frame, SizeHint};
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::mpsc;
use tower_service::Service;
use waypost_ops::OpState;

use super::connect::{Bounded, TcpConnector};
use super::failure::Failure;
use super::proxy::Proxies;

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
    proxies: Option<Proxies>,
    plain: Option<Plain>,
    secure: Option<Secure>,
    upgrades: Option<Bounded<HttpsConnector<TcpConnector>>>,
}

/// A client for one scheme; cheap to clone.
pub(super) enum AnyClient {
    Plain(Plain, Proxies),
    Secure(Secure),
}

impl Clients {
    #[cfg(test)]
    pub(super) fn with(proxies: Proxies) -> Self {
        Self {
            proxies: Some(proxies),
            ..Self::default()
        }
    }

    fn proxies(&mut self) -> Proxies {
        self.proxies.get_or_insert_with(Proxies::from_env).clone()
    }

    /// The client for the scheme, made at the first call.
    pub(super) fn for_scheme(&mut self, scheme: Option<&str>) -> Result<AnyClient, Failure> {
        let proxies = self.proxies();
        if scheme != Some("https") {
            let connector = || Bounded::new(TcpConnector::new(proxies.clone()), CONNECT_LIMIT);
            let client = self.plain.get_or_insert_with(|| build(connector()));
            return Ok(AnyClient::Plain(client.clone(), proxies));
        }
        if self.secure.is_none() {
            let connector = HttpsConnectorBuilder::new()
                .with_tls_config(super::tls::client_config()?)
                .https_only()
                .enable_http1()
                .enable_http2()
                .wrap_connector(TcpConnector::new(proxies));
            self.secure = Some(build(Bounded::new(connector, CONNECT_LIMIT)));
        }
        let client = self.secure.clone().expect("made just above");
        Ok(AnyClient::Secure(client))
    }

    /// The connector for what becomes another protocol after a request in HTTP/1.1.
    fn upgrades(&mut self, scheme: Option<&str>) -> Result<UpgradeConnector, Failure> {
        let tcp = TcpConnector::tunnelling(self.proxies());
        if scheme != Some("https") {
            let connector = Bounded::new(tcp, CONNECT_LIMIT);
            return Ok(UpgradeConnector(Kind::Plain(connector)));
        }
        if self.upgrades.is_none() {
            let connector = HttpsConnectorBuilder::new()
                .with_tls_config(super::tls::client_config()?)
                .https_only()
                .enable_http1()
                .wrap_connector(tcp);
            self.upgrades = Some(Bounded::new(connector, CONNECT_LIMIT));
        }
        let connector = self.upgrades.clone().expect("made just above");
        Ok(UpgradeConnector(Kind::Secure(connector)))
    }
}

/// Makes one connection for one request that asks for an upgrade.
pub(crate) struct UpgradeConnector(Kind);

enum Kind {
    Plain(Bounded<TcpConnector>),
    Secure(Bounded<HttpsConnector<TcpConnector>>),
}

impl UpgradeConnector {
    /// The connector of the worker for this URL's scheme, `http` or `https`.
    pub(crate) fn of(state: &OpState, uri: &Uri) -> Result<Self, Failure> {
        state.borrow_mut::<Clients>().upgrades(uri.scheme_str())
    }

    /// Connects to the server of the request's URL, sends, and returns the response's head.
    pub(crate) async fn send(
        self,
        request: Request<Empty<Bytes>>,
    ) -> Result<http::Response<Incoming>, Failure> {
        match self.0 {
            Kind::Plain(connector) => send_over(connector, request).await,
            Kind::Secure(connector) => send_over(connector, request).await,
        }
    }
}

async fn send_over<C>(
    mut connector: C,
    mut request: Request<Empty<Bytes>>,
) -> Result<http::Response<Incoming>, Failure>
where
    C: Service<Uri, Error = Box<dyn std::error::Error + Send + Sync>>,
    C::Response: hyper::rt::Read + hyper::rt::Write + Send + Unpin + 'static,
{
    let uri = request.uri().clone();
    let Some(authority) = uri.authority() else {
        return Err(Failure::invalid("the URL has no host"));
    };
    let host = authority.as_str().rsplit('@').next().unwrap_or_default();
    let host = HeaderValue::from_str(host).map_err(|_| Failure::invalid("invalid host"))?;
    request.headers_mut().insert(HOST, host);
    let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    *request.uri_mut() = path.parse().map_err(|_| Failure::invalid("invalid path"))?;
    let io = connector
        .call(uri)
        .await
        .map_err(|error| Failure::of(&*error))?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io)
        .await
        .map_err(|error| Failure::of(&error))?;
    // Its errors are those of the request, or of what the connection has become.
    tokio::task::spawn_local(connection.with_upgrades());
    sender
        .send_request(request)
        .await
        .map_err(|error| Failure::of(&error))
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
        mut request: Request<Upload>,
    ) -> Result<http::Response<Incoming>, Failure> {
        let sent = match self {
            AnyClient::Plain(client, proxies) => {
                let proxy = proxies.of(request.uri())?;
                if let Some(value) = proxy.as_ref().and_then(|proxy| proxy.authorization()) {
                    let headers = request.headers_mut();
                    headers.insert(PROXY_AUTHORIZATION, value.clone());
                }
                client.request(request).await
            }
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
