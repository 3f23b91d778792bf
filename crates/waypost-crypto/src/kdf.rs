//! Keys from passwords and from other keys: PBKDF2, HKDF, scrypt.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;

use crate::hash::{Algorithm, Mac};
use crate::{Error, Result};

/// PBKDF2 with HMAC (RFC 8018, 5.2): `length` bytes.
pub fn pbkdf2(
    algorithm: Algorithm,
    password: &[u8],
    salt: &[u8],
    iterations: NonZeroU32,
    length: usize,
) -> Vec<u8> {
    let mut output = vec![0; length];
    if length == 0 {
        return output;
    }
    let known = match algorithm.name {
        "sha1" => Some(pbkdf2::PBKDF2_HMAC_SHA1),
        "sha256" => Some(pbkdf2::PBKDF2_HMAC_SHA256),
        "sha384" => Some(pbkdf2::PBKDF2_HMAC_SHA384),
        "sha512" => Some(pbkdf2::PBKDF2_HMAC_SHA512),
        _ => None,
    };
    if let Some(known) = known {
        pbkdf2::derive(known, iterations, salt, password, &mut output);
        return output;
    }
    let keyed = Mac::new(algorithm, password);
    for (number, piece) in (1u32..).zip(output.chunks_mut(algorithm.length)) {
        let mut mac = keyed.clone();
        mac.update(salt);
        mac.update(&number.to_be_bytes());
        let mut round = mac.finish();
        let mut sum = round.clone();
        for _ in 1..iterations.get() {
            let mut mac = keyed.clone();
            mac.update(&round);
            round = mac.finish();
            sum.iter_mut().zip(&round).for_each(|(s, r)| *s ^= r);
        }
        piece.copy_from_slice(&sum[..piece.len()]);
    }
    output
}

/// HKDF (RFC 5869): `length` bytes.
///
/// # Errors
/// [`Error::Length`] above 255 times the length of the hash.
pub fn hkdf(
    algorithm: Algorithm,
    key: &[u8],
    salt: &[u8],
    info: &[u8],
    length: usize,
) -> Result<Vec<u8>> {
    if length > 255 * algorithm.length {
        return Err(Error::Length("key"));
    }
    let zeros = vec![0; algorithm.length];
    let salt = if salt.is_empty() { &zeros } else { salt };
    let keyed = Mac::new(algorithm, &algorithm.hmac(salt, key));
    let mut output = Vec::with_capacity(length + algorithm.length);
    let mut last = Vec::new();
    let mut number = 1u8;
    while output.len() < length {
        let mut mac = keyed.clone();
        mac.update(&last);
        mac.update(info);
        mac.update(&[number]);
        last = mac.finish();
        output.extend_from_slice(&last);
        number = number.wrapping_add(1);
    }
    output.truncate(length);
    Ok(output)
}

/// The cost of `scrypt` (RFC 7914).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScryptCost {
    /// `N`: a power of two above one.
    pub cost: u64,
    /// `r`
    pub block_size: u32,
    /// `p`
    pub parallelization: u32,
    /// The most memory it may use, in bytes.
    pub max_memory: u64,
}

impl ScryptCost {
    /// Whether the numbers are allowed together, as OpenSSL checks them.
    ///
    /// # Errors
    /// [`Error::Parameter`] for impossible numbers, [`Error::Length`] when they need more memory than allowed.
    pub fn check(&self) -> Result<()> {
        const MAX_PRODUCT: u64 = (1 << 30) - 1;
        let (n, r, p) = (
            self.cost,
            u64::from(self.block_size),
            u64::from(self.parallelization),
        );
        if n < 2 || !n.is_power_of_two() || r == 0 || p == 0 {
            return Err(Error::Parameter("scrypt params"));
        }
        if p > MAX_PRODUCT / r || (16 * r <= 63 && n >= 1 << (16 * r)) {
            return Err(Error::Length("memory"));
        }
        let needed = (32 * r)
            .checked_mul(n + 2)
            .and_then(|words| words.checked_mul(4))
            .and_then(|memory| memory.checked_add(128 * r * p));
        match needed {
            Some(needed) if needed <= self.max_memory => Ok(()),
            _ => Err(Error::Length("memory")),
        }
    }
}

