//! The builtins: web, Node.js and Next.js modules, each a folder with its TypeScript, its Rust
//! and its tests.
//!
//! A builtin's script is evaluated when one of its names is first used, once per realm. Adding a
//! builtin is a folder with a declaration in its `mod.rs` and one line in [`BUILTINS`].
//!
//! Never here: the server's own sockets (those that handlers open are), route matching, the app image's format. Its
//! chunks come to `internal/loader` one by one, as source text.

mod declare;
mod install;
mod internal;
mod next;
mod node;
mod pieces;
mod web;

pub use declare::Builtin;
pub use install::{
    Builtins, BytecodeSlot, EvaluatedScript, FindBytecode, InstallError, Script, compile_script,
    evaluated_scripts, global_scripts, public_module, public_surface,
};
pub use internal::modules::ModuleCache;
pub use internal::source_map::{SourceMapHost, SourceMapSlot, SourcePlace};
pub use internal::turn::{AnswerHost, AnswerHostSlot, BodyPiece, RequestId, WholeBody};
pub use next::cache::CacheSlot;
pub use node::console::ConsoleSettings;
pub use node::process::ProcessSettings;
pub use web::fetch::tls_client_config;

/// Every builtin, sorted by folder.
pub static BUILTINS: &[Builtin] = &[
    internal::async_context::ASYNC_CONTEXT,
    internal::crypto::CRYPTO,
    internal::errors::ERRORS,
    internal::event_loop::EVENT_LOOP,
    internal::loader::LOADER,
    internal::modules::MODULES,
    internal::source_map::SOURCE_MAP,
    internal::sqlite::SQLITE,
    internal::testing::TESTING,
    internal::turn::TURN,
    internal::validators::VALIDATORS,
    internal::web_interface::WEB_INTERFACE,
    internal::webidl::WEBIDL,
    next::api_handler::API_HANDLER,
    next::cache::CACHE,
    next::config::CONFIG,
    next::config_file::CONFIG_FILE,
    next::constants::CONSTANTS,
    next::cookies::COOKIES,
    next::headers::HEADERS,
    next::instrumentation::INSTRUMENTATION,
    next::metadata::METADATA,
    next::middleware::MIDDLEWARE,
    next::navigation::NAVIGATION,
    next::og::OG,
    next::prerender::PRERENDER,
    next::preview::PREVIEW,
    next::route_handler::ROUTE_HANDLER,
    next::server::SERVER,
    next::version::VERSION,
    node::argon2::ARGON2,
    node::assert::ASSERT,
    node::async_hooks::ASYNC_HOOKS,
    node::bcrypt::BCRYPT,
    node::better_sqlite3::BETTER_SQLITE3,
    node::buffer::BUFFER,
    node::child_process::CHILD_PROCESS,
    node::console::CONSOLE,
    node::constants::CONSTANTS,
    node::crypto::CRYPTO,
    node::dgram::DGRAM,
    node::diagnostics_channel::DIAGNOSTICS_CHANNEL,
    node::dns::DNS,
    node::events::EVENTS,
    node::fs::FS,
    node::http2::HTTP2,
    node::http::HTTP,
    node::https::HTTPS,
    node::module::MODULE,
    node::net::NET,
    node::os::OS,
    node::path::PATH,
    node::perf_hooks::PERF_HOOKS,
    node::process::PROCESS,
    node::punycode::PUNYCODE,
    node::querystring::QUERYSTRING,
    node::readline::READLINE,
    node::sqlite::SQLITE,
    node::stream::STREAM,
    node::string_decoder::STRING_DECODER,
    node::timers::TIMERS,
    node::tls::TLS,
    node::tty::TTY,
    node::unavailable::UNAVAILABLE,
    node::url::URL,
    node::util::UTIL,
    node::v8::V8,
    node::vm::VM,
    node::worker_threads::WORKER_THREADS,
    node::zlib::ZLIB,
    web::abort::ABORT,
    web::base64::BASE64,
    web::blob::BLOB,
    web::compression::COMPRESSION,
    web::crypto::CRYPTO,
    web::dom_exception::DOM_EXCEPTION,
    web::encoding::ENCODING,
    web::events::EVENTS,
    web::eventsource::EVENTSOURCE,
    web::fetch::FETCH,
    web::formdata::FORMDATA,
    web::messaging::MESSAGING,
    web::microtask::MICROTASK,
    web::navigator::NAVIGATOR,
    web::performance::PERFORMANCE,
    web::shared_array_buffer::SHARED_ARRAY_BUFFER,
    web::streams::STREAMS,
    web::structured_clone::STRUCTURED_CLONE,
    web::url::URL,
    web::urlpattern::URLPATTERN,
    web::webassembly::WEBASSEMBLY,
    web::websocket::WEBSOCKET,
];
