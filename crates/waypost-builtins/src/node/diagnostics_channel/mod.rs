//! `node:diagnostics_channel`.

use crate::declare::{Builtin, script};

pub(crate) const DIAGNOSTICS_CHANNEL: Builtin = Builtin::new("node/diagnostics_channel")
    .scripts(&[script!("node/diagnostics_channel/diagnostics_channel.ts")])
    .public(&[(
        "node:diagnostics_channel",
        "node/diagnostics_channel/diagnostics_channel",
    )]);
