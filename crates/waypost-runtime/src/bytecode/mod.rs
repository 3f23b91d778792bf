//! What the engine compiled scripts to, beside the app image: made once by a build, mapped by every worker.
//!
//! Two files. [`BUILTINS_FILE`] holds the builtins that handlers of the project evaluate at their start, and lies where
//! images do, since builtins change with waypost only; [`CHUNKS_FILE`] in an image's folder holds its chunks, text included.
//! Either may be absent, or for another release of the engine: then scripts are compiled when they are evaluated, as those
//! are that no file holds.
//!
//! Never here: whether code is right. What is in a file is trusted, as the chunks beside it are.

mod builtins;
mod compile;
mod file;
mod pages;

pub use compile::{CompileError, compile_image};
pub(crate) use file::BytecodeFile;
pub(crate) use pages::Pages;

/// Beside the images: the builtins.
pub(crate) const BUILTINS_FILE: &str = "builtins.bytecode";
/// Beside the manifest: the chunks.
pub(crate) const CHUNKS_FILE: &str = "chunks.bytecode";
