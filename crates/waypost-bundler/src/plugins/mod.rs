//! What rolldown is told about a project: resolution, stand-in modules, rewrites of single modules.

mod accessors;
mod assets;
mod client_reference;
mod external;
mod findings;
mod image_size;
mod process_import;
mod project;
mod rewrite;
mod server_react;
mod stand_in;
mod static_image;
mod suffixed_names;
mod use_cache;
mod use_cache_plan;
mod whole_react;

pub(crate) use external::{EXTERNAL, External};
pub(crate) use findings::{Findings, RunTimeLoad, Unresolved, UnresolvedReason};
pub(crate) use project::{ProjectPlugin, relative};
pub(crate) use rewrite::HELPERS;
pub use static_image::StaticImages;
pub use use_cache::UseCache;
