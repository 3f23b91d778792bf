//! What one connection's parts know of each other: its wire, its requests and the roster.
//!
//! Everything is on one thread, so cells suffice.

use crate::roster::Tick;
use crate::wire::Fault;
use hyper::upgrade::Upgraded;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use tokio::net::TcpStream;

/// What a connection is waiting for; each phase has its own bound in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The rest of a head; also a connection's first byte.
    Head,
    /// A request is with us: the handler's limits apply, not ours.
    Busy,
    /// The next request.
    Idle,
}

/// What a connection waits for its peer to do, while a request is with us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Send more of a body that somebody reads.
    Reading,
    /// Take what was sent.
    Writing,
}

/// How a connection is asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ending {
    /// Now when idle, after the answer otherwise.
    Graceful,
    /// Now.
    Abrupt,
}

#[derive(Debug)]
pub(crate) struct ConnectionState {
    /// Position in the roster.
    pub(crate) index: Cell<usize>,
    phase: Cell<Phase>,
    since: Cell<Tick>,
    mid_head: Cell<bool>,
    /// More of a request's body is to come.
    mid_body: Cell<bool>,
    /// Requests that have begun.
    requests: Cell<u64>,
    /// Which request's body does not parse, counted as those are: nothing the client sends after it can be read.
    broken_body: Cell<Option<u64>>,
    /// The peer has sent more before the request that is with us was answered.
    spoke_early: Cell<bool>,
    /// Since when the peer has been waited for, in each [`Direction`].
    stalled: [Cell<Option<Tick>>; 2],
    fault: Cell<Option<Fault>>,
    refused: Cell<bool>,
    ending: Cell<Option<Ending>>,
    waker: RefCell<Option<Waker>>,
    /// The far side of an upgrade that the client is being told of.
    tunnel: RefCell<Option<Upgraded>>,
    /// The real socket, to ask whether the peer is still there. Scripted streams have none.
    socket: Option<Rc<TcpStream>>,
    now: Rc<Cell<Tick>>,
}

impl ConnectionState {
    pub(crate) fn new(now: Rc<Cell<Tick>>, socket: Option<Rc<TcpStream>>) -> Self {
        Self {
            index: Cell::new(0),
            phase: Cell::new(Phase::Head),
            since: Cell::new(now.get()),
            mid_head: Cell::new(false),
            mid_body: Cell::new(false),
            requests: Cell::new(0),
            broken_body: Cell::new(None),
            spoke_early: Cell::new(false),
            stalled: Default::default(),
            fault: Cell::new(None),
            refused: Cell::new(false),
            ending: Cell::new(None),
            waker: RefCell::new(None),
            tunnel: RefCell::new(None),
            socket,
            now,
        }
    }

    fn enter(&self, phase: Phase) {
        self.phase.set(phase);
        self.since.set(self.now.get());
    }

    pub(crate) fn phase(&self) -> Phase {
        self.phase.get()
    }

    /// Ticks spent in the present phase.
    pub(crate) fn age(&self) -> Tick {
        self.now.get() - self.since.get()
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.phase.get() == Phase::Busy
    }

    pub(crate) fn request_begun(&self) {
        self.spoke_early.set(false);
        self.requests.set(self.requests.get() + 1);
        self.enter(Phase::Busy);
    }

    pub(crate) fn request_ended(&self) {
        let next = if self.mid_head.get() {
            Phase::Head
        } else {
            Phase::Idle
        };
        self.enter(next);
        if self.fault.get().is_some() {
            self.wake();
        }
    }

    pub(crate) fn set_mid_head(&self, mid_head: bool) {
        self.mid_head.set(mid_head);
        if mid_head && self.phase.get() == Phase::Idle {
            self.enter(Phase::Head);
        }
    }

    pub(crate) fn set_mid_body(&self, mid_body: bool) {
        self.mid_body.set(mid_body);
    }

    pub(crate) fn set_broken_body(&self, request: Option<u64>) {
        self.broken_body.set(request);
    }

