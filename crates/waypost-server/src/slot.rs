//! A request being answered, as a guard: counted from its head to the end of its answer.

use crate::control::Core;
use crate::state::ConnectionState;
use http::{Method, StatusCode, Uri};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Sees every answer. Used by `dev` for its request log; absent, it costs nothing.
pub trait Observer {
    fn answered(&self, answered: &Answered<'_>);
}

/// A request that is over.
#[derive(Debug)]
pub struct Answered<'a> {
    pub method: &'a Method,
    pub target: &'a Uri,
    /// `None` when the client left before there was one.
    pub status: Option<StatusCode>,
    /// From the end of the head to the end of the answer.
    pub elapsed: Duration,
}

pub(crate) struct Slot {
    core: Rc<Core>,
    state: Rc<ConnectionState>,
    record: Option<Box<Record>>,
}

struct Record {
    method: Method,
    target: Uri,
    status: Option<StatusCode>,
    begun: Instant,
}

impl Slot {
    pub(crate) fn enter(
        core: &Rc<Core>,
        state: &Rc<ConnectionState>,
        method: &Method,
        target: &Uri,
    ) -> Self {
        core.request_begun();
        state.request_begun();
        let record = core.observer().map(|_| {
            Box::new(Record {
                method: method.clone(),
                target: target.clone(),
                status: None,
                begun: Instant::now(),
            })
        });
        Self {
            core: Rc::clone(core),
            state: Rc::clone(state),
            record,
        }
    }

    pub(crate) fn set_status(&mut self, status: StatusCode) {
        if let Some(record) = &mut self.record {
            record.status = Some(status);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.core.request_ended();
        self.state.request_ended();
        if let (Some(record), Some(observer)) = (&self.record, self.core.observer()) {
            observer.answered(&Answered {
                method: &record.method,
                target: &record.target,
                status: record.status,
                elapsed: record.begun.elapsed(),
            });
        }
    }
}
