//! Where the server meets the runtime.

use super::params;
use http::request::Parts;
use hyper::body::Incoming;
use waypost_router::Params;
use waypost_runtime::{AnswerBody, Arrival, Handle, Invocation, Peer};
use waypost_server::Dispatch;

#[derive(Clone)]
pub(super) struct Dispatcher(Handle);

impl Dispatcher {
    pub(super) fn new(handle: Handle) -> Self {
        Self(handle)
    }
}

impl Dispatch for Dispatcher {
    type Body = AnswerBody;
    type Future = Invocation<Incoming>;
    type Client = Peer;

    fn connected(&self, peer: waypost_server::Peer) -> Peer {
        Peer::new(&peer.remote.ip().to_string(), peer.remote.port())
    }

    fn dispatch(
        &self,
        route: usize,
        params: Params,
        head: Parts,
        body: Incoming,
        client: &Peer,
    ) -> Invocation<Incoming> {
        self.0.invoke(Arrival {
            route,
            params: params::to_json(&params),
            head,
            body,
            peer: client.clone(),
        })
    }
}
