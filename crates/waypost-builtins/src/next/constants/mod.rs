//! `next/constants`: the phases a configuration is evaluated in.

use crate::declare::{Builtin, script};

pub(crate) const CONSTANTS: Builtin = Builtin::new("next/constants")
    .scripts(&[script!("next/constants/constants.ts")])
    .public(&[("next/constants", "next/constants/constants")]);
