//! Modules of Node.js.

pub(crate) mod async_hooks;
pub(crate) mod events;
