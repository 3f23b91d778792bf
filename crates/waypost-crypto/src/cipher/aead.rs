//! ChaCha20-Poly1305 in pieces (RFC 8439), and AES-GCM over whole messages.

use aws_lc_rs::aead::{AES_128_GCM, AES_192_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher as _};
use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit;

use super::gcm::Sections;
use super::{Cipher, Direction, Spec};
use crate::{Error, Result};

pub(super) struct Chacha {
    direction: Direction,
    stream: ChaCha20,
    hash: Option<Sections<Poly1305>>,
    authenticated: u64,
    length: u64,
    tag: Option<[u8; 16]>,
}

impl Chacha {
    pub(super) fn new(direction: Direction, key: &[u8], iv: &[u8]) -> Result<Self> {
        let mut nonce = [0; 12];
        nonce[12 - iv.len()..].copy_from_slice(iv);
        let key: [u8; 32] = key.try_into().map_err(|_| Error::Length("key"))?;
        let mut stream = ChaCha20::new(&key.into(), &nonce.into());
        // The first block of the stream is the key of the hash.
        let mut first = [0; 64];
        stream.apply_keystream(&mut first);
        let mut hash_key = [0; 32];
        hash_key.copy_from_slice(&first[..32]);
        Ok(Self {
            direction,
            stream,
            hash: Some(Sections::new(Poly1305::new(&hash_key.into()))),
            authenticated: 0,
            length: 0,
            tag: None,
        })
    }

    pub(super) fn add_authenticated(&mut self, data: &[u8]) {
        if let Some(hash) = &mut self.hash {
            hash.update(data);
            self.authenticated += data.len() as u64;
        }
    }

    pub(super) fn update(&mut self, data: &[u8]) -> Vec<u8> {
        let mut output = data.to_vec();
        self.stream.apply_keystream(&mut output);
        if let Some(hash) = &mut self.hash {
            if self.length == 0 && !data.is_empty() {
                hash.pad();
            }
            self.length += data.len() as u64;
            hash.update(match self.direction {
                Direction::Encrypt => &output,
                Direction::Decrypt => data,
            });
        }
        output
    }

    pub(super) fn finish(&mut self) -> [u8; 16] {
        if let Some(mut hash) = self.hash.take() {
            hash.pad();
            hash.update(&self.authenticated.to_le_bytes());
            hash.update(&self.length.to_le_bytes());
            self.tag = Some(hash.finish());
        }
        self.tag.unwrap_or_default()
    }

    pub(super) fn tag(&self) -> Option<[u8; 16]> {
        self.tag
    }
}

fn gcm_spec(key: &[u8]) -> Result<&'static Spec> {
    let name = match key.len() {
        16 => "aes-128-gcm",
        24 => "aes-192-gcm",
        32 => "aes-256-gcm",
        _ => return Err(Error::Length("key")),
    };
    Spec::find(name).ok_or(Error::Unsupported("cipher"))
}

/// `aws-lc-rs`'s form, when the initialization vector has the usual length.
fn whole(key: &[u8], iv: &[u8]) -> Option<(LessSafeKey, Nonce)> {
    let algorithm = match key.len() {
        16 => &AES_128_GCM,
        24 => &AES_192_GCM,
        _ => &AES_256_GCM,
    };
    let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
    let key = UnboundKey::new(algorithm, key).ok()?;
    Some((LessSafeKey::new(key), nonce))
}

/// Encrypts a whole message with ChaCha20-Poly1305; the tag of 16 bytes follows it.
///
/// # Errors
/// [`Error::Length`] for a key or an initialization vector of an impossible length.
pub fn chacha_seal(key: &[u8], iv: &[u8], authenticated: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    seal_by_pieces(chacha_spec()?, key, iv, authenticated, data, 16)
}

/// Decrypts what [`chacha_seal`] made.
///
/// # Errors
/// [`Error::NotAuthentic`] when it was changed, and as there.
pub fn chacha_open(key: &[u8], iv: &[u8], authenticated: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    open_by_pieces(chacha_spec()?, key, iv, authenticated, data, 16)
}

fn chacha_spec() -> Result<&'static Spec> {
    Spec::find("chacha20-poly1305").ok_or(Error::Unsupported("cipher"))
}

fn seal_by_pieces(
    spec: &'static Spec,
    key: &[u8],
    iv: &[u8],
    authenticated: &[u8],
    data: &[u8],
    tag_length: usize,
) -> Result<Vec<u8>> {
    let mut cipher = Cipher::new(spec, Direction::Encrypt, key, iv)?;
    cipher.add_authenticated(authenticated);
    let mut output = cipher.update(data)?;
    cipher.finish(None)?;
    output.extend_from_slice(&cipher.tag().unwrap_or_default()[..tag_length]);
    Ok(output)
}

fn open_by_pieces(
    spec: &'static Spec,
    key: &[u8],
    iv: &[u8],
    authenticated: &[u8],
    data: &[u8],
    tag_length: usize,
) -> Result<Vec<u8>> {
    let length = data.len().checked_sub(tag_length);
    let (message, tag) = data.split_at(length.ok_or(Error::NotAuthentic)?);
    let mut cipher = Cipher::new(spec, Direction::Decrypt, key, iv)?;
    cipher.add_authenticated(authenticated);
    let output = cipher.update(message)?;
    cipher.finish(Some(tag))?;
    Ok(output)
}

/// Encrypts a whole message with AES-GCM; the tag of `tag_length` bytes (up to 16) follows it.
///
/// # Errors
/// [`Error::Length`] for a key or an initialization vector of an impossible length.
pub fn gcm_seal(
    key: &[u8],
    iv: &[u8],
    authenticated: &[u8],
    data: &[u8],
    tag_length: usize,
) -> Result<Vec<u8>> {
    let spec = gcm_spec(key)?;
    let tag_length = tag_length.min(16);
    if let Some((key, nonce)) = whole(key, iv) {
        let mut output = Vec::with_capacity(data.len() + 16);
        output.extend_from_slice(data);
        key.seal_in_place_append_tag(nonce, Aad::from(authenticated), &mut output)
            .map_err(|_| Error::Failed)?;
        output.truncate(data.len() + tag_length);
        return Ok(output);
    }
    seal_by_pieces(spec, key, iv, authenticated, data, tag_length)
}

/// Decrypts what [`gcm_seal`] made.
///
/// # Errors
/// [`Error::NotAuthentic`] when it was changed, and as there.
pub fn gcm_open(
    key: &[u8],
    iv: &[u8],
    authenticated: &[u8],
    data: &[u8],
    tag_length: usize,
) -> Result<Vec<u8>> {
    let spec = gcm_spec(key)?;
    let length = data
        .len()
        .checked_sub(tag_length)
        .ok_or(Error::NotAuthentic)?;
    if tag_length == 16
        && let Some((key, nonce)) = whole(key, iv)
    {
        let mut output = data.to_vec();
        key.open_in_place(nonce, Aad::from(authenticated), &mut output)
            .map_err(|_| Error::NotAuthentic)?;
        output.truncate(length);
        return Ok(output);
    }
    open_by_pieces(spec, key, iv, authenticated, data, tag_length)
}
