//! How builtin JavaScript reaches Rust: op table, worker state, resources, completions, errors.
//!
//! An [`Op`] is a Rust function that a builtin's TypeScript imports from
//! `waypost-native:<folder>`. A sync op answers at once; a future op gives JavaScript a promise
//! and runs on the worker's thread, its outcome entering the VM in the completion phase of a
//! later turn. Nothing here knows what any op does, and nothing here touches a socket.
//!
//! Lives per worker: [`OpState`] with its resources and completions.

mod args;
mod completions;
mod error;
mod op;
mod pieces;
mod resources;
mod state;
mod value;

pub use args::Args;
pub use completions::{Completion, Completions};
pub use error::{ErrorClass, ErrorFactory, JsError, OpResult, PropValue};
pub use op::{FutureOp, Op, OpFuture, OpKind, SyncOp, call_later, native_object};
pub use pieces::Pieces;
pub use resources::{Resource, ResourceId, Resources};
pub use state::OpState;
pub use value::OpValue;
