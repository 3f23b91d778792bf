//! FormData, and multipart bodies in both directions.

mod multipart;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpResult, OpState};

use crate::declare::{Builtin, script};
use multipart::{Part, parse};

pub(crate) const FORMDATA: Builtin = Builtin::new("web/formdata")
    .scripts(&[
        script!("web/formdata/formdata.ts"),
        script!("web/formdata/multipart.ts"),
    ])
    .globals(&[("FormData", "web/formdata/formdata")])
    .ops(&[Op::sync("op_formdata_parse", op_formdata_parse)]);

fn op_formdata_parse<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let boundary = args.string(1)?;
    let parts = args.with_bytes(0, |bytes| parse(bytes, boundary.as_bytes()))?;
    let Ok(parts) = parts else {
        return Ok(scope.undefined());
    };
    let list = scope.array(&[]);
    for (part, index) in parts.iter().zip((0u32..).step_by(5)) {
        for (value, at) in fields(scope, part).into_iter().zip(index..) {
            list.set_index(scope, at, value)
                .map_err(|_| JsError::new("out of memory while building an array"))?;
        }
    }
    Ok(list.into())
}

/// The five values of a part, in the order that `native.d.ts` names.
fn fields<'s>(scope: &Scope<'s>, part: &Part) -> [Local<'s, Value>; 5] {
    let filename = part.filename.as_deref();
    [
        scope.string(&part.name),
        filename.map_or_else(|| scope.null(), |name| scope.string(name)),
        scope.string(&part.content_type),
        scope.number(part.content.start as f64),
        scope.number(part.content.end as f64),
    ]
}
