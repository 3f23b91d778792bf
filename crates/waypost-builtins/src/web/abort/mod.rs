//! `AbortController` and `AbortSignal`. Pure TypeScript.

use crate::declare::{Builtin, script};

pub(crate) const ABORT: Builtin = Builtin::new("web/abort")
    .scripts(&[script!("web/abort/abort.ts")])
    .globals(&[
        ("AbortController", "web/abort/abort"),
        ("AbortSignal", "web/abort/abort"),
    ]);
