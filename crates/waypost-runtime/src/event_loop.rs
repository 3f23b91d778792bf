//! The event loop: one task that turns whenever something is ready.
//!
//! A turn has Node's phases: due timers, then what arrived (client aborts, requests in one entry,
//! completions one by one), then immediates; each user-visible callback is followed by the tick
//! queue and a microtask checkpoint. At its end the outbox is read.

use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, Sleep, sleep_until};
use waypost_builtins::RequestId;
use waypost_jsc::{Function, Global, Local, Scope, Value};

use crate::answer::{Answer, AnswerContent};
use crate::engine::element;
use crate::inbox::{Inbox, Packed, Text};
use crate::shared::{
    ANSWER_CELLS, ANSWERS, ANSWERS_OVERFLOW, IMMEDIATES, INBOX, INBOX_REQUESTS, MARKER, OUTBOX,
    PARKED, REQUEST_CELLS, TICKS, TIMER_CHANGED, TIMER_DELAY, answer, body, request,
};
use crate::worker::Inner;

/// How long a worker waits after its last turn before it collects garbage and handles what the
/// engine's own run loop has ready.
const IDLE: Duration = Duration::from_millis(500);
/// Turns between two looks at the engine's run loop while there is always something to do.
const RUN_LOOP_TURNS: u32 = 64;

/// Turns until the worker ends or its VM is poisoned.
pub(crate) async fn run(worker: Rc<Inner>) {
    let mut state = Loop {
        deadline: None,
        sleep: Box::pin(sleep_until(Instant::now())),
        turns: 0,
        busy: 0,
        text: Vec::new(),
    };
    loop {
        state.wait(&worker).await;
        state.turn(&worker);
        if worker.engine.vm.is_poisoned() {
            // Nothing can enter the VM any more: what still arrives is refused at once.
            worker.give_up();
            return;
        }
        if state.has_work(&worker) {
            // Sockets are looked at between two turns, even when immediates follow each other.
            tokio::task::yield_now().await;
        }
    }
}

struct Loop {
    /// When the next timer is due.
    deadline: Option<Instant>,
    /// Wakes the loop for a timer or to rest. It may fire early, which costs an empty turn: to
    /// set it anew in each turn would cost more.
    sleep: Pin<Box<Sleep>>,
    turns: u32,
    /// Requests since the last idle collection.
    busy: u32,
    /// The outgoing text of a turn, kept for its capacity.
    text: Vec<u8>,
}

impl Loop {
    /// Waits until there is something to do.
    async fn wait(&mut self, worker: &Inner) {
        let idle = (self.busy > 0).then(|| worker.last_turn.get() + IDLE);
        let wake_at = match (self.deadline, idle) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        if let Some(at) = wake_at
            && (self.sleep.is_elapsed() || self.sleep.deadline() > at)
        {
            self.sleep.as_mut().reset(at);
        }
        let timed = poll_fn(|cx| {
            worker.set_waker(cx.waker());
            worker.engine.state.completions.set_waker(cx.waker());
            if self.has_work(worker) {
                return Poll::Ready(false);
            }
            if wake_at.is_none() {
                return Poll::Pending;
            }
            self.sleep.as_mut().poll(cx).map(|()| true)
        })
        .await;
        if timed && idle.is_some_and(|idle| idle <= Instant::now()) {
            self.rest(worker);
        }
    }

    fn has_work(&self, worker: &Inner) -> bool {
        !worker.inbox.borrow().is_empty()
            || !worker.engine.state.completions.is_empty()
            || worker.engine.cells.get(IMMEDIATES) != 0
            || worker.engine.cells.get(TICKS) != 0
            || worker.engine.cells.get(PARKED) != 0
            || self.deadline.is_some_and(|at| at <= Instant::now())
            // It may have happened outside of a turn; somebody must be told.
            || worker.engine.vm.is_poisoned()
    }

    /// Nothing happened for a while: garbage of the burst before is collected now.
    fn rest(&mut self, worker: &Inner) {
        self.busy = 0;
        if worker.engine.vm.is_poisoned() {
            return;
        }
        worker.engine.vm.collect_now();
        worker.engine.vm.pump_run_loop();
    }

