//! `node:punycode`, which packages still import.

use crate::declare::{Builtin, script};

pub(crate) const PUNYCODE: Builtin = Builtin::new("node/punycode")
    .scripts(&[script!("node/punycode/punycode.ts")])
    .public(&[("node:punycode", "node/punycode/punycode")]);
