//! `node:crypto`: hashes, keyed hashes, random values, comparison in constant time.
//!
//! The hashes are those of `web/crypto`. A message in pieces is a resource until its result is
//! taken; short messages never become one (`digester.ts`).

mod hasher;

use std::rc::Rc;

use aws_lc_rs::constant_time;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpResult, OpState};

use crate::declare::{Builtin, script};
use crate::web::crypto::algorithm_argument;
use crate::web::crypto::hash::Algorithm;
use hasher::{Output, RunningHash, encoded};

pub(crate) const CRYPTO: Builtin = Builtin::new("node/crypto")
    .scripts(&[
        script!("node/crypto/algorithms.ts"),
        script!("node/crypto/constants.ts"),
        script!("node/crypto/crypto.ts"),
        script!("node/crypto/digester.ts"),
        script!("node/crypto/hash.ts"),
        script!("node/crypto/lazy_transform.ts"),
        script!("node/crypto/random.ts"),
    ])
    .public(&[("node:crypto", "node/crypto/crypto")])
    .ops(&[
        Op::sync("op_node_crypto_hash", op_node_crypto_hash),
        Op::sync("op_node_crypto_hmac", op_node_crypto_hmac),
        Op::sync("op_node_crypto_hasher_new", op_node_crypto_hasher_new),
        Op::sync("op_node_crypto_hasher_update", op_node_crypto_hasher_update),
        Op::sync("op_node_crypto_hasher_finish", op_node_crypto_hasher_finish),
        Op::sync("op_node_crypto_hasher_copy", op_node_crypto_hasher_copy),
        Op::sync("op_node_crypto_hasher_close", op_node_crypto_hasher_close),
        Op::sync("op_node_crypto_equal", op_node_crypto_equal),
    ]);

/// Reads a message, which is a string (as UTF-8) or bytes.
fn with_message<R>(
    scope: &Scope<'_>,
    args: &Args<'_, '_>,
    index: usize,
    read: impl FnOnce(&[u8]) -> R,
) -> OpResult<R> {
    if args.get(index).is_string(scope) {
        return Ok(read(args.string(index)?.as_bytes()));
    }
    args.with_bytes(index, read)
}

/// The result in the form that an argument asks for.
fn output<'s>(
    scope: &Scope<'s>,
    args: &Args<'_, 's>,
    index: usize,
    bytes: Vec<u8>,
) -> OpResult<Local<'s, Value>> {
    Ok(match Output::from_number(args.u32(index)?) {
        Some(output) => scope.string(&encoded(&bytes, output)),
        None => scope.uint8_array(bytes).into(),
    })
}

fn op_node_crypto_hash<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let algorithm: Algorithm = algorithm_argument(args, 0)?;
    let digest = with_message(scope, args, 1, |data| algorithm.digest(data))?;
    output(scope, args, 2, digest)
}

fn op_node_crypto_hmac<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let algorithm = algorithm_argument(args, 0)?;
    let key = args.bytes(1)?;
    let code = with_message(scope, args, 2, |data| algorithm.hmac(&key, data))?;
    output(scope, args, 3, code)
}

fn op_node_crypto_hasher_new<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let algorithm = algorithm_argument(args, 0)?;
    let hash = if args.get(1).is_undefined(scope) {
        RunningHash::plain(algorithm)
    } else {
        RunningHash::keyed(algorithm, &args.bytes(1)?)
    };
    Ok(scope.number(f64::from(state.resources.add(hash))))
}

/// The running hash that the first argument names.
fn running(state: &OpState, args: &Args<'_, '_>) -> OpResult<Rc<RunningHash>> {
    let id = args.u32(0)?;
    state
        .resources
        .get::<RunningHash>(id)
        .ok_or_else(|| JsError::new(format!("hash {id} is closed")))
}

fn op_node_crypto_hasher_update<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let hash = running(state, args)?;
    args.with_bytes(1, |data| hash.update(data))?;
    Ok(scope.undefined())
}

fn op_node_crypto_hasher_finish<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let digest = running(state, args)?.finish();
    state.resources.close(args.u32(0)?);
    output(scope, args, 1, digest)
}

fn op_node_crypto_hasher_copy<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let copy = running(state, args)?.copy();
    Ok(scope.number(f64::from(state.resources.add(copy))))
}

fn op_node_crypto_hasher_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}

fn op_node_crypto_equal<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let first = args.bytes(0)?;
    let equal = args.with_bytes(1, |second| {
        constant_time::verify_slices_are_equal(&first, second).is_ok()
    })?;
    Ok(scope.boolean(equal))
}
