//! Runs Node.js's own tests, one VM and one process per file.
//!
//! The folder is not part of the repository: whoever has one names it. Which files count, which are left
//! out and which fail stands per module in `tests/node`, each with its reason, so that a run says what
//! changed and a list of failures can only get shorter.
//!
//! A file runs in a process of its own that ends as Node's would: it is over when nothing is left to do,
//! its exit code is the outcome, and `require('../common')` is the folder's own.
//!
//! Never here: changes to the tests, or anything of what they test. `host.js` adds what a process of its
//! own has and a worker must not have (`process.exit`), `node_test.js` is the part of `node:test` they use.

mod alone;
mod baseline;
mod enforced;
mod modules;
mod run;
mod table;

pub use alone::run_alone;
pub use run::run;

/// Why a run, or a part of it, could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NodeTestError(pub(crate) String);

impl NodeTestError {
    /// An error about a file.
    pub(crate) fn of(path: &std::path::Path, error: impl std::fmt::Display) -> Self {
        Self(format!("{}: {error}", path.display()))
    }
}
