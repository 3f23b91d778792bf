//! What `next.config` says of functions that a directive caches, and of who keeps the values.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The cache settings of a project.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CacheConfig {
    /// `cacheComponents`, earlier `experimental.useCache`: `"use cache"` works.
    pub use_cache: bool,
    /// Profiles of `cacheLife`, by name; they stand before the built-in ones.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub life: BTreeMap<String, CacheLife>,
    /// `cacheHandlers`: files that keep the values of a kind, as written.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub handlers: BTreeMap<String, String>,
    /// `cacheHandler`: the file that keeps what `fetch` and `unstable_cache` got, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
}

impl CacheConfig {
    /// The files in the order of their entries: those of a kind, then the one without.
    pub fn handler_files(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        let of_kinds = self
            .handlers
            .iter()
            .map(|(kind, file)| (Some(kind.as_str()), file.as_str()));
        of_kinds.chain(self.handler.iter().map(|file| (None, file.as_str())))
    }
}

/// A module that keeps cached values for the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheHandler {
    /// Of `"use cache"`; without it the module is `cacheHandler`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Name of the chunk, as in `Chunk::file`.
    pub entry: String,
}

/// One profile, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct CacheLife {
    /// How long a client may use a value without asking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale: Option<f64>,
    /// When a value is made anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revalidate: Option<f64>,
    /// When it may no longer be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expire: Option<f64>,
}
