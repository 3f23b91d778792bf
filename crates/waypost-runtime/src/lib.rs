//! One worker: a VM, its event loop, and the requests that pass through it.
//!
//! Everything here runs on one thread, on the `LocalSet` that also drives the sockets. A request
//! enters by [`Handle::invoke`], waits in the [`inbox`] for the worker's next turn, crosses into
//! the VM together with everything else that became ready, and leaves by the outbox that is read
//! after the microtask checkpoint.
//!
//! Never here: sockets, routing, files of the project.
//!
//! Lives per worker: [`Worker`]. Per realm: the [`engine`]. Per request: a slot in [`requests`].

mod answer;
mod body;
mod bytecode;
mod code_memory;
mod engine;
mod evaluation;
mod event_loop;
mod handover;
mod host;
mod image_info;
mod inbox;
mod invocation;
mod limits;
mod requests;
mod shared;
mod source_maps;
mod worker;

pub use answer::{AnswerBody, BodyCut};
pub use bytecode::{CompileError, compile_image};
pub use evaluation::{Evaluation, EvaluationError};
pub use handover::{AnswerWriter, NotStarted};
pub use image_info::DevError;
pub use invocation::{Arrival, Invocation, Peer};
pub use limits::{Limits, RouteLimits};
pub use waypost_builtins::{EvaluatedScript, ProcessSettings};
pub use waypost_jsc::process_waited;
pub use worker::{Handle, Worker, WorkerError, WorkerOptions};
