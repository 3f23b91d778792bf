//! `node:module`: the public face of the run-time loader.

use crate::declare::{Builtin, script};

pub(crate) const MODULE: Builtin = Builtin::new("node/module")
    .scripts(&[script!("node/module/module.ts")])
    .public(&[("node:module", "node/module/module")]);
