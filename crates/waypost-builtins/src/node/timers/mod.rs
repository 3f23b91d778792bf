//! `node:timers` and `node:timers/promises`.

use crate::declare::{Builtin, script};

pub(crate) const TIMERS: Builtin = Builtin::new("node/timers")
    .scripts(&[
        script!("node/timers/promises.ts"),
        script!("node/timers/timers.ts"),
    ])
    .public(&[
        ("node:timers", "node/timers/timers"),
        ("node:timers/promises", "node/timers/promises"),
    ]);
