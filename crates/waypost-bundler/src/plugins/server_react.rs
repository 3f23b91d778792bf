//! The React of Server Components, where the one that is installed has none.
//!
//! Before 19 the entry of `react` under the condition `react-server` only throws. Next.js 14 gives its `app` folder the
//! React that it brings along, with `cache` and without client hooks; so that one is taken, or where Next.js is not
//! installed the whole React that is.

use std::path::{Path, PathBuf};

use waypost_resolve::{Form, NodeResolver};

use super::project::path_of;

/// What is taken for each of its entries, the first that is there: names differ between releases of Next.js.
const ENTRIES: [(&str, &[&str]); 4] = [
    ("react", REACT),
    // How its other files name it.
    ("next/dist/compiled/react", REACT),
    (
        "react/jsx-runtime",
        &["jsx-runtime.react-server.js", "jsx-runtime.js"],
    ),
    ("react/jsx-dev-runtime", &["jsx-dev-runtime.js"]),
];
const REACT: &[&str] = &["react.react-server.js", "react.shared-subset.js"];

/// Where Next.js has it.
const BROUGHT_ALONG: &str = "next/dist/compiled/react/package.json";

/// The first React with entries for Server Components.
const FIRST_WITH_SERVER: u32 = 19;

#[derive(Debug)]
pub(super) struct ServerReact(NodeResolver);

impl ServerReact {
    pub(super) fn new() -> Self {
        Self(NodeResolver::new(None))
    }

    /// The file, when it is another than the usual way leads to.
    pub(super) fn resolve(&self, specifier: &str, importer: &str, root: &Path) -> Option<PathBuf> {
        let (_, files) = ENTRIES.iter().find(|(entry, _)| *entry == specifier)?;
        let importer = Path::new(path_of(importer));
        if self.installed_major(importer)? >= FIRST_WITH_SERVER {
            return None;
        }
        let from = root.join("package.json");
        let brought = self.0.resolve(BROUGHT_ALONG, &from, Form::Require).ok();
        let folder = brought.as_deref().and_then(Path::parent);
        folder
            .and_then(|folder| {
                files
                    .iter()
                    .map(|name| folder.join(name))
                    .find(|it| it.is_file())
            })
            .or_else(|| self.0.resolve(specifier, importer, Form::Require).ok())
    }

    /// The major version of the React that `importer` means.
    fn installed_major(&self, importer: &Path) -> Option<u32> {
        let package = self
            .0
            .resolve("react/package.json", importer, Form::Require);
        let text = std::fs::read_to_string(package.ok()?).ok()?;
        let package: serde_json::Value = serde_json::from_str(&text).ok()?;
        package["version"].as_str()?.split('.').next()?.parse().ok()
    }
}
