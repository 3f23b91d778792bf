//! `node:constants` and the numbers of signals.

use crate::declare::{Builtin, script};

pub(crate) const CONSTANTS: Builtin = Builtin::new("node/constants")
    .scripts(&[
        script!("node/constants/constants.ts"),
        script!("node/constants/signals.ts"),
    ])
    .public(&[("node:constants", "node/constants/constants")]);
