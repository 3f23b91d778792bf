//! The algorithms that the Web Cryptography API gets from its newer parts: OCB, ChaCha20-Poly1305, cSHAKE, KMAC,
//! ML-KEM and ML-DSA.

use waypost_crypto::cipher::{chacha_open, chacha_seal, ocb_open, ocb_seal};
use waypost_crypto::keccak::{Strength, cshake, kmac};
use waypost_crypto::lattice::{Dsa, Kem};
use waypost_jsc::Scope;
use waypost_ops::{Args, JsError, OpResult, OpState};

use super::error::js;
use super::job::{self, Job, Made, both_ways};

/// The most bytes of one cSHAKE or KMAC.
const LONGEST_OUTPUT: usize = 64 * 1024 * 1024;

/// `(isOcb, isEncrypting, key, iv, additional, data, tagLength)`: the tag follows the ciphertext.
fn prepare_aead(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let (is_ocb, is_encrypting) = (args.boolean(0), args.boolean(1));
    let (key, iv) = (args.bytes(2)?, args.bytes(3)?);
    let (additional, data) = (args.bytes(4)?, args.bytes(5)?);
    let tag_length = args.u32(6)? as usize;
    Ok(job::bytes(move || match (is_ocb, is_encrypting) {
        (true, true) => ocb_seal(&key, &iv, &additional, &data, tag_length),
        (true, false) => ocb_open(&key, &iv, &additional, &data, tag_length),
        (false, true) => chacha_seal(&key, &iv, &additional, &data),
        (false, false) => chacha_open(&key, &iv, &additional, &data),
    }))
}

both_ways!(op_crypto_aead, op_crypto_aead_later, prepare_aead);

fn strength(args: &Args<'_, '_>) -> OpResult<Strength> {
    Ok(match args.u32(0)? {
        128 => Strength::Bits128,
        _ => Strength::Bits256,
    })
}

fn output_length(args: &Args<'_, '_>) -> OpResult<usize> {
    let length = args.u32(4)? as usize;
    if length > LONGEST_OUTPUT {
        return Err(JsError::new("the output is too long"));
    }
    Ok(length)
}

/// `(strength, function, customization, data, length)`
fn prepare_cshake(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let strength = strength(args)?;
    let (function, customization, data) = (args.bytes(1)?, args.bytes(2)?, args.bytes(3)?);
    let length = output_length(args)?;
    Ok(job::bytes(move || {
        Ok(cshake(
            strength,
            &function,
            &customization,
            &[&data],
            length,
        ))
    }))
}

both_ways!(op_crypto_cshake, op_crypto_cshake_later, prepare_cshake);

/// `(strength, key, customization, data, length)`
fn prepare_kmac(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let strength = strength(args)?;
    let (key, customization, data) = (args.bytes(1)?, args.bytes(2)?, args.bytes(3)?);
    let length = output_length(args)?;
    Ok(job::bytes(move || {
        Ok(kmac(strength, &key, &customization, &data, length))
    }))
}

both_ways!(op_crypto_kmac, op_crypto_kmac_later, prepare_kmac);

enum Set {
    Kem(Kem),
    Dsa(Dsa),
}

fn set(args: &Args<'_, '_>) -> OpResult<Set> {
    let name = args.string(0)?;
    let found = Kem::find(&name)
        .map(Set::Kem)
        .or_else(|| Dsa::find(&name).map(Set::Dsa));
    found.ok_or_else(|| JsError::new(format!("no parameter set {name:?}")))
}

fn dsa(args: &Args<'_, '_>) -> OpResult<Dsa> {
    match set(args)? {
        Set::Dsa(dsa) => Ok(dsa),
        Set::Kem(_) => Err(JsError::new("an algorithm that does not sign")),
    }
}

fn kem(args: &Args<'_, '_>) -> OpResult<Kem> {
    match set(args)? {
        Set::Kem(kem) => Ok(kem),
        Set::Dsa(_) => Err(JsError::new("an algorithm that does not encapsulate")),
    }
}

/// `(name, seed)`: the public key.
fn prepare_public(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let (set, seed) = (set(args)?, args.bytes(1)?);
    Ok(job::bytes(move || match set {
        Set::Kem(kem) => kem.public_key(&seed),
        Set::Dsa(dsa) => dsa.public_key(&seed),
    }))
}

both_ways!(
    op_crypto_lattice_public,
    op_crypto_lattice_public_later,
    prepare_public
);

/// `(name, public key)`: whether it is one.
fn prepare_check(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let (set, public) = (set(args)?, args.bytes(1)?);
    Ok(Box::new(move || {
        let valid = match set {
            Set::Kem(kem) => kem.is_public_key(&public),
            Set::Dsa(dsa) => dsa.public_length() == public.len(),
        };
        Ok(Made::Value(valid.into()))
    }))
}

both_ways!(
    op_crypto_lattice_check,
    op_crypto_lattice_check_later,
    prepare_check
);

/// `(name, public key)`: the shared secret, and the ciphertext behind it.
fn prepare_encapsulate(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let (kem, public) = (kem(args)?, args.bytes(1)?);
    Ok(job::bytes(move || {
        let mut made = kem.encapsulate(&public)?;
        made.shared.extend(made.ciphertext);
        Ok(made.shared)
    }))
}

both_ways!(
    op_crypto_encapsulate,
    op_crypto_encapsulate_later,
    prepare_encapsulate
);

/// `(name, seed, ciphertext)`: the shared secret.
fn prepare_decapsulate(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let (kem, seed, ciphertext) = (kem(args)?, args.bytes(1)?, args.bytes(2)?);
    Ok(job::bytes(move || kem.decapsulate(&seed, &ciphertext)))
}

both_ways!(
    op_crypto_decapsulate,
    op_crypto_decapsulate_later,
    prepare_decapsulate
);

/// `(name, seed, context, data)`
fn prepare_sign(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let dsa = dsa(args)?;
    let (seed, context, data) = (args.bytes(1)?, args.bytes(2)?, args.bytes(3)?);
    Ok(job::bytes(move || dsa.sign(&seed, &context, &data)))
}

both_ways!(
    op_crypto_mldsa_sign,
    op_crypto_mldsa_sign_later,
    prepare_sign
);

/// `(name, public key, context, data, signature)`
fn prepare_verify(_scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let dsa = dsa(args)?;
    let (public, context) = (args.bytes(1)?, args.bytes(2)?);
    let (data, signature) = (args.bytes(3)?, args.bytes(4)?);
    Ok(Box::new(move || {
        dsa.verify(&public, &context, &data, &signature)
            .map(|valid| Made::Value(valid.into()))
            .map_err(js)
    }))
}

both_ways!(
    op_crypto_mldsa_verify,
    op_crypto_mldsa_verify_later,
    prepare_verify
);
