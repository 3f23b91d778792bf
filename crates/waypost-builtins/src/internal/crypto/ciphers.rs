//! Ciphers under way, and whole messages.

use std::cell::RefCell;
use std::rc::Rc;

use waypost_crypto::Error;
use waypost_crypto::cipher::{self, Cipher, Direction, Mode, Spec};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpResult, OpState, OpValue, Resource};

use super::error::js;
use super::job::{self, Job, both_ways};
use super::keys::optional_bytes;

struct Running(RefCell<Cipher>);

impl Resource for Running {}

fn spec(args: &Args<'_, '_>, index: usize) -> OpResult<&'static Spec> {
    let name = args.string(index)?;
    Spec::find(&name)
        .ok_or_else(|| JsError::with_code("ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher"))
}

fn direction(args: &Args<'_, '_>, index: usize) -> Direction {
    if args.boolean(index) {
        Direction::Encrypt
    } else {
        Direction::Decrypt
    }
}

/// `(name or number)`: what is known of a cipher; null when there is none.
pub(super) fn op_crypto_cipher_find<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let name = args.string(0)?;
    let found = match name.parse() {
        Ok(number) => Spec::of_nid(number),
        Err(_) => Spec::find(&name),
    };
    let Some(spec) = found else {
        return Ok(scope.null());
    };
    let mode = match spec.mode {
        Mode::Ecb | Mode::TripleDesEcb => "ecb",
        Mode::Cbc | Mode::TripleDesCbc => "cbc",
        Mode::Ctr => "ctr",
        Mode::Cfb | Mode::Cfb8 => "cfb",
        Mode::Ofb => "ofb",
        Mode::Gcm => "gcm",
        Mode::Chacha => "stream",
        Mode::Wrap => "wrap",
    };
    OpValue::Object(vec![
        ("mode", mode.into()),
        ("name", spec.name.into()),
        ("nid", spec.nid.into()),
        ("blockSize", (spec.block as f64).into()),
        ("ivLength", (spec.iv_length as f64).into()),
        ("keyLength", (spec.key_length as f64).into()),
        ("isAuthenticated", spec.is_authenticated().into()),
    ])
    .into_js(scope)
}

pub(super) fn op_crypto_cipher_names<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    OpValue::Array(Spec::names().map(Into::into).collect()).into_js(scope)
}

/// `(name, isEncrypting, key, iv)`
pub(super) fn op_crypto_cipher_new<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (key, iv) = (args.bytes(2)?, args.bytes(3)?);
    let cipher =
        Cipher::new(spec(args, 0)?, direction(args, 1), &key, &iv).map_err(
            |error| match error {
                Error::Length("key") => {
                    JsError::range_error("ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length")
                }
                Error::Length(_) => {
                    JsError::type_error("ERR_CRYPTO_INVALID_IV", "Invalid initialization vector")
                }
                other => js(other),
            },
        )?;
    let id = state.resources.add(Running(RefCell::new(cipher)));
    Ok(scope.number(f64::from(id)))
}

fn running(state: &OpState, args: &Args<'_, '_>) -> OpResult<Rc<Running>> {
    let id = args.u32(0)?;
    let running = state.resources.get::<Running>(id);
    running.ok_or_else(|| JsError::new(format!("cipher {id} is closed")))
}

pub(super) fn op_crypto_cipher_update<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let cipher = running(state, args)?;
    let output = args.with_bytes(1, |data| cipher.0.borrow_mut().update(data))?;
    Ok(scope.uint8_array(output.map_err(js)?).into())
}

pub(super) fn op_crypto_cipher_aad<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let cipher = running(state, args)?;
    args.with_bytes(1, |data| cipher.0.borrow_mut().add_authenticated(data))?;
    Ok(scope.undefined())
}

pub(super) fn op_crypto_cipher_padding<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    running(state, args)?
        .0
        .borrow_mut()
        .set_padding(args.boolean(1));
    Ok(scope.undefined())
}

/// `(id, tag | undefined)`
pub(super) fn op_crypto_cipher_finish<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let cipher = running(state, args)?;
    let tag = optional_bytes(scope, args, 1)?;
    let output = cipher.0.borrow_mut().finish(tag.as_deref());
    Ok(scope.uint8_array(output.map_err(js)?).into())
}

/// The tag of a finished cipher; null when it makes none.
pub(super) fn op_crypto_cipher_tag<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let tag = running(state, args)?.0.borrow().tag();
    Ok(match tag {
        Some(tag) => scope.uint8_array(tag.to_vec()).into(),
        None => scope.null(),
    })
}

pub(super) fn op_crypto_cipher_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}

/// `(name, isEncrypting, key, iv, data)`
fn prepare_run(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let (spec, direction) = (spec(args, 0)?, direction(args, 1));
    let (key, iv, data) = (args.bytes(2)?, args.bytes(3)?, args.bytes(4)?);
    Ok(job::bytes(move || {
        cipher::run(spec, direction, &key, &iv, &data)
    }))
}

both_ways!(
    op_crypto_cipher_run,
    op_crypto_cipher_run_later,
    prepare_run
);

/// `(isEncrypting, key, iv, additional, data, tagLength)`: the tag follows the ciphertext.
fn prepare_gcm(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let direction = direction(args, 0);
    let (key, iv) = (args.bytes(1)?, args.bytes(2)?);
    let (additional, data) = (args.bytes(3)?, args.bytes(4)?);
    let tag_length = args.u32(5)? as usize;
    Ok(job::bytes(move || match direction {
        Direction::Encrypt => cipher::gcm_seal(&key, &iv, &additional, &data, tag_length),
        Direction::Decrypt => cipher::gcm_open(&key, &iv, &additional, &data, tag_length),
    }))
}

both_ways!(op_crypto_gcm, op_crypto_gcm_later, prepare_gcm);

/// `(isWrapping, key, data)`: AES key wrap.
pub(super) fn op_crypto_wrap<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (key, data) = (args.bytes(1)?, args.bytes(2)?);
    let result = match direction(args, 0) {
        Direction::Encrypt => cipher::wrap_key(&key, &data),
        Direction::Decrypt => cipher::unwrap_key(&key, &data),
    };
    Ok(scope.uint8_array(result.map_err(js)?).into())
}