    /// Whether it is the body of the request that began last. Those behind it may have arrived with it.
    pub(crate) fn is_body_broken(&self) -> bool {
        self.broken_body.get() == Some(self.requests.get())
    }

    /// Notes that the peer is waited for, or no longer: it has sent or taken something.
    pub(crate) fn set_stalled(&self, direction: Direction, is_stalled: bool) {
        let since = &self.stalled[direction as usize];
        if is_stalled {
            since.set(since.get().or_else(|| Some(self.now.get())));
        } else {
            since.set(None);
        }
    }

    /// Ticks for which the peer has been waited for.
    pub(crate) fn stalled_for(&self) -> Tick {
        let since = self.stalled.iter().filter_map(Cell::get).min();
        since.map_or(0, |since| self.now.get() - since)
    }

    pub(crate) fn fault(&self) -> Option<Fault> {
        self.fault.get()
    }

    /// The first fault stands.
    pub(crate) fn refuse(&self, fault: Fault) {
        if self.fault.get().is_none() {
            self.fault.set(Some(fault));
        }
    }

    /// The parser has come to the refused head, so every request before it is answered.
    pub(crate) fn set_refused(&self) {
        self.refused.set(true);
    }

    /// The fault, when the client is still owed an answer to it.
    pub(crate) fn answerable_fault(&self) -> Option<Fault> {
        self.fault.get().filter(|_| self.refused.get())
    }

    pub(crate) fn ending(&self) -> Option<Ending> {
        self.ending.get()
    }

    /// Asks the connection to end; a harder wish replaces a softer one.
    pub(crate) fn end(&self, ending: Ending) {
        if self.ending.get() < Some(ending) {
            self.ending.set(Some(ending));
            self.wake();
        }
    }

    /// From here on what the client sends is no HTTP.
    pub(crate) fn set_tunnel(&self, upstream: Upgraded) {
        *self.tunnel.borrow_mut() = Some(upstream);
    }

    pub(crate) fn is_tunnel(&self) -> bool {
        self.tunnel.borrow().is_some()
    }

    pub(crate) fn take_tunnel(&self) -> Option<Upgraded> {
        self.tunnel.borrow_mut().take()
    }

    pub(crate) fn wake(&self) {
        if let Some(waker) = self.waker.borrow().as_ref() {
            waker.wake_by_ref();
        }
    }

    pub(crate) fn set_waker(&self, waker: &Waker) {
        let mut slot = self.waker.borrow_mut();
        if !slot.as_ref().is_some_and(|known| known.will_wake(waker)) {
            *slot = Some(waker.clone());
        }
    }

    /// Whether there is a socket that can be asked; otherwise the parser has to look out for the peer's leaving.
    pub(crate) fn has_socket(&self) -> bool {
        self.socket.is_some()
    }

    /// The peer has closed its side while its request is with us; if not, its closing wakes the task.
    ///
    /// The parser would read on to find out, into a buffer that it makes anew for each request, since the head still
    /// lies in the last one. A pipelined request hides the closing until the roster asks.
    pub(crate) fn poll_peer_gone(&self, cx: &mut Context<'_>) -> bool {
        let Some(socket) = self.socket.as_ref().filter(|_| self.is_busy()) else {
            return false;
        };
        if self.mid_body.get() {
            return false;
        }
        match socket.poll_read_ready(cx) {
            Poll::Ready(Ok(())) => {
                self.spoke_early.set(true);
                self.peer_is_gone()
            }
            Poll::Ready(Err(_)) => true,
            Poll::Pending => false,
        }
    }

    /// What the peer sends next is no reply to an answer that it has not seen.
    pub(crate) fn spoke_early(&self) -> bool {
        self.spoke_early.get()
    }

    /// The peer has closed its side, as far as is known without asking the system.
    pub(crate) fn peer_is_gone(&self) -> bool {
        let Some(socket) = &self.socket else {
            return false;
        };
        let ready = pin!(socket.ready(tokio::io::Interest::READABLE));
        match ready.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(ready)) => ready.is_read_closed(),
            Poll::Ready(Err(_)) => true,
            Poll::Pending => false,
        }
    }
}
