//! `node:vm`: scripts in this realm, and in realms of their own.

use std::rc::Rc;

use waypost_jsc::{Local, Origin, Scope, Value};
use waypost_ops::{Args, ErrorClass, JsError, Op, OpResult, OpState};
use waypost_transform::{Mode, Options, transform};

use crate::declare::{Builtin, script};

pub(crate) const VM: Builtin = Builtin::new("node/vm")
    .scripts(&[script!("node/vm/context.ts"), script!("node/vm/vm.ts")])
    .public(&[("node:vm", "node/vm/vm")])
    .ops(&[
        Op::sync("op_vm_compile", op_vm_compile),
        Op::sync("op_vm_realm", op_vm_realm),
        Op::sync("op_vm_run", op_vm_run),
    ]);

/// `op_vm_compile(source, filename)`: the source with its awaits rewritten, and the names it makes
/// global. Throws what is wrong with its syntax.
fn op_vm_compile<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let options = Options::new(Mode::Script, args.string(1)?);
    let output = transform(&args.string(0)?, &options).map_err(|error| {
        JsError::of(ErrorClass::SyntaxError, None, error.message).prop(
            "fileName",
            waypost_ops::PropValue::String(error.source_name),
        )
    })?;
    let globals: Vec<_> = output
        .globals
        .iter()
        .map(|name| scope.string(name))
        .collect();
    let compiled = [scope.string(&output.code), scope.array(&globals).into()];
    Ok(scope.array(&compiled).into())
}

/// `op_vm_run(code, filename)`: `{ value }`, or `{ error }` with what the script threw.
fn op_vm_run<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let outcome = scope.object();
    let (name, value) = match scope.evaluate(&args.string(0)?, &Origin::new(args.string(1)?)) {
        Ok(value) => ("value", value),
        Err(error) => ("error", error.value()),
    };
    outcome
        .set(scope, name, value)
        .map_err(|_| JsError::new("out of memory"))?;
    Ok(outcome.into())
}

/// `op_vm_realm()`: `{ global, evaluate }` of a new realm, which lives as long as JavaScript reaches it.
fn op_vm_realm<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let refused = |_| JsError::new("the engine made no realm");
    let realm = scope.inner_realm().map_err(refused)?;
    let made = scope.object();
    made.set(scope, "global", realm.global)
        .and_then(|()| made.set(scope, "evaluate", realm.evaluate))
        .map_err(refused)?;
    Ok(made.into())
}
