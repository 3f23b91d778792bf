//! The requests under way: one slot each, from arrival to the end of the answer.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::Waker;

use waypost_builtins::RequestId;

use crate::answer::{Answer, AnswerStream};

/// The table of slots. A slot's generation changes whenever it is freed, so that a late answer
/// of JavaScript never reaches another request.
#[derive(Default)]
pub(crate) struct Requests {
    slots: RefCell<Vec<Slot>>,
    free: RefCell<Vec<u32>>,
}

#[derive(Default)]
struct Slot {
    generation: u32,
    used: bool,
    /// Whether JavaScript has seen the request.
    entered: bool,
    waker: Option<Waker>,
    answer: Option<Answer>,
    stream: Option<Rc<AnswerStream>>,
    /// Takes pieces that JavaScript writes in the turn of the head, which is collected at its end.
    early: Option<Rc<AnswerStream>>,
    body: Option<u32>,
}

impl Requests {
    /// Takes a slot for a new request.
    pub(crate) fn begin(&self) -> RequestId {
        let mut slots = self.slots.borrow_mut();
        let slot = self.free.borrow_mut().pop().unwrap_or_else(|| {
            slots.push(Slot::default());
            slots.len() as u32 - 1
        });
        let entry = &mut slots[slot as usize];
        entry.used = true;
        RequestId {
            slot,
            generation: entry.generation,
        }
    }

    /// Frees the slot of a request that is over.
    pub(crate) fn end(&self, id: RequestId) {
        let mut slots = self.slots.borrow_mut();
        let Some(entry) = find(&mut slots, id) else {
            return;
        };
        *entry = Slot {
            // The number crosses as a 32-bit integer with a sign.
            generation: entry.generation.wrapping_add(1) & 0x7fff_ffff,
            ..Slot::default()
        };
        self.free.borrow_mut().push(id.slot);
    }

    /// Whether the request still waits or streams.
    pub(crate) fn is_live(&self, id: RequestId) -> bool {
        find(&mut self.slots.borrow_mut(), id).is_some()
    }

    /// Notes that JavaScript has seen the request.
    pub(crate) fn enter(&self, id: RequestId) {
        if let Some(entry) = find(&mut self.slots.borrow_mut(), id) {
            entry.entered = true;
        }
    }

    /// Whether JavaScript has seen the request.
    pub(crate) fn entered(&self, id: RequestId) -> bool {
        find(&mut self.slots.borrow_mut(), id).is_some_and(|entry| entry.entered)
    }

    /// Remembers the native body of a request, to be closed with it.
    pub(crate) fn set_body(&self, id: RequestId, body: u32) {
        if let Some(entry) = find(&mut self.slots.borrow_mut(), id) {
            entry.body = Some(body);
        }
    }

    /// The native body of a request, if it has one.
    pub(crate) fn body(&self, id: RequestId) -> Option<u32> {
        find(&mut self.slots.borrow_mut(), id)?.body
    }

    /// Stores an answer and wakes who waits for it. False when nobody does any more.
    pub(crate) fn answer(&self, id: RequestId, answer: Answer) -> bool {
        let waker = {
            let mut slots = self.slots.borrow_mut();
            let Some(entry) = find(&mut slots, id) else {
                return false;
            };
            entry.stream = answer.stream();
            entry.answer = Some(answer);
            entry.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        true
    }

    /// The answer, or `None` and the waker is kept.
    pub(crate) fn poll_answer(&self, id: RequestId, waker: &Waker) -> Option<Answer> {
        let mut slots = self.slots.borrow_mut();
        let entry = find(&mut slots, id)?;
        if let Some(answer) = entry.answer.take() {
            return Some(answer);
        }
        if !entry.waker.as_ref().is_some_and(|old| old.will_wake(waker)) {
            entry.waker = Some(waker.clone());
        }
        None
    }

    /// The stream of an answer that is being sent, or whose head is still to be collected.
    pub(crate) fn stream(&self, id: RequestId) -> Option<Rc<AnswerStream>> {
        let mut slots = self.slots.borrow_mut();
        let entry = find(&mut slots, id)?;
        if let Some(stream) = &entry.stream {
            return Some(Rc::clone(stream));
        }
        Some(Rc::clone(entry.early.get_or_insert_default()))
    }

    /// The stream for the head that was collected: the one that holds the first pieces, if any.
    pub(crate) fn begin_stream(&self, id: RequestId) -> Rc<AnswerStream> {
        find(&mut self.slots.borrow_mut(), id)
            .and_then(|entry| entry.early.take())
            .unwrap_or_default()
    }

    /// Every request that still waits for its answer.
    pub(crate) fn waiting(&self) -> Vec<RequestId> {
        self.slots
            .borrow()
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.used && entry.stream.is_none() && entry.answer.is_none())
            .map(|(slot, entry)| RequestId {
                slot: slot as u32,
                generation: entry.generation,
            })
            .collect()
    }

    /// Every answer that is being sent in pieces.
    pub(crate) fn streams(&self) -> Vec<Rc<AnswerStream>> {
        self.slots
            .borrow()
            .iter()
            .filter_map(|entry| entry.stream.clone())
            .collect()
    }

    /// How many requests are under way.
    pub(crate) fn len(&self) -> usize {
        self.slots.borrow().len() - self.free.borrow().len()
    }
}

fn find(slots: &mut [Slot], id: RequestId) -> Option<&mut Slot> {
    slots
        .get_mut(id.slot as usize)
        .filter(|entry| entry.used && entry.generation == id.generation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_answer_finds_no_slot() {
        let requests = Requests::default();
        let first = requests.begin();
        requests.end(first);
        let second = requests.begin();
        assert_eq!(first.slot, second.slot, "the slot is used again");
        assert!(!requests.answer(first, Answer::status(200)));
        assert!(requests.is_live(second));
        assert_eq!(requests.len(), 1);
    }

    #[test]
    fn pieces_written_before_the_head_are_in_its_stream() {
        let requests = Requests::default();
        let id = requests.begin();
        let early = requests.stream(id).expect("the request is under way");
        assert!(early.write(bytes::Bytes::from_static(b"first")));
        let stream = requests.begin_stream(id);
        assert!(Rc::ptr_eq(&early, &stream));
        requests.end(id);
        assert!(requests.stream(id).is_none());
    }

    #[test]
    fn ending_twice_frees_once() {
        let requests = Requests::default();
        let id = requests.begin();
        requests.end(id);
        requests.end(id);
        assert_ne!(requests.begin().slot, requests.begin().slot);
    }
}
