//! The streams standard: readable, writable and transform streams, and streams over native data.
//!
//! Pure TypeScript, one file per part of the standard. The classes are brand checks over states
//! (`readable_state.ts`, `writable_state.ts`, `transform.ts`) that hold the algorithms, so that
//! pipes, tees and bodies use no promise or closure per chunk that user code cannot see.

use crate::declare::{Builtin, script};

pub(crate) const STREAMS: Builtin = Builtin::new("web/streams")
    .scripts(&[
        script!("web/streams/byte_queue.ts"),
        script!("web/streams/host.ts"),
        script!("web/streams/pipe.ts"),
        script!("web/streams/promises.ts"),
        script!("web/streams/queue.ts"),
        script!("web/streams/readable.ts"),
        script!("web/streams/readable_bytes.ts"),
        script!("web/streams/readable_bytes_classes.ts"),
        script!("web/streams/readable_default.ts"),
        script!("web/streams/readable_from.ts"),
        script!("web/streams/readable_iterator.ts"),
        script!("web/streams/readable_state.ts"),
        script!("web/streams/readers.ts"),
        script!("web/streams/strategies.ts"),
        script!("web/streams/streams.ts"),
        script!("web/streams/tee.ts"),
        script!("web/streams/tee_bytes.ts"),
        script!("web/streams/transform.ts"),
        script!("web/streams/writable.ts"),
        script!("web/streams/writable_control.ts"),
        script!("web/streams/writable_state.ts"),
    ])
    .globals(&[
        ("ByteLengthQueuingStrategy", "web/streams/strategies"),
        ("CountQueuingStrategy", "web/streams/strategies"),
        (
            "ReadableByteStreamController",
            "web/streams/readable_bytes_classes",
        ),
        ("ReadableStream", "web/streams/readable"),
        ("ReadableStreamBYOBReader", "web/streams/readers"),
        (
            "ReadableStreamBYOBRequest",
            "web/streams/readable_bytes_classes",
        ),
        (
            "ReadableStreamDefaultController",
            "web/streams/readable_default",
        ),
        ("ReadableStreamDefaultReader", "web/streams/readers"),
        ("TransformStream", "web/streams/transform"),
        ("TransformStreamDefaultController", "web/streams/transform"),
        ("WritableStream", "web/streams/writable"),
        (
            "WritableStreamDefaultController",
            "web/streams/writable_control",
        ),
        ("WritableStreamDefaultWriter", "web/streams/writable"),
    ]);
