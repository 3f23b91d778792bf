//! AES-OCB over whole messages (RFC 7253).
//!
//! Ours, because the crate for it fixes the lengths of nonce and tag when it is compiled, and both are
//! parameters of `crypto.subtle`. The blocks are encrypted by `aws-lc-rs`, a whole message at once.

use aws_lc_rs::cipher::{DecryptingKey, DecryptionContext};

use super::block::{Single, aes_key};
use crate::{Error, Result, constant_time_equal};

const BLOCK: usize = 16;

/// The longest nonce in bytes.
const LONGEST_NONCE: usize = 15;

/// Encrypts a whole message; the tag of `tag_length` bytes (up to 16) follows it.
///
/// # Errors
/// [`Error::Length`] for a key, a nonce or a tag of an impossible length.
pub fn ocb_seal(
    key: &[u8],
    nonce: &[u8],
    authenticated: &[u8],
    data: &[u8],
    tag_length: usize,
) -> Result<Vec<u8>> {
    let ocb = Ocb::new(key)?;
    let mut offset = ocb.first_offset(nonce, tag_length)?;
    let mut checksum = [0; BLOCK];
    let mut output = data.to_vec();
    let (blocks, rest) = output.as_chunks_mut::<BLOCK>();
    let mut offsets = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.iter_mut().enumerate() {
        xor(&mut checksum, block);
        xor(&mut offset, &ocb.mask(index + 1));
        xor(block, &offset);
        offsets.push(offset);
    }
    ocb.block.encrypt(blocks.as_flattened_mut())?;
    for (block, offset) in blocks.iter_mut().zip(&offsets) {
        xor(block, offset);
    }
    if !rest.is_empty() {
        let pad = ocb.pad(&mut offset)?;
        xor(&mut checksum, &padded(rest));
        rest.iter_mut()
            .zip(pad)
            .for_each(|(byte, pad)| *byte ^= pad);
    }
    let tag = ocb.tag(checksum, &offset, authenticated)?;
    output.extend_from_slice(&tag[..tag_length]);
    Ok(output)
}

/// Decrypts what [`ocb_seal`] made.
///
/// # Errors
/// [`Error::NotAuthentic`] when it was changed, and as there.
pub fn ocb_open(
    key: &[u8],
    nonce: &[u8],
    authenticated: &[u8],
    data: &[u8],
    tag_length: usize,
) -> Result<Vec<u8>> {
    let ocb = Ocb::new(key)?;
    let mut offset = ocb.first_offset(nonce, tag_length)?;
    let length = data.len().checked_sub(tag_length);
    let (message, sent) = data.split_at(length.ok_or(Error::NotAuthentic)?);
    let mut checksum = [0; BLOCK];
    let mut output = message.to_vec();
    let (blocks, rest) = output.as_chunks_mut::<BLOCK>();
    let mut offsets = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.iter_mut().enumerate() {
        xor(&mut offset, &ocb.mask(index + 1));
        xor(block, &offset);
        offsets.push(offset);
    }
    if !blocks.is_empty() {
        let decrypting = DecryptingKey::ecb(aes_key(key)?).map_err(|_| Error::Failed)?;
        decrypting
            .decrypt(blocks.as_flattened_mut(), DecryptionContext::None)
            .map_err(|_| Error::Failed)?;
    }
    for (block, offset) in blocks.iter_mut().zip(&offsets) {
        xor(block, offset);
        xor(&mut checksum, block);
    }
    if !rest.is_empty() {
        let pad = ocb.pad(&mut offset)?;
        rest.iter_mut()
            .zip(pad)
            .for_each(|(byte, pad)| *byte ^= pad);
        xor(&mut checksum, &padded(rest));
    }
    let tag = ocb.tag(checksum, &offset, authenticated)?;
    if constant_time_equal(&tag[..tag_length], sent) {
        Ok(output)
    } else {
        Err(Error::NotAuthentic)
    }
}

struct Ocb {
    block: Single,
    /// `L_*`, `L_$`, then `L_0` and its doublings: one for each bit that counts blocks.
    masks: Vec<[u8; BLOCK]>,
}

impl Ocb {
    fn new(key: &[u8]) -> Result<Self> {
        let block = Single::new(key)?;
        let mut mask = [0; BLOCK];
        block.encrypt(&mut mask)?;
        let mut masks = vec![mask];
        for _ in 0..usize::BITS {
            mask = doubled(mask);
            masks.push(mask);
        }
        Ok(Self { block, masks })
    }

    /// What the offset changes by before the block with this number, from 1.
    fn mask(&self, number: usize) -> [u8; BLOCK] {
        self.masks[2 + number.trailing_zeros() as usize]
    }

    /// RFC 7253, 4.2: "Nonce-dependent and per-encryption variables".
    fn first_offset(&self, nonce: &[u8], tag_length: usize) -> Result<[u8; BLOCK]> {
        if nonce.is_empty() || nonce.len() > LONGEST_NONCE {
            return Err(Error::Length("iv"));
        }
        if tag_length == 0 || tag_length > BLOCK {
            return Err(Error::Length("tag"));
        }
        let mut top = [0; BLOCK];
        top[BLOCK - nonce.len()..].copy_from_slice(nonce);
        top[BLOCK - nonce.len() - 1] |= 1;
        top[0] |= ((tag_length * 8 % 128) << 1) as u8;
        let bottom = u32::from(top[BLOCK - 1] & 0x3F);
        top[BLOCK - 1] &= 0xC0;
        self.block.encrypt(&mut top)?;
        let mut stretch = [0; BLOCK + 8];
        stretch[..BLOCK].copy_from_slice(&top);
        for index in 0..8 {
            stretch[BLOCK + index] = top[index] ^ top[index + 1];
        }
        let (bytes, bits) = ((bottom / 8) as usize, bottom % 8);
        let mut offset = [0; BLOCK];
        for (index, byte) in offset.iter_mut().enumerate() {
            let pair =
                u16::from_be_bytes([stretch[bytes + index], following(&stretch, bytes + index)]);
            *byte = (pair << bits).to_be_bytes()[0];
        }
        Ok(offset)
    }

