//! What RSA keys do: sign, verify, encrypt, decrypt (RFC 8017).
//!
//! `aws-lc-rs` has fixed pairs of hash and padding, for keys of 2,048 to 8,192 bits. The rest, which
//! programs for Node.js use all the same, is the padding here over the arithmetic of the `rsa` crate.

mod padding;

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384, OAEP_SHA512_MGF1SHA512,
    OaepAlgorithm, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, Pkcs1PrivateDecryptingKey,
    Pkcs1PublicEncryptingKey,
};
use aws_lc_rs::signature::{
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RSA_PSS_SHA256,
    RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaParameters,
};

use crate::hash::Algorithm;
use crate::key::{RsaPrivate, RsaPublic};
use crate::{Error, Result};

/// How long the salt of a PSS signature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Salt {
    /// As long as the hash.
    Digest,
    /// As long as it can be; when verifying, whatever it is.
    Auto,
    /// This many bytes.
    Bytes(usize),
}

/// The padding of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignaturePadding {
    /// PKCS #1 v1.5.
    Pkcs1,
    /// PSS, with the hash of its mask.
    Pss {
        /// How long the salt is.
        salt: Salt,
        /// The hash of the mask.
        mask_hash: Algorithm,
    },
}

/// The padding of a ciphertext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EncryptionPadding {
    /// PKCS #1 v1.5.
    Pkcs1,
    /// OAEP with this hash, for the message and for the mask, and this label.
    Oaep(Algorithm, Vec<u8>),
    /// None: the message is as long as the key.
    None,
}

/// What `aws-lc-rs` signs and verifies with: PKCS #1, then PSS, each with SHA-256, SHA-384, SHA-512.
static SIGNING: [&dyn RsaEncoding; 6] = [
    &RSA_PKCS1_SHA256,
    &RSA_PKCS1_SHA384,
    &RSA_PKCS1_SHA512,
    &RSA_PSS_SHA256,
    &RSA_PSS_SHA384,
    &RSA_PSS_SHA512,
];
static VERIFYING: [&RsaParameters; 6] = [
    &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    &RSA_PKCS1_2048_8192_SHA384,
    &RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
    &RSA_PSS_2048_8192_SHA256,
    &RSA_PSS_2048_8192_SHA384,
    &RSA_PSS_2048_8192_SHA512,
];

/// Signs a hash.
///
/// # Errors
/// [`Error::DigestTooBig`], [`Error::SaltLength`], [`Error::InvalidPrivate`].
pub fn sign(
    key: &RsaPrivate,
    algorithm: Algorithm,
    hash: &[u8],
    padding: SignaturePadding,
) -> Result<Vec<u8>> {
    if let Some((place, digest)) = fast(algorithm, hash, padding)
        && padding.has_salt_of_digest()
        && let Some(pair) = key.signing()
    {
        let mut signature = vec![0; pair.public_modulus_len()];
        return pair
            .sign_digest(SIGNING[place], &digest, &mut signature)
            .map(|()| signature)
            .map_err(|_| Error::InvalidPrivate);
    }
    let public = key.public();
    let message = match padding {
        SignaturePadding::Pkcs1 => padding::pkcs1_signature(algorithm, hash, public.length())?,
        SignaturePadding::Pss { salt, mask_hash } => {
            padding::pss(algorithm, mask_hash, hash, salt, public.bits())?
        }
    };
    key.raw(&padding::to_length(&message, public.length())?)
}

/// The place of what `aws-lc-rs` has for these, if anything, with the hash as it takes it.
fn fast(algorithm: Algorithm, hash: &[u8], padding: SignaturePadding) -> Option<(usize, Digest)> {
    let first = match padding {
        SignaturePadding::Pkcs1 => 0,
        SignaturePadding::Pss { mask_hash, .. } if mask_hash == algorithm => 3,
        SignaturePadding::Pss { .. } => return None,
    };
    let (place, digest) = match algorithm.name {
        "sha256" => (0, &digest::SHA256),
        "sha384" => (1, &digest::SHA384),
        "sha512" => (2, &digest::SHA512),
        _ => return None,
    };
    Some((first + place, Digest::import_less_safe(hash, digest).ok()?))
}

impl SignaturePadding {
    /// Whether the salt, if there is one, is as long as the hash: the only length of `aws-lc-rs` here.
    fn has_salt_of_digest(self) -> bool {
        match self {
            Self::Pkcs1 => true,
            Self::Pss { salt, .. } => salt == Salt::Digest,
        }
    }
}

/// Whether this is a signature of the hash.
pub fn verify(
    key: &RsaPublic,
    algorithm: Algorithm,
    hash: &[u8],
    padding: SignaturePadding,
    signature: &[u8],
) -> bool {
    if signature.len() != key.length() {
        return false;
    }
    if let Some((place, digest)) = fast(algorithm, hash, padding)
        && let Some(parsed) = key.verifying(place, VERIFYING[place])
    {
        let is_valid = parsed.verify_digest_sig(&digest, signature).is_ok();
        // Where the salt may have another length, only a match is an answer.
        if is_valid || padding.has_salt_of_digest() && key.bits() >= 2048 {
            let salt_fits = !matches!(padding, SignaturePadding::Pss { salt: Salt::Bytes(count), .. } if count != algorithm.length);
            return is_valid && salt_fits;
        }
    }
    let Ok(message) = key.raw(signature) else {
        return false;
    };
    match padding {
        SignaturePadding::Pkcs1 => padding::pkcs1_signature(algorithm, hash, key.length())
            .is_ok_and(|expected| crate::constant_time_equal(&expected, &message)),
        SignaturePadding::Pss { salt, mask_hash } => {
            padding::is_pss(algorithm, mask_hash, hash, salt, key.bits(), &message)
        }
    }
}

