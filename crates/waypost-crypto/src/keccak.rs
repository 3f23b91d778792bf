//! What is built on Keccak beyond plain hashes: cSHAKE and KMAC (NIST SP 800-185).

use cshake::digest::{ExtendableOutput, XofReader};
use cshake::{CShake128, CShake256};

/// The strength in bits, which is part of the name: `cSHAKE128`, `KMAC256`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// 128
    Bits128,
    /// 256
    Bits256,
}

impl Strength {
    /// How many bytes one round takes in.
    fn rate(self) -> usize {
        match self {
            Self::Bits128 => 168,
            Self::Bits256 => 136,
        }
    }
}

/// cSHAKE: as many bytes as are wanted of a hash that knows its function and its customization.
pub fn cshake(
    strength: Strength,
    function: &[u8],
    customization: &[u8],
    data: &[&[u8]],
    length: usize,
) -> Vec<u8> {
    let mut output = vec![0; length];
    match strength {
        Strength::Bits128 => {
            let hash = CShake128::new_with_function_name(function, customization);
            fill(hash, data, &mut output);
        }
        Strength::Bits256 => {
            let hash = CShake256::new_with_function_name(function, customization);
            fill(hash, data, &mut output);
        }
    }
    output
}

fn fill(mut hash: impl ExtendableOutput, data: &[&[u8]], output: &mut [u8]) {
    for part in data {
        hash.update(part);
    }
    hash.finalize_xof().read(output);
}

/// KMAC: the code of a message of `length` bytes under a key of any length.
pub fn kmac(
    strength: Strength,
    key: &[u8],
    customization: &[u8],
    data: &[u8],
    length: usize,
) -> Vec<u8> {
    let rate = strength.rate();
    let mut head = left_encoded(rate as u64);
    head.extend(left_encoded(key.len() as u64 * 8));
    head.extend_from_slice(key);
    head.resize(head.len().next_multiple_of(rate), 0);
    let tail = right_encoded(length as u64 * 8);
    cshake(
        strength,
        b"KMAC",
        customization,
        &[&head, data, &tail],
        length,
    )
}

/// The bytes of a number, without those that are zero in front, but at least one.
fn significant(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let first = (number.leading_zeros() as usize / 8).min(bytes.len() - 1);
    bytes[first..].to_vec()
}

fn left_encoded(number: u64) -> Vec<u8> {
    let bytes = significant(number);
    let mut encoded = vec![bytes.len() as u8];
    encoded.extend(bytes);
    encoded
}

fn right_encoded(number: u64) -> Vec<u8> {
    let mut encoded = significant(number);
    encoded.push(encoded.len() as u8);
    encoded
}

#[cfg(test)]
mod tests {
    use super::{Strength, cshake, kmac};

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// NIST's samples of SP 800-185.
    #[test]
    fn the_samples_of_the_standard() {
        let digest = cshake(
            Strength::Bits128,
            b"",
            b"Email Signature",
            &[&[0, 1, 2, 3]],
            32,
        );
        assert_eq!(
            hex(&digest),
            "c1c36925b6409a04f1b504fcbca9d82b4017277cb5ed2b2065fc1d3814d5aaf5"
        );
        let key: Vec<u8> = (0x40..0x60).collect();
        for (customization, expected) in [
            (
                "",
                "e5780b0d3ea6f7d3a429c5706aa43a00fadbd7d49628839e3187243f456ee14e",
            ),
            (
                "My Tagged Application",
                "3b1fba963cd8b0b59e8c1a6d71888b7143651af8ba0a7070c0979e2811324aa5",
            ),
        ] {
            let code = kmac(
                Strength::Bits128,
                &key,
                customization.as_bytes(),
                &[0, 1, 2, 3],
                32,
            );
            assert_eq!(hex(&code), expected);
        }
    }
}
