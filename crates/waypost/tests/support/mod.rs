//! What the tests against the real binary share: a server process and a raw client.

pub(crate) mod client;
pub(crate) mod script;
pub(crate) mod server;
