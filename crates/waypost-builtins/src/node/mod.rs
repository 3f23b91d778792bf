//! Modules of Node.js.

pub(crate) mod async_hooks;
pub(crate) mod buffer;
pub(crate) mod crypto;
pub(crate) mod events;
pub(crate) mod path;
