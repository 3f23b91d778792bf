//! `node:events`.

use crate::declare::{Builtin, script};

pub(crate) const EVENTS: Builtin = Builtin::new("node/events")
    .scripts(&[
        script!("node/events/events.ts"),
        script!("node/events/statics.ts"),
        script!("node/events/async_resource.ts"),
    ])
    .public(&[("node:events", "node/events/events")]);
