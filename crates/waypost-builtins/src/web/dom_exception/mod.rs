//! `DOMException`, the error class of the web APIs, and `QuotaExceededError`. Pure TypeScript.

use crate::declare::{Builtin, script};

pub(crate) const DOM_EXCEPTION: Builtin = Builtin::new("web/dom_exception")
    .scripts(&[
        script!("web/dom_exception/dom_exception.ts"),
        script!("web/dom_exception/quota_exceeded_error.ts"),
    ])
    .globals(&[
        ("DOMException", "web/dom_exception/dom_exception"),
        (
            "QuotaExceededError",
            "web/dom_exception/quota_exceeded_error",
        ),
    ]);
