//! Middleware and proxy files: from an invocation to the function, and from what it returns to the
//! headers by which the server goes on.

use crate::declare::{Builtin, script};

pub(crate) const MIDDLEWARE: Builtin =
    Builtin::new("next/middleware").scripts(&[script!("next/middleware/middleware.ts")]);
