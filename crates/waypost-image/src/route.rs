//! One route of the manifest: where it is in the URL space and which chunk answers it.

use crate::SegmentConfig;
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    pub kind: RouteKind,
    /// The URL pattern in Next.js's spelling, without groups and slots: `/api/users/[id]`.
    pub page: String,
    /// `page`, split and classified. Empty for `/`.
    pub segments: Vec<Segment>,
    /// Name of the chunk that exports the handlers, as in `Chunk::file`.
    pub entry: String,
    /// The route file, relative to the project, with `/` between its parts.
    pub source: String,
    pub runtime: Runtime,
    /// Methods an `app` route file exports; `None` when its source does not tell (`export *`, CommonJS) and for
    /// `pages/api`, where the one handler gets them all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<HandlerMethod>>,
    #[serde(default)]
    pub config: SegmentConfig,
}

impl Route {
    /// Nothing in the pattern varies, so an exact comparison finds the route.
    #[must_use]
    pub fn is_static(&self) -> bool {
        self.segments
            .iter()
            .all(|segment| matches!(segment, Segment::Static(_)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RouteKind {
    /// `app/**/route.*`
    AppRoute,
    /// `pages/api/**`
    PagesApi,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Runtime {
    #[default]
    Nodejs,
    Edge,
}

/// One part of a URL pattern between slashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Segment {
    Static(String),
    /// `[name]`
    Dynamic(String),
    /// `[...name]`
    CatchAll(String),
    /// `[[...name]]`
    OptionalCatchAll(String),
}

impl Segment {
    /// Reads a segment as it is written in a URL pattern. Anything that is not a whole bracketed
    /// name is static text; malformed brackets are refused earlier, by the scan.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        fn bracketed<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
            text.strip_prefix(open)?
                .strip_suffix(close)
                .filter(|name| !name.is_empty())
        }
        if let Some(name) = bracketed(text, "[[...", "]]") {
            return Self::OptionalCatchAll(name.to_owned());
        }
        if let Some(name) = bracketed(text, "[...", "]") {
            return Self::CatchAll(name.to_owned());
        }
        match bracketed(text, "[", "]") {
            Some(name) => Self::Dynamic(name.to_owned()),
            None => Self::Static(text.to_owned()),
        }
    }

    /// Splits and classifies a URL pattern such as `/api/users/[id]`.
    #[must_use]
    pub fn parse_page(page: &str) -> Vec<Self> {
        page.split('/')
            .filter(|part| !part.is_empty())
            .map(Self::parse)
            .collect()
    }

    /// Name of the param, for segments that have one.
    #[must_use]
    pub fn param(&self) -> Option<&str> {
        match self {
            Self::Static(_) => None,
            Self::Dynamic(name) | Self::CatchAll(name) | Self::OptionalCatchAll(name) => Some(name),
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Static(text) => f.write_str(text),
            Self::Dynamic(name) => write!(f, "[{name}]"),
            Self::CatchAll(name) => write!(f, "[...{name}]"),
            Self::OptionalCatchAll(name) => write!(f, "[[...{name}]]"),
        }
    }
}

/// The methods a route handler file may export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum HandlerMethod {
    Get,
    Head,
    Options,
    Post,
    Put,
    Delete,
    Patch,
}

impl HandlerMethod {
    pub const ALL: [Self; 7] = [
        Self::Get,
        Self::Head,
        Self::Options,
        Self::Post,
        Self::Put,
        Self::Delete,
        Self::Patch,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
        }
    }

    /// Methods are compared as written: `get` is no method name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }
}
