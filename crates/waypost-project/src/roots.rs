//! Where a project keeps its routes: `app/` and `pages/`, in the project or in `src/`.

use crate::files::Files;
use std::path::PathBuf;
use waypost_diagnostics::Diagnostic;

/// The directories that hold routes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roots {
    pub app: Option<PathBuf>,
    pub pages: Option<PathBuf>,
    /// Their parent, where `middleware`, `proxy` and `instrumentation` files are.
    pub base: PathBuf,
}

pub(crate) fn find_roots(files: &mut Files) -> Option<Roots> {
    let app = find(files, "app");
    let pages = find(files, "pages");
    let Some(base) = app
        .as_ref()
        .or(pages.as_ref())
        .and_then(|path| path.parent())
    else {
        files.report(
            Diagnostic::error("couldn't find any `pages` or `app` directory")
                .with_code("no-routes-directory")
                .with_help(
                    "create one under the project root or in src, or name the project's directory",
                ),
        );
        return None;
    };
    let base = base.to_owned();
    if pages
        .as_ref()
        .and_then(|path| path.parent())
        .is_some_and(|parent| parent != base)
    {
        files.report(
            Diagnostic::error("`pages` and `app` directories should be under the same folder")
                .with_code("split-roots")
                .with_help("move both to the project root, or both to src"),
        );
        return None;
    }
    Some(Roots { app, pages, base })
}

fn find(files: &mut Files, name: &str) -> Option<PathBuf> {
    let candidates = [files.root().join(name), files.root().join("src").join(name)];
    candidates.into_iter().find(|path| {
        let is_there = path.is_dir();
        if !is_there {
            files.inputs.record_absent(path);
        }
        is_there
    })
}