    /// One turn.
    fn turn(&mut self, worker: &Inner) {
        if worker.engine.vm.is_poisoned() {
            return;
        }
        worker.last_turn.set(Instant::now());
        worker.work.goes_on();
        let now = worker.now();
        worker
            .engine
            .vm
            .watchdog()
            .start(worker.options.limits.pause);
        worker.engine.realm.enter(|scope| {
            let turn = Turn { worker, scope, now };
            if self.deadline.is_some_and(|at| at <= Instant::now()) {
                turn.timers();
            }
            self.busy = self.busy.saturating_add(turn.arrivals());
            turn.completions();
            turn.parked();
            turn.immediates();
        });
        // The last checkpoint was the end of the entry.
        let cells = &worker.engine.cells;
        if cells.get(TICKS) != 0 || cells.get(ANSWERS) != 0 {
            worker.engine.realm.enter(|scope| {
                let turn = Turn { worker, scope, now };
                turn.settle();
                turn.answers(&mut self.text);
            });
        }
        worker.engine.vm.watchdog().pause();
        self.schedule(worker);
        self.turns = self.turns.wrapping_add(1);
        if self.turns.is_multiple_of(RUN_LOOP_TURNS) {
            worker.engine.vm.pump_run_loop();
        }
    }

    /// Notes when the next timer is due, if that changed.
    fn schedule(&mut self, worker: &Inner) {
        let cells = &worker.engine.cells;
        if cells.get(TIMER_CHANGED) == 0 {
            return;
        }
        cells.set(TIMER_CHANGED, 0);
        let delay = cells.get(TIMER_DELAY);
        // The delay counts from the turn's time, which is at most a turn ago.
        self.deadline = u64::try_from(delay)
            .ok()
            .map(|delay| worker.last_turn.get() + Duration::from_millis(delay));
    }
}

/// One turn inside the VM.
struct Turn<'a, 's> {
    worker: &'a Inner,
    scope: &'a Scope<'s>,
    now: f64,
}

