//! The open connections of a worker, and their bounds in time.
//!
//! One sweep every quarter of a second replaces a timer per request: idle and head times are
//! counted in ticks, which costs a request two stores.

use crate::limits::Limits;
use crate::state::{ConnectionState, Ending, Phase};
use crate::wire::Fault;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;

/// Counts [`TICK`]s since the roster was made.
pub(crate) type Tick = u64;

pub(crate) const TICK: Duration = Duration::from_millis(250);

#[derive(Debug, Default)]
pub(crate) struct Roster {
    now: Rc<Cell<Tick>>,
    connections: RefCell<Vec<Rc<ConnectionState>>>,
    /// A connection came or went.
    changed: Notify,
}

impl Roster {
    pub(crate) fn clock(&self) -> Rc<Cell<Tick>> {
        Rc::clone(&self.now)
    }

    pub(crate) fn len(&self) -> usize {
        self.connections.borrow().len()
    }

    pub(crate) fn enter(self: &Rc<Self>, state: &Rc<ConnectionState>) -> Place {
        let mut connections = self.connections.borrow_mut();
        state.index.set(connections.len());
        connections.push(Rc::clone(state));
        self.changed.notify_waiters();
        Place {
            roster: Rc::clone(self),
            state: Rc::clone(state),
        }
    }

    fn leave(&self, index: usize) {
        let mut connections = self.connections.borrow_mut();
        connections.swap_remove(index);
        if let Some(moved) = connections.get(index) {
            moved.index.set(index);
        }
        drop(connections);
        self.changed.notify_waiters();
    }

    /// Returns once fewer than `limit` connections are open.
    pub(crate) async fn below(&self, limit: usize) {
        while self.len() >= limit {
            self.changed.notified().await;
        }
    }

    /// Sweeps for as long as there is something to sweep for.
    pub(crate) async fn keep_swept(&self, limits: &Limits) {
        loop {
            while self.len() == 0 {
                self.changed.notified().await;
            }
            tokio::time::sleep(TICK).await;
            self.sweep(limits);
        }
    }

    /// Moves the clock by one tick and ends what is past its time.
    pub(crate) fn sweep(&self, limits: &Limits) {
        self.now.set(self.now.get() + 1);
        let (head, idle) = (ticks(limits.head_time), ticks(limits.idle_time));
        let stall = ticks(limits.stall_time);
        for state in self.connections.borrow().iter() {
            let age = state.age();
            match state.phase() {
                Phase::Head if age > head => {
                    state.refuse(Fault::HeadTooSlow);
                    state.wake();
                }
                Phase::Idle if age > idle => state.end(Ending::Graceful),
                Phase::Busy if state.stalled_for() > stall => state.end(Ending::Abrupt),
                Phase::Busy if age > 1 && state.peer_is_gone() => state.end(Ending::Abrupt),
                Phase::Head | Phase::Idle | Phase::Busy => {}
            }
        }
    }

    /// Whether a connection is as asked.
    #[cfg(test)]
    pub(crate) fn any(&self, is_so: impl Fn(&ConnectionState) -> bool) -> bool {
        self.connections.borrow().iter().any(|state| is_so(state))
    }

    /// Asks every connection to end. Ending one does not change the roster at once: its own task
    /// does, when it is next polled.
    pub(crate) fn end_all(&self, ending: Ending) {
        for state in self.connections.borrow().iter() {
            state.end(ending);
        }
    }
}

fn ticks(time: Duration) -> Tick {
    let ticks = time.as_millis().div_ceil(TICK.as_millis());
    Tick::try_from(ticks).unwrap_or(Tick::MAX)
}

/// A connection's place in the roster, given up by dropping it.
pub(crate) struct Place {
    roster: Rc<Roster>,
    state: Rc<ConnectionState>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.roster.leave(self.state.index.get());
    }
}
