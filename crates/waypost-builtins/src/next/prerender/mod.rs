//! What a build runs to make the answers of static route handlers.

use crate::declare::{Builtin, script};

pub(crate) const PRERENDER: Builtin =
    Builtin::new("next/prerender").scripts(&[script!("next/prerender/prerender.ts")]);
