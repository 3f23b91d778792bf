//! `react-dom/server` where `react-server` is a condition.
//!
//! Under that condition the package has modules that only throw: Server Components are not to
//! render themselves. Next.js gives handlers the renderer all the same, with the whole of React
//! below it (`next/dist/build/webpack/alias/react-dom-server.js`), since e-mails and documents are
//! rendered there. Nothing else sees the whole React: a handler's own `react` has no client hooks.

use std::path::{Path, PathBuf};

use waypost_resolve::{Form, NodeResolver};

use waypost_resolve::package_of;

const RENDERERS: [&str; 6] = [
    "react-dom/server",
    "react-dom/server.edge",
    "react-dom/server.node",
    "react-dom/static",
    "react-dom/static.edge",
    "react-dom/static.node",
];

/// Resolves the renderer, and what it imports of React, without the condition.
#[derive(Debug)]
pub(super) struct WholeReact(NodeResolver);

impl WholeReact {
    pub(super) fn new() -> Self {
        Self(NodeResolver::new(None))
    }

    /// The file, when it is one that the condition would replace. What is not installed takes the usual way.
    pub(super) fn resolve(&self, specifier: &str, importer: &str) -> Option<PathBuf> {
        let is_concerned = RENDERERS.contains(&specifier)
            || (matches!(specifier, "react" | "react-dom") && is_renderer(importer));
        if !is_concerned {
            return None;
        }
        let importer = Path::new(super::project::path_of(importer));
        self.0.resolve(specifier, importer, Form::Require).ok()
    }
}

/// A module that runs only when the whole of React is there.
fn is_renderer(module: &str) -> bool {
    package_of(module) == "react-dom" && !module.contains("react-server")
}
