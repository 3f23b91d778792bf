//! Which file the text in `new URL("./file", import.meta.url)` names.
//!
//! Next.js takes it for an import: a file beside the module first, then by `paths` of tsconfig and in packages. Only a
//! file that is there counts; anything else stays the URL that it spells.

use super::project::relative;
use std::path::{Path, PathBuf};
use waypost_resolve::{Form, NodeResolver};

#[derive(Debug)]
pub(super) struct Assets {
    root: PathBuf,
    resolver: NodeResolver,
}

impl Assets {
    /// `tsconfig` is the project's, if it has one.
    pub(super) fn new(root: PathBuf, tsconfig: Option<&Path>) -> Self {
        Self {
            root,
            resolver: NodeResolver::new(tsconfig),
        }
    }

    /// What leads from `module` to the file, as a URL. `module` is relative to the project.
    pub(super) fn beside(&self, module: &str, text: &str) -> Option<String> {
        let folder = self.root.join(module).parent()?.to_owned();
        folder.join(text).is_file().then(|| text.to_owned())
    }

    /// The same for a file that is named as a module is.
    pub(super) fn imported(&self, module: &str, text: &str) -> Option<String> {
        // A path, a URL, or `#`, with which the imports of a package begin and so does a fragment.
        if text.is_empty() || text.starts_with(['.', '/', '#', '?']) || text.contains(':') {
            return None;
        }
        let module = self.root.join(module).canonicalize().ok()?;
        let file = self.resolver.resolve(text, &module, Form::Import).ok()?;
        let path = relative(module.parent()?, &file);
        let path = path.replace('%', "%25").replace('?', "%3F");
        Some(format!("./{}", path.replace('#', "%23")))
    }
}
