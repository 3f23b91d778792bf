//! `next/config`: the runtime configuration of Next.js 14 and 15.

use crate::declare::{Builtin, script};

pub(crate) const CONFIG: Builtin = Builtin::new("next/config")
    .scripts(&[script!("next/config/config.ts")])
    .public(&[("next/config", "next/config/config")]);
