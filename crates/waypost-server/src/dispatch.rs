//! The one thing this crate asks of the outside: an answer to a matched request.

use bytes::Bytes;
use http::Response;
use http::request::Parts;
use http_body::Body;
use hyper::body::Incoming;
use std::error::Error;
use std::future::Future;
use std::net::SocketAddr;
use waypost_router::Params;

/// Answers requests for routes.
///
/// The future is dropped when the client goes away before the head of the answer, the body when
/// it goes away after it: that is how a client's leaving is told.
pub trait Dispatch: Clone + 'static {
    type Body: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + 'static;
    type Future: Future<Output = Response<Self::Body>> + 'static;
    /// What there is to know of a connection, made once for all of its requests.
    type Client: 'static;

    fn connected(&self, peer: Peer) -> Self::Client;

    /// `route` is the index into the manifest the site was made from. `head.uri` is in origin
    /// form: a path and perhaps a query.
    fn dispatch(
        &self,
        route: usize,
        params: Params,
        head: Parts,
        body: Incoming,
        client: &Self::Client,
    ) -> Self::Future;
}

/// The two ends of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    pub remote: SocketAddr,
    pub local: SocketAddr,
}
