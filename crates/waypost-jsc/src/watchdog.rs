//! Ending JavaScript that runs too long without a pause.
//!
//! The engine's execution time limit counts the time of an outermost entry and then asks a
//! callback. Many requests share one entry, so the callback does not look at the entry but at who
//! runs since when: [`Watchdog::start`] says so from Rust, a [marker](Watchdog::follow) in shared
//! memory from JavaScript. It ends the entry when that one has used up its budget, and otherwise
//! sets the limit again for what is left.
//!
//! What a kill does: the running script stops without running `catch` or `finally`; a kill inside
//! the checkpoint drops every queued microtask, whoever queued it. The VM counts as poisoned and
//! refuses scripts and calls from then on; reading values still works. Since the end may come in
//! the checkpoint, the owner looks at [`Vm::terminated`](crate::Vm::terminated) after each entry.
//!
//! What it cannot do: end a regular expression or a native function, or, where each microtask is an
//! entry of its own ([`entry_scope`](crate::entry_scope)), a loop of `then`. The supervisor's
//! heartbeat is for those. Time in a native function counts, but the end comes after it. A loop of
//! awaits makes pauses that the runtime counts and [`Watchdog::follow`] sees; it bounds them itself.
//!
//! What it does not count: time in which the thread was ready to run and the system gave the
//! processor to others, as far as the system tells. A container with a tenth of a processor may take
//! ten times as long for its work, and a replaced worker would not be any faster.
//!
//! What it costs: nothing until it is armed. Then every call from Rust into JavaScript and every
//! checkpoint looks at two clocks, 40 to 80 ns (250 where [`private_api`] cannot replace the
//! engine's).

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::time::{Duration, Instant};

use crate::private_api;
use crate::shared_int32::SharedInt32;
use crate::sys::{JSContextGroupRef, JSContextRef};
use crate::waiting::thread_waited;

/// The shortest limit given to the engine: below it the timer costs more than it tells.
const SHORTEST: Duration = Duration::from_millis(1);
/// The longest time between two looks at the marker.
const LONGEST_LOOK: Duration = Duration::from_millis(250);
/// A marker is looked at this many times per budget, so an invocation is ended at most this
/// fraction of its budget late.
const LOOKS_PER_BUDGET: u32 = 4;

/// The time limit of one VM. It costs nothing until it is armed.
pub struct Watchdog {
    group: JSContextGroupRef,
    /// The limit the engine has now; zero when there is none.
    limit: Cell<Duration>,
    budget: Cell<Option<Duration>>,
    since: Cell<Instant>,
    /// What [`time_waited`] said at the last look.
    waited: Cell<Duration>,
    marker: RefCell<Option<Marker>>,
    fired: Cell<bool>,
}

/// Cells that JavaScript changes whenever it begins to work for another invocation.
struct Marker {
    cells: SharedInt32,
    /// Indices, and what was there.
    seen: Vec<(usize, i32)>,
}

impl Watchdog {
    pub(crate) fn new(group: JSContextGroupRef) -> Self {
        Self {
            group,
            limit: Cell::new(Duration::ZERO),
            budget: Cell::new(None),
            since: Cell::new(Instant::now()),
            waited: Cell::new(Duration::ZERO),
            marker: RefCell::new(None),
            fired: Cell::new(false),
        }
    }

    /// An invocation begins (or goes on with a fresh budget): from now it may run for `budget`
    /// without a pause. Cheap when the budget is not shorter than those before.
    pub fn start(&self, budget: Duration) {
        self.since.set(Instant::now());
        self.budget.set(Some(budget));
        let look = self.next_look(budget);
        if self.limit.get().is_zero() || look < self.limit.get() {
            self.arm(look);
        }
    }

    /// Nobody's budget runs: what executes now is not ended.
    pub fn pause(&self) {
        self.budget.set(None);
    }

    /// True between [`Watchdog::start`] and [`Watchdog::pause`].
    pub fn is_running(&self) -> bool {
        self.budget.get().is_some()
    }

    /// Takes the limit away from the engine, which then costs nothing again.
    pub fn disarm(&self) {
        self.budget.set(None);
        if !self.limit.replace(Duration::ZERO).is_zero() {
            // SAFETY: the group is alive: the watchdog belongs to its VM and is used on its thread.
            unsafe { private_api::JSContextGroupClearExecutionTimeLimit(self.group) };
        }
    }

