//! `crypto`: random values, UUIDs and the subtle interface.
//!
//! `node:crypto` stands on the same hashes and the same random pool.

use std::rc::Rc;

use waypost_crypto::hash::Algorithm;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpFuture, OpResult, OpState, OpValue};

use crate::declare::{Builtin, script};

pub(crate) const CRYPTO: Builtin = Builtin::new("web/crypto")
    .scripts(&[
        script!("web/crypto/aead.ts"),
        script!("web/crypto/aes.ts"),
        script!("web/crypto/crypto.ts"),
        script!("web/crypto/crypto_key.ts"),
        script!("web/crypto/curves.ts"),
        script!("web/crypto/derivation.ts"),
        script!("web/crypto/hmac.ts"),
        script!("web/crypto/kmac.ts"),
        script!("web/crypto/lattice.ts"),
        script!("web/crypto/normalize.ts"),
        script!("web/crypto/random.ts"),
        script!("web/crypto/rsa.ts"),
        script!("web/crypto/secret_key.ts"),
        script!("web/crypto/subtle.ts"),
        script!("web/crypto/support.ts"),
        script!("web/crypto/supports.ts"),
    ])
    .globals(&[
        ("Crypto", "web/crypto/crypto"),
        ("CryptoKey", "web/crypto/crypto_key"),
        ("SubtleCrypto", "web/crypto/subtle"),
        ("crypto", "web/crypto/crypto"),
    ])
    .ops(&[
        Op::sync("op_crypto_random_fill", op_crypto_random_fill),
        Op::future("op_crypto_random_bytes", op_crypto_random_bytes),
        Op::sync("op_crypto_digest", op_crypto_digest),
        Op::future("op_crypto_digest_async", op_crypto_digest_async),
        Op::sync("op_crypto_hmac", op_crypto_hmac),
        Op::future("op_crypto_hmac_async", op_crypto_hmac_async),
        Op::sync("op_crypto_equal", op_crypto_equal),
    ]);

/// The algorithm named by an argument; the TypeScript side passes known names only.
pub(crate) fn algorithm_argument(args: &Args<'_, '_>, index: usize) -> OpResult<Algorithm> {
    let name = args.string(index)?;
    Algorithm::find(&name).ok_or_else(|| {
        JsError::with_code("ERR_OSSL_EVP_UNSUPPORTED", "Digest method not supported")
    })
}

fn fill(bytes: &mut [u8]) -> OpResult<()> {
    waypost_crypto::random(bytes).map_err(|error| JsError::dom("OperationError", error))
}

/// Runs `work` on another thread and hands its bytes to JavaScript.
fn off_thread(work: impl FnOnce() -> OpResult<Vec<u8>> + Send + 'static) -> OpFuture {
    Box::pin(async move {
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or_else(|_| Err(JsError::new("a cryptographic operation did not finish")))
            .map(OpValue::Bytes)
    })
}

fn op_crypto_random_fill<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    args.with_bytes_mut(0, fill)??;
    Ok(scope.undefined())
}

fn op_crypto_random_bytes<'s>(
    _scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let length = args.u32(0)? as usize;
    Ok(off_thread(move || {
        let mut bytes = vec![0; length];
        fill(&mut bytes)?;
        Ok(bytes)
    }))
}

fn op_crypto_digest<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let algorithm = algorithm_argument(args, 0)?;
    let digest = args.with_bytes(1, |data| algorithm.digest(data))?;
    Ok(scope.uint8_array(digest).into())
}

fn op_crypto_digest_async<'s>(
    _scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let algorithm = algorithm_argument(args, 0)?;
    let data = args.bytes(1)?;
    Ok(off_thread(move || Ok(algorithm.digest(&data))))
}

fn op_crypto_hmac<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let algorithm = algorithm_argument(args, 0)?;
    let key = args.bytes(1)?;
    let code = args.with_bytes(2, |data| algorithm.hmac(&key, data))?;
    Ok(scope.uint8_array(code).into())
}

fn op_crypto_hmac_async<'s>(
    _scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let algorithm = algorithm_argument(args, 0)?;
    let (key, data) = (args.bytes(1)?, args.bytes(2)?);
    Ok(off_thread(move || Ok(algorithm.hmac(&key, &data))))
}

fn op_crypto_equal<'s>(
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
