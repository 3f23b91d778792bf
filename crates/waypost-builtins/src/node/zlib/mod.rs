//! `node:zlib`: deflate and its kin, brotli and zstd, fed piece by piece with bounded output.
//!
//! `codec.rs` is what the codecs have in common, `deflate.rs`, `brotli.rs` and `zstd.rs` are the
//! codecs. Streams, options and one-shot forms are TypeScript. Little input is worked off at once,
//! more on another thread, so that one large body does not keep all other requests waiting.
//!
//! Never here: `CompressionStream`, which has codecs of its own (`web/compression`).

mod brotli;
mod codec;
mod deflate;
mod zstd;

use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpFuture, OpResult, OpState, OpValue, Resource};

use crate::declare::{Builtin, script};
use codec::{Codec, Settings};

pub(crate) const ZLIB: Builtin = Builtin::new("node/zlib")
    .scripts(&[
        script!("node/zlib/classes.ts"),
        script!("node/zlib/constants.ts"),
        script!("node/zlib/options.ts"),
        script!("node/zlib/stream.ts"),
        script!("node/zlib/zlib.ts"),
    ])
    .public(&[("node:zlib", "node/zlib/zlib")])
    .ops(&[
        Op::sync("op_zlib_open", op_zlib_open),
        Op::sync("op_zlib_run", op_zlib_run),
        Op::future("op_zlib_run_later", op_zlib_run_later),
        Op::sync("op_zlib_set_params", op_zlib_set_params),
        Op::sync("op_zlib_reset", op_zlib_reset),
        Op::sync("op_zlib_close", op_zlib_close),
        Op::sync("op_zlib_crc32", op_zlib_crc32),
    ]);

/// The most output of one call, whatever is asked for.
const LARGEST_OUTPUT: u32 = 16 * 1024 * 1024;

/// A codec that JavaScript holds; a thread may have it for a while.
struct Held(Arc<Mutex<Box<dyn Codec>>>);

impl Resource for Held {}

fn held(state: &OpState, args: &Args<'_, '_>) -> OpResult<Arc<Mutex<Box<dyn Codec>>>> {
    let held: Rc<Held> = state
        .resources
        .get(args.u32(0)?)
        .ok_or_else(|| JsError::with_code("ERR_INTERNAL_ASSERTION", "the codec is closed"))?;
    Ok(Arc::clone(&held.0))
}

/// `op_zlib_open(mode, numbers, dictionary)`: the id of a codec, or null when the settings are
/// refused. `numbers` is an `Int32Array`, see `Settings`; the dictionary may be null.
fn op_zlib_open<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let numbers = args.with_bytes(1, |bytes| {
        let (words, _) = bytes.as_chunks::<4>();
        words.iter().map(|word| i32::from_ne_bytes(*word)).collect()
    })?;
    let dictionary = if args.get(2).is_nullish(scope) {
        None
    } else {
        Some(args.bytes(2)?)
    };
    let settings = Settings {
        numbers,
        dictionary,
    };
    Ok(match codec::open(args.u32(0)?, settings) {
        Some(codec) => {
            let held = Held(Arc::new(Mutex::new(codec)));
            scope.number(f64::from(state.resources.add(held)))
        }
        None => scope.null(),
    })
}

fn run(codec: &Mutex<Box<dyn Codec>>, input: &[u8], flush: u32, limit: u32) -> OpValue {
    let mut codec = codec.lock().unwrap_or_else(PoisonError::into_inner);
    let limit = limit.clamp(1, LARGEST_OUTPUT) as usize;
    let step = codec.run(input, flush, limit);
    let (errno, code, message) = match step.error {
        None => (OpValue::Null, OpValue::Null, OpValue::Null),
        Some(error) => (
            OpValue::Number(f64::from(error.errno)),
            OpValue::String(error.code),
            OpValue::String(error.message),
        ),
    };
    let bits = u32::from(step.is_full) | u32::from(step.is_over) << 1;
    OpValue::Array(vec![
        OpValue::Bytes(step.output),
        OpValue::Number(step.consumed as f64),
        OpValue::from(bits),
        errno,
        code,
        message,
    ])
}

/// `op_zlib_run(id, flush, bytes, limit)`: `[output, consumed, bits, errno, code, message]`. Bit 1
/// says that the output is full and more is to come, bit 2 that the stream has ended; the last
/// three are null without an error.
fn op_zlib_run<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let codec = held(state, args)?;
    let (flush, limit) = (args.u32(1)?, args.u32(3)?);
    let step = args.with_bytes(2, |bytes| run(&codec, bytes, flush, limit))?;
    step.into_js(scope)
}

/// `op_zlib_run_later(id, flush, bytes, limit)`: as `op_zlib_run`, on another thread.
fn op_zlib_run_later<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let codec = held(state, args)?;
    let (flush, limit) = (args.u32(1)?, args.u32(3)?);
    let bytes = args.bytes(2)?;
    Ok(Box::pin(async move {
        tokio::task::spawn_blocking(move || run(&codec, &bytes, flush, limit))
            .await
            .map_err(|_| JsError::new("a compression did not finish"))
    }))
}

/// `op_zlib_set_params(id, level, strategy)`: changes a deflater that was flushed; false for
/// another codec.
fn op_zlib_set_params<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let codec = held(state, args)?;
    let (level, strategy) = (args.number(1)? as i32, args.number(2)? as i32);
    let mut codec = codec.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(scope.boolean(codec.set_params(level, strategy)))
}

/// `op_zlib_reset(id)`: begins anew with the same settings.
fn op_zlib_reset<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let codec = held(state, args)?;
    let mut codec = codec.lock().unwrap_or_else(PoisonError::into_inner);
    codec.reset();
    Ok(scope.undefined())
}

/// `op_zlib_close(id)`. Closing twice is fine.
fn op_zlib_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}

/// `op_zlib_crc32(bytes, start)`: the checksum, continued from `start`.
fn op_zlib_crc32<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let start = args.u32(1)?;
    let sum = args.with_bytes(0, |bytes| zlib_rs::crc32::crc32(start, bytes))?;
    Ok(scope.number(f64::from(sum)))
}
