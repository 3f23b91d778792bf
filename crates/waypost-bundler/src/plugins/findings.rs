//! What the plugin notices while rolldown walks the module graph.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

use waypost_resolve::package_of;

/// Filled under a lock by hooks that run on several threads; nothing in it depends on their order
/// once it is sorted.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Importer and imported module, by id.
    pub(crate) edges: BTreeSet<(String, String)>,
    pub(crate) unresolved: Vec<Unresolved>,
    /// Builtins and members of builtins that are imported and not offered, by importing package
    /// (the project itself is the empty name).
    pub(crate) not_offered: BTreeMap<String, BTreeSet<String>>,
    /// `require(expr)` and `import(expr)`, which only the run-time loader can answer.
    pub(crate) run_time_loads: Vec<RunTimeLoad>,
    /// Syntax that is parsed but cannot be lowered, by module.
    pub(crate) refused: Vec<Refused>,
    /// Packages that need a native addon.
    pub(crate) native_addons: BTreeSet<String>,
    /// Files that stay outside of the bundle, and the manifests that lead to them.
    pub(crate) external_files: BTreeSet<PathBuf>,
}

impl Findings {
    /// Notes the package of a file that is an addon, or whose package needs one.
    pub(crate) fn note_native_addon(&mut self, file: &str) {
        self.native_addons.insert(package_of(file).to_owned());
    }
}

/// An import that leads to no code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unresolved {
    pub(crate) importer: String,
    pub(crate) specifier: String,
    pub(crate) reason: UnresolvedReason,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum UnresolvedReason {
    NotFound,
    /// The file exists, but nothing makes code of its kind.
    NotCode {
        extension: String,
    },
    /// What the resolver says beyond "not found": a subpath that is not exported, a broken manifest.
    Other(String),
}

#[derive(Debug, Clone)]
pub(crate) struct RunTimeLoad {
    pub(crate) module: String,
    pub(crate) span: Range<usize>,
    /// `require` or `import`.
    pub(crate) form: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) module: String,
    pub(crate) span: Range<usize>,
    pub(crate) message: Cow<'static, str>,
    pub(crate) help: &'static str,
}
