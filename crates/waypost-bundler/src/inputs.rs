//! What a bundle is made from.

use crate::{StaticImages, UseCache};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use waypost_image::{Graph, NextVersion};
use waypost_project::{Mode, Project};
use waypost_resolve::ExternalPackages;

/// Everything that decides what a bundle looks like, besides the files themselves.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// The project directory, absolute and without symbolic links.
    pub root: PathBuf,
    /// The project's `tsconfig.json` or `jsconfig.json`.
    pub tsconfig: Option<PathBuf>,
    pub entries: Vec<Entry>,
    pub mode: Mode,
    /// Values written into the code for `process.env.NAME`: `NEXT_PUBLIC_*`.
    pub env: BTreeMap<String, String>,
    /// Expressions and the source text that is written for each: what the configuration defines.
    pub define: BTreeMap<String, String>,
    /// Imports and what is resolved in their place, by preference; `./` is the project directory.
    pub alias: BTreeMap<String, Vec<String>>,
    /// What imports of image files are; `None` where they cannot be imported.
    pub images: Option<StaticImages>,
    pub builtins: BuiltinSurface,
    /// Packages that stay outside of the bundle; `None` bundles everything.
    pub external: Option<ExternalPackages>,
    /// Whether functions may be cached by a directive. Never those of `pages`.
    pub use_cache: UseCache,
}

impl UseCache {
    /// What the version and the configuration of a project say.
    #[must_use]
    pub fn of_project(project: &Project) -> Self {
        let cache = &project.config.serve.cache;
        let (is_on, kinds) = (cache.use_cache, cache.handlers.keys().cloned().collect());
        match project.next_version() {
            NextVersion::V14 => Self::Unknown,
            NextVersion::V15 if is_on => Self::On {
                kinds,
                setting: "\"experimental.cacheHandlers\"",
            },
            NextVersion::V15 => Self::Off {
                setting: "experimental feature flag \"useCache\"",
            },
            NextVersion::V16 if is_on => Self::On {
                kinds,
                setting: "`cacheHandlers`",
            },
            NextVersion::V16 => Self::Off {
                setting: "feature flag `cacheComponents`",
            },
        }
    }
}

impl StaticImages {
    /// What the version and the configuration of a project say.
    #[must_use]
    pub fn of_project(project: &Project) -> Self {
        let config = &project.config;
        let next = project.next_version();
        let prefix = config.asset_prefix.as_ref();
        let prefix = prefix.unwrap_or(&config.serve.base_path).as_str();
        // Up to 15 a slash at its end stays, and another follows.
        let without_slash = prefix.strip_suffix('/').unwrap_or(prefix);
        let prefix = if next >= NextVersion::V16 {
            without_slash
        } else {
            prefix
        };
        Self {
            prefix: prefix.to_owned(),
            next,
        }
    }
}

/// One file whose exports the runtime calls: a route, a middleware, an instrumentation file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The file, relative to the project.
    pub source: PathBuf,
    pub graph: Graph,
    /// The file is no code: its module exports its bytes by default, one in each character of a string.
    pub is_data: bool,
}

impl Inputs {
    /// The routes of a project, in their order. `env` holds the values that are written into the
    /// code; the entries of middleware and instrumentation are added by who knows how to call them.
    #[must_use]
    pub fn of_project(
        project: &Project,
        mode: Mode,
        env: BTreeMap<String, String>,
        builtins: BuiltinSurface,
    ) -> Self {
        let entries = project.routes.iter().map(|route| Entry {
            source: PathBuf::from(&route.source),
            graph: route.graph(),
            is_data: route.is_data(),
        });
        Self {
            root: project.root.clone(),
            tsconfig: project.tsconfig.clone(),
            entries: entries.collect(),
            mode,
            env,
            define: project.config.define.clone(),
            alias: project.config.alias.clone(),
            images: Some(StaticImages::of_project(project)),
            builtins,
            external: Some(project.config.external.clone()),
            use_cache: UseCache::of_project(project),
        }
    }
}

impl Inputs {
    /// Ids of the modules that are data.
    pub(crate) fn data_modules(&self) -> BTreeSet<String> {
        let data = self.entries.iter().filter(|entry| entry.is_data);
        let paths = data.filter_map(|entry| self.root.join(&entry.source).canonicalize().ok());
        paths.map(|path| path.display().to_string()).collect()
    }
}

/// The public builtins this waypost offers, by canonical specifier (`node:fs`, `next/server`), with
/// their named exports where they are known.
#[derive(Debug, Clone, Default)]
pub struct BuiltinSurface {
    pub modules: BTreeMap<String, Option<BTreeSet<String>>>,
}

impl BuiltinSurface {
    #[must_use]
    pub fn offers(&self, specifier: &str) -> bool {
        self.modules.contains_key(specifier)
    }

    /// `false` only when the module's exports are known and `name` is none of them.
    #[must_use]
    pub fn may_export(&self, specifier: &str, name: &str) -> bool {
        match self.modules.get(specifier) {
            Some(Some(names)) => name == "default" || names.contains(name),
            _ => true,
        }
    }
}

impl<S: Into<String>> FromIterator<S> for BuiltinSurface {
    /// Modules of unknown exports.
    fn from_iter<I: IntoIterator<Item = S>>(specifiers: I) -> Self {
        Self {
            modules: specifiers.into_iter().map(|s| (s.into(), None)).collect(),
        }
    }
}
