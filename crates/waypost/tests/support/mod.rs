//! What the tests against the real binary share: a server process and a raw client.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod client;
pub(crate) mod script;
pub(crate) mod server;
