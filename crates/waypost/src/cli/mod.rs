//! The commands.

pub(crate) mod build;
pub(crate) mod dev;
pub(crate) mod routes;
pub(crate) mod start;
mod watch;
