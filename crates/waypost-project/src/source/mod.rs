//! What a route file says before it runs: its exports and their constant values, read by parsing.

mod body_config;
mod exports;
mod handlers;
mod metadata;
mod middleware_config;
mod segment_config;
mod static_value;

pub(crate) use exports::Exports;
pub(crate) use handlers::{RouteSource, SourceText, read_route};
pub(crate) use metadata::of_data;
pub(crate) use middleware_config::read_middleware;
