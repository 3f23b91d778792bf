//! Work that is done at once or on a thread of its own, from one description.

use std::rc::Rc;

use waypost_crypto::key::Key;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpFuture, OpResult, OpState, OpValue};

use super::keys;

/// What a job has made.
pub(super) enum Made {
    Value(OpValue),
    Key(Box<Key>),
}

impl Made {
    /// The result for JavaScript. A key becomes a resource, which only the worker's thread can make.
    fn into_value(self, state: &OpState) -> OpValue {
        match self {
            Self::Value(value) => value,
            Self::Key(key) => keys::describe(state, *key),
        }
    }
}

/// Work whose arguments were read.
pub(super) type Job = Box<dyn FnOnce() -> OpResult<Made> + Send>;

/// How a job is made of the arguments of its op.
pub(super) type Prepare = fn(&Scope<'_>, &OpState, &Args<'_, '_>) -> OpResult<Job>;

/// Does the work at once.
pub(super) fn now<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
    prepare: Prepare,
) -> OpResult<Local<'s, Value>> {
    prepare(scope, state, args)?()?
        .into_value(state)
        .into_js(scope)
}

/// Does the work on another thread.
pub(super) fn later(
    scope: &Scope<'_>,
    state: &Rc<OpState>,
    args: &Args<'_, '_>,
    prepare: Prepare,
) -> OpResult<OpFuture> {
    let job = prepare(scope, state, args)?;
    let state = Rc::clone(state);
    Ok(Box::pin(async move {
        let done = tokio::task::spawn_blocking(job).await;
        let made =
            done.unwrap_or_else(|_| Err(JsError::new("a cryptographic operation did not finish")))?;
        Ok(made.into_value(&state))
    }))
}

/// Declares the two ops of a job.
macro_rules! both_ways {
    ($now:ident, $later:ident, $prepare:path) => {
        pub(super) fn $now<'s>(
            scope: &waypost_jsc::Scope<'s>,
            state: &std::rc::Rc<waypost_ops::OpState>,
            args: &waypost_ops::Args<'_, 's>,
        ) -> waypost_ops::OpResult<waypost_jsc::Local<'s, waypost_jsc::Value>> {
            super::job::now(scope, state, args, $prepare)
        }

        pub(super) fn $later<'s>(
            scope: &waypost_jsc::Scope<'s>,
            state: &std::rc::Rc<waypost_ops::OpState>,
            args: &waypost_ops::Args<'_, 's>,
        ) -> waypost_ops::OpResult<waypost_ops::OpFuture> {
            super::job::later(scope, state, args, $prepare)
        }
    };
}

pub(super) use both_ways;

/// A job that makes bytes.
pub(super) fn bytes(
    work: impl FnOnce() -> waypost_crypto::Result<Vec<u8>> + Send + 'static,
) -> Job {
    Box::new(move || {
        work()
            .map(|bytes| Made::Value(bytes.into()))
            .map_err(super::error::js)
    })
}
