//! What a route file says about itself in its statically readable exports.

use crate::MetadataFile;
use serde::{Deserialize, Serialize};

/// Segment config of a route. Fields that a route kind does not know keep their defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SegmentConfig {
    pub dynamic: Dynamic,
    pub dynamic_params: bool,
    /// `None` when the file does not export it, which differs from `false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revalidate: Option<Revalidate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetch_cache: Option<FetchCache>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_duration: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub preferred_region: Vec<String>,
    /// The file exports `generateStaticParams`.
    pub generates_static_params: bool,
    /// `pages/api` only.
    pub body_parser: BodyParser,
    /// `pages/api` only.
    pub response_limit: ResponseLimit,
    /// `pages/api` only: the handler answers after its promise has settled.
    pub external_resolver: bool,
    /// `pages/api` only: the exported `config` is no constant, so `config.api` has to be read from the evaluated
    /// module; the three fields above are then defaults.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_computed: bool,
    /// The route is a metadata file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<MetadataFile>,
}

impl Default for SegmentConfig {
    fn default() -> Self {
        Self {
            dynamic: Dynamic::Auto,
            dynamic_params: true,
            revalidate: None,
            fetch_cache: None,
            max_duration: None,
            preferred_region: Vec::new(),
            generates_static_params: false,
            body_parser: BodyParser::default(),
            response_limit: ResponseLimit::default(),
            external_resolver: false,
            is_computed: false,
            metadata: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dynamic {
    #[default]
    Auto,
    ForceDynamic,
    Error,
    ForceStatic,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Revalidate {
    /// `false`: an answer is kept until it is revalidated on demand.
    Never,
    /// `0` makes the route dynamic.
    Seconds(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FetchCache {
    Auto,
    DefaultCache,
    OnlyCache,
    ForceCache,
    ForceNoStore,
    DefaultNoStore,
    OnlyNoStore,
}

/// Whether and up to which size the body is parsed before a `pages/api` handler runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyParser {
    pub enabled: bool,
    pub size_limit_bytes: u64,
    /// The limit as configured, because error texts quote it: `500kb`.
    pub size_limit_text: String,
}

impl Default for BodyParser {
    fn default() -> Self {
        Self {
            enabled: true,
            size_limit_bytes: 1024 * 1024,
            size_limit_text: "1mb".to_owned(),
        }
    }
}

/// From which size on a `pages/api` answer is warned about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ResponseLimit {
    Off,
    Limit(SizeLimit),
}

impl Default for ResponseLimit {
    fn default() -> Self {
        Self::Limit(SizeLimit {
            bytes: 4 * 1024 * 1024,
            text: "4MB".to_owned(),
        })
    }
}

/// A size with the text it was configured by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeLimit {
    pub bytes: u64,
    pub text: String,
}
