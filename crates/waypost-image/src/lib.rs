//! The app image: everything `start` needs to serve a project, as data.
//!
//! A build makes an [`Image`] in memory; [`write_image`] puts it in `.waypost/` and [`Image::open`] finds it
//! there again. Opening costs one JSON parse: chunk sources and source maps are read, and their
//! digests checked, when they are asked for. This crate describes and stores; it knows neither how
//! chunks are made nor how they run. What `.env` files hold never enters an image, because images
//! are copied to other machines.

mod cache_config;
mod config;
mod digest;
mod error;
mod image;
mod keys;
mod manifest;
mod metadata;
mod middleware;
mod next_version;
mod prerender;
mod route;
mod segment_config;
mod writer;

pub use cache_config::{CacheConfig, CacheHandler, CacheLife};
pub use config::{
    Condition, ConditionKind, HeaderRule, I18n, I18nDomain, RedirectRule, RewriteRule, Rewrites,
    RuleSource, ServeConfig,
};
pub use digest::{Input, InputKind, Inputs, InputsDigest, sha256_hex};
pub use error::ImageError;
pub use image::{IMAGE_DIRECTORY, Image, ImageFiles, current_home};
pub use keys::{PreviewKeys, new_build_id};
pub use manifest::{Chunk, FORMAT_VERSION, FileStamp, Graph, Import, Manifest, WAYPOST_VERSION};
pub use metadata::{MetadataFile, MetadataForm};
pub use middleware::{Instrumentation, Middleware, MiddlewareKind};
pub use next_version::NextVersion;
pub use prerender::{
    AnswerTerms, ForKeeping, InitialStatus, StaticAnswer, StaticBody, StaticContent, StaticRoute,
};
pub use route::{HandlerMethod, Route, RouteKind, Runtime, Segment};
pub use segment_config::{
    BodyParser, Dynamic, FetchCache, ResponseLimit, Revalidate, SegmentConfig, SizeLimit,
};
pub use writer::write_image;
