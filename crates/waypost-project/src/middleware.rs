//! The project's middleware or proxy file, as far as its source tells.

use crate::files::{Files, LARGEST_SOURCE};
use crate::source::{Exports, SourceText, read_middleware};
use crate::special_files::SpecialFiles;
use std::path::{Path, PathBuf};
use waypost_image::{Graph, Middleware, MiddlewareKind, NextVersion, RuleSource, Runtime};

/// The middleware before it is bundled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectMiddleware {
    pub kind: MiddlewareKind,
    pub path: PathBuf,
    /// `path` relative to the project.
    pub source: String,
    pub runtime: Runtime,
    pub matchers: Option<Vec<RuleSource>>,
}

impl ProjectMiddleware {
    /// The module graph the file is bundled in.
    #[must_use]
    pub fn graph(&self) -> Graph {
        match self.runtime {
            Runtime::Edge => Graph::Edge,
            Runtime::Nodejs => Graph::App,
        }
    }

    /// The middleware as the manifest has it, with its function in the chunk `entry`.
    #[must_use]
    pub fn to_manifest(&self, entry: String) -> Middleware {
        Middleware {
            kind: self.kind,
            entry,
            source: self.source.clone(),
            runtime: self.runtime,
            matchers: self.matchers.clone(),
        }
    }
}

/// Both files at once are an error, which the search for special files reports.
pub(crate) fn find_middleware(
    files: &mut Files,
    special: &SpecialFiles,
    version: NextVersion,
) -> Option<ProjectMiddleware> {
    let proxy = special
        .proxy
        .iter()
        .map(|path| (MiddlewareKind::Proxy, path));
    let middleware = special
        .middleware
        .iter()
        .map(|path| (MiddlewareKind::Middleware, path));
    let (kind, path) = proxy.chain(middleware).next()?;
    read(files, kind, path, version)
}

fn read(
    files: &mut Files,
    kind: MiddlewareKind,
    path: &Path,
    version: NextVersion,
) -> Option<ProjectMiddleware> {
    let text = files.read_text(path, LARGEST_SOURCE)?;
    let source = files.relative(path);
    let exports = match Exports::parse(&text, path, &source) {
        Ok(exports) => exports,
        Err(errors) => {
            files.diagnostics.extend(errors);
            return None;
        }
    };
    let place = SourceText {
        file: &source,
        text: &text,
    };
    let read = read_middleware(&exports, &place, kind, version, &mut files.diagnostics);
    Some(ProjectMiddleware {
        kind,
        path: path.to_owned(),
        source,
        runtime: read.runtime,
        matchers: read.matchers,
    })
}
