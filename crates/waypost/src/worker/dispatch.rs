//! Where the server meets the runtime.

use super::params;
use http::request::Parts;
use waypost_runtime::{AnswerBody, Arrival, Handle, Invocation, Peer};
use waypost_server::{Dispatch, Matched, RequestBody};

#[derive(Clone)]
pub(super) struct Dispatcher(Handle);

impl Dispatcher {
    pub(super) fn new(handle: Handle) -> Self {
        Self(handle)
    }
}

impl Dispatch for Dispatcher {
    type Body = AnswerBody;
    type Future = Invocation<RequestBody>;
    type Client = Peer;

    fn connected(&self, peer: waypost_server::Peer) -> Peer {
        Peer::new(&peer.remote.ip().to_string(), peer.remote.port())
    }

    fn dispatch(
        &self,
        matched: Matched,
        head: Parts,
        body: RequestBody,
        client: &Peer,
    ) -> Invocation<RequestBody> {
        self.0.invoke(Arrival {
            route: matched.route,
            params: params::to_text(
                &matched.params,
                matched.query.as_ref(),
                matched.is_for_keeping,
            ),
            head,
            body,
            peer: client.clone(),
        })
    }
}
