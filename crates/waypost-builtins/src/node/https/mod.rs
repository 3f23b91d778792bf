//! `node:https`: `node:http` over `node:tls`.

use crate::declare::{Builtin, script};

pub(crate) const HTTPS: Builtin = Builtin::new("node/https")
    .scripts(&[script!("node/https/https.ts")])
    .public(&[("node:https", "node/https/https")]);
