//! TextEncoder, TextDecoder and their streams; strings to bytes and back for all other builtins.
//!
//! Short texts never get here: see `utf8.ts`. Legacy encodings are `encoding_rs`'s. A decoder is a
//! resource while its stream is under way.

mod decoder;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, Op, OpResult, OpState};

use crate::declare::{Builtin, script};
use decoder::{Decoded, StreamDecoder, decode_utf8, encoding_for_label};

pub(crate) const ENCODING: Builtin = Builtin::new("web/encoding")
    .scripts(&[
        script!("web/encoding/encoding.ts"),
        script!("web/encoding/encoding_streams.ts"),
        script!("web/encoding/utf8.ts"),
    ])
    .globals(&[
        ("TextDecoder", "web/encoding/encoding"),
        ("TextDecoderStream", "web/encoding/encoding_streams"),
        ("TextEncoder", "web/encoding/encoding"),
        ("TextEncoderStream", "web/encoding/encoding_streams"),
    ])
    .ops(&[
        Op::sync("op_encoding_utf8_encode", op_encoding_utf8_encode),
        Op::sync("op_encoding_utf8_write", op_encoding_utf8_write),
        Op::sync("op_encoding_utf8_length", op_encoding_utf8_length),
        Op::sync("op_encoding_utf8_decode", op_encoding_utf8_decode),
        Op::sync("op_encoding_latin1_decode", op_encoding_latin1_decode),
        Op::sync("op_encoding_for_label", op_encoding_for_label),
        Op::sync("op_encoding_decoder_new", op_encoding_decoder_new),
        Op::sync("op_encoding_decoder_decode", op_encoding_decoder_decode),
        Op::sync("op_encoding_decoder_close", op_encoding_decoder_close),
    ]);

fn op_encoding_utf8_encode<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    Ok(scope.uint8_array(args.utf8(0)?).into())
}

fn op_encoding_utf8_write<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let written = args.write_utf8_into(0, args.get(1))?;
    Ok(scope.number(written.map_or(-1.0, |written| written as f64)))
}

fn op_encoding_utf8_length<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    Ok(scope.number(args.utf8_length(0)? as f64))
}

fn op_encoding_utf8_decode<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    if let Some(text) = args.get(0).ascii_string(scope) {
        return Ok(text);
    }
    let (fatal, keep_bom) = (args.boolean(1), args.boolean(2));
    Ok(
        match args.with_bytes(0, |bytes| decode_utf8(bytes, fatal, keep_bom))? {
            Some(Decoded::Latin1(bytes)) => scope.string_latin1(&bytes),
            Some(Decoded::Utf16(units)) => scope.string_utf16(&units),
            None => scope.undefined(),
        },
    )
}

fn op_encoding_latin1_decode<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    match args.get(0).latin1_string(scope) {
        Some(text) => Ok(text),
        None => Ok(scope.string_latin1(&args.bytes(0)?)),
    }
}

fn op_encoding_for_label<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let name = encoding_for_label(&args.string(0)?).map(|e| e.name().to_ascii_lowercase());
    Ok(name.map_or_else(|| scope.undefined(), |name| scope.string(&name)))
}

fn op_encoding_decoder_new<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let label = args.string(0)?;
    let decoder = StreamDecoder::new(&label, args.boolean(1), args.boolean(2))?;
    Ok(scope.number(f64::from(state.resources.add(decoder))))
}

fn op_encoding_decoder_decode<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let id = args.u32(0)?;
    let last = args.boolean(2);
    let decoder = state
        .resources
        .get::<StreamDecoder>(id)
        .ok_or_else(|| decoder::closed(id))?;
    let units = args.with_bytes(1, |bytes| decoder.decode(bytes, last))?;
    if last || units.is_none() {
        state.resources.close(id);
    }
    Ok(string_or_undefined(scope, units.as_deref()))
}

fn op_encoding_decoder_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}

fn string_or_undefined<'s>(scope: &Scope<'s>, units: Option<&[u16]>) -> Local<'s, Value> {
    units.map_or_else(|| scope.undefined(), |units| scope.string_utf16(units))
}
