//! The promise forms of `WebAssembly`, over the engine's own namespace.
//!
//! The engine settles its promises through a run loop that nothing turns while a worker is idle,
//! and it has no streaming forms. Here both are made of its constructors, which compile lazily:
//! what they do at once is to check the module.

use crate::declare::{Builtin, script};

pub(crate) const WEBASSEMBLY: Builtin = Builtin::new("web/webassembly")
    .scripts(&[script!("web/webassembly/webassembly.ts")])
    .globals(&[("WebAssembly", "web/webassembly/webassembly")]);
