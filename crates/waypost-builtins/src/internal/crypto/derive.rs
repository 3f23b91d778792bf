//! Keys from passwords and other keys, hashes of passwords, Diffie-Hellman over integers, primes.

use std::num::NonZeroU32;
use std::rc::Rc;

use waypost_crypto::Error;
use waypost_crypto::dh::{self, Congruence, Group};
use waypost_crypto::hash::Algorithm;
use waypost_crypto::kdf::{self, ScryptCost};
use waypost_crypto::password::{self, Argon2Options};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, OpResult, OpState};

use super::error::js;
use super::job::{self, Job, Made, both_ways};
use super::keys::optional_bytes;
use super::signing;

fn hash(args: &Args<'_, '_>, index: usize) -> OpResult<Algorithm> {
    signing::hash(args, index)?.ok_or_else(|| js(Error::Unsupported("hash")))
}

/// `(hash, password, salt, iterations, length)`
fn prepare_pbkdf2(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let algorithm = hash(args, 0)?;
    let (password, salt) = (args.bytes(1)?, args.bytes(2)?);
    let iterations =
        NonZeroU32::new(args.u32(3)?).ok_or_else(|| js(Error::Parameter("iterations")))?;
    let length = args.u32(4)? as usize;
    Ok(job::bytes(move || {
        Ok(kdf::pbkdf2(algorithm, &password, &salt, iterations, length))
    }))
}

both_ways!(op_crypto_pbkdf2, op_crypto_pbkdf2_later, prepare_pbkdf2);

/// `(hash, key, salt, info, length)`
fn prepare_hkdf(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let algorithm = hash(args, 0)?;
    let (key, salt, info) = (args.bytes(1)?, args.bytes(2)?, args.bytes(3)?);
    let length = args.u32(4)? as usize;
    Ok(job::bytes(move || {
        kdf::hkdf(algorithm, &key, &salt, &info, length)
    }))
}

both_ways!(op_crypto_hkdf, op_crypto_hkdf_later, prepare_hkdf);

/// `(password, salt, N, r, p, maxmem, length)`
fn prepare_scrypt(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let (password, salt) = (args.bytes(0)?, args.bytes(1)?);
    let cost = ScryptCost {
        cost: args.number(2)? as u64,
        block_size: args.u32(3)?,
        parallelization: args.u32(4)?,
        max_memory: args.number(5)? as u64,
    };
    let length = args.u32(6)? as usize;
    cost.check().map_err(js)?;
    Ok(job::bytes(move || {
        kdf::scrypt(&password, &salt, cost, length)
    }))
}

both_ways!(op_crypto_scrypt, op_crypto_scrypt_later, prepare_scrypt);

/// `(password, salt as text)`: the hash as text.
fn prepare_bcrypt(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let (password, salt) = (args.bytes(0)?, args.string(1)?);
    Ok(Box::new(move || {
        let hash = password::bcrypt(&password, &salt).map_err(js)?;
        Ok(Made::Value(hash.into()))
    }))
}

both_ways!(op_crypto_bcrypt, op_crypto_bcrypt_later, prepare_bcrypt);

/// `(version, cost, sixteen bytes)`: a salt as text.
pub(super) fn op_crypto_bcrypt_salt<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let version = args.string(0)?.chars().next().unwrap_or('b');
    let bytes = args.bytes(2)?;
    let bytes = bytes[..]
        .try_into()
        .map_err(|_| js(Error::Length("salt")))?;
    let salt = password::bcrypt_salt(version, args.u32(1)?, bytes).map_err(js)?;
    Ok(scope.string(&salt))
}

/// `(password, salt, kind, version, memory, passes, parallelism, length, secret, associated)`
fn prepare_argon2(scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let (password, salt) = (args.bytes(0)?, args.bytes(1)?);
    let options = Argon2Options {
        kind: args.u32(2)?,
        version: args.u32(3)?,
        memory: args.u32(4)?,
        passes: args.u32(5)?,
        parallelism: args.u32(6)?,
        length: args.u32(7)? as usize,
        secret: optional_bytes(scope, args, 8)?.unwrap_or_default(),
        associated: optional_bytes(scope, args, 9)?.unwrap_or_default(),
    };
    Ok(job::bytes(move || {
        password::argon2(&password, &salt, &options)
    }))
}

both_ways!(op_crypto_argon2, op_crypto_argon2_later, prepare_argon2);

/// `(name)`: the prime of a group; null when there is no such group.
pub(super) fn op_crypto_dh_group<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    Ok(match Group::find(&args.string(0)?) {
        Some(group) => scope.uint8_array(group.prime_bytes()).into(),
        None => scope.null(),
    })
}

/// `(base, exponent, modulus)`
pub(super) fn op_crypto_dh_power<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let power = dh::power(&args.bytes(0)?, &args.bytes(1)?, &args.bytes(2)?);
    Ok(scope.uint8_array(power.map_err(js)?).into())
}

/// `(modulus)`: a private key.
pub(super) fn op_crypto_dh_private<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let private = dh::generate_private(&args.bytes(0)?).map_err(js)?;
    Ok(scope.uint8_array(private).into())
}

/// `(bits, isSafe, divisor | undefined, remainder | undefined)`
fn prepare_prime(scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let bits = args.u32(0)? as usize;
    let is_safe = args.boolean(1);
    let divisor = optional_bytes(scope, args, 2)?;
    let remainder = optional_bytes(scope, args, 3)?.unwrap_or_else(|| vec![1]);
    Ok(job::bytes(move || {
        let wanted = divisor.as_deref().map(|divisor| Congruence {
            divisor,
            remainder: &remainder,
        });
        dh::generate_prime(bits, is_safe, wanted)
    }))
}

both_ways!(
    op_crypto_prime_generate,
    op_crypto_prime_generate_later,
    prepare_prime
);

/// `(number)`
fn prepare_check(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let number = args.bytes(0)?;
    Ok(Box::new(move || {
        let is_prime = dh::check_prime(&number, false).map_err(js)?;
        Ok(Made::Value(is_prime.into()))
    }))
}

both_ways!(
    op_crypto_prime_check,
    op_crypto_prime_check_later,
    prepare_check
);
