//! Accepting connections, and the end of it.

use crate::connection;
use crate::control::{Control, Core};
use crate::dispatch::{Dispatch, Peer};
use crate::limits::Limits;
use crate::proxy::Outward;
use crate::site::Site;
use crate::slot::Observer;
use crate::socket::Socket;
use crate::state::{ConnectionState, Ending};
use std::io;
use std::rc::Rc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

/// When a connection cannot be accepted for want of file descriptors or memory, the next attempt
/// waits for others to end: trying at once would fail at once, for as long as the want lasts.
const PAUSE: Duration = Duration::from_millis(100);

/// A server of one thread. Runs inside a `LocalSet`, one task per connection.
pub struct Server<D> {
    core: Rc<Core>,
    dispatch: D,
}

impl<D: Dispatch> Server<D> {
    pub fn new(site: Site, limits: Limits, dispatch: D) -> Self {
        Self {
            core: Rc::new(Core::new(site, limits, None)),
            dispatch,
        }
    }

    /// A server whose answers are seen by `observer`.
    pub fn observed(site: Site, limits: Limits, dispatch: D, observer: Rc<dyn Observer>) -> Self {
        Self {
            core: Rc::new(Core::new(site, limits, Some(observer))),
            dispatch,
        }
    }

    /// What passing requests on needs; without it `https` targets are refused and nothing is logged.
    #[must_use]
    pub fn reaching_out(self, outward: Outward) -> Self {
        self.core.proxy.set_outward(outward);
        self
    }

    #[must_use]
    pub fn control(&self) -> Control {
        Control(Rc::clone(&self.core))
    }

    /// Serves until told to stop and every connection is closed.
    pub async fn serve(self, listener: TcpListener) {
        let core = Rc::clone(&self.core);
        let drain = tokio::select! {
            biased;
            drain = core.stop_order() => drain,
            () = self.accept_all(listener) => unreachable!("accepting has no end of its own"),
            () = core.roster.keep_swept(&core.limits) => unreachable!("sweeping has no end of its own"),
        };
        tokio::select! {
            _ = timeout(drain, core.roster.below(1)) => {}
            () = core.roster.keep_swept(&core.limits) => unreachable!("sweeping has no end of its own"),
        }
        core.roster.end_all(Ending::Abrupt);
        core.roster.below(1).await;
    }

    /// Takes the listener with it: when this is dropped, nobody connects any more.
    async fn accept_all(&self, listener: TcpListener) {
        loop {
            self.core.roster.below(self.core.limits.connections).await;
            match listener.accept().await {
                Ok((stream, remote)) => {
                    // A socket that is already dead has no local address.
                    if let Ok(local) = stream.local_addr() {
                        self.start(stream, Peer { remote, local });
                    }
                    // Lets the other workers on the same socket have their share.
                    tokio::task::yield_now().await;
                }
                Err(err) if is_of_one_connection(&err) => {}
                Err(_) => sleep(PAUSE).await,
            }
        }
    }

    fn start(&self, stream: TcpStream, peer: Peer) {
        // A socket that refuses it works, only slower.
        let _ = stream.set_nodelay(true);
        let stream = Rc::new(stream);
        let clock = self.core.roster.clock();
        let state = Rc::new(ConnectionState::new(clock, Some(Rc::clone(&stream))));
        let (core, dispatch) = (Rc::clone(&self.core), self.dispatch.clone());
        let stream = Socket::new(stream);
        tokio::task::spawn_local(connection::serve(core, dispatch, stream, state, peer));
    }
}

/// The failed connection is gone; the next one is not affected.
fn is_of_one_connection(err: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        err.kind(),
        Kind::ConnectionAborted
            | Kind::ConnectionReset
            | Kind::ConnectionRefused
            | Kind::Interrupted
    )
}
