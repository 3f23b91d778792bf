//! Outcomes that wait to enter the VM: each is applied in a turn of its own checkpoint.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::Waker;

use waypost_jsc::Scope;

/// Work to do inside the VM once, in the completion phase of a turn.
pub type Completion = Box<dyn FnOnce(&Scope<'_>)>;

/// The queue of completions of one worker; pushing one wakes the event loop.
#[derive(Clone, Default)]
pub struct Completions(Rc<Inner>);

#[derive(Default)]
struct Inner {
    queue: RefCell<VecDeque<Completion>>,
    waker: RefCell<Option<Waker>>,
    pending: Cell<usize>,
}

impl Completions {
    /// Queues `completion` and wakes the event loop.
    pub fn push(&self, completion: impl FnOnce(&Scope<'_>) + 'static) {
        self.0.queue.borrow_mut().push_back(Box::new(completion));
        if let Some(waker) = &*self.0.waker.borrow() {
            waker.wake_by_ref();
        }
    }

    /// Takes the oldest completion.
    pub fn pop(&self) -> Option<Completion> {
        self.0.queue.borrow_mut().pop_front()
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.0.queue.borrow().len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.0.queue.borrow().is_empty()
    }

    /// Registers the event loop's waker.
    pub fn set_waker(&self, waker: &Waker) {
        let mut slot = self.0.waker.borrow_mut();
        if !slot.as_ref().is_some_and(|old| old.will_wake(waker)) {
            *slot = Some(waker.clone());
        }
    }

    /// How many future ops are under way: what keeps a stand-alone script running.
    pub fn in_flight(&self) -> usize {
        self.0.pending.get()
    }

    /// Counts one future op for as long as the guard lives.
    pub(crate) fn enter(&self) -> InFlight {
        self.0.pending.set(self.0.pending.get() + 1);
        InFlight(Rc::clone(&self.0))
    }
}

/// One future op under way.
pub(crate) struct InFlight(Rc<Inner>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.pending.set(self.0.pending.get() - 1);
    }
}
