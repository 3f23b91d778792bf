//! `node:buffer` and the global `Buffer`.

use crate::declare::{Builtin, script};

pub(crate) const BUFFER: Builtin = Builtin::new("node/buffer")
    .scripts(&[
        script!("node/buffer/buffer.ts"),
        script!("node/buffer/codec.ts"),
        script!("node/buffer/methods.ts"),
        script!("node/buffer/numbers.ts"),
        script!("node/buffer/search.ts"),
        script!("node/buffer/transcode.ts"),
    ])
    .public(&[("node:buffer", "node/buffer/buffer")])
    .globals(&[("Buffer", "node/buffer/buffer")]);
