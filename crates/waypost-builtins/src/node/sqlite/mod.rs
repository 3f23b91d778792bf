//! `node:sqlite`.

use crate::declare::{Builtin, script};

pub(crate) const SQLITE: Builtin = Builtin::new("node/sqlite")
    .scripts(&[script!("node/sqlite/sqlite.ts")])
    .public(&[("node:sqlite", "node/sqlite/sqlite")]);
