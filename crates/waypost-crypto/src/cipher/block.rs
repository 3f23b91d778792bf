//! AES in blocks: ECB and CBC, with or without padding (PKCS #7).

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, Algorithm, DecryptingKey, DecryptionContext, EncryptingKey,
    EncryptionContext, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;

use super::{Direction, Mode, Spec};
use crate::{Error, Result};

const BLOCK: usize = 16;

/// `aws-lc-rs`'s key for AES, by its length.
pub(super) fn aes_key(key: &[u8]) -> Result<UnboundCipherKey> {
    let algorithm: &'static Algorithm = match key.len() {
        16 => &AES_128,
        24 => &AES_192,
        32 => &AES_256,
        _ => return Err(Error::Length("key")),
    };
    UnboundCipherKey::new(algorithm, key).map_err(|_| Error::Failed)
}

/// Single blocks under a key: the base of GCM and of key wrap.
pub(super) struct Single(EncryptingKey);

impl Single {
    pub(super) fn new(key: &[u8]) -> Result<Self> {
        let key = EncryptingKey::ecb(aes_key(key)?).map_err(|_| Error::Failed)?;
        Ok(Self(key))
    }

    pub(super) fn encrypt(&self, blocks: &mut [u8]) -> Result<()> {
        self.0
            .less_safe_encrypt(blocks, EncryptionContext::None)
            .map(|_| ())
            .map_err(|_| Error::Failed)
    }
}

enum Key {
    Encrypting(EncryptingKey),
    Decrypting(DecryptingKey),
}

pub(super) struct BlockCipher {
    key: Key,
    /// The last block of ciphertext, for CBC.
    chain: Option<[u8; BLOCK]>,
    /// What is not yet a block, or may be the padded one.
    pending: Vec<u8>,
    is_padded: bool,
}

impl BlockCipher {
    pub(super) fn new(spec: &Spec, direction: Direction, key: &[u8], iv: &[u8]) -> Result<Self> {
        let key = aes_key(key)?;
        let key = match (direction, spec.mode) {
            (Direction::Encrypt, Mode::Cbc) => EncryptingKey::cbc(key).map(Key::Encrypting),
            (Direction::Encrypt, _) => EncryptingKey::ecb(key).map(Key::Encrypting),
            (Direction::Decrypt, Mode::Cbc) => DecryptingKey::cbc(key).map(Key::Decrypting),
            (Direction::Decrypt, _) => DecryptingKey::ecb(key).map(Key::Decrypting),
        };
        Ok(Self {
            key: key.map_err(|_| Error::Failed)?,
            chain: iv.try_into().ok().filter(|_| spec.mode == Mode::Cbc),
            pending: Vec::new(),
            is_padded: true,
        })
    }

    pub(super) fn set_padding(&mut self, is_on: bool) {
        self.is_padded = is_on;
    }

    pub(super) fn update(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        self.pending.extend_from_slice(data);
        let mut ready = self.pending.len() - self.pending.len() % BLOCK;
        // The last block of a padded ciphertext holds the padding: it waits for the end.
        let holds_last = self.is_padded && matches!(self.key, Key::Decrypting(_));
        if holds_last && ready == self.pending.len() {
            ready = ready.saturating_sub(BLOCK);
        }
        let rest = self.pending.split_off(ready);
        let mut blocks = std::mem::replace(&mut self.pending, rest);
        self.process(&mut blocks)?;
        Ok(blocks)
    }

    pub(super) fn finish(&mut self) -> Result<Vec<u8>> {
        let mut last = std::mem::take(&mut self.pending);
        match &self.key {
            Key::Encrypting(_) if self.is_padded => {
                let count = BLOCK - last.len();
                last.resize(BLOCK, count as u8);
                self.process(&mut last)?;
                Ok(last)
            }
            Key::Decrypting(_) if self.is_padded => {
                if last.len() != BLOCK {
                    return Err(Error::WrongFinalBlockLength);
                }
                self.process(&mut last)?;
                let count = padding(&last).ok_or(Error::BadDecrypt)?;
                last.truncate(BLOCK - count);
                Ok(last)
            }
            _ if last.is_empty() => Ok(last),
            _ => Err(Error::WrongFinalBlockLength),
        }
    }

    fn process(&mut self, blocks: &mut [u8]) -> Result<()> {
        if blocks.is_empty() {
            return Ok(());
        }
        let last: [u8; BLOCK] = blocks[blocks.len() - BLOCK..]
            .try_into()
            .map_err(|_| Error::Failed)?;
        let iv = self.chain.map(FixedLength::from);
        match &self.key {
            Key::Encrypting(key) => {
                let context = iv.map_or(EncryptionContext::None, EncryptionContext::Iv128);
                key.less_safe_encrypt(blocks, context)
                    .map_err(|_| Error::Failed)?;
                if self.chain.is_some() {
                    self.chain = blocks[blocks.len() - BLOCK..].try_into().ok();
                }
            }
            Key::Decrypting(key) => {
                let context = iv.map_or(DecryptionContext::None, DecryptionContext::Iv128);
                key.decrypt(blocks, context).map_err(|_| Error::Failed)?;
                if self.chain.is_some() {
                    self.chain = Some(last);
                }
            }
        }
        Ok(())
    }
}

/// How many bytes of the last block are padding, if it is one. The time does not tell where it is wrong.
fn padding(block: &[u8]) -> Option<usize> {
    let count = block[BLOCK - 1];
    let mut wrong = u8::from(count == 0) | u8::from(usize::from(count) > BLOCK);
    for (place, byte) in block.iter().rev().enumerate() {
        let is_padding = u8::from(place < usize::from(count));
        wrong |= is_padding * (byte ^ count);
    }
    (wrong == 0).then_some(usize::from(count))
}
