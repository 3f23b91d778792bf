//! What the tests against the real binary share: a server process and a raw client.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod baseline;
pub(crate) mod client;
pub(crate) mod databases;
pub(crate) mod difference;
pub(crate) mod encoding;
pub(crate) mod exchange;
pub(crate) mod install;
mod listening;
pub(crate) mod mock_http;
pub(crate) mod mock_smtp;
pub(crate) mod next;
pub(crate) mod normal;
pub(crate) mod player;
pub(crate) mod port;
pub(crate) mod project;
pub(crate) mod script;
pub(crate) mod sections;
pub(crate) mod server;
pub(crate) mod services;
pub(crate) mod snapshot;
