//! `node:crypto`: its classes and functions over `internal/crypto`, and the hashes, which have ops of their own.
//!
//! A message in pieces is a resource until its result is
//! taken; short messages never become one (`digester.ts`).

mod hasher;

use std::rc::Rc;

use waypost_crypto::hash::{ALGORITHMS, Algorithm};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpResult, OpState};

use crate::declare::{Builtin, script};
use crate::web::crypto::algorithm_argument;
use hasher::{Output, RunningHash, encoded};

pub(crate) const CRYPTO: Builtin = Builtin::new("node/crypto")
    .scripts(&[
        script!("node/crypto/algorithms.ts"),
        script!("node/crypto/callable.ts"),
        script!("node/crypto/cipher.ts"),
        script!("node/crypto/certificate.ts"),
        script!("node/crypto/constants.ts"),
        script!("node/crypto/crypto.ts"),
        script!("node/crypto/deprecations.ts"),
        script!("node/crypto/derive.ts"),
        script!("node/crypto/dh.ts"),
        script!("node/crypto/digester.ts"),
        script!("node/crypto/generate.ts"),
        script!("node/crypto/hash.ts"),
        script!("node/crypto/inputs.ts"),
        script!("node/crypto/keys.ts"),
        script!("node/crypto/lazy_transform.ts"),
        script!("node/crypto/random.ts"),
        script!("node/crypto/rsa.ts"),
        script!("node/crypto/sign.ts"),
        script!("node/crypto/x509.ts"),
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

/// What an op for a whole message is told in one number: see `native.d.ts`.
struct How {
    algorithm: Algorithm,
    output: Option<Output>,
    is_text: bool,
}

impl How {
    fn read(args: &Args<'_, '_>) -> OpResult<Self> {
        let packed = args.u32(0)?;
        let algorithm = ALGORITHMS
            .get(packed as usize & 31)
            .ok_or_else(|| JsError::new("there is no hash of this number"))?;
        Ok(Self {
            algorithm: *algorithm,
            output: Output::from_number(packed >> 5 & 3),
            is_text: packed & 128 != 0,
        })
    }

    /// Reads the message: a string, as UTF-8, or bytes.
    fn with_message<R>(
        &self,
        args: &Args<'_, '_>,
        index: usize,
        read: impl FnOnce(&[u8]) -> R,
    ) -> OpResult<R> {
        if self.is_text {
            return Ok(read(args.string(index)?.as_bytes()));
        }
        args.with_bytes(index, read)
    }
}

/// The result as text or bytes.
fn present<'s>(scope: &Scope<'s>, bytes: Vec<u8>, output: Option<Output>) -> Local<'s, Value> {
    match output {
        Some(output) => scope.string(&encoded(&bytes, output)),
        None => scope.uint8_array(bytes).into(),
    }
}

fn op_node_crypto_hash<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let how = How::read(args)?;
    let digest = how.with_message(args, 1, |data| how.algorithm.digest(data))?;
    Ok(present(scope, digest, how.output))
}

fn op_node_crypto_hmac<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let how = How::read(args)?;
    let key = args.bytes(1)?;
    let code = how.with_message(args, 2, |data| how.algorithm.hmac(&key, data))?;
    Ok(present(scope, code, how.output))
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
    let length = args.u32(2)? as usize;
    let digest = running(state, args)?.finish(length);
    state.resources.close(args.u32(0)?);
    let output = Output::from_number(args.u32(1)?);
    Ok(present(scope, digest, output))
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
        waypost_crypto::constant_time_equal(&first, second)
    })?;
    Ok(scope.boolean(equal))
}
