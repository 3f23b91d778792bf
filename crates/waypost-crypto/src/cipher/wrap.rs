//! AES key wrap (RFC 3394).

use aws_lc_rs::cipher::{DecryptingKey, DecryptionContext};

use super::block::{Single, aes_key};
use crate::{Error, Result};

/// The initial value of RFC 3394, section 2.2.3.1.
const INITIAL: [u8; 8] = [0xa6; 8];

/// Wraps a key of at least 16 bytes, in steps of 8.
///
/// # Errors
/// [`Error::Length`] for another length of either key.
pub fn wrap_key(key: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    wrap_with(key, &INITIAL, data)
}

/// Gives the wrapped key back.
///
/// # Errors
/// [`Error::BadDecrypt`] when it was changed or the key is another one; [`Error::Length`] as [`wrap_key`].
pub fn unwrap_key(key: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    unwrap_with(key, &INITIAL, data)
}

/// RFC 3394, section 2.2.1.
pub(super) fn wrap_with(key: &[u8], initial: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    if data.len() < 16 || !data.len().is_multiple_of(8) {
        return Err(Error::Length("data"));
    }
    let single = Single::new(key)?;
    let mut output = [initial, data].concat();
    let count = data.len() / 8;
    let mut block = [0; 16];
    block[..8].copy_from_slice(initial);
    for step in 0..6 * count {
        let place = 8 * (step % count + 1);
        block[8..].copy_from_slice(&output[place..place + 8]);
        single.encrypt(&mut block)?;
        let number = (step as u64 + 1).to_be_bytes();
        block.iter_mut().zip(number).for_each(|(b, n)| *b ^= n);
        output[place..place + 8].copy_from_slice(&block[8..]);
    }
    output[..8].copy_from_slice(&block[..8]);
    Ok(output)
}

/// RFC 3394, section 2.2.2.
pub(super) fn unwrap_with(key: &[u8], initial: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    if data.len() < 24 || !data.len().is_multiple_of(8) {
        return Err(Error::Length("data"));
    }
    let single = DecryptingKey::ecb(aes_key(key)?).map_err(|_| Error::Failed)?;
    let mut output = data.to_vec();
    let count = data.len() / 8 - 1;
    let mut block = [0; 16];
    block[..8].copy_from_slice(&data[..8]);
    for step in (0..6 * count).rev() {
        let place = 8 * (step % count + 1);
        let number = (step as u64 + 1).to_be_bytes();
        block.iter_mut().zip(number).for_each(|(b, n)| *b ^= n);
        block[8..].copy_from_slice(&output[place..place + 8]);
        single
            .decrypt(&mut block, DecryptionContext::None)
            .map_err(|_| Error::Failed)?;
        output[place..place + 8].copy_from_slice(&block[8..]);
    }
    if !crate::constant_time_equal(&block[..8], initial) {
        return Err(Error::BadDecrypt);
    }
    output.drain(..8);
    Ok(output)
}
