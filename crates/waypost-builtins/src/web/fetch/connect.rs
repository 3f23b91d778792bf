//! How a TCP connection is made: to the server or its proxy, resolve, then try the addresses, each with
//! a head start over the next, as Node.js does (`autoSelectFamily`).

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tower_service::Service;

use super::failure::{Failed, Failure};
use super::proxy::Proxies;

/// How long an address is given before the next one is tried as well.
const HEAD_START: Duration = Duration::from_millis(250);

/// Makes TCP connections; its errors say which address refused and why.
#[derive(Clone)]
pub(super) struct TcpConnector {
    proxies: Proxies,
    /// Whether a proxy is asked for a tunnel to `http` servers too.
    tunnels: bool,
}

impl TcpConnector {
    /// For requests.
    pub(super) fn new(proxies: Proxies) -> Self {
        Self {
            proxies,
            tunnels: false,
        }
    }

    /// For connections that will speak another protocol.
    pub(super) fn tunnelling(proxies: Proxies) -> Self {
        Self {
            proxies,
            tunnels: true,
        }
    }
}

/// A connection to a server, or to the proxy that requests are handed to.
pub(super) struct Wire {
    io: TokioIo<TcpStream>,
    proxied: bool,
}

impl Connection for Wire {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.proxied)
    }
}

impl Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl Write for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(context, slices)
    }
}

impl Service<Uri> for TcpConnector {
    type Response = Wire;
    type Error = Failed;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Failed>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failed>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connector = self.clone();
        Box::pin(async move { connector.wire(&uri).await.map_err(Failed) })
    }
}

impl TcpConnector {
    async fn wire(&self, target: &Uri) -> Result<Wire, Failure> {
        let proxy = self.proxies.of(target)?;
        let mut stream = connect(proxy.as_ref().map_or(target, |proxy| proxy.uri())).await?;
        // Small writes go out at once, as in Node.js; a socket that refuses still works.
        let _ = stream.set_nodelay(true);
        let mut proxied = false;
        if let Some(proxy) = proxy {
            proxied = !self.tunnels && target.scheme_str() == Some("http");
            if !proxied {
                proxy.tunnel(&mut stream, target).await?;
            }
        }
        Ok(Wire {
            io: TokioIo::new(stream),
            proxied,
        })
    }
}

/// The port of a URL, or its scheme's.
pub(super) fn port_of(uri: &Uri) -> u16 {
    let https = uri.scheme_str() == Some("https");
    uri.port_u16().unwrap_or(if https { 443 } else { 80 })
}

async fn connect(uri: &Uri) -> Result<TcpStream, Failure> {
    let host = uri.host().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = port_of(uri);
    let addresses: Vec<SocketAddr> = tokio::net::lookup_host((host, port))
        .await
        .map_err(|error| Failure::lookup(host, &error))?
        .collect();
    race(addresses).await
}

/// The first address that accepts; a refusal starts the next attempt at once.
async fn race(addresses: Vec<SocketAddr>) -> Result<TcpStream, Failure> {
    let mut waiting = addresses.into_iter();
    let mut attempts = JoinSet::new();
    let mut failures = Vec::new();
    loop {
        if let Some(address) = waiting.next() {
            attempts.spawn(async move {
                TcpStream::connect(address)
                    .await
                    .map_err(|error| Failure::connect(address, &error))
            });
        }
        let pause = if waiting.len() > 0 {
            HEAD_START
        } else {
            Duration::MAX
        };
        // The head start is over: on to the next address.
        let Ok(finished) = timeout(pause, attempts.join_next()).await else {
            continue;
        };
        match finished {
            Some(Ok(Ok(stream))) => return Ok(stream),
            Some(Ok(Err(failure))) => failures.push(failure),
            // Attempts are neither aborted nor do they panic.
            Some(Err(_)) => {}
            None => return Err(Failure::attempts(failures)),
        }
    }
}

/// Bounds the time for a whole connection, with its TLS handshake.
#[derive(Clone)]
pub(super) struct Bounded<C> {
    inner: C,
    limit: Duration,
}

impl<C> Bounded<C> {
    pub(super) fn new(inner: C, limit: Duration) -> Self {
        Self { inner, limit }
    }
}

impl<C> Service<Uri> for Bounded<C>
where
    C: Service<Uri>,
    C::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    C::Future: Send + 'static,
{
    type Response = C::Response;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let limit = self.limit;
        let host = uri
            .authority()
            .map_or_else(String::new, ToString::to_string);
        let connecting = self.inner.call(uri);
        Box::pin(async move {
            match timeout(limit, connecting).await {
                Ok(result) => result.map_err(Into::into),
                Err(_) => Err(Failed(Failure::connect_timeout(&host, limit.as_millis())).into()),
            }
        })
    }
}
