//! The web platform.

pub(crate) mod abort;
pub(crate) mod base64;
pub(crate) mod blob;
pub(crate) mod compression;
pub(crate) mod crypto;
pub(crate) mod dom_exception;
pub(crate) mod encoding;
pub(crate) mod events;
pub(crate) mod eventsource;
pub(crate) mod fetch;
pub(crate) mod formdata;
pub(crate) mod messaging;
pub(crate) mod microtask;
pub(crate) mod navigator;
pub(crate) mod performance;
pub(crate) mod shared_array_buffer;
pub(crate) mod streams;
pub(crate) mod structured_clone;
pub(crate) mod url;
pub(crate) mod urlpattern;
pub(crate) mod webassembly;
pub(crate) mod websocket;
