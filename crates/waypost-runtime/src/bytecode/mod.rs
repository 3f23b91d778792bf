//! What the engine compiled scripts to, beside the app image: made once by a build, mapped by every worker.
//!
//! Two files in the image's folder. [`BUILTINS_FILE`] holds the builtins that the image's handlers evaluate at their start
//! and [`CHUNKS_FILE`] its chunks, text included. Either may be absent, or for another release of the engine: then scripts
//! are compiled when they are evaluated, as those are that no file holds.
//!
//! Never here: whether code is right. What is in a file is trusted, as the chunks beside it are.

mod compile;
mod file;
mod pages;

pub use compile::{CompileError, compile_image};
pub(crate) use file::BytecodeFile;
pub(crate) use pages::Pages;

/// Beside the manifest: the builtins.
pub(crate) const BUILTINS_FILE: &str = "builtins.bytecode";
/// Beside the manifest: the chunks.
pub(crate) const CHUNKS_FILE: &str = "chunks.bytecode";
