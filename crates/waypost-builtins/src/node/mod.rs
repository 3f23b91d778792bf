//! Modules of Node.js.

pub(crate) mod argon2;
pub(crate) mod assert;
pub(crate) mod async_hooks;
pub(crate) mod bcrypt;
pub(crate) mod buffer;
pub(crate) mod console;
pub(crate) mod constants;
pub(crate) mod crypto;
pub(crate) mod diagnostics_channel;
pub(crate) mod events;
pub(crate) mod http;
pub(crate) mod os;
pub(crate) mod path;
pub(crate) mod perf_hooks;
pub(crate) mod process;
pub(crate) mod querystring;
pub(crate) mod sqlite;
pub(crate) mod stream;
pub(crate) mod string_decoder;
pub(crate) mod timers;
pub(crate) mod url;
pub(crate) mod util;
