//! `node:worker_threads`: message ports, and what packages ask to learn that they run on the main thread.

use crate::declare::{Builtin, script};

pub(crate) const WORKER_THREADS: Builtin = Builtin::new("node/worker_threads")
    .scripts(&[script!("node/worker_threads/worker_threads.ts")])
    .public(&[("node:worker_threads", "node/worker_threads/worker_threads")]);
