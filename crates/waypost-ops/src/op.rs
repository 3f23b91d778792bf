//! The op table: how a Rust function becomes a JavaScript function.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use waypost_jsc::{Deferred, Exception, Function, Global, Local, Object, Scope, Value};

use crate::args::Args;
use crate::error::{JsError, OpResult};
use crate::state::OpState;
use crate::value::OpValue;

/// An op that answers at once.
pub type SyncOp = for<'s> fn(&Scope<'s>, &Rc<OpState>, &Args<'_, 's>) -> OpResult<Local<'s, Value>>;

/// What a future op returns: it runs on the worker's thread, so it need not be `Send`.
pub type OpFuture = Pin<Box<dyn Future<Output = OpResult<OpValue>>>>;

/// An op that answers later. Its arguments are read before it returns the future.
pub type FutureOp = for<'s> fn(&Scope<'s>, &Rc<OpState>, &Args<'_, 's>) -> OpResult<OpFuture>;

/// The two kinds of op.
#[derive(Clone, Copy)]
pub enum OpKind {
    /// Answers at once.
    Sync(SyncOp),
    /// Answers by a promise.
    Future(FutureOp),
}

/// A Rust function callable from builtin JavaScript.
#[derive(Clone, Copy)]
pub struct Op {
    /// The name that the folder's TypeScript imports: `op_<builtin>_<verb>`.
    pub name: &'static str,
    /// The function.
    pub kind: OpKind,
}

impl Op {
    /// Declares a sync op.
    pub const fn sync(name: &'static str, op: SyncOp) -> Self {
        Self {
            name,
            kind: OpKind::Sync(op),
        }
    }

    /// Declares a future op.
    pub const fn future(name: &'static str, op: FutureOp) -> Self {
        Self {
            name,
            kind: OpKind::Future(op),
        }
    }

    fn install<'s>(self, scope: &Scope<'s>, state: &Rc<OpState>, object: Local<'s, Object>) {
        let state = Rc::clone(state);
        let function = match self.kind {
            OpKind::Sync(op) => scope.function(
                self.name,
                Box::new(move |scope, values| {
                    op(scope, &state, &Args::new(scope, values))
                        .map_err(|error| Exception::new(error.to_js(scope, &state)))
                }),
            ),
            OpKind::Future(op) => scope.function(
                self.name,
                Box::new(move |scope, values| {
                    let started = op(scope, &state, &Args::new(scope, values))
                        .map_err(|error| Exception::new(error.to_js(scope, &state)))?;
                    Ok(spawn(scope, &state, started))
                }),
            ),
        };
        object
            .set(scope, self.name, function)
            .unwrap_or_else(|_| unreachable!("a fresh object takes any property"));
    }
}

/// An object with one function per op, for the TypeScript of one builtin folder.
pub fn native_object<'s>(scope: &Scope<'s>, state: &Rc<OpState>, ops: &[Op]) -> Local<'s, Object> {
    let object = scope.object();
    for op in ops {
        op.install(scope, state, object);
    }
    object
}

/// Runs a future op on the worker's `LocalSet` and settles its promise in a later turn.
fn spawn<'s>(scope: &Scope<'s>, state: &Rc<OpState>, future: OpFuture) -> Local<'s, Value> {
    let (promise, deferred) = scope.deferred_promise();
    let state = Rc::clone(state);
    let guard = state.completions.enter();
    let unsettled = Unsettled(Some((state, deferred)));
    tokio::task::spawn_local(async move {
        let mut unsettled = unsettled;
        let outcome = future.await;
        unsettled.settle(outcome);
        drop(guard);
    });
    promise.into()
}

/// Runs `future` on the worker's `LocalSet` and calls `callback(error, value)` in a turn of its own: what
/// Node's callback interfaces need, whose callers are no microtasks.
pub fn call_later(
    scope: &Scope<'_>,
    state: &Rc<OpState>,
    callback: Local<'_, Function>,
    future: OpFuture,
) {
    let callback = Global::new(scope, callback);
    let state = Rc::clone(state);
    let guard = state.completions.enter();
    let uncalled = Uncalled(Some((state, callback)));
    tokio::task::spawn_local(async move {
        let mut uncalled = uncalled;
        let outcome = future.await;
        uncalled.call(outcome);
        drop(guard);
    });
}

/// The callback of `call_later`. Dropped before its time it is called with an error, as [`Unsettled`] rejects.
struct Uncalled(Option<(Rc<OpState>, Global<Function>)>);

impl Uncalled {
    fn call(&mut self, outcome: OpResult<OpValue>) {
        let Some((state, callback)) = self.0.take() else {
            return;
        };
        let completions = state.completions.clone();
        completions.push(move |scope| {
            let callback = callback.local(scope);
            let called = match outcome.and_then(|value| value.into_js(scope)) {
                Ok(value) => callback.call(scope, None, &[scope.null(), value]),
                Err(error) => callback.call(scope, None, &[error.to_js(scope, &state)]),
            };
            // The builtins' callbacks catch what user code throws; else the VM is being given up.
            let _ = called;
        });
    }
}

impl Drop for Uncalled {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.call(Err(JsError::new("internal error in a native function")));
        }
    }
}

/// The promise of a future op. Dropped before its time, because the future panicked, it rejects:
/// a request that waited for ever could not be told from a slow one.
struct Unsettled(Option<(Rc<OpState>, Deferred)>);

impl Unsettled {
    fn settle(&mut self, outcome: OpResult<OpValue>) {
        let Some((state, deferred)) = self.0.take() else {
            return;
        };
        let completions = state.completions.clone();
        completions.push(move |scope| settle(scope, &state, &deferred, outcome));
    }
}

impl Drop for Unsettled {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.settle(Err(JsError::new("internal error in a native function")));
        }
    }
}

fn settle(scope: &Scope<'_>, state: &OpState, deferred: &Deferred, outcome: OpResult<OpValue>) {
    if let Ok(OpValue::Bytes(bytes)) = &outcome {
        state.pieces.lend(scope, bytes.len());
    }
    let settled = match outcome.and_then(|value| value.into_js(scope)) {
        Ok(value) => deferred.resolve(scope, value),
        Err(error) => deferred.reject(scope, error.to_js(scope, state)),
    };
    // Settling runs no user code; it fails only in a VM that is being given up.
    let _ = settled;
}

#[cfg(test)]
mod tests {
    use super::*;
    use waypost_jsc::{Vm, VmOptions};

    fn op_panics<'s>(
        _scope: &Scope<'s>,
        _state: &Rc<OpState>,
        _args: &Args<'_, 's>,
    ) -> OpResult<OpFuture> {
        Ok(Box::pin(async { panic!("a defect") }))
    }

    #[test]
    fn a_future_that_panics_rejects() {
        let vm = Vm::new(VmOptions::default()).expect("a VM");
        let realm = vm.new_realm();
        let state = Rc::new(OpState::new());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        tokio::task::LocalSet::new().block_on(&runtime, async {
            realm.enter(|scope| {
                let ops = native_object(scope, &state, &[Op::future("op_panics", op_panics)]);
                let op = ops.get(scope, "op_panics").ok();
                let op = op.and_then(|op| op.as_function(scope)).expect("the op");
                assert!(op.call(scope, None, &[]).is_ok());
            });
            while state.completions.in_flight() > 0 {
                tokio::task::yield_now().await;
            }
        });
        assert_eq!(
            state.completions.len(),
            1,
            "the promise is going to be settled"
        );
    }
}
