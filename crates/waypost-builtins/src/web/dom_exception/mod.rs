//! `DOMException`, the error class of the web APIs. Pure TypeScript.

use crate::declare::{Builtin, script};

pub(crate) const DOM_EXCEPTION: Builtin = Builtin::new("web/dom_exception")
    .scripts(&[script!("web/dom_exception/dom_exception.ts")])
    .globals(&[("DOMException", "web/dom_exception/dom_exception")]);
