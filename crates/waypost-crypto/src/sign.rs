//! Signatures with any key, and the two forms of a signature on a curve.

use crate::der::{self, Reader};
use crate::hash::Algorithm;
use crate::key::{Curve, Key, Private, Purpose};
use crate::rsa::{self, Salt, SignaturePadding};
use crate::{Error, Result};

/// What is signed.
#[derive(Debug, Clone, Copy)]
pub enum Message<'m> {
    /// The message as a whole.
    Whole(&'m [u8]),
    /// Its hash.
    Hash(&'m [u8]),
}

/// The form of a signature on a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CurveFormat {
    /// A sequence of two integers.
    #[default]
    Der,
    /// Both numbers in their full length (IEEE P1363).
    Fixed,
}

/// How to sign.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scheme {
    /// The hash; an algorithm that has its own takes none.
    pub hash: Option<Algorithm>,
    /// Whether an RSA signature is padded by PSS; by default the key decides.
    pub is_pss: Option<bool>,
    /// The salt of PSS.
    pub salt: Option<Salt>,
    /// The form of a signature on a curve.
    pub format: CurveFormat,
}

impl Scheme {
    fn padding(
        &self,
        hash: Algorithm,
        purpose: Purpose,
        default_salt: Salt,
    ) -> Result<SignaturePadding> {
        let limits = match purpose {
            Purpose::Any => None,
            Purpose::Pss(limits) => limits,
        };
        let is_pss_key = matches!(purpose, Purpose::Pss(_));
        if !self.is_pss.unwrap_or(is_pss_key) {
            if is_pss_key {
                return Err(Error::Parameter("padding mode"));
            }
            return Ok(SignaturePadding::Pkcs1);
        }
        let salt = self.salt.unwrap_or(default_salt);
        let Some(limits) = limits else {
            return Ok(SignaturePadding::Pss {
                salt,
                mask_hash: hash,
            });
        };
        if limits.hash != hash {
            return Err(Error::Parameter("digest for this key"));
        }
        let shortest = limits.salt_length as usize;
        let is_short = match salt {
            Salt::Bytes(count) => count < shortest,
            Salt::Digest => hash.length < shortest,
            Salt::Auto => false,
        };
        if is_short {
            return Err(Error::SaltLength);
        }
        Ok(SignaturePadding::Pss {
            salt,
            mask_hash: limits.mask_hash,
        })
    }

    /// The hash, which for a key limited to one is that one.
    fn hash_for(&self, key: &Key) -> Result<Algorithm> {
        let limited = key.rsa_public().and_then(|key| match key.purpose() {
            Purpose::Pss(Some(limits)) => Some(limits.hash),
            _ => None,
        });
        self.hash
            .or(limited)
            .or_else(|| Algorithm::find("sha256"))
            .ok_or(Error::Unsupported("hash"))
    }
}

fn hashed(algorithm: Algorithm, message: Message<'_>) -> Result<Vec<u8>> {
    match message {
        Message::Whole(data) => Ok(algorithm.digest(data)),
        Message::Hash(hash) if hash.len() == algorithm.length => Ok(hash.to_vec()),
        Message::Hash(_) => Err(Error::Length("digest")),
    }
}

/// Signs a message.
///
/// # Errors
/// [`Error::Unsupported`] for a key that signs nothing, or whose algorithm takes no such hash.
pub fn sign(key: &Key, scheme: &Scheme, message: Message<'_>) -> Result<Vec<u8>> {
    match key.private()? {
        Private::Rsa(private) => {
            let hash = scheme.hash_for(key)?;
            let padding = scheme.padding(hash, private.public().purpose(), Salt::Auto)?;
            rsa::sign(private, hash, &hashed(hash, message)?, padding)
        }
        Private::Ec(private) => {
            let hash = scheme.hash_for(key)?;
            let signature = private.sign(&hashed(hash, message)?)?;
            match scheme.format {
                CurveFormat::Der => Ok(signature),
                CurveFormat::Fixed => to_fixed(private.public().curve(), &signature),
            }
        }
        Private::Ed(private) => match (message, scheme.hash) {
            (Message::Whole(data), None) => private.sign(data),
            _ => Err(Error::Unsupported(
                "hash before a signature with Ed25519 or Ed448",
            )),
        },
    }
}

/// Whether this is a signature of the message by the owner of the key.
///
/// # Errors
/// As [`sign`]; a wrong signature is no error.
pub fn verify(key: &Key, scheme: &Scheme, message: Message<'_>, signature: &[u8]) -> Result<bool> {
    if let Some(public) = key.rsa_public() {
        let hash = scheme.hash_for(key)?;
        let padding = scheme.padding(hash, public.purpose(), Salt::Auto)?;
        let hashed = hashed(hash, message)?;
        return Ok(rsa::verify(public, hash, &hashed, padding, signature));
    }
    if let Some(public) = key.ec_public() {
        let hashed = hashed(scheme.hash_for(key)?, message)?;
        return Ok(match scheme.format {
            CurveFormat::Der => public.verify(&hashed, signature),
            CurveFormat::Fixed => from_fixed(public.curve(), signature)
                .is_ok_and(|signature| public.verify(&hashed, &signature)),
        });
    }
    let public = key.ed_public().ok_or(Error::Unsupported("key"))?;
    match (message, scheme.hash) {
        (Message::Whole(data), None) => Ok(public.verify(data, signature)),
        _ => Err(Error::Unsupported(
            "hash before a signature with Ed25519 or Ed448",
        )),
    }
}

/// A signature in DER as two numbers in their full length.
fn to_fixed(curve: Curve, signature: &[u8]) -> Result<Vec<u8>> {
    let mut numbers = Reader::new(signature).sequence()?;
    let mut fixed = der::padded(numbers.unsigned()?, curve.length())?;
    fixed.extend(der::padded(numbers.unsigned()?, curve.length())?);
    Ok(fixed)
}

/// The other way around.
fn from_fixed(curve: Curve, signature: &[u8]) -> Result<Vec<u8>> {
    if signature.len() != 2 * curve.length() {
        return Err(Error::Length("signature"));
    }
    let (r, s) = signature.split_at(curve.length());
    Ok(der::sequence(&[&der::unsigned(r), &der::unsigned(s)]))
}
