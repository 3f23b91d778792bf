//! The EventSource client: <https://html.spec.whatwg.org/#server-sent-events>
//!
//! Pure TypeScript over `fetch`. `event_stream.ts` is the format, `eventsource.ts` the interface and
//! the making anew of lost connections.

use crate::declare::{Builtin, script};

pub(crate) const EVENTSOURCE: Builtin = Builtin::new("web/eventsource")
    .scripts(&[
        script!("web/eventsource/event_stream.ts"),
        script!("web/eventsource/eventsource.ts"),
    ])
    .globals(&[("EventSource", "web/eventsource/eventsource")]);
