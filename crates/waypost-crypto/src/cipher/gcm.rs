//! AES-GCM in pieces, with an initialization vector of any length (NIST SP 800-38D).
//!
//! `aws-lc-rs` seals whole messages only; a stream needs the counter and the hash apart: its CTR and the
//! GHASH of RustCrypto.

use ghash::GHash;
use ghash::universal_hash::UniversalHash;

use super::block::Single;
use super::stream::StreamCipher;
use super::{Direction, Mode};
use crate::{Error, Result};

const BLOCK: usize = 16;

/// A universal hash over sections that are padded to whole blocks.
pub(super) struct Sections<H: UniversalHash> {
    hash: H,
    partial: Vec<u8>,
}

impl<H: UniversalHash> Sections<H> {
    pub(super) fn new(hash: H) -> Self {
        Self {
            hash,
            partial: Vec::with_capacity(BLOCK),
        }
    }

    pub(super) fn update(&mut self, mut data: &[u8]) {
        if !self.partial.is_empty() {
            let wanted = (BLOCK - self.partial.len()).min(data.len());
            let (head, rest) = data.split_at(wanted);
            self.partial.extend_from_slice(head);
            data = rest;
            if self.partial.len() < BLOCK {
                return;
            }
            self.pad();
        }
        let whole = data.len() - data.len() % BLOCK;
        self.hash.update_padded(&data[..whole]);
        self.partial.extend_from_slice(&data[whole..]);
    }

    /// Ends a section.
    pub(super) fn pad(&mut self) {
        if !self.partial.is_empty() {
            self.hash.update_padded(&self.partial);
            self.partial.clear();
        }
    }

    pub(super) fn finish(mut self) -> [u8; BLOCK] {
        self.pad();
        let mut result = [0; BLOCK];
        result.copy_from_slice(&self.hash.finalize());
        result
    }
}

pub(super) struct Gcm {
    direction: Direction,
    key: Vec<u8>,
    counter: StreamCipher,
    /// The counter block that starts anew when its lower 32 bits overflow.
    first: [u8; BLOCK],
    /// How many bytes until then.
    until_overflow: u64,
    hash: Option<Sections<GHash>>,
    /// The encrypted first counter block, which masks the tag.
    mask: [u8; BLOCK],
    authenticated: u64,
    length: u64,
    tag: Option<[u8; BLOCK]>,
}

impl Gcm {
    pub(super) fn new(direction: Direction, key: &[u8], iv: &[u8]) -> Result<Self> {
        let single = Single::new(key)?;
        let mut subkey = [0; BLOCK];
        single.encrypt(&mut subkey)?;
        let mut first = [0; BLOCK];
        if iv.len() == 12 {
            first[..12].copy_from_slice(iv);
            first[15] = 1;
        } else {
            let mut hash = Sections::new(GHash::new(&subkey.into()));
            hash.update(iv);
            hash.pad();
            hash.update(&(8 * iv.len() as u128).to_be_bytes());
            first = hash.finish();
        }
        let mut mask = first;
        single.encrypt(&mut mask)?;
        let low = low_bits(&first).wrapping_add(1);
        first[12..].copy_from_slice(&low.to_be_bytes());
        Ok(Self {
            direction,
            counter: StreamCipher::new(Mode::Ctr, Direction::Encrypt, key, &first)?,
            key: key.to_vec(),
            first,
            until_overflow: (u64::from(u32::MAX - low) + 1) * BLOCK as u64,
            hash: Some(Sections::new(GHash::new(&subkey.into()))),
            mask,
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

    pub(super) fn update(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        let Some(mut hash) = self.hash.take() else {
            return Err(Error::Failed);
        };
        if self.length == 0 && !data.is_empty() {
            hash.pad();
        }
        self.length += data.len() as u64;
        let output = self.count(data)?;
        hash.update(match self.direction {
            Direction::Encrypt => &output,
            Direction::Decrypt => data,
        });
        self.hash = Some(hash);
        Ok(output)
    }

    fn count(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        let room = usize::try_from(self.until_overflow).unwrap_or(usize::MAX);
        if data.len() < room {
            self.until_overflow -= data.len() as u64;
            return self.counter.update(data);
        }
        let (before, after) = data.split_at(room);
        let mut output = self.counter.update(before)?;
        self.first[12..].fill(0);
        self.counter = StreamCipher::new(Mode::Ctr, Direction::Encrypt, &self.key, &self.first)?;
        self.until_overflow = (1 << 32) * BLOCK as u64 - after.len() as u64;
        output.extend_from_slice(&self.counter.update(after)?);
        Ok(output)
    }

    pub(super) fn finish(&mut self) -> [u8; BLOCK] {
        if let Some(mut hash) = self.hash.take() {
            hash.pad();
            let lengths = u128::from(8 * self.authenticated) << 64 | u128::from(8 * self.length);
            hash.update(&lengths.to_be_bytes());
            let mut tag = hash.finish();
            tag.iter_mut().zip(self.mask).for_each(|(t, m)| *t ^= m);
            self.tag = Some(tag);
        }
        self.tag.unwrap_or_default()
    }

    pub(super) fn tag(&self) -> Option<[u8; BLOCK]> {
        self.tag
    }

    #[cfg(test)]
    pub(super) fn blocks_before_overflow(&self) -> u64 {
        self.until_overflow / BLOCK as u64
    }
}

fn low_bits(block: &[u8; BLOCK]) -> u32 {
    u32::from_be_bytes([block[12], block[13], block[14], block[15]])
}
