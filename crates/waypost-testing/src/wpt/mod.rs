//! Runs the `.any.js` tests of a Web Platform Tests folder, one VM and one process per test.
//!
//! The folder is not part of the repository: whoever has one names it. What fails, and why, is
//! kept per area in `tests/wpt`, so that a run says what changed and a list can only get shorter.
//! A process per test makes a hang or a crash the failure of one file.
//!
//! Never here: changes to the tests. What they need around them is in `prelude.js`, and it adds
//! what a browser's page has, never what is under test.

mod baseline;
mod case;
mod deno;
mod outcome;
mod run;
mod server;
mod table;
mod vm;

pub use run::run;
pub use vm::run_alone;

/// The areas that are run, by folder.
pub const AREAS: [&str; 15] = [
    "FileAPI",
    "WebCryptoAPI",
    "compression",
    "console",
    "dom/abort",
    "dom/events",
    "encoding",
    "hr-time",
    "html/webappapis",
    "streams",
    "url",
    "urlpattern",
    "user-timing",
    "wasm/jsapi",
    "webidl",
];

/// Why a run, or a part of it, could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WptError(pub(crate) String);

impl WptError {
    /// An error about a file.
    pub(crate) fn of(path: &std::path::Path, error: impl std::fmt::Display) -> Self {
        Self(format!("{}: {error}", path.display()))
    }
}
