//! `node:perf_hooks`.

use crate::declare::{Builtin, script};

pub(crate) const PERF_HOOKS: Builtin = Builtin::new("node/perf_hooks")
    .scripts(&[
        script!("node/perf_hooks/histogram.ts"),
        script!("node/perf_hooks/perf_hooks.ts"),
    ])
    .public(&[("node:perf_hooks", "node/perf_hooks/perf_hooks")]);
