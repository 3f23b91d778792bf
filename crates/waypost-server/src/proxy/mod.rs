//! Passing a request on to another HTTP server, and its answer back.
//!
//! Bodies stream in both directions at the pace of whoever reads them; nothing is kept. An exchange
//! ends with the client's request: dropping the future, or the body it gave, closes the connection
//! to the target. Redirects, cookies and status are the target's and pass as they are. A client
//! never learns why a target could not be asked; the log does.

mod client;
mod headers;
mod target;
mod tunnel;

pub use target::{Target, TargetError};
pub(crate) use tunnel::run as run_tunnel;

use crate::answer::Answer;
use crate::body::Content;
use crate::dispatch::Peer;
use crate::pages;
use crate::request_body::RequestBody;
use crate::state::ConnectionState;
use client::{Clients, Upload, reason};
use headers::{address, names_websocket, remove_hop_by_hop, say_websocket, wants_websocket};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Request, Response, StatusCode, Version};
use http_body::Body;
use hyper::body::Incoming;
use std::cell::Cell;
use std::pin::pin;
use std::time::Duration;
use tokio::time::timeout;

/// What passing on needs from outside this crate.
#[derive(Debug, Clone, Copy)]
pub struct Outward {
    /// Whom to trust behind `https`. Called once, at the first such target.
    pub tls: fn() -> Result<rustls::ClientConfig, String>,
    /// Takes one line about a target that could not be asked.
    pub log: fn(&str),
}

impl Default for Outward {
    /// Trusts nobody and logs nothing.
    fn default() -> Self {
        Self {
            tls: || Err("this server was given no certificates to trust".to_owned()),
            log: |_| {},
        }
    }
}

/// The connection a request came by.
#[derive(Clone, Copy)]
pub(crate) struct Downstream<'c> {
    pub(crate) peer: Peer,
    pub(crate) state: &'c ConnectionState,
}

/// Passes requests on. One per server.
pub(crate) struct Proxy {
    clients: Clients,
    /// How long a target may take from the last piece of the request to the head of its answer.
    patience: Duration,
    outward: Cell<Outward>,
}

/// Why there is no answer to pass back.
enum Failure {
    /// The client left in the middle of its own body.
    Client,
    Target(String),
}

impl Proxy {
    pub(crate) fn new(patience: Duration) -> Self {
        Self {
            clients: Clients::default(),
            patience,
            outward: Cell::default(),
        }
    }

    pub(crate) fn set_outward(&self, outward: Outward) {
        self.outward.set(outward);
    }

    /// Tells whoever runs the server.
    pub(crate) fn log(&self, message: &str) {
        (self.outward.get().log)(message);
    }

    /// Asks the upstream front end for what the request asks us for.
    pub(crate) async fn front_end<B>(
        &self,
        upstream: &Target,
        request: Request<RequestBody>,
        client: Downstream<'_>,
    ) -> Answer<B> {
        match request.uri().path_and_query() {
            Some(path) => {
                let target = upstream.with_path(path.clone());
                self.forward(&target, request, client).await
            }
            None => pages::refusal(StatusCode::BAD_REQUEST),
        }
    }

    /// The target's answer, or 500 when there is none in time. The request's own URL is not looked
    /// at: path and query are the target's. Internal headers have to be removed before.
    pub(crate) async fn forward<B>(
        &self,
        target: &Target,
        request: Request<RequestBody>,
        client: Downstream<'_>,
    ) -> Answer<B> {
        match self.exchange(target, request, client).await {
            Ok(answer) => answer,
            Err(failure) => {
                if let Failure::Target(why) = failure {
                    (self.outward.get().log)(&format!("failed to proxy {target}: {why}"));
                }
                pages::target_failed()
            }
        }
    }

    async fn exchange<B>(
        &self,
        target: &Target,
        request: Request<RequestBody>,
        client: Downstream<'_>,
    ) -> Result<Answer<B>, Failure> {
        let (mut head, body) = request.into_parts();
        let is_websocket = wants_websocket(&head);
        pass_on(&mut head.headers, is_websocket);
        address(&mut head.headers, target, client.peer);
        let (body, progress) = Upload::new(body);
        let mut outgoing = Request::new(body);
        *outgoing.method_mut() = head.method;
        *outgoing.uri_mut() = target
            .uri()
            .ok_or_else(|| Failure::Target("the URL cannot be sent".to_owned()))?;
        *outgoing.headers_mut() = head.headers;
        let outward = self.outward.get();
        let mut answer = pin!(self.clients.send(outgoing, target.is_secure(), outward));
        let answer = loop {
            let seen = progress.pieces();
            match timeout(self.patience, &mut answer).await {
                Ok(answer) => break answer,
                // A long upload is no silence.
                Err(_) if progress.pieces() != seen => {}
                Err(_) => return Err(self.too_slow()),
            }
        };
        match answer {
            Ok(answer) if answer.status() == StatusCode::SWITCHING_PROTOCOLS => {
                self.switch(answer, is_websocket, client.state).await
            }
            Ok(answer) => Ok(pass_back(answer)),
            Err(_) if progress.has_failed() => Err(Failure::Client),
            Err(why) => Err(Failure::Target(why)),
        }
    }

    /// Leaves the target's side of the tunnel with the connection, which runs it once the client
    /// has been told.
    async fn switch<B>(
        &self,
        mut answer: Response<Incoming>,
        is_websocket: bool,
        state: &ConnectionState,
    ) -> Result<Answer<B>, Failure> {
        if !is_websocket || !names_websocket(answer.headers()) {
            let why = "it switched to a protocol it was not asked for";
            return Err(Failure::Target(why.to_owned()));
        }
        let upgraded = timeout(self.patience, hyper::upgrade::on(&mut answer)).await;
        let upgraded = upgraded
            .map_err(|_| self.too_slow())?
            .map_err(|error| Failure::Target(reason(&error)))?;
        state.set_tunnel(upgraded);
        pass_on(answer.headers_mut(), true);
        Ok(answer.map(|_| Content::Empty))
    }

    fn too_slow(&self) -> Failure {
        Failure::Target(format!("no answer within {:?}", self.patience))
    }
}

fn pass_on(headers: &mut HeaderMap, is_websocket: bool) {
    remove_hop_by_hop(headers);
    if is_websocket {
        say_websocket(headers);
    }
}

fn pass_back<B>(mut answer: Response<Incoming>) -> Answer<B> {
    pass_on(answer.headers_mut(), false);
    // Ours, not the target's: HTTP/1.0 knows no chunks, and the end of its body is that of its
    // connection, which is not the client's.
    *answer.version_mut() = Version::HTTP_11;
    if answer.body().size_hint().exact().is_none() {
        // Of a target that sent it beside another framing.
        answer.headers_mut().remove(CONTENT_LENGTH);
    }
    answer.map(|body| Content::Proxied { body })
}