impl<'s> Turn<'_, 's> {
    /// Calls an entry. It catches what user code throws, so an error here is an ended VM.
    fn call(
        &self,
        function: &Global<Function>,
        args: &[Local<'s, Value>],
    ) -> Option<Local<'s, Value>> {
        let cells = &self.worker.engine.cells;
        cells.set(MARKER, cells.get(MARKER).wrapping_add(1));
        function.local(self.scope).call(self.scope, None, args).ok()
    }

    /// A microtask checkpoint, and the ticks that microtasks made.
    fn settle(&self) {
        self.scope.checkpoint();
        while self.worker.engine.cells.get(TICKS) != 0 {
            if self
                .call(&self.worker.engine.functions.ticks, &[])
                .is_none()
            {
                return;
            }
            self.scope.checkpoint();
        }
    }

    fn timers(&self) {
        let functions = &self.worker.engine.functions;
        let now = self.scope.number(self.now);
        while let Some(ran) = self.call(&functions.timer, &[now]) {
            self.settle();
            if !ran.to_boolean(self.scope) {
                return;
            }
        }
    }

    /// Client aborts, then requests. Returns how many requests were started.
    fn arrivals(&self) -> u32 {
        if self.worker.inbox.borrow().is_empty() {
            return 0;
        }
        let mut inbox = std::mem::take(&mut *self.worker.inbox.borrow_mut());
        for id in std::mem::take(&mut inbox.aborted) {
            let args = [
                self.scope.number(f64::from(id.slot)),
                self.scope.number(f64::from(id.generation)),
                self.scope.number(self.now),
            ];
            self.call(&self.worker.engine.functions.abort, &args);
            self.settle();
        }
        let started = self.requests(&mut inbox);
        self.recycle(inbox);
        started
    }

    fn requests(&self, inbox: &mut Inbox) -> u32 {
        let live = &self.worker.requests;
        inbox
            .requests
            .retain(|packed| live.is_live(id_of(&packed.cells)));
        if inbox.requests.is_empty() {
            return 0;
        }
        let scope = self.scope;
        let attachments = scope.array(&[]);
        let attached = inbox.attachments.len();
        for (index, bytes) in std::mem::take(&mut inbox.attachments)
            .into_iter()
            .enumerate()
        {
            let bytes = scope.uint8_array(bytes);
            // A fresh array takes any element.
            let _ = attachments.set_index(scope, index as u32, bytes);
        }
        for (index, batch) in inbox.requests.chunks(INBOX_REQUESTS).enumerate() {
            self.write_cells(batch);
            let marker = self.worker.engine.cells.get(MARKER);
            let mut args = [scope.undefined(); 2 + INBOX_REQUESTS];
            args[0] = attachments.into();
            args[1] = scope.number(self.now);
            for (arg, packed) in args[2..].iter_mut().zip(batch) {
                *arg = match inbox.text(packed) {
                    Text::Narrow(bytes) => scope.string_latin1(bytes),
                    Text::Wide(units) => scope.string_utf16(units),
                };
            }
            let args = &args[..2 + batch.len()];
            self.call(&self.worker.engine.functions.requests, args);
            // One count is the entry's own, then one for each request that was begun. Ticks count
            // too, so it is read before them.
            let begun = self.worker.engine.cells.get(MARKER).wrapping_sub(marker) - 1;
            self.settle();
            if self.worker.engine.vm.is_poisoned() {
                let begun = index * INBOX_REQUESTS + usize::try_from(begun).unwrap_or(0);
                // The bytes belong to JavaScript by now; reading still works in an ended VM.
                inbox.attachments = (0..attached)
                    .map(|at| self.bytes(Some(attachments.object()), at).into())
                    .collect();
                self.worker.hand_over(inbox, begun);
                break;
            }
        }
        inbox.requests.len() as u32
    }

    fn write_cells(&self, batch: &[Packed]) {
        let cells = &self.worker.engine.cells;
        for (index, packed) in batch.iter().enumerate() {
            let at = INBOX + index * REQUEST_CELLS;
            for (offset, value) in packed.cells.iter().enumerate() {
                cells.set(at + offset, *value);
            }
            self.worker.requests.enter(id_of(&packed.cells));
        }
    }

    /// Gives the emptied buffers back, unless something arrived meanwhile or they grew large.
    fn recycle(&self, mut inbox: Inbox) {
        let mut slot = self.worker.inbox.borrow_mut();
        if slot.is_empty() && inbox.reuse() {
            *slot = inbox;
        }
    }

    fn completions(&self) {
        let completions = &self.worker.engine.state.completions;
        // Only those that are there now: what they cause belongs to the next turn.
        for _ in 0..completions.len() {
            let Some(completion) = completions.pop() else {
                return;
            };
            self.call(
                &self.worker.engine.functions.completion,
                &[self.scope.number(self.now)],
            );
            completion(self.scope);
            self.settle();
        }
    }

    /// Continuations that the turn before parked, because they went on without a pause.
    fn parked(&self) {
        if self.worker.engine.cells.get(PARKED) == 0 {
            return;
        }
        let now = self.scope.number(self.now);
        self.call(&self.worker.engine.functions.parked, &[now]);
        self.settle();
    }

    fn immediates(&self) {
        let functions = &self.worker.engine.functions;
        if self.worker.engine.cells.get(IMMEDIATES) == 0 {
            return;
        }
        self.call(&functions.begin_immediates, &[]);
        while let Some(ran) = self.call(&functions.immediate, &[]) {
            self.settle();
            if !ran.to_boolean(self.scope) {
                return;
            }
        }
    }

    /// Reads the outbox until it is empty.
    fn answers(&self, text: &mut Vec<u8>) {
        let cells = &self.worker.engine.cells;
        let functions = &self.worker.engine.functions;
        loop {
            let count = cells.get(ANSWERS) as usize;
            if count == 0 {
                return;
            }
            cells.set(ANSWERS, 0);
            let Some(joined) = self.call(&functions.take_text, &[]) else {
                return;
            };
            text.clear();
            if joined.write_utf8(self.scope, text).is_err() {
                return;
            }
            self.collect(count, text);
            if cells.get(ANSWERS_OVERFLOW) != 0 {
                self.call(&functions.refill, &[]);
            }
        }
    }

    fn collect(&self, count: usize, text: &[u8]) {
        let cells = &self.worker.engine.cells;
        let mut reader = TextReader::new(Bytes::copy_from_slice(text));
        let mut objects = None;
        for index in 0..count {
            let at = OUTBOX + index * ANSWER_CELLS;
            let id = RequestId {
                slot: cells.get(at + answer::SLOT) as u32,
                generation: cells.get(at + answer::GENERATION) as u32,
            };
            let head = reader.take(cells.get(at + answer::HEAD_UNITS) as usize);
            let value = cells.get(at + answer::BODY_VALUE) as usize;
            let content = match cells.get(at + answer::BODY) {
                body::TEXT => AnswerContent::Full(reader.take(value)),
                body::BYTES => {
                    let objects = *objects.get_or_insert_with(|| self.objects());
                    AnswerContent::Full(self.bytes(objects, value))
                }
                body::STREAM => AnswerContent::Stream(self.worker.requests.begin_stream(id)),
                body::ABORT => {
                    let stream = Rc::<crate::answer::AnswerStream>::default();
                    stream.end(true);
                    AnswerContent::Stream(stream)
                }
                _ => AnswerContent::Empty,
            };
            let finished = Answer {
                status: cells.get(at + answer::STATUS) as u16,
                content_type: cells.get(at + answer::CONTENT_TYPE) as usize,
                head,
                body: content,
            };
            // Nobody waits any more when the client left in the meantime.
            let _ = self.worker.requests.answer(id, finished);
        }
    }

    fn objects(&self) -> Option<Local<'s, waypost_jsc::Object>> {
        self.call(&self.worker.engine.functions.take_objects, &[])?
            .as_object(self.scope)
    }

    fn bytes(&self, objects: Option<Local<'s, waypost_jsc::Object>>, index: usize) -> Bytes {
        objects
            .and_then(|objects| element(self.scope, objects, index))
            .and_then(|value| value.copy_bytes(self.scope))
            .map_or_else(Bytes::new, Bytes::from)
    }
}

