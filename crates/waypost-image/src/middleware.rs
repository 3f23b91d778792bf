//! The functions of a project that belong to no route: the middleware that requests pass before they are
//! routed, and the hooks of the instrumentation file.

use crate::{RuleSource, Runtime};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Middleware {
    pub kind: MiddlewareKind,
    /// Name of the chunk that exports the function, as in `Chunk::file`.
    pub entry: String,
    /// The file, relative to the project, with `/` between its parts.
    pub source: String,
    pub runtime: Runtime,
    /// `config.matcher`: the requests it is called for. `None` means all, static files too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matchers: Option<Vec<RuleSource>>,
}

/// Under which name the file stands, and with it the name of the function it exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MiddlewareKind {
    /// `middleware.ts`
    Middleware,
    /// `proxy.ts`, since Next.js 16
    Proxy,
}

impl MiddlewareKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Middleware => "middleware",
            Self::Proxy => "proxy",
        }
    }
}

/// The instrumentation file, as bundled for one runtime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrumentation {
    pub runtime: Runtime,
    /// Name of the chunk, as in `Chunk::file`.
    pub entry: String,
}
