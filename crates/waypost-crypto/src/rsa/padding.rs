//! The encodings of RFC 8017 that turn a message into a number and back.

use super::Salt;
use crate::der::{self, NULL};
use crate::hash::{Algorithm, Hasher};
use crate::{Error, Result};

/// The message with zeros before it.
pub(super) fn to_length(message: &[u8], length: usize) -> Result<Vec<u8>> {
    der::padded(message, length)
}

/// EMSA-PKCS1-v1_5 (RFC 8017, 9.2).
pub(super) fn pkcs1_signature(algorithm: Algorithm, hash: &[u8], length: usize) -> Result<Vec<u8>> {
    let oid = algorithm
        .oid()
        .ok_or(Error::Unsupported("hash for an RSA signature"))?;
    let info = der::sequence(&[&der::sequence(&[&der::oid(oid), NULL]), &der::octets(hash)]);
    pkcs1_block(&info, length).map_err(|_| Error::DigestTooBig)
}

/// A block of type 1.
pub(super) fn pkcs1_block(data: &[u8], length: usize) -> Result<Vec<u8>> {
    let fill = length
        .checked_sub(data.len() + 3)
        .filter(|fill| *fill >= 8)
        .ok_or(Error::DataTooLarge)?;
    let mut block = vec![0, 1];
    block.resize(2 + fill, 0xff);
    block.push(0);
    block.extend_from_slice(data);
    Ok(block)
}

/// EME-PKCS1-v1_5 (RFC 8017, 7.2.1): a block of type 2.
pub(super) fn pkcs1_message(data: &[u8], length: usize) -> Result<Vec<u8>> {
    let mut block = pkcs1_block(data, length)?;
    block[1] = 2;
    let fill = length - data.len() - 3;
    for byte in &mut block[2..2 + fill] {
        let mut random = [0];
        while random[0] == 0 {
            crate::random(&mut random)?;
        }
        *byte = random[0];
    }
    Ok(block)
}

/// The message in a block of this type.
pub(super) fn open_pkcs1(block: &[u8], kind: u8) -> Result<Vec<u8>> {
    let [0, found, rest @ ..] = block else {
        return Err(Error::Padding);
    };
    let end = rest.iter().position(|byte| *byte == 0);
    let end = end
        .filter(|end| *end >= 8 && *found == kind)
        .ok_or(Error::Padding)?;
    if kind == 1 && rest[..end].iter().any(|byte| *byte != 0xff) {
        return Err(Error::Padding);
    }
    Ok(rest[end + 1..].to_vec())
}

/// MGF1 (RFC 8017, B.2.1), applied to `target`.
fn mask(algorithm: Algorithm, seed: &[u8], target: &mut [u8]) {
    for (number, piece) in (0u32..).zip(target.chunks_mut(algorithm.length)) {
        let mut hasher = Hasher::new(algorithm);
        hasher.update(seed);
        hasher.update(&number.to_be_bytes());
        let bytes = hasher.finish();
        piece.iter_mut().zip(bytes).for_each(|(t, b)| *t ^= b);
    }
}

/// EMSA-PSS-ENCODE (RFC 8017, 9.1.1).
pub(super) fn pss(
    algorithm: Algorithm,
    mask_hash: Algorithm,
    hash: &[u8],
    salt: Salt,
    modulus_bits: usize,
) -> Result<Vec<u8>> {
    let bits = modulus_bits - 1;
    let length = bits.div_ceil(8);
    let most = length
        .checked_sub(algorithm.length + 2)
        .ok_or(Error::DigestTooBig)?;
    let salt_length = match salt {
        Salt::Digest => algorithm.length,
        Salt::Auto => most,
        Salt::Bytes(count) => count,
    };
    if salt_length > most {
        return Err(Error::DataTooLarge);
    }
    let mut salt = vec![0; salt_length];
    crate::random(&mut salt)?;
    let hash = salted(algorithm, hash, &salt);
    let mut block = vec![0; most - salt_length];
    block.push(1);
    block.extend_from_slice(&salt);
    mask(mask_hash, &hash, &mut block);
    block[0] &= 0xff >> (8 * length - bits);
    block.extend_from_slice(&hash);
    block.push(0xbc);
    Ok(block)
}

