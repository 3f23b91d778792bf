//! Triple DES in blocks: ECB and CBC, with or without padding (PKCS #7).
//!
//! For what other systems still send: its blocks of 8 bytes make it unfit for anything new.

use des::TdesEde3;
use des::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

use super::{Direction, Mode, Spec};
use crate::{Error, Result};

const BLOCK: usize = 8;

pub(super) struct TripleDes {
    cipher: TdesEde3,
    direction: Direction,
    /// The last block of ciphertext, for CBC.
    chain: Option<[u8; BLOCK]>,
    /// What is not yet a block, or may be the padded one.
    pending: Vec<u8>,
    is_padded: bool,
}

impl TripleDes {
    pub(super) fn new(spec: &Spec, direction: Direction, key: &[u8], iv: &[u8]) -> Result<Self> {
        Ok(Self {
            cipher: TdesEde3::new_from_slice(key).map_err(|_| Error::Length("key"))?,
            direction,
            chain: iv
                .try_into()
                .ok()
                .filter(|_| spec.mode == Mode::TripleDesCbc),
            pending: Vec::new(),
            is_padded: true,
        })
    }

    pub(super) fn set_padding(&mut self, is_on: bool) {
        self.is_padded = is_on;
    }

    pub(super) fn update(&mut self, data: &[u8]) -> Vec<u8> {
        self.pending.extend_from_slice(data);
        let mut ready = self.pending.len() - self.pending.len() % BLOCK;
        // The last block of a padded ciphertext holds the padding: it waits for the end.
        let holds_last = self.is_padded && self.direction == Direction::Decrypt;
        if holds_last && ready == self.pending.len() {
            ready = ready.saturating_sub(BLOCK);
        }
        let rest = self.pending.split_off(ready);
        let mut blocks = std::mem::replace(&mut self.pending, rest);
        self.process(&mut blocks);
        blocks
    }

    pub(super) fn finish(&mut self) -> Result<Vec<u8>> {
        let mut last = std::mem::take(&mut self.pending);
        match self.direction {
            _ if !self.is_padded && last.is_empty() => Ok(last),
            Direction::Encrypt if self.is_padded => {
                let count = BLOCK - last.len();
                last.resize(BLOCK, count as u8);
                self.process(&mut last);
                Ok(last)
            }
            Direction::Decrypt if self.is_padded && last.len() == BLOCK => {
                self.process(&mut last);
                let count = padding(&last).ok_or(Error::BadDecrypt)?;
                last.truncate(BLOCK - count);
                Ok(last)
            }
            _ => Err(Error::WrongFinalBlockLength),
        }
    }

    fn process(&mut self, bytes: &mut [u8]) {
        for block in bytes.as_chunks_mut::<BLOCK>().0 {
            let before = *block;
            match self.direction {
                Direction::Encrypt => {
                    xor(block, self.chain.as_ref());
                    let mut array = Array::from(*block);
                    self.cipher.encrypt_block(&mut array);
                    *block = array.into();
                }
                Direction::Decrypt => {
                    let mut array = Array::from(*block);
                    self.cipher.decrypt_block(&mut array);
                    *block = array.into();
                    xor(block, self.chain.as_ref());
                }
            }
            if self.chain.is_some() {
                self.chain = Some(match self.direction {
                    Direction::Encrypt => *block,
                    Direction::Decrypt => before,
                });
            }
        }
    }
}

fn xor(block: &mut [u8; BLOCK], other: Option<&[u8; BLOCK]>) {
    if let Some(other) = other {
        block
            .iter_mut()
            .zip(other)
            .for_each(|(byte, with)| *byte ^= with);
    }
}

/// How many bytes of the last block are padding, if it is one.
fn padding(block: &[u8]) -> Option<usize> {
    let count = usize::from(*block.last()?);
    let is_whole = (1..=BLOCK).contains(&count);
    let is_padding = is_whole
        && block[BLOCK - count..]
            .iter()
            .all(|byte| usize::from(*byte) == count);
    is_padding.then_some(count)
}
