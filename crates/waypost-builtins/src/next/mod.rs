//! Modules of Next.js.

pub(crate) mod api_handler;
pub(crate) mod cache;
pub(crate) mod config;
pub(crate) mod config_file;
pub(crate) mod constants;
pub(crate) mod cookies;
pub(crate) mod headers;
pub(crate) mod instrumentation;
pub(crate) mod metadata;
pub(crate) mod middleware;
pub(crate) mod navigation;
pub(crate) mod og;
pub(crate) mod prerender;
pub(crate) mod preview;
pub(crate) mod route_handler;
pub(crate) mod server;
pub(crate) mod version;