/// scrypt (RFC 7914): `length` bytes.
///
/// # Errors
/// As [`ScryptCost::check`].
pub fn scrypt(password: &[u8], salt: &[u8], cost: ScryptCost, length: usize) -> Result<Vec<u8>> {
    cost.check()?;
    let log_n = u8::try_from(cost.cost.trailing_zeros()).unwrap_or(u8::MAX);
    let params = scrypt::Params::new(log_n, cost.block_size, cost.parallelization)
        .map_err(|_| Error::Parameter("scrypt params"))?;
    let mut output = vec![0; length];
    if length > 0 {
        scrypt::scrypt(password, salt, &params, &mut output).map_err(|_| Error::Length("key"))?;
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn algorithm(name: &str) -> Algorithm {
        Algorithm::find(name).expect("a known algorithm")
    }

    /// RFC 6070, and RFC 7914 section 11.
    #[test]
    fn pbkdf2_vectors() {
        let cases = [
            (
                "sha1",
                "password",
                2,
                "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957",
            ),
            ("sha256", "passwd", 1, "55ac046e56e3089fec1691c22544b605"),
        ];
        for (name, password, iterations, expected) in cases {
            let iterations = NonZeroU32::new(iterations).expect("not zero");
            let length = expected.len() / 2;
            let got = pbkdf2(
                algorithm(name),
                password.as_bytes(),
                b"salt",
                iterations,
                length,
            );
            assert_eq!(hex(&got), expected, "{name}");
        }
    }

    /// What OpenSSL gives.
    #[test]
    fn pbkdf2_of_any_hash() {
        let iterations = NonZeroU32::new(7).expect("not zero");
        let cases = [
            (
                "md5",
                "066b52d70ad9a91b80a22a3fa8778572aeb2608010ce9e7f57ecd00de869f37182c7f451b03c4ab4",
            ),
            (
                "sha224",
                "ee65c12198c3f34917b7438f047cc642d9e8c597177eebb2b4c231f23662e64b9c2900bb4b38682c",
            ),
        ];
        for (name, expected) in cases {
            assert_eq!(
                hex(&pbkdf2(algorithm(name), b"p", b"s", iterations, 40)),
                expected,
                "{name}"
            );
        }
    }

    /// RFC 5869, test cases 1 and 3.
    #[test]
    fn hkdf_vectors() {
        let key = [0x0b; 22];
        let salt: Vec<u8> = (0..=12).collect();
        let info: Vec<u8> = (0xf0..=0xf9).collect();
        let first = hkdf(algorithm("sha256"), &key, &salt, &info, 42).expect("a key");
        assert_eq!(
            hex(&first),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );
        let third = hkdf(algorithm("sha256"), &key, &[], &[], 42).expect("a key");
        assert_eq!(
            hex(&third),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        );
        assert_eq!(
            hkdf(algorithm("sha256"), &key, &[], &[], 255 * 32 + 1),
            Err(Error::Length("key"))
        );
    }

    /// RFC 7914, section 12.
    #[test]
    fn scrypt_vectors() {
        let cost = ScryptCost {
            cost: 16,
            block_size: 1,
            parallelization: 1,
            max_memory: 32 << 20,
        };
        assert_eq!(
            hex(&scrypt(b"", b"", cost, 64).expect("a key")),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        );
        let too_much = ScryptCost {
            cost: 1 << 20,
            block_size: 8,
            ..cost
        };
        assert_eq!(too_much.check(), Err(Error::Length("memory")));
        for cost in [
            ScryptCost { cost: 3, ..cost },
            ScryptCost {
                block_size: 0,
                ..cost
            },
        ] {
            assert_eq!(cost.check(), Err(Error::Parameter("scrypt params")));
        }
    }
}
