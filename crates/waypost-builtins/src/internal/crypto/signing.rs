//! What keys do: sign, verify, encrypt, decrypt, agree.

use std::rc::Rc;

use waypost_crypto::Error;
use waypost_crypto::hash::Algorithm;
use waypost_crypto::key::{self, Key, Private};
use waypost_crypto::rsa::{self, EncryptionPadding, Salt};
use waypost_crypto::sign::{self, CurveFormat, Message, Scheme};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpResult, OpState};

use super::error::js;
use super::job::{self, Job, Made, both_ways};
use super::keys::{held, optional_bytes};

/// A hash by name; the TypeScript side passes known names only.
pub(super) fn hash(args: &Args<'_, '_>, index: usize) -> OpResult<Option<Algorithm>> {
    let Some(name) = args.opt_string(index)? else {
        return Ok(None);
    };
    let unknown = || JsError::with_code("ERR_OSSL_EVP_UNSUPPORTED", "Digest method not supported");
    Algorithm::find(&name).map(Some).ok_or_else(unknown)
}

/// `(hash, padding, saltLength, isFixed)` from the second argument on: the numbers of `crypto.constants`.
fn scheme(scope: &Scope<'_>, args: &Args<'_, '_>) -> OpResult<Scheme> {
    let salt = if args.get(3).is_undefined(scope) {
        None
    } else {
        match args.number(3)? {
            -1.0 => Some(Salt::Digest),
            number if number < 0.0 => Some(Salt::Auto),
            number => Some(Salt::Bytes(number as usize)),
        }
    };
    let is_pss = if args.get(2).is_undefined(scope) {
        None
    } else {
        match args.u32(2)? {
            1 => Some(false),
            6 => Some(true),
            _ => {
                return Err(JsError::with_code(
                    "ERR_OSSL_RSA_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE",
                    "error:1C8000A5:Provider routines::illegal or unsupported padding mode",
                ));
            }
        }
    };
    Ok(Scheme {
        hash: hash(args, 1)?,
        is_pss,
        salt,
        format: if args.boolean(4) {
            CurveFormat::Fixed
        } else {
            CurveFormat::Der
        },
    })
}

fn message(data: &[u8], is_hash: bool) -> Message<'_> {
    if is_hash {
        Message::Hash(data)
    } else {
        Message::Whole(data)
    }
}

/// `(id, hash, padding, saltLength, isFixed, isHash, data)`
fn prepare_sign(scope: &Scope<'_>, state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let key = held(state, args, 0)?;
    let scheme = scheme(scope, args)?;
    let is_hash = args.boolean(5);
    let data = args.bytes(6)?;
    Ok(job::bytes(move || {
        sign::sign(&key, &scheme, message(&data, is_hash))
    }))
}

both_ways!(op_crypto_sign, op_crypto_sign_later, prepare_sign);

/// `(id, hash, padding, saltLength, isFixed, isHash, data, signature)`
fn prepare_verify(scope: &Scope<'_>, state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let key = held(state, args, 0)?;
    let scheme = scheme(scope, args)?;
    let is_hash = args.boolean(5);
    let (data, signature) = (args.bytes(6)?, args.bytes(7)?);
    Ok(Box::new(move || {
        sign::verify(&key, &scheme, message(&data, is_hash), &signature)
            .map(|valid| Made::Value(valid.into()))
            .map_err(js)
    }))
}

both_ways!(op_crypto_verify, op_crypto_verify_later, prepare_verify);

/// `(id, operation, padding, hash, label, data)`: 0 encrypt with the public key, 1 decrypt with the private
/// one, 2 encrypt with the private key, 3 decrypt with the public one.
fn prepare_rsa(scope: &Scope<'_>, state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let key = held(state, args, 0)?;
    if key.kind() == "rsa-pss" {
        return Err(JsError::with_code(
            "ERR_OSSL_EVP_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE",
            "error:03000096:digital envelope routines::operation not supported for this keytype",
        ));
    }
    let operation = args.u32(1)?;
    let number = args.u32(2)?;
    let hash = hash(args, 3)?;
    let label = optional_bytes(scope, args, 4)?.unwrap_or_default();
    let data = args.bytes(5)?;
    let padding = match number {
        1 => EncryptionPadding::Pkcs1,
        3 => EncryptionPadding::None,
        4 => EncryptionPadding::Oaep(hash.ok_or_else(|| js(Error::Unsupported("hash")))?, label),
        _ => {
            return Err(JsError::with_code(
                "ERR_OSSL_RSA_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE",
                "error:02000090:rsa routines::illegal or unsupported padding mode",
            ));
        }
    };
    Ok(job::bytes(move || {
        const NO_RSA: Error = Error::Unsupported("RSA with this key");
        let is_padded = padding != EncryptionPadding::None;
        let private = || match key.private()? {
            Private::Rsa(key) => Ok(key),
            _ => Err(NO_RSA),
        };
        match operation {
            0 => rsa::encrypt(key.rsa_public().ok_or(NO_RSA)?, &data, &padding),
            1 => rsa::decrypt(private()?, &data, &padding),
            2 => rsa::private_encrypt(private()?, &data, is_padded),
            _ => rsa::public_decrypt(key.rsa_public().ok_or(NO_RSA)?, &data, is_padded),
        }
    }))
}

both_ways!(op_crypto_rsa, op_crypto_rsa_later, prepare_rsa);

/// `(private id, public id)`: the secret both sides share.
pub(super) fn op_crypto_agree<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (mine, theirs) = (held(state, args, 0)?, held(state, args, 1)?);
    let mine = mine.private().map_err(js)?;
    let secret = match &*theirs {
        Key::Public(theirs) => key::agree(mine, theirs),
        Key::Private(theirs) => key::agree(mine, &theirs.public()),
    };
    Ok(scope.uint8_array(secret.map_err(js)?).into())
}
