//! Modules of Node.js that have no meaning in a worker: they load, answer what can be answered, and refuse the
//! rest with an error that says why.

use crate::declare::{Builtin, script};

pub(crate) const UNAVAILABLE: Builtin = Builtin::new("node/unavailable")
    .scripts(&[
        script!("node/unavailable/cluster.ts"),
        script!("node/unavailable/inspector.ts"),
        script!("node/unavailable/refuse.ts"),
        script!("node/unavailable/repl.ts"),
        script!("node/unavailable/trace_events.ts"),
        script!("node/unavailable/wasi.ts"),
    ])
    .public(&[
        ("node:cluster", "node/unavailable/cluster"),
        ("node:inspector", "node/unavailable/inspector"),
        ("node:inspector/promises", "node/unavailable/inspector"),
        ("node:repl", "node/unavailable/repl"),
        ("node:trace_events", "node/unavailable/trace_events"),
        ("node:wasi", "node/unavailable/wasi"),
    ]);
