//! The commands.

pub(crate) mod build;
pub(crate) mod compile;
pub(crate) mod dev;
pub(crate) mod routes;
pub(crate) mod start;
mod watch;

use std::path::{Path, PathBuf};

/// Makes the project's directory the process's own, and gives it without links: relative paths in the code that a
/// build runs mean the project, wherever waypost was called. What cannot be entered is for who opens it to explain.
fn enter(directory: &Path) -> PathBuf {
    match directory.canonicalize() {
        Ok(root) if std::env::set_current_dir(&root).is_ok() => root,
        _ => directory.to_owned(),
    }
}
