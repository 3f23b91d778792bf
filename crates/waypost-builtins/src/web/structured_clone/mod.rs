//! `structuredClone`, in one pass and in TypeScript alone.

use crate::declare::{Builtin, script};

pub(crate) const STRUCTURED_CLONE: Builtin = Builtin::new("web/structured_clone")
    .scripts(&[script!("web/structured_clone/structured_clone.ts")])
    .globals(&[("structuredClone", "web/structured_clone/structured_clone")]);
