//! `queueMicrotask` and `reportError`. Pure TypeScript.

use crate::declare::{Builtin, script};

pub(crate) const MICROTASK: Builtin = Builtin::new("web/microtask")
    .scripts(&[script!("web/microtask/microtask.ts")])
    .globals(&[
        ("queueMicrotask", "web/microtask/microtask"),
        ("reportError", "web/microtask/microtask"),
    ]);
