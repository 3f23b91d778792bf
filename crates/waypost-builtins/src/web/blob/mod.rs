//! Blob and File: immutable bytes as a list of segments, joined only when read.
//!
//! A segment is memory, or a range of a file that a form's parser wrote (`web/formdata`).

use std::rc::Rc;

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpFuture, OpResult, OpState, OpValue};

use crate::declare::{Builtin, script};
use crate::web::formdata::Spool;

pub(crate) const BLOB: Builtin = Builtin::new("web/blob")
    .scripts(&[
        script!("web/blob/blob.ts"),
        script!("web/blob/file.ts"),
        script!("web/blob/file_reader.ts"),
        script!("web/blob/spooled.ts"),
    ])
    .globals(&[
        ("Blob", "web/blob/blob"),
        ("File", "web/blob/file"),
        ("FileReader", "web/blob/file_reader"),
    ])
    .ops(&[
        Op::future("op_blob_read", op_blob_read),
        Op::sync("op_blob_read_now", op_blob_read_now),
        Op::sync("op_blob_close", op_blob_close),
    ]);

/// The spool and the range that the arguments name.
fn range(state: &OpState, args: &Args<'_, '_>) -> OpResult<(Rc<Spool>, u64, usize)> {
    let spool = state
        .resources
        .get(args.u32(0)?)
        .ok_or_else(|| JsError::new("the file is closed"))?;
    Ok((spool, args.number(1)? as u64, args.number(2)? as usize))
}

fn unreadable(error: &std::io::Error) -> JsError {
    JsError::new(format!("the file could not be read: {error}"))
}

/// `op_blob_read(id, offset, length)`
fn op_blob_read<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let (spool, offset, length) = range(state, args)?;
    let spool = spool.try_clone().map_err(|error| unreadable(&error))?;
    Ok(Box::pin(async move {
        tokio::task::spawn_blocking(move || spool.read(offset, length))
            .await
            .map_err(|_| JsError::new("the worker is ending"))?
            .map(OpValue::Bytes)
            .map_err(|error| unreadable(&error))
    }))
}

/// `op_blob_read_now(id, offset, length)`
fn op_blob_read_now<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (spool, offset, length) = range(state, args)?;
    let bytes = spool
        .read(offset, length)
        .map_err(|error| unreadable(&error))?;
    Ok(scope.uint8_array(bytes).into())
}

/// `op_blob_close(id)`: no blob has a part of the file any more.
fn op_blob_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}
