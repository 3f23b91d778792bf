//! Proxies from the environment: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in upper or lower
//! case, read once per worker.
//!
//! Requests to `http` servers are handed to the proxy with their whole URL; for everything else it
//! is asked for a tunnel (`CONNECT`). Proxies are spoken to in plain HTTP. RFC 9110, 9.3.6.

use std::sync::Arc;

use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::failure::Failure;

/// The most bytes of a proxy's answer to `CONNECT`.
const HEAD_LIMIT: usize = 16 * 1024;

/// Which proxy a request goes through. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Proxies(Arc<Matcher>);

impl Proxies {
    pub(super) fn from_env() -> Self {
        Self(Arc::new(Matcher::from_env()))
    }

    #[cfg(test)]
    pub(super) fn all(proxy: &str) -> Self {
        Self(Arc::new(Matcher::builder().all(proxy).build()))
    }

    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self(Arc::new(Matcher::builder().build()))
    }

    pub(super) fn of(&self, target: &Uri) -> Result<Option<Proxy>, Failure> {
        let Some(intercept) = self.0.intercept(target) else {
            return Ok(None);
        };
        if intercept.uri().scheme_str() == Some("http") {
            return Ok(Some(Proxy(intercept)));
        }
        let what = intercept.uri().scheme_str().unwrap_or_default();
        Err(Failure::new(
            "Error",
            "ERR_PROXY_INVALID_CONFIG",
            format!("a proxy is spoken to in http only, not {what:?}"),
        ))
    }
}

/// One proxy.
pub(super) struct Proxy(Intercept);

impl Proxy {
    pub(super) fn uri(&self) -> &Uri {
        self.0.uri()
    }

    /// What a forwarded request has to say in `Proxy-Authorization`.
    pub(super) fn authorization(&self) -> Option<&HeaderValue> {
        self.0.basic_auth()
    }

    /// Asks the proxy at the other end for a connection to the target.
    pub(super) async fn tunnel(&self, stream: &mut TcpStream, target: &Uri) -> Result<(), Failure> {
        let host = target.host().unwrap_or_default();
        let port = super::connect::port_of(target);
        let mut request =
            format!("CONNECT {host}:{port} HTTP/1.1\r\nhost: {host}:{port}\r\n").into_bytes();
        if let Some(value) = self.authorization() {
            request.extend_from_slice(b"proxy-authorization: ");
            request.extend_from_slice(value.as_bytes());
            request.extend_from_slice(b"\r\n");
        }
        request.extend_from_slice(b"\r\n");
        let broken = |error: std::io::Error| Failure::of(&error);
        stream.write_all(&request).await.map_err(broken)?;
        let status = answer(stream).await?;
        if (200..300).contains(&status) {
            return Ok(());
        }
        Err(Failure::new(
            "RequestAbortedError",
            "UND_ERR_ABORTED",
            format!("Proxy response ({status}) !== 200 when HTTP Tunneling"),
        ))
    }
}

/// The status of the proxy's answer. What comes behind its head belongs to the tunnel, so it is read
/// to its last byte and no further.
async fn answer(stream: &mut TcpStream) -> Result<u16, Failure> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == HEAD_LIMIT {
            return Err(malformed());
        }
        let byte = stream
            .read_u8()
            .await
            .map_err(|_| super::failure::other_side_closed())?;
        head.push(byte);
    }
    let line = String::from_utf8_lossy(&head);
    let mut words = line.split_whitespace();
    let version = words.next().unwrap_or_default();
    let status = words.next().and_then(|status| status.parse().ok());
    status
        .filter(|_| version.starts_with("HTTP/1."))
        .ok_or_else(malformed)
}

fn malformed() -> Failure {
    Failure::new(
        "HTTPParserError",
        "HPE_INVALID_CONSTANT",
        "the proxy's answer is not HTTP/1.1",
    )
}
