//! AES-256-GCM with an initialisation vector of 16 bytes, which Next.js uses and aws-lc-rs, bound to 12, has not.
//!
//! NIST SP 800-38D over aws-lc-rs's block cipher. The product in GF(2^128) takes the same time for all values. For the
//! few kilobytes of a cookie only: it works bit by bit.

use aws_lc_rs::cipher::{AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::constant_time;

/// Bytes of an initialisation vector.
pub(crate) const IV: usize = 16;
/// Bytes of an authentication tag.
pub(crate) const TAG: usize = 16;
const BLOCK: usize = 16;

/// The encrypted text and its tag. `None` when the cipher refuses.
pub(crate) fn seal(key: &[u8; 32], iv: &[u8; IV], text: &[u8]) -> Option<(Vec<u8>, [u8; TAG])> {
    let cipher = Cipher::new(key)?;
    let start = cipher.start(iv);
    let encrypted = cipher.apply(start, text)?;
    let tag = cipher.tag(start, &encrypted)?;
    Some((encrypted, tag))
}

/// The text. `None` when it was not sealed with this key.
pub(crate) fn open(
    key: &[u8; 32],
    iv: &[u8; IV],
    tag: &[u8; TAG],
    encrypted: &[u8],
) -> Option<Vec<u8>> {
    let cipher = Cipher::new(key)?;
    let start = cipher.start(iv);
    let expected = cipher.tag(start, encrypted)?;
    constant_time::verify_slices_are_equal(&expected, tag).ok()?;
    cipher.apply(start, encrypted)
}

struct Cipher {
    key: EncryptingKey,
    /// The hash subkey.
    subkey: u128,
}

impl Cipher {
    fn new(key: &[u8; 32]) -> Option<Self> {
        let key = EncryptingKey::ecb(UnboundCipherKey::new(&AES_256, key).ok()?).ok()?;
        let mut zero = [0; BLOCK];
        encrypt(&key, &mut zero)?;
        Some(Self {
            key,
            subkey: u128::from_be_bytes(zero),
        })
    }

    /// The counter's first block: a hash, because the vector has not 12 bytes.
    fn start(&self, iv: &[u8; IV]) -> u128 {
        let bits = (IV * 8) as u128;
        multiply(
            multiply(u128::from_be_bytes(*iv), self.subkey) ^ bits,
            self.subkey,
        )
    }

    /// Encrypts or decrypts: both add the key stream.
    fn apply(&self, start: u128, text: &[u8]) -> Option<Vec<u8>> {
        let mut stream = Vec::with_capacity(text.len().next_multiple_of(BLOCK));
        let mut counter = start;
        while stream.len() < text.len() {
            counter = next(counter);
            stream.extend_from_slice(&counter.to_be_bytes());
        }
        encrypt(&self.key, &mut stream)?;
        Some(
            text.iter()
                .zip(stream)
                .map(|(byte, key)| byte ^ key)
                .collect(),
        )
    }

    fn tag(&self, start: u128, encrypted: &[u8]) -> Option<[u8; TAG]> {
        let mut hash = 0;
        for block in encrypted.chunks(BLOCK) {
            let mut padded = [0; BLOCK];
            padded[..block.len()].copy_from_slice(block);
            hash = multiply(hash ^ u128::from_be_bytes(padded), self.subkey);
        }
        let bits = encrypted.len() as u128 * 8;
        hash = multiply(hash ^ bits, self.subkey);
        let mut mask = start.to_be_bytes();
        encrypt(&self.key, &mut mask)?;
        Some((hash ^ u128::from_be_bytes(mask)).to_be_bytes())
    }
}

fn encrypt(key: &EncryptingKey, blocks: &mut [u8]) -> Option<()> {
    if blocks.is_empty() {
        return Some(());
    }
    key.less_safe_encrypt(blocks, EncryptionContext::None)
        .ok()?;
    Some(())
}

/// Only the last 32 bits count.
fn next(counter: u128) -> u128 {
    let low = (counter as u32).wrapping_add(1);
    (counter >> 32 << 32) | u128::from(low)
}

/// The product in GF(2^128); the first bit of a block is the coefficient of the lowest power.
fn multiply(a: u128, b: u128) -> u128 {
    const REDUCE: u128 = 0xe1 << 120;
    let mut product = 0;
    let mut shifted = b;
    for bit in (0..128).rev() {
        product ^= shifted & (a >> bit & 1).wrapping_neg();
        shifted = (shifted >> 1) ^ (REDUCE & (shifted & 1).wrapping_neg());
    }
    product
}
