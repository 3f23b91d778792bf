//! `SharedArrayBuffer`, which the engine has but puts on no global object unless an option of its
//! process says so.
//!
//! Packages ask `value instanceof SharedArrayBuffer` without looking whether the name is there, as
//! on Node.js it always is. No thread shares the memory: workers are processes.

use crate::declare::{Builtin, script};

pub(crate) const SHARED_ARRAY_BUFFER: Builtin = Builtin::new("web/shared_array_buffer")
    .scripts(&[script!("web/shared_array_buffer/shared_array_buffer.ts")])
    .globals(&[(
        "SharedArrayBuffer",
        "web/shared_array_buffer/shared_array_buffer",
    )]);
