//! `atob` and `btoa`.
//!
//! Short texts are done by the engine's own base64 of `Uint8Array`; for others each direction is one
//! op, from string to string.

use std::rc::Rc;

use base64_simd::STANDARD;
use waypost_jsc::{Local, Scope, StringUnits, Value};
use waypost_ops::{Args, Op, OpResult, OpState};

use crate::declare::{Builtin, script};

pub(crate) const BASE64: Builtin = Builtin::new("web/base64")
    .scripts(&[script!("web/base64/base64.ts")])
    .globals(&[("atob", "web/base64/base64"), ("btoa", "web/base64/base64")])
    .ops(&[
        Op::sync("op_base64_decode", op_base64_decode),
        Op::sync("op_base64_encode", op_base64_encode),
    ]);

/// <https://infra.spec.whatwg.org/#forgiving-base64-decode>
fn op_base64_decode<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let bytes = args.with_units(0, |units| match units {
        StringUnits::Narrow(text) => base64_simd::forgiving_decode_to_vec(text).ok(),
        StringUnits::Wide(units) => {
            narrowed(units).and_then(|text| base64_simd::forgiving_decode_to_vec(&text).ok())
        }
    })?;
    Ok(bytes.map_or_else(|| scope.undefined(), |bytes| scope.string_latin1(&bytes)))
}

/// <https://html.spec.whatwg.org/#dom-btoa>
fn op_base64_encode<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let text = args.with_units(0, |units| match units {
        StringUnits::Narrow(bytes) => Some(STANDARD.encode_to_string(bytes)),
        StringUnits::Wide(units) => narrowed(units).map(|bytes| STANDARD.encode_to_string(bytes)),
    })?;
    Ok(text.map_or_else(
        || scope.undefined(),
        |text| scope.string_latin1(text.as_bytes()),
    ))
}

/// One byte per unit; nothing when one does not fit.
fn narrowed(units: &[u16]) -> Option<Vec<u8>> {
    let fits = units.iter().fold(0, |seen, unit| seen | unit) <= 0xFF;
    fits.then(|| units.iter().map(|unit| *unit as u8).collect())
}
