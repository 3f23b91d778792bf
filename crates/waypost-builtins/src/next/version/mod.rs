//! The Next.js version whose behaviour is followed.

use crate::declare::{Builtin, script};

pub(crate) const VERSION: Builtin =
    Builtin::new("next/version").scripts(&[script!("next/version/version.ts")]);
