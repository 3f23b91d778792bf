//! The common shape of web interfaces: enumerability, string tags, brand-check errors.
//!
//! Pure TypeScript that every web builtin evaluates with its first class; it must stay small.

use crate::declare::{Builtin, script};

pub(crate) const WEB_INTERFACE: Builtin = Builtin::new("internal/web_interface")
    .scripts(&[script!("internal/web_interface/web_interface.ts")]);
