//! `node:https`: `node:http` over `node:tls`.

use crate::declare::{Builtin, script};

pub(crate) const HTTPS: Builtin = Builtin::new("node/https")
    .scripts(&[
        script!("node/https/agent.ts"),
        script!("node/https/default_agent.ts"),
        script!("node/https/https.ts"),
        script!("node/https/server.ts"),
    ])
    .public(&[("node:https", "node/https/https")]);
