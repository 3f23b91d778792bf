//! `node:async_hooks`: AsyncLocalStorage, AsyncResource and the ids and hooks around them.
//!
//! AsyncLocalStorage is a global too, as Next.js makes it in both runtimes.

use crate::declare::{Builtin, script};

pub(crate) const ASYNC_HOOKS: Builtin = Builtin::new("node/async_hooks")
    .scripts(&[script!("node/async_hooks/async_hooks.ts")])
    .globals(&[("AsyncLocalStorage", "node/async_hooks/async_hooks")])
    .public(&[("node:async_hooks", "node/async_hooks/async_hooks")]);
