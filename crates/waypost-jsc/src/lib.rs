//! JavaScriptCore under safe types: the only crate with `unsafe`.
//!
//! A [`Vm`] is one heap on one thread, a [`Realm`] one global object in it. [`Realm::enter`] takes
//! the engine's lock for a closure and hands it a [`Scope`], the token every call that touches the
//! engine asks for. Values are [`Local`] on the stack and [`Global`] anywhere else.
//!
//! What keeps this sound, and who keeps it:
//! * No type here is `Send`, and a thread has at most one VM at a time ([`Vm::new`] refuses a
//!   second), so a value can only meet the VM it belongs to.
//! * The collector scans the stack, not Rust's heap. A `Local` therefore never goes into a `Vec`,
//!   a `Box`, a closure or a field; [`LocalVec`] collects a number of them, [`Global`] keeps one.
//! * While a closure holds the bytes of a buffer, the engine is closed: [`Scope`] refuses every
//!   call, so nothing can move, detach or alias them.
//! * A panic in a native function is caught at the trampoline, poisons the VM and is thrown into
//!   JavaScript as an internal error.
//!
//! It never knows of requests, ops or builtins, and of files only how to map one.

mod buffer;
mod bytecode;
mod callback_function;
mod code_pages;
mod entry_scope;
mod exception;
mod function;
mod global;
mod host_function;
mod inner_realm;
mod library;
mod local;
mod mapped_file;
mod memory;
mod native_function;
mod object;
mod private_api;
mod promise;
mod realm;
mod run_loop;
mod scope;
mod script;
mod shared_int32;
mod slots;
mod string;
mod string_layout;
mod string_value;
mod sys;
mod text_bytes;
mod value;
mod value_bits;
mod view_layout;
mod vm;
mod waiting;
mod watchdog;

pub use buffer::{TypedArrayKind, lent_bytes};
pub use bytecode::bytecode_version;
pub use code_pages::release_code_pages;
pub use exception::{ErrorKind, ErrorReport, Exception, JsResult, Thrown};
pub use global::Global;
pub use inner_realm::InnerRealm;
pub use library::LibraryError;
pub use local::{
    Array, ArrayBuffer, Function, Int32Array, JsString, Local, LocalVec, Object, ObjectType,
    Promise, Uint8Array, Value,
};
pub use mapped_file::MappedFile;
pub use memory::{MemoryStatistics, collections};
pub use native_function::{Arguments, NativeFunction};
pub use object::Attributes;
pub use promise::Deferred;
pub use realm::Realm;
pub use scope::Scope;
pub use script::{KeptText, Origin};
pub use shared_int32::SharedInt32;
pub use slots::PromiseState;
pub use string::PropertyKey;
pub use string_layout::StringUnits;
pub use value::ValueType;
pub use vm::{PoisonReason, RejectionHandler, Vm, VmError, VmOptions};
pub use waiting::process_waited;
pub use watchdog::Watchdog;
