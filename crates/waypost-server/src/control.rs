//! What the owner of a running server may ask of it, and what all its parts share.

use crate::limits::Limits;
use crate::proxy::Proxy;
use crate::roster::Roster;
use crate::site::Site;
use crate::slot::Observer;
use crate::state::Ending;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;

/// Shared by the listener and all connections of one server.
pub(crate) struct Core {
    site: RefCell<Rc<Site>>,
    pub(crate) limits: Limits,
    pub(crate) roster: Rc<Roster>,
    pub(crate) proxy: Proxy,
    observer: Option<Rc<dyn Observer>>,
    in_flight: Cell<usize>,
    /// Time for what is in flight, once the server is told to stop.
    stopping: Cell<Option<Duration>>,
    stopped: Notify,
}

impl Core {
    pub(crate) fn new(site: Site, limits: Limits, observer: Option<Rc<dyn Observer>>) -> Self {
        Self {
            site: RefCell::new(Rc::new(site)),
            proxy: Proxy::new(limits.proxy_time),
            limits,
            roster: Rc::default(),
            observer,
            in_flight: Cell::new(0),
            stopping: Cell::new(None),
            stopped: Notify::new(),
        }
    }

    pub(crate) fn site(&self) -> Rc<Site> {
        Rc::clone(&self.site.borrow())
    }

    pub(crate) fn observer(&self) -> Option<&dyn Observer> {
        self.observer.as_deref()
    }

    pub(crate) fn request_begun(&self) {
        self.in_flight.set(self.in_flight.get() + 1);
    }

    pub(crate) fn request_ended(&self) {
        self.in_flight.set(self.in_flight.get() - 1);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.get().is_some()
    }

    /// Waits for the order to stop; gives the time to drain.
    pub(crate) async fn stop_order(&self) -> Duration {
        loop {
            if let Some(drain) = self.stopping.get() {
                return drain;
            }
            self.stopped.notified().await;
        }
    }
}

/// Steers a server from outside its serving future.
#[derive(Clone)]
pub struct Control(pub(crate) Rc<Core>);

impl Control {
    /// Accept no more, close idle connections at once, and the others after their answer or when
    /// `drain` is over. Serving then ends. A second call changes nothing.
    pub fn stop(&self, drain: Duration) {
        if self.0.is_stopping() {
            return;
        }
        self.0.stopping.set(Some(drain));
        self.0.stopped.notify_waiters();
        self.0.roster.end_all(Ending::Graceful);
    }

    /// Whether requests may reach the dispatch changed, by a base path, rewrites or middleware: then one
    /// cannot be handed on as it was received.
    #[must_use]
    pub fn changes_requests(&self) -> bool {
        self.0.site.borrow().routing.is_some()
    }

    /// Serves another site from the next request on.
    pub fn replace_site(&self, site: Site) {
        *self.0.site.borrow_mut() = Rc::new(site);
    }

    /// Requests between their head and the end of their answer.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.0.in_flight.get()
    }

    /// Open connections, idle ones included.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.0.roster.len()
    }
}
