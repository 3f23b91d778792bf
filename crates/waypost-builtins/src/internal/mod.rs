//! Parts that only builtins import.

pub(crate) mod async_context;
pub(crate) mod crypto;
pub(crate) mod errors;
pub(crate) mod event_loop;
pub(crate) mod loader;
pub(crate) mod modules;
pub(crate) mod source_map;
pub(crate) mod sqlite;
pub(crate) mod testing;
pub(crate) mod turn;
pub(crate) mod validators;
pub(crate) mod web_interface;
pub(crate) mod webidl;
