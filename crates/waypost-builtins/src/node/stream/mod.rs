//! `node:stream`, `node:stream/consumers`, `node:stream/promises` and `node:stream/web`.

use crate::declare::{Builtin, script};

pub(crate) const STREAM: Builtin = Builtin::new("node/stream")
    .scripts(&[
        script!("node/stream/add_abort_signal.ts"),
        script!("node/stream/compose.ts"),
        script!("node/stream/consumers.ts"),
        script!("node/stream/destroy.ts"),
        script!("node/stream/duplex.ts"),
        script!("node/stream/duplex_pair.ts"),
        script!("node/stream/duplexify.ts"),
        script!("node/stream/end_of_stream.ts"),
        script!("node/stream/from.ts"),
        script!("node/stream/high_water_mark.ts"),
        script!("node/stream/legacy.ts"),
        script!("node/stream/operators.ts"),
        script!("node/stream/pipeline.ts"),
        script!("node/stream/promises.ts"),
        script!("node/stream/readable.ts"),
        script!("node/stream/readable_iterator.ts"),
        script!("node/stream/readable_pipe.ts"),
        script!("node/stream/readable_state.ts"),
        script!("node/stream/stream.ts"),
        script!("node/stream/transform.ts"),
        script!("node/stream/types.ts"),
        script!("node/stream/web.ts"),
        script!("node/stream/web_classes.ts"),
        script!("node/stream/writable.ts"),
    ])
    .public(&[
        ("node:stream", "node/stream/stream"),
        ("node:stream/consumers", "node/stream/consumers"),
        ("node:stream/promises", "node/stream/promises"),
        ("node:stream/web", "node/stream/web_classes"),
    ]);
