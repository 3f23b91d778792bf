//! `node:v8`: figures of the heap, and V8's format of serialised values.

use crate::declare::{Builtin, script};

pub(crate) const V8: Builtin = Builtin::new("node/v8")
    .scripts(&[
        script!("node/v8/deserializer.ts"),
        script!("node/v8/serializer.ts"),
        script!("node/v8/v8.ts"),
    ])
    .public(&[("node:v8", "node/v8/v8")]);
