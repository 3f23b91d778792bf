//! The async context: the runtime that rewritten code calls, the patched promises and async
//! generators, and the rewrite of code made at run time.

use std::rc::Rc;

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, Op, OpResult, OpState};
use waypost_transform::{Mode, Options, transform};

use crate::declare::{Builtin, script};

pub(crate) const ASYNC_CONTEXT: Builtin = Builtin::new("internal/async_context")
    .scripts(&[
        script!("internal/async_context/async_context.ts"),
        script!("internal/async_context/dynamic_code.ts"),
        script!("internal/async_context/from_async.ts"),
        script!("internal/async_context/generators.ts"),
        script!("internal/async_context/iteration.ts"),
        script!("internal/async_context/promises.ts"),
    ])
    .ops(&[Op::sync(
        "op_async_context_transform",
        op_async_context_transform,
    )]);

/// Rewrites a script. What does not parse is left to the engine, which knows where it stands:
/// a direct `eval` may use names that only its surroundings allow.
fn op_async_context_transform<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let source = args.string(0)?;
    let options = Options::new(Mode::Script, "eval");
    Ok(match transform(&source, &options) {
        Ok(output) => scope.string(&output.code),
        Err(_) => scope.undefined(),
    })
}
