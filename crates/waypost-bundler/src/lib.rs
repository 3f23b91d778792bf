//! From a project's route files to the chunks of an app image.
//!
//! Each module graph (`app` handlers, `pages/api`, edge) is one rolldown run with one entry per
//! route, so that modules are shared inside a graph and never between graphs. What rolldown renders
//! is then transformed into scripts, because JavaScriptCore's C API has no ES modules.
//!
//! A fault in the project never stops a run: the module at fault is replaced by one that throws
//! when it is evaluated, and the diagnostic names the entries that reach it. `build` refuses such a
//! project, `dev` serves the routes that are whole. This crate reads files and writes none.

mod advice;
mod attribution;
mod bundle;
mod compile;
mod diagnose;
mod graph_run;
mod inputs;
mod link;
mod options;
mod output;
mod plugins;
mod source_maps;
mod specifier;
mod type_exports;
mod unresolved;

pub use bundle::Bundler;
pub use inputs::{BuiltinSurface, Entry, Inputs};
pub use output::{BundleOutput, EntryOutput};
pub use plugins::{StaticImages, UseCache};
pub use waypost_project::Mode;
