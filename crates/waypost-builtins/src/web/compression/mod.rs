//! `CompressionStream` and `DecompressionStream`: transform streams over native codecs.

mod codec;

use std::rc::Rc;

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpResult, OpState};

use crate::declare::{Builtin, script};
use codec::{Codec, Direction};

pub(crate) const COMPRESSION: Builtin = Builtin::new("web/compression")
    .scripts(&[script!("web/compression/compression.ts")])
    .globals(&[
        ("CompressionStream", "web/compression/compression"),
        ("DecompressionStream", "web/compression/compression"),
    ])
    .ops(&[
        Op::sync("op_compression_open", op_compression_open),
        Op::sync("op_compression_write", op_compression_write),
        Op::sync("op_compression_finish", op_compression_finish),
        Op::sync("op_compression_close", op_compression_close),
    ]);

/// `op_compression_open(format, decompress)`: the id of a new codec.
fn op_compression_open<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let direction = if args.boolean(1) {
        Direction::Decompress
    } else {
        Direction::Compress
    };
    let codec = Codec::new(&args.string(0)?, direction)
        .ok_or_else(|| JsError::plain_type_error("unknown compression format"))?;
    Ok(scope.number(f64::from(state.resources.add(codec))))
}

fn codec(state: &OpState, args: &Args<'_, '_>) -> OpResult<Rc<Codec>> {
    state
        .resources
        .get(args.u32(0)?)
        .ok_or_else(|| JsError::plain_type_error("the codec is closed"))
}

/// `op_compression_write(id, bytes)`: the output so far, null when the bytes are not valid, or a list
/// with the last output when bytes came after the format's end.
fn op_compression_write<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let codec = codec(state, args)?;
    let Ok(written) = args.with_bytes(1, |bytes| codec.write(bytes))? else {
        return Ok(scope.null());
    };
    let output = scope.uint8_array(written.output).into();
    Ok(if written.ended {
        scope.array(&[output]).into()
    } else {
        output
    })
}

/// `op_compression_finish(id)`: the rest of the output, or null when the input stopped too early.
fn op_compression_finish<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let codec = codec(state, args)?;
    state.resources.close(args.u32(0)?);
    Ok(bytes_or_null(scope, codec.finish().ok()))
}

/// `op_compression_close(id)`: nobody wants the rest. Closing twice is fine.
fn op_compression_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}

fn bytes_or_null<'s>(scope: &Scope<'s>, bytes: Option<Vec<u8>>) -> Local<'s, Value> {
    bytes.map_or_else(|| scope.null(), |bytes| scope.uint8_array(bytes).into())
}
