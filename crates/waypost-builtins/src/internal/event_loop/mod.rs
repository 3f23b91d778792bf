//! Timers, immediates, `process.nextTick`, and the entries that the runtime calls.

use crate::declare::{Builtin, script};

pub(crate) const EVENT_LOOP: Builtin = Builtin::new("internal/event_loop")
    .scripts(&[
        script!("internal/event_loop/await_budget.ts"),
        script!("internal/event_loop/event_loop.ts"),
        script!("internal/event_loop/timers.ts"),
        script!("internal/event_loop/uncaught.ts"),
    ])
    .globals(&[
        ("clearImmediate", "internal/event_loop/event_loop"),
        ("clearInterval", "internal/event_loop/event_loop"),
        ("clearTimeout", "internal/event_loop/event_loop"),
        ("setImmediate", "internal/event_loop/event_loop"),
        ("setInterval", "internal/event_loop/event_loop"),
        ("setTimeout", "internal/event_loop/event_loop"),
    ]);
