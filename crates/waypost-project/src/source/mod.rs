//! What a route file says before it runs: its exports and their constant values, read by parsing.

mod body_config;
mod exports;
mod handlers;
mod segment_config;
mod static_value;

pub(crate) use handlers::{RouteSource, read_route};
