//! What passes between this crate and whoever has a VM.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::PathBuf;
use waypost_diagnostics::Diagnostics;
use waypost_image::{HeaderRule, Inputs, NextVersion, RedirectRule, Rewrites};

/// A configuration file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// The project directory, absolute and without symbolic links.
    pub root: PathBuf,
    pub path: PathBuf,
    /// `path` relative to the project.
    pub source: String,
    pub tsconfig: Option<PathBuf>,
    pub next: NextVersion,
}

/// Runs a configuration file. The binary has a VM and fills this.
pub trait EvaluateConfig {
    /// The configuration as data. Fails with what the project is to change.
    fn evaluate(&self, file: &ConfigFile) -> Result<Evaluated, Diagnostics>;
}

/// An evaluated configuration.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// `Evaluated` of the builtin `next/config_file`, as JSON.
    pub json: String,
    /// Absolute paths of the file and of every module it imports.
    pub read: Vec<PathBuf>,
    /// What else it may depend on: the environment files.
    pub inputs: Inputs,
    /// Warnings about the file and its imports.
    pub diagnostics: Diagnostics,
}

/// The JSON of an evaluation.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    pub(super) config: Map<String, Value>,
    pub(super) redirects: Vec<RedirectRule>,
    pub(super) rewrites: Rewrites,
    pub(super) headers: Vec<HeaderRule>,
    pub(super) problems: Vec<Problem>,
}

/// What is wrong with a rule.
#[derive(Debug, Deserialize)]
pub(super) struct Problem {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Answer {
    pub(super) fn parse(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }
}
