//! The one thing this crate asks of the outside: an answer to a matched request.

use crate::request_body::RequestBody;
use bytes::Bytes;
use http::Response;
use http::request::Parts;
use http_body::Body;
use std::error::Error;
use std::future::Future;
use std::net::SocketAddr;
use waypost_router::{Params, Query};

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

    /// `head.uri` is in origin form, a path and perhaps a query, and the one that the client asked for.
    fn dispatch(
        &self,
        matched: Matched,
        head: Parts,
        body: RequestBody,
        client: &Self::Client,
    ) -> Self::Future;
}

/// Who is to answer a request.
#[derive(Debug)]
pub struct Matched {
    /// Index into the manifest the site was made from; one past the last is the middleware.
    pub route: usize,
    pub params: Params,
    /// The query after rewrites, when there were any. Only `pages/api` sees it.
    pub query: Option<Query>,
    /// The answer is to be kept, for whoever asks: the response then carries a
    /// [`ForKeeping`](waypost_image::ForKeeping).
    pub is_for_keeping: bool,
}

/// The two ends of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    pub remote: SocketAddr,
    pub local: SocketAddr,
}
