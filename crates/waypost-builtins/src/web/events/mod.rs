//! Events and their targets: `Event`, `EventTarget` and the events that carry data.
//!
//! Pure TypeScript. `events.ts` is what other builtins import; the globals name the file that
//! defines them, so that reading `Event` evaluates neither targets nor the rarer events.

use crate::declare::{Builtin, script};

pub(crate) const EVENTS: Builtin = Builtin::new("web/events")
    .scripts(&[
        script!("web/events/event.ts"),
        script!("web/events/event_target.ts"),
        script!("web/events/event_types.ts"),
        script!("web/events/events.ts"),
    ])
    .globals(&[
        ("CloseEvent", "web/events/event_types"),
        ("CustomEvent", "web/events/event"),
        ("ErrorEvent", "web/events/event_types"),
        ("Event", "web/events/event"),
        ("EventTarget", "web/events/event_target"),
        ("MessageEvent", "web/events/event_types"),
        ("ProgressEvent", "web/events/event_types"),
        ("PromiseRejectionEvent", "web/events/event_types"),
    ]);
