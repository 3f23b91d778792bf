//! `node:async_hooks`: AsyncLocalStorage, AsyncResource and the ids and hooks around them.

use crate::declare::{Builtin, script};

pub(crate) const ASYNC_HOOKS: Builtin = Builtin::new("node/async_hooks")
    .scripts(&[script!("node/async_hooks/async_hooks.ts")])
    .public(&[("node:async_hooks", "node/async_hooks/async_hooks")]);
