//! Packages that stay outside of the bundle, and those that need a native addon.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use waypost_resolve::{ExternalPackages, Form, NodeResolver, has_prisma_engine, package_of};

/// What the specifier of such an import begins with in a chunk; the file's path follows.
pub(crate) const EXTERNAL: &str = "waypost-external:";

pub(super) const PRISMA: &str = "@prisma/client";
const RUNTIMES: [&str; 2] = ["/runtime/library.js", "/runtime/library.mjs"];

/// The packages of one project, and how they are found.
#[derive(Debug)]
pub(crate) struct External {
    packages: ExternalPackages,
    resolver: NodeResolver,
}

impl External {
    pub(crate) fn new(packages: ExternalPackages) -> Self {
        Self {
            packages,
            resolver: NodeResolver::new(None),
        }
    }

    /// The file that the specifier means, when its package is one of them. As Next.js does it, `require` is
    /// asked before `import`; what is linked in from the workspace is part of the project.
    pub(super) fn resolve(&self, specifier: &str, importer: &Path) -> Option<PathBuf> {
        if !self.packages.contain(specifier) {
            return None;
        }
        let forms = [Form::Require, Form::Import];
        let mut found = forms
            .into_iter()
            .filter_map(|form| self.resolver.resolve(specifier, importer, form).ok());
        found.next().filter(|path| {
            path.components()
                .any(|part| part.as_os_str() == "node_modules")
        })
    }
}

/// What decides that an import leads to this file: the file, and its package's manifest.
pub(super) fn inputs_of(file: &Path) -> Vec<PathBuf> {
    let manifest = file
        .ancestors()
        .skip(1)
        .map(|folder| folder.join("package.json"))
        .find(|path| path.exists());
    std::iter::once(file.to_owned()).chain(manifest).collect()
}

/// What a package that compiles or fetches an addon depends on.
const ADDON_TOOLS: [&str; 7] = [
    "@mapbox/node-pre-gyp",
    "bindings",
    "nan",
    "node-addon-api",
    "node-gyp-build",
    "node-pre-gyp",
    "prebuild-install",
];

/// Whether the file is Prisma's client before version 7 and the client that it generated runs a native engine.
pub(super) fn is_prisma_with_engine(file: &Path) -> bool {
    package_of(&file.to_string_lossy()) == PRISMA
        && file
            .ancestors()
            .find(|folder| folder.ends_with("node_modules"))
            .is_some_and(|modules| has_prisma_engine(&modules.join(".prisma/client")))
}

/// The same for a client that was generated into the project: the module that loads the engine lies in a folder beside it.
pub(super) fn is_prisma_runtime_with_engine(module: &str) -> bool {
    let Some(folder) = RUNTIMES.iter().find_map(|it| module.strip_suffix(it)) else {
        return false;
    };
    has_prisma_engine(Path::new(folder))
}

/// Whether the package of a file says of itself that it needs a native addon.
pub(super) fn is_native_package(file: &Path) -> bool {
    let manifest = file
        .ancestors()
        .skip(1)
        .take_while(|folder| !folder.ends_with("node_modules"))
        .find_map(|folder| fs::read_to_string(folder.join("package.json")).ok())
        .and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let Some(manifest) = manifest else {
        return false;
    };
    let needs = |key: &str| {
        let list = manifest.get(key).and_then(Value::as_object);
        list.is_some_and(|list| ADDON_TOOLS.iter().any(|tool| list.contains_key(*tool)))
    };
    let by_platform = manifest
        .get("optionalDependencies")
        .and_then(Value::as_object)
        .is_some_and(|list| {
            list.keys()
                .any(|name| name.ends_with("-linux-x64") || name.ends_with("-linux-x64-gnu"))
        });
    manifest.get("gypfile") == Some(&Value::Bool(true))
        || manifest.get("binary").is_some()
        || manifest.get("napi").is_some()
        || needs("dependencies")
        || by_platform
}
