//! AES as a stream: CTR, CFB and OFB.

use aws_lc_rs::cipher::{
    DecryptionContext, EncryptionContext, StreamingDecryptingKey, StreamingEncryptingKey,
};
use aws_lc_rs::iv::FixedLength;

use super::block::aes_key;
use super::{Direction, Mode};
use crate::{Error, Result};

/// The room `aws-lc-rs` asks for beyond the data.
const SPARE: usize = 15;

pub(super) enum StreamCipher {
    Encrypting(StreamingEncryptingKey),
    Decrypting(StreamingDecryptingKey),
}

impl StreamCipher {
    pub(super) fn new(mode: Mode, direction: Direction, key: &[u8], iv: &[u8]) -> Result<Self> {
        let key = aes_key(key)?;
        let iv =
            FixedLength::<16>::try_from(iv).map_err(|_| Error::Length("initialization vector"))?;
        // In a counter mode and in output feedback both directions are one.
        let made = match (mode, direction) {
            (Mode::Ctr, _) => {
                StreamingEncryptingKey::less_safe_ctr(key, EncryptionContext::Iv128(iv))
                    .map(Self::Encrypting)
            }
            (Mode::Ofb, _) => {
                StreamingEncryptingKey::less_safe_ofb(key, EncryptionContext::Iv128(iv))
                    .map(Self::Encrypting)
            }
            (Mode::Cfb, Direction::Encrypt) => {
                StreamingEncryptingKey::less_safe_cfb128(key, EncryptionContext::Iv128(iv))
                    .map(Self::Encrypting)
            }
            (Mode::Cfb, Direction::Decrypt) => {
                StreamingDecryptingKey::cfb128(key, DecryptionContext::Iv128(iv))
                    .map(Self::Decrypting)
            }
            (Mode::Cfb8, Direction::Encrypt) => {
                StreamingEncryptingKey::less_safe_cfb8(key, EncryptionContext::Iv128(iv))
                    .map(Self::Encrypting)
            }
            (Mode::Cfb8, Direction::Decrypt) => {
                StreamingDecryptingKey::cfb8(key, DecryptionContext::Iv128(iv))
                    .map(Self::Decrypting)
            }
            _ => return Err(Error::Unsupported("mode")),
        };
        made.map_err(|_| Error::Failed)
    }

    pub(super) fn update(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        if data.is_empty() {
            return Ok(Vec::new());
        }
        let mut output = vec![0; data.len() + SPARE];
        let written = match self {
            Self::Encrypting(key) => key.update(data, &mut output),
            Self::Decrypting(key) => key.update(data, &mut output),
        };
        let length = written.map_err(|_| Error::Failed)?.written().len();
        output.truncate(length);
        Ok(output)
    }
}