fn id_of(cells: &[i32; REQUEST_CELLS]) -> RequestId {
    RequestId {
        slot: cells[request::SLOT] as u32,
        generation: cells[request::GENERATION] as u32,
    }
}

/// Cuts the joined text of a turn into pieces whose lengths are counted in UTF-16 units.
struct TextReader {
    text: Bytes,
    at: usize,
    /// Bytes and units are the same.
    ascii: bool,
}

impl TextReader {
    fn new(text: Bytes) -> Self {
        let ascii = text.is_ascii();
        Self { text, at: 0, ascii }
    }

    fn take(&mut self, units: usize) -> Bytes {
        if units == 0 {
            return Bytes::new();
        }
        let start = self.at;
        self.at = if self.ascii {
            (start + units).min(self.text.len())
        } else {
            start + bytes_of_units(&self.text[start..], units)
        };
        self.text.slice(start..self.at)
    }
}

/// How many bytes of UTF-8 make `units` UTF-16 units. A lone surrogate was written as U+FFFD,
/// which is one unit too.
fn bytes_of_units(text: &[u8], units: usize) -> usize {
    let mut seen = 0;
    let mut at = 0;
    while seen < units && at < text.len() {
        let (bytes, width) = match text[at] {
            0x00..=0x7f => (1, 1),
            0x80..=0xdf => (2, 1),
            0xe0..=0xef => (3, 1),
            _ => (4, 2),
        };
        at += bytes;
        seen += width;
    }
    at.min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_counted_in_units() {
        let text = "ab\u{e9}\u{20ac}\u{1f600}z";
        let mut reader = TextReader::new(Bytes::copy_from_slice(text.as_bytes()));
        assert_eq!(reader.take(3), "ab\u{e9}");
        assert_eq!(reader.take(1), "\u{20ac}");
        assert_eq!(reader.take(2), "\u{1f600}");
        assert_eq!(reader.take(1), "z");
        assert_eq!(reader.take(5), "", "past the end there is nothing");
    }

    #[test]
    fn ascii_is_cut_by_bytes() {
        let mut reader = TextReader::new(Bytes::from_static(b"onetwo"));
        assert_eq!(reader.take(3), "one");
        assert_eq!(reader.take(0), "");
        assert_eq!(reader.take(9), "two");
    }
}