    /// Moves on to the last, incomplete block, and gives what covers it.
    fn pad(&self, offset: &mut [u8; BLOCK]) -> Result<[u8; BLOCK]> {
        xor(offset, &self.masks[0]);
        let mut pad = *offset;
        self.block.encrypt(&mut pad)?;
        Ok(pad)
    }

    fn tag(
        &self,
        checksum: [u8; BLOCK],
        offset: &[u8; BLOCK],
        authenticated: &[u8],
    ) -> Result<[u8; BLOCK]> {
        let mut tag = checksum;
        xor(&mut tag, offset);
        xor(&mut tag, &self.masks[1]);
        self.block.encrypt(&mut tag)?;
        xor(&mut tag, &self.hash(authenticated)?);
        Ok(tag)
    }

    /// RFC 7253, 4.1: the associated data.
    fn hash(&self, data: &[u8]) -> Result<[u8; BLOCK]> {
        let (blocks, rest) = data.as_chunks::<BLOCK>();
        let mut covered = blocks.to_vec();
        let mut offset = [0; BLOCK];
        for (index, block) in covered.iter_mut().enumerate() {
            xor(&mut offset, &self.mask(index + 1));
            xor(block, &offset);
        }
        if !rest.is_empty() {
            xor(&mut offset, &self.masks[0]);
            let mut block = padded(rest);
            xor(&mut block, &offset);
            covered.push(block);
        }
        self.block.encrypt(covered.as_flattened_mut())?;
        let mut sum = [0; BLOCK];
        for block in &covered {
            xor(&mut sum, block);
        }
        Ok(sum)
    }
}

fn following(bytes: &[u8], index: usize) -> u8 {
    bytes.get(index + 1).copied().unwrap_or(0)
}

fn xor(into: &mut [u8; BLOCK], other: &[u8; BLOCK]) {
    for (byte, other) in into.iter_mut().zip(other) {
        *byte ^= other;
    }
}

/// Times x in the field of 2^128 elements; its time does not depend on the value.
fn doubled(block: [u8; BLOCK]) -> [u8; BLOCK] {
    let value = u128::from_be_bytes(block);
    ((value << 1) ^ ((value >> 127) * 0x87)).to_be_bytes()
}

/// An incomplete block with a one and zeros behind it.
fn padded(rest: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    block[rest.len()] = 0x80;
    block
}

#[cfg(test)]
mod tests {
    use super::{ocb_open, ocb_seal};
    use crate::Error;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits = hex.as_bytes().chunks(2);
        digits
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    /// RFC 7253, appendix A.
    #[test]
    fn the_vectors_of_the_rfc() {
        let key = bytes("000102030405060708090A0B0C0D0E0F");
        for (nonce, length, expected) in [
            (
                "BBAA99887766554433221100",
                0,
                "785407BFFFC8AD9EDCC5520AC9111EE6",
            ),
            (
                "BBAA99887766554433221101",
                8,
                "6820B3657B6F615A5725BDA0D3B4EB3A257C9AF1F8F03009",
            ),
            (
                "BBAA99887766554433221104",
                16,
                "571D535B60B277188BE5147170A9A22C3AD7A4FF3835B8C5701C1CCEC8FC3358",
            ),
            (
                "BBAA9988776655443322110D",
                40,
                "D5CA91748410C1751FF8A2F618255B68A0A12E093FF454606E59F9C1D0DDC54B65E8628E568BAD7AED07BA06A4A69483A7035490C5769E60",
            ),
        ] {
            let data: Vec<u8> = (0..length).collect();
            let nonce = bytes(nonce);
            let sealed = ocb_seal(&key, &nonce, &data, &data, 16).unwrap();
            assert_eq!(sealed, bytes(expected));
            assert_eq!(ocb_open(&key, &nonce, &data, &sealed, 16).unwrap(), data);
        }
    }

    #[test]
    fn what_was_changed_is_refused() {
        let (key, nonce) = ([7; 32], [1; 15]);
        let mut sealed = ocb_seal(&key, &nonce, b"a", &[3; 50], 8).unwrap();
        assert_eq!(
            ocb_open(&key, &nonce, b"b", &sealed, 8),
            Err(Error::NotAuthentic)
        );
        sealed[20] ^= 1;
        assert_eq!(
            ocb_open(&key, &nonce, b"a", &sealed, 8),
            Err(Error::NotAuthentic)
        );
        assert_eq!(
            ocb_open(&key, &nonce, b"a", &[1; 7], 8),
            Err(Error::NotAuthentic)
        );
        for (nonce, tag_length) in [(&[][..], 16), (&[0; 16], 16), (&[0; 12], 17), (&[0; 12], 0)] {
            assert!(ocb_seal(&key, nonce, b"", b"", tag_length).is_err());
        }
        assert!(ocb_seal(&[0; 5], &[0; 12], b"", b"", 16).is_err());
    }
}
