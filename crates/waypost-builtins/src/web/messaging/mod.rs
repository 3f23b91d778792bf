//! `MessageChannel`, `MessagePort` and `BroadcastChannel`. All ends are in one realm: a worker has one thread, and
//! workers do not hear each other.

use crate::declare::{Builtin, script};

pub(crate) const MESSAGING: Builtin = Builtin::new("web/messaging")
    .scripts(&[
        script!("web/messaging/broadcast_channel.ts"),
        script!("web/messaging/message_port.ts"),
        script!("web/messaging/node_events.ts"),
    ])
    .globals(&[
        ("BroadcastChannel", "web/messaging/broadcast_channel"),
        ("MessageChannel", "web/messaging/message_port"),
        ("MessagePort", "web/messaging/message_port"),
    ]);
