//! Argument checks that throw Node's errors.

use crate::declare::{Builtin, script};

pub(crate) const VALIDATORS: Builtin =
    Builtin::new("internal/validators").scripts(&[script!("internal/validators/validators.ts")]);
