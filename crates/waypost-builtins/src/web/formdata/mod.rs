//! FormData, and multipart bodies in both directions.
//!
//! A body that is small, or there as a whole, is parsed where it lies (`multipart.rs`); one that is
//! still arriving and large goes piece by piece through `spool.rs`, which keeps its files on disk.

mod multipart;
mod spool;
#[cfg(test)]
mod tests;

pub(crate) use spool::Spool;

use std::cell::RefCell;
use std::rc::Rc;

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpFuture, OpResult, OpState, OpValue, Resource};

use bytes::Bytes;
use tokio::task::JoinHandle;

use crate::declare::{Builtin, script};
use crate::pieces::PieceSource;
use multipart::{Part, parse};
use spool::{Content, FormSpool, SpoolError, SpooledPart};

pub(crate) const FORMDATA: Builtin = Builtin::new("web/formdata")
    .scripts(&[
        script!("web/formdata/formdata.ts"),
        script!("web/formdata/multipart.ts"),
    ])
    .globals(&[("FormData", "web/formdata/formdata")])
    .ops(&[
        Op::sync("op_formdata_parse", op_formdata_parse),
        Op::sync("op_formdata_open", op_formdata_open),
        Op::future("op_formdata_write", op_formdata_write),
        Op::future("op_formdata_finish", op_formdata_finish),
        Op::sync("op_formdata_close", op_formdata_close),
    ]);

/// A form under way; absent while a piece of it is written.
struct Form(RefCell<Option<FormSpool>>);

impl Resource for Form {}

fn form(state: &OpState, args: &Args<'_, '_>) -> OpResult<Rc<Form>> {
    state.resources.get(args.u32(0)?).ok_or_else(closed)
}

fn closed() -> JsError {
    JsError::new("the form is closed")
}

fn taken(form: &Form) -> OpResult<FormSpool> {
    form.0
        .take()
        .ok_or_else(|| JsError::new("the form has failed or is being written"))
}

/// `op_formdata_open(boundary)`: a form under way, or nothing when there can be no such boundary.
fn op_formdata_open<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let Ok(spool) = FormSpool::new(&args.string(0)?) else {
        return Ok(scope.undefined());
    };
    let id = state.resources.add(Form(RefCell::new(Some(spool))));
    Ok(scope.number(f64::from(id)))
}

/// `op_formdata_write(id, bytes)`: nothing, or why the form cannot be taken.
fn op_formdata_write<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let form = form(state, args)?;
    let spool = taken(&form)?;
    let bytes = args.bytes(1)?;
    Ok(Box::pin(async move {
        let (spool, written) = written(write(spool, vec![bytes.into()])).await?;
        Ok(match written {
            Ok(()) => {
                *form.0.borrow_mut() = Some(spool);
                OpValue::Undefined
            }
            Err(error) => OpValue::String(error.to_string()),
        })
    }))
}

/// A form, and how its last writing went.
type Written = (FormSpool, Result<(), SpoolError>);

/// Writes on a thread that may block.
fn write(mut spool: FormSpool, batch: Vec<Bytes>) -> JoinHandle<Written> {
    tokio::task::spawn_blocking(move || {
        let written = batch.iter().try_for_each(|piece| spool.write(piece));
        (spool, written)
    })
}

async fn written(writing: JoinHandle<Written>) -> OpResult<Written> {
    writing
        .await
        .map_err(|_| JsError::new("the worker is ending"))
}

/// How many bytes of a form are read while those before are written.
const BATCH: usize = 256 * 1024;

/// Feeds all that a source gives to the form with this id: nothing, or why the form cannot be taken.
pub(crate) fn spool_pieces(
    state: &OpState,
    id: u32,
    mut source: impl PieceSource + 'static,
) -> OpResult<OpFuture> {
    let form: Rc<Form> = state.resources.get(id).ok_or_else(closed)?;
    let spool = taken(&form)?;
    Ok(Box::pin(async move {
        let mut writing = write(spool, Vec::new());
        loop {
            let (batch, is_last) = batch_of(&mut source).await?;
            let (spool, before) = written(writing).await?;
            if let Err(error) = before {
                return Ok(OpValue::String(error.to_string()));
            }
            if batch.is_empty() && is_last {
                *form.0.borrow_mut() = Some(spool);
                return Ok(OpValue::Undefined);
            }
            writing = write(spool, batch);
        }
    }))
}

/// The next pieces, and whether the source has come to its end.
async fn batch_of(source: &mut impl PieceSource) -> OpResult<(Vec<Bytes>, bool)> {
    let (mut batch, mut length) = (Vec::new(), 0);
    while length < BATCH {
        let Ok(piece) = source.next().await? else {
            return Ok((batch, true));
        };
        length += piece.len();
        batch.push(piece);
    }
    Ok((batch, false))
}

/// `op_formdata_finish(id)`: the parts, as `native.d.ts` says, or why the form cannot be taken.
fn op_formdata_finish<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let spool = taken(&*form(state, args)?)?;
    state.resources.close(args.u32(0)?);
    let finished = match spool.finish() {
        Ok((parts, file)) => {
            let id = file.map(|file| state.resources.add(Spool(file)));
            let mut list = vec![id.map_or(OpValue::Null, OpValue::Resource)];
            list.extend(parts.into_iter().flat_map(spooled_fields));
            OpValue::Array(list)
        }
        Err(error) => OpValue::String(error.to_string()),
    };
    Ok(Box::pin(async move { Ok(finished) }))
}

fn spooled_fields(part: SpooledPart) -> [OpValue; 6] {
    let (bytes, offset, length) = match part.content {
        Content::Memory(bytes) => (OpValue::Bytes(bytes), 0, 0),
        Content::Spooled { offset, length } => (OpValue::Null, offset, length),
    };
    [
        OpValue::String(part.head.name),
        OpValue::from(part.head.filename),
        OpValue::String(part.head.content_type),
        bytes,
        OpValue::Number(offset as f64),
        OpValue::Number(length as f64),
    ]
}

/// `op_formdata_close(id)`: nobody wants the form. Closing twice is fine.
fn op_formdata_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}

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
