//! The web platform.

pub(crate) mod abort;
pub(crate) mod base64;
pub(crate) mod dom_exception;
pub(crate) mod encoding;
pub(crate) mod events;
pub(crate) mod microtask;
pub(crate) mod url;