    /// Follows some of `cells`: whenever a number there has changed, another invocation runs or
    /// this one has made a pause, and the budget begins anew. This is how one entry serves many
    /// requests: JavaScript writes a cell before each of them, and nothing else.
    ///
    /// The change is noticed at the next look, four times per budget, so an invocation is ended
    /// between one and one and a quarter of its budget.
    pub fn follow(&self, cells: SharedInt32, indices: &[usize]) {
        let look = |&index| (index, cells.get(index));
        let seen = indices.iter().map(look).collect();
        *self.marker.borrow_mut() = Some(Marker { cells, seen });
    }

    /// True once the watchdog has ended JavaScript.
    pub fn has_fired(&self) -> bool {
        self.fired.get()
    }

    fn next_look(&self, remaining: Duration) -> Duration {
        let look = match (self.budget.get(), self.marker.borrow().is_some()) {
            (Some(budget), true) => remaining.min(budget / LOOKS_PER_BUDGET).min(LONGEST_LOOK),
            _ => remaining,
        };
        look.max(SHORTEST)
    }

    fn arm(&self, limit: Duration) {
        self.limit.set(limit);
        // SAFETY: the group is alive, as in `disarm`. The data pointer is this watchdog, boxed in
        // the VM, which disarms it before it releases the group.
        unsafe {
            private_api::JSContextGroupSetExecutionTimeLimit(
                self.group,
                limit.as_secs_f64(),
                should_terminate,
                std::ptr::from_ref(self).cast_mut().cast(),
            );
        }
    }

    /// Decides when the engine's limit has passed; false goes on.
    fn decide(&self) -> bool {
        let Some(budget) = self.budget.get() else {
            self.arm(self.limit.get().max(LONGEST_LOOK));
            return false;
        };
        let now = Instant::now();
        if self.marker_moved() {
            self.since.set(now);
        }
        self.leave_out(thread_waited(), now);
        let used = now.saturating_duration_since(self.since.get());
        if used >= budget {
            self.fired.set(true);
            return true;
        }
        self.arm(self.next_look(budget - used));
        false
    }

    /// Moves the begin by what the thread has waited for the processor since the last look. A look
    /// before the begin is told by nothing, so what was waited in between counts as after it.
    fn leave_out(&self, waited: Duration, now: Instant) {
        let lost = waited.saturating_sub(self.waited.replace(waited));
        self.since.set((self.since.get() + lost).min(now));
    }

    /// True when JavaScript has begun another invocation since the last look.
    fn marker_moved(&self) -> bool {
        let mut marker = self.marker.borrow_mut();
        let Some(marker) = marker.as_mut() else {
            return false;
        };
        let mut moved = false;
        for (index, seen) in &mut marker.seen {
            let current = marker.cells.get(*index);
            moved |= std::mem::replace(seen, current) != current;
        }
        moved
    }
}

impl std::fmt::Debug for Watchdog {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Watchdog")
            .field("limit", &self.limit.get())
            .field("budget", &self.budget.get())
            .field("fired", &self.fired.get())
            .finish_non_exhaustive()
    }
}

/// The engine asks whether to end the running entry.
unsafe extern "C" fn should_terminate(_context: JSContextRef, data: *mut c_void) -> bool {
    // SAFETY: `data` is the watchdog given to `arm`, which outlives the limit; the engine calls
    // back on the VM's thread.
    let watchdog = unsafe { &*data.cast::<Watchdog>() };
    watchdog.decide()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_ran_meanwhile_is_left_out() {
        let second = Duration::from_secs(1);
        let watchdog = Watchdog::new(std::ptr::null());
        let begun = watchdog.since.get();
        let used = |waited: u32, now: u32| {
            let now = begun + now * second;
            watchdog.leave_out(waited * second, now);
            (now - watchdog.since.get()).as_secs()
        };
        assert_eq!(used(0, 1), 1);
        assert_eq!(used(8, 10), 2);
        assert_eq!(used(8, 12), 4);
        // What was waited before the begin makes nothing begin in the future.
        assert_eq!(used(100, 13), 0);
    }
}
