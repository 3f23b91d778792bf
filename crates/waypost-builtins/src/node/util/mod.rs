//! `node:util` and `node:util/types`.

use std::rc::Rc;

use waypost_jsc::{Local, PromiseState, Scope, Value};
use waypost_ops::{Args, Op, OpResult, OpState};

use crate::declare::{Builtin, script};

pub(crate) const UTIL: Builtin = Builtin::new("node/util")
    .scripts(&[
        script!("node/util/debuglog.ts"),
        script!("node/util/deep_equal.ts"),
        script!("node/util/deprecate.ts"),
        script!("node/util/format.ts"),
        script!("node/util/inspect.ts"),
        script!("node/util/inspect_error.ts"),
        script!("node/util/inspect_kinds.ts"),
        script!("node/util/inspect_layout.ts"),
        script!("node/util/inspect_names.ts"),
        script!("node/util/inspect_object.ts"),
        script!("node/util/inspect_primitive.ts"),
        script!("node/util/mime.ts"),
        script!("node/util/parse_args.ts"),
        script!("node/util/parse_env.ts"),
        script!("node/util/promisify.ts"),
        script!("node/util/types.ts"),
        script!("node/util/util.ts"),
    ])
    .public(&[
        ("node:util", "node/util/util"),
        ("node:util/types", "node/util/types"),
        ("node:sys", "node/util/util"),
    ])
    .ops(&[
        Op::sync("op_util_proxy_target", op_util_proxy_target),
        Op::sync("op_util_is_promise", op_util_is_promise),
        Op::sync("op_util_promise_state", op_util_promise_state),
    ]);

fn op_util_proxy_target<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let target = args
        .get(0)
        .as_object(scope)
        .and_then(|object| object.proxy_target(scope));
    Ok(target.map_or_else(|| scope.undefined(), Into::into))
}

fn op_util_is_promise<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let state = args
        .get(0)
        .as_object(scope)
        .and_then(|object| object.promise_state(scope));
    Ok(scope.boolean(state.is_some()))
}

/// `[0]` pending, `[1, value]` fulfilled, `[2, reason]` rejected.
fn op_util_promise_state<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let state = args
        .get(0)
        .as_object(scope)
        .and_then(|object| object.promise_state(scope));
    let (number, result) = match state {
        Some(PromiseState::Fulfilled(value)) => (1.0, value),
        Some(PromiseState::Rejected(reason)) => (2.0, reason),
        Some(PromiseState::Pending) | None => (0.0, scope.undefined()),
    };
    Ok(scope.array(&[scope.number(number), result]).into())
}