fn salted(algorithm: Algorithm, hash: &[u8], salt: &[u8]) -> Vec<u8> {
    let mut hasher = Hasher::new(algorithm);
    hasher.update(&[0; 8]);
    hasher.update(hash);
    hasher.update(salt);
    hasher.finish()
}

/// EMSA-PSS-VERIFY (RFC 8017, 9.1.2). `message` has the length of the modulus.
pub(super) fn is_pss(
    algorithm: Algorithm,
    mask_hash: Algorithm,
    hash: &[u8],
    salt: Salt,
    modulus_bits: usize,
    message: &[u8],
) -> bool {
    let bits = modulus_bits - 1;
    let length = bits.div_ceil(8);
    let (zeros, block) = message.split_at(message.len() - length);
    let Some((0xbc, block)) = block.split_last() else {
        return false;
    };
    if zeros.iter().any(|byte| *byte != 0) || block.len() < algorithm.length + 1 {
        return false;
    }
    let (masked, expected) = block.split_at(block.len() - algorithm.length);
    let unused = 8 * length - bits;
    if unused > 0 && masked[0] >> (8 - unused) != 0 {
        return false;
    }
    let mut data = masked.to_vec();
    mask(mask_hash, expected, &mut data);
    data[0] &= 0xff >> unused;
    let Some(start) = data.iter().position(|byte| *byte != 0) else {
        return false;
    };
    let found = &data[start + 1..];
    let fits = match salt {
        Salt::Digest => found.len() == algorithm.length,
        Salt::Auto => true,
        Salt::Bytes(count) => found.len() == count,
    };
    fits && data[start] == 1 && salted(algorithm, hash, found) == expected
}

/// EME-OAEP (RFC 8017, 7.1.1).
pub(super) fn oaep(
    algorithm: Algorithm,
    label: &[u8],
    data: &[u8],
    length: usize,
) -> Result<Vec<u8>> {
    let fill = length
        .checked_sub(data.len() + 2 * algorithm.length + 2)
        .ok_or(Error::DataTooLarge)?;
    let mut seed = vec![0; algorithm.length];
    crate::random(&mut seed)?;
    let mut block = algorithm.digest(label);
    block.resize(block.len() + fill, 0);
    block.push(1);
    block.extend_from_slice(data);
    mask(algorithm, &seed, &mut block);
    mask(algorithm, &block, &mut seed);
    Ok([&[0][..], &seed, &block].concat())
}

/// EME-OAEP (RFC 8017, 7.1.2). Whatever is wrong, all of the block is looked at before it is said.
pub(super) fn open_oaep(algorithm: Algorithm, label: &[u8], message: &[u8]) -> Result<Vec<u8>> {
    if message.len() < 2 * algorithm.length + 2 {
        return Err(Error::Padding);
    }
    let (head, block) = message[1..].split_at(algorithm.length);
    let (mut seed, mut block) = (head.to_vec(), block.to_vec());
    mask(algorithm, &block, &mut seed);
    mask(algorithm, &seed, &mut block);
    let (hash, rest) = block.split_at(algorithm.length);
    let mut wrong = message[0];
    wrong |= u8::from(!crate::constant_time_equal(hash, &algorithm.digest(label)));
    let (mut start, mut is_looking) = (0, 1u8);
    for (place, byte) in rest.iter().enumerate() {
        let is_one = u8::from(*byte == 1);
        let is_zero = u8::from(*byte == 0);
        start |= place * usize::from(is_looking & is_one);
        wrong |= is_looking & (1 ^ is_one) & (1 ^ is_zero);
        is_looking &= 1 ^ is_one;
    }
    wrong |= is_looking;
    if wrong != 0 {
        return Err(Error::Padding);
    }
    Ok(rest[start + 1..].to_vec())
}
