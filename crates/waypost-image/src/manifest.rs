//! The manifest: the image's table of contents, one JSON file.

use crate::{
    CacheHandler, InputsDigest, Instrumentation, Middleware, NextVersion, PreviewKeys, Route,
    ServeConfig, StaticRoute,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Raised whenever an older waypost could not read what a newer one writes, or the reverse.
pub const FORMAT_VERSION: u32 = 3;

/// Images are read only by the waypost version that built them: chunks call its builtins.
pub const WAYPOST_VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT_VERSION`] of the writer.
    pub version: u32,
    pub waypost_version: String,
    /// Which build of that version wrote it: chunks have the form that its transform gave them. Empty for what lives
    /// in memory only.
    #[serde(default)]
    pub waypost_build: String,
    /// Digest over `inputs`; two images of equal digest were built from equal projects.
    pub digest: String,
    pub build_id: String,
    pub preview: PreviewKeys,
    pub next_version: NextVersion,
    #[serde(default)]
    pub config: ServeConfig,
    pub routes: Vec<Route>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middleware: Option<Middleware>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instrumentation: Vec<Instrumentation>,
    /// Routes whose answers are kept, with those that the build made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub static_routes: Vec<StaticRoute>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cache_handlers: Vec<CacheHandler>,
    /// Name of the configuration file's chunk, when it has values for `next/config`. They are evaluated at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime_config: Option<String>,
    pub chunks: Vec<Chunk>,
    /// The `NEXT_PUBLIC_*` values that were written into the chunks, by name. Nothing secret.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// What the build warned about, ready to print.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// What the build read, so that `start` can tell whether the image is current.
    #[serde(default)]
    pub inputs: InputsDigest,
    /// Size and digest of every other file of the image, by name. Filled by `Image::new`.
    #[serde(default)]
    pub files: BTreeMap<String, FileStamp>,
}

impl Manifest {
    /// A manifest of this waypost without routes and chunks.
    #[must_use]
    pub fn new(
        next_version: NextVersion,
        build_id: String,
        preview: PreviewKeys,
        inputs: InputsDigest,
    ) -> Self {
        Self {
            version: FORMAT_VERSION,
            waypost_version: WAYPOST_VERSION.to_owned(),
            waypost_build: String::new(),
            digest: inputs.digest(),
            build_id,
            preview,
            next_version,
            config: ServeConfig::default(),
            routes: Vec::new(),
            middleware: None,
            instrumentation: Vec::new(),
            static_routes: Vec::new(),
            cache_handlers: Vec::new(),
            runtime_config: None,
            chunks: Vec::new(),
            env: BTreeMap::new(),
            warnings: Vec::new(),
            inputs,
            files: BTreeMap::new(),
        }
    }
}

/// One output file of the bundler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// File name inside the image, with `/` between its parts.
    pub file: String,
    /// File name of its source map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<String>,
    /// Targets of static imports; position k is what the chunk calls `$r.i(k)`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<Import>,
    /// Targets of `import()` with a constant specifier, by the specifier as it stands in the chunk.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dynamic: BTreeMap<String, Import>,
    /// The chunk, or something it imports, awaits at top level.
    #[serde(default)]
    pub is_async: bool,
    pub graph: Graph,
}

/// What an import in a chunk leads to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Import {
    /// Index into `Manifest::chunks`.
    Chunk(usize),
    /// A public builtin such as `node:crypto` or `next/server`.
    Builtin(String),
    /// A file that stayed outside of the bundle, relative to the project.
    External(String),
}

/// The module graph a chunk belongs to; modules are never shared between graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Graph {
    App,
    Pages,
    Edge,
}

/// Size and digest of a file of the image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    pub size: u64,
    pub sha256: String,
}
