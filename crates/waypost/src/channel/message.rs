//! The messages themselves.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// From the supervisor to a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Order {
    /// The first one, given before it is known what to serve: the VM starts meanwhile.
    Prepare(Conditions),
    /// Serve this from now on. In `dev` it comes again after each change.
    Serve(Assignment),
    /// The project does not build: answer with this until the next order (`dev`).
    Refuse(Broken),
    /// Accept no more, finish within this time, end.
    Drain { milliseconds: u64 },
}

/// What stays the same for the life of a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Conditions {
    /// The project directory, absolute.
    pub(crate) root: PathBuf,
    /// Scheme, host and port as handlers see them: `http://localhost:3000`.
    pub(crate) origin: String,
    pub(crate) development: bool,
    /// Origin of the front end beside the project.
    #[serde(default)]
    pub(crate) upstream: Option<String>,
}

/// An app image to serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Assignment {
    /// The directory that holds it.
    pub(crate) image: PathBuf,
    /// Routes whose modules do not build (`dev`).
    #[serde(default)]
    pub(crate) broken_routes: Vec<BrokenRoute>,
}

/// A route that answers with why it cannot be served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BrokenRoute {
    /// Index in the manifest.
    pub(crate) route: usize,
    pub(crate) answer: Broken,
}

/// The answer where there is nothing to serve, for a browser and for a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Broken {
    pub(crate) html: String,
    pub(crate) json: String,
}

/// From a worker to the supervisor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Report {
    /// It accepts connections.
    Ready,
    /// Its event loop runs. Sent every second: a worker that is silent is stuck in one turn.
    Heartbeat,
    /// Its VM can no longer be trusted. It accepts no more connections.
    Poisoned { reason: String },
    /// It cannot start, and no other worker could.
    Fatal { message: String },
}