fn oaep(algorithm: Algorithm) -> Option<&'static OaepAlgorithm> {
    match algorithm.name {
        "sha1" => Some(&OAEP_SHA1_MGF1SHA1),
        "sha256" => Some(&OAEP_SHA256_MGF1SHA256),
        "sha384" => Some(&OAEP_SHA384_MGF1SHA384),
        "sha512" => Some(&OAEP_SHA512_MGF1SHA512),
        _ => None,
    }
}

/// Encrypts for whoever has the private key.
///
/// # Errors
/// [`Error::DataTooLarge`], and [`Error::DataTooSmall`] without padding.
pub fn encrypt(key: &RsaPublic, data: &[u8], padding: &EncryptionPadding) -> Result<Vec<u8>> {
    let length = key.length();
    match padding {
        EncryptionPadding::None => key.raw(&whole(data, length)?),
        EncryptionPadding::Pkcs1 => {
            if data.len() + 11 > length {
                return Err(Error::DataTooLarge);
            }
            if let Some(fast) = key.encrypting() {
                let fast =
                    Pkcs1PublicEncryptingKey::new(fast.clone()).map_err(|_| Error::Failed)?;
                let mut sealed = vec![0; length];
                fast.encrypt(data, &mut sealed).map_err(|_| Error::Failed)?;
                return Ok(sealed);
            }
            key.raw(&padding::pkcs1_message(data, length)?)
        }
        EncryptionPadding::Oaep(algorithm, label) => {
            if data.len() + 2 * algorithm.length + 2 > length {
                return Err(Error::DataTooLarge);
            }
            if let (Some(known), Some(fast)) = (oaep(*algorithm), key.encrypting()) {
                let fast = OaepPublicEncryptingKey::new(fast.clone()).map_err(|_| Error::Failed)?;
                let mut sealed = vec![0; length];
                let label = (!label.is_empty()).then_some(&label[..]);
                fast.encrypt(known, data, &mut sealed, label)
                    .map_err(|_| Error::Failed)?;
                return Ok(sealed);
            }
            key.raw(&padding::oaep(*algorithm, label, data, length)?)
        }
    }
}

/// Decrypts what [`encrypt`] made.
///
/// # Errors
/// [`Error::Padding`] for anything else, without telling what is wrong with it.
pub fn decrypt(key: &RsaPrivate, data: &[u8], padding: &EncryptionPadding) -> Result<Vec<u8>> {
    let length = key.public().length();
    if data.len() != length {
        return Err(if data.len() > length {
            Error::DataTooLarge
        } else {
            Error::Padding
        });
    }
    match padding {
        EncryptionPadding::None => key.raw(data),
        EncryptionPadding::Pkcs1 => {
            if let Some(fast) = key.decrypting() {
                let fast =
                    Pkcs1PrivateDecryptingKey::new(fast.clone()).map_err(|_| Error::Failed)?;
                let mut opened = vec![0; length];
                let opened = fast.decrypt(data, &mut opened);
                return opened.map(|text| text.to_vec()).map_err(|_| Error::Padding);
            }
            padding::open_pkcs1(&key.raw(data)?, 2)
        }
        EncryptionPadding::Oaep(algorithm, label) => {
            if let (Some(known), Some(fast)) = (oaep(*algorithm), key.decrypting()) {
                let fast =
                    OaepPrivateDecryptingKey::new(fast.clone()).map_err(|_| Error::Failed)?;
                let mut opened = vec![0; length];
                let label = (!label.is_empty()).then_some(&label[..]);
                let opened = fast.decrypt(known, data, &mut opened, label);
                return opened.map(|text| text.to_vec()).map_err(|_| Error::Padding);
            }
            padding::open_oaep(*algorithm, label, &key.raw(data)?)
        }
    }
}

/// `crypto.privateEncrypt`: the private operation over a message, padded as a signature without a hash.
///
/// # Errors
/// As [`encrypt`].
pub fn private_encrypt(key: &RsaPrivate, data: &[u8], is_padded: bool) -> Result<Vec<u8>> {
    let length = key.public().length();
    if !is_padded {
        return key.raw(&whole(data, length)?);
    }
    key.raw(&padding::pkcs1_block(data, length)?)
}

/// `crypto.publicDecrypt`: what [`private_encrypt`] was given.
///
/// # Errors
/// [`Error::Padding`]
pub fn public_decrypt(key: &RsaPublic, data: &[u8], is_padded: bool) -> Result<Vec<u8>> {
    let length = key.length();
    if data.len() != length {
        return Err(if data.len() > length {
            Error::DataTooLarge
        } else {
            Error::Padding
        });
    }
    let message = key.raw(data)?;
    if is_padded {
        padding::open_pkcs1(&message, 1)
    } else {
        Ok(message)
    }
}

/// A message that must be as long as the key.
fn whole(data: &[u8], length: usize) -> Result<Vec<u8>> {
    match data.len().cmp(&length) {
        std::cmp::Ordering::Less => Err(Error::DataTooSmall),
        std::cmp::Ordering::Greater => Err(Error::DataTooLarge),
        std::cmp::Ordering::Equal => Ok(data.to_vec()),
    }
}

#[cfg(test)]
mod tests;
