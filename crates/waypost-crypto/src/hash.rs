//! Hashes and their authentication codes.
//!
//! `aws-lc-rs` does what it can; what it lacks is RustCrypto's: MD5, RIPEMD-160, SHA-512/224, SHA3-224,
//! SHAKE and BLAKE2.

use aws_lc_rs::digest::{self, Context};
use blake2::{Blake2b512, Blake2s256};
use md5::Md5;
use ripemd::Ripemd160;
use sha2::{Digest, Sha512_224};
use sha3::Sha3_224;
use shake::digest::{ExtendableOutput, Update, XofReader};
use shake::{Shake128, Shake256};

/// A hash by the name Node.js gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithm {
    /// `sha256`
    pub name: &'static str,
    /// What a keyed hash pads its key to, in bytes.
    pub block: usize,
    /// The length of the result in bytes; of the extendable ones, the usual length.
    pub length: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lc(&'static digest::Algorithm),
    Blake2b512,
    Blake2s256,
    Md5,
    Ripemd160,
    Sha3_224,
    Sha512_224,
    Shake128,
    Shake256,
}

const fn lc(
    name: &'static str,
    block: usize,
    length: usize,
    algorithm: &'static digest::Algorithm,
) -> Algorithm {
    let kind = Kind::Lc(algorithm);
    Algorithm {
        name,
        block,
        length,
        kind,
    }
}

const fn other(name: &'static str, block: usize, length: usize, kind: Kind) -> Algorithm {
    Algorithm {
        name,
        block,
        length,
        kind,
    }
}

/// Every algorithm, sorted by name.
pub const ALGORITHMS: &[Algorithm] = &[
    other("blake2b512", 128, 64, Kind::Blake2b512),
    other("blake2s256", 64, 32, Kind::Blake2s256),
    other("md5", 64, 16, Kind::Md5),
    other("ripemd160", 64, 20, Kind::Ripemd160),
    lc("sha1", 64, 20, &digest::SHA1_FOR_LEGACY_USE_ONLY),
    lc("sha224", 64, 28, &digest::SHA224),
    lc("sha256", 64, 32, &digest::SHA256),
    other("sha3-224", 144, 28, Kind::Sha3_224),
    lc("sha3-256", 136, 32, &digest::SHA3_256),
    lc("sha3-384", 104, 48, &digest::SHA3_384),
    lc("sha3-512", 72, 64, &digest::SHA3_512),
    lc("sha384", 128, 48, &digest::SHA384),
    lc("sha512", 128, 64, &digest::SHA512),
    other("sha512-224", 128, 28, Kind::Sha512_224),
    lc("sha512-256", 128, 32, &digest::SHA512_256),
    other("shake128", 168, 16, Kind::Shake128),
    other("shake256", 136, 32, Kind::Shake256),
];

/// Object identifiers, encoded, sorted by name.
const OIDS: &[(&str, &[u8])] = &[
    ("md5", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5]),
    ("ripemd160", &[0x2b, 0x24, 3, 2, 1]),
    ("sha1", &[0x2b, 0x0e, 3, 2, 0x1a]),
    ("sha224", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 4]),
    ("sha256", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]),
    ("sha3-224", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 7]),
    ("sha3-256", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 8]),
    ("sha3-384", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 9]),
    ("sha3-512", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 10]),
    ("sha384", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2]),
    ("sha512", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3]),
    ("sha512-224", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 5]),
    ("sha512-256", &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 6]),
];

impl Algorithm {
    /// The algorithm with this canonical name.
    pub fn find(name: &str) -> Option<Self> {
        let index = ALGORITHMS
            .binary_search_by(|known| known.name.cmp(name))
            .ok()?;
        Some(ALGORITHMS[index])
    }

    /// Its object identifier, encoded; not every hash has one here.
    pub fn oid(self) -> Option<&'static [u8]> {
        let index = OIDS.binary_search_by(|(name, _)| (*name).cmp(self.name));
        index.ok().map(|index| OIDS[index].1)
    }

    /// The algorithm with this object identifier.
    pub fn of_oid(oid: &[u8]) -> Option<Self> {
        let (name, _) = OIDS.iter().find(|(_, known)| *known == oid)?;
        Self::find(name)
    }

    /// Whether its result may have any length.
    pub fn is_extendable(self) -> bool {
        matches!(self.kind, Kind::Shake128 | Kind::Shake256)
    }

    /// The hash of these bytes.
    pub fn digest(self, data: &[u8]) -> Vec<u8> {
        let mut hasher = Hasher::new(self);
        hasher.update(data);
        hasher.finish()
    }

    /// The authentication code of these bytes.
    pub fn hmac(self, key: &[u8], data: &[u8]) -> Vec<u8> {
        let mut mac = Mac::new(self, key);
        mac.update(data);
        mac.finish()
    }
}

/// A hash under way.
#[derive(Clone)]
pub enum Hasher {
    /// One of `aws-lc-rs`.
    Lc(Context),
    /// `blake2b512`
    Blake2b512(Blake2b512),
    /// `blake2s256`
    Blake2s256(Blake2s256),
    /// `md5`
    Md5(Md5),
    /// `ripemd160`
    Ripemd160(Ripemd160),
    /// `sha3-224`
    Sha3_224(Sha3_224),
    /// `sha512-224`
    Sha512_224(Sha512_224),
    /// `shake128`
    Shake128(Shake128),
    /// `shake256`
    Shake256(Shake256),
}

impl Hasher {
    /// An empty message.
    pub fn new(algorithm: Algorithm) -> Self {
        match algorithm.kind {
            Kind::Lc(algorithm) => Self::Lc(Context::new(algorithm)),
            Kind::Blake2b512 => Self::Blake2b512(Blake2b512::new()),
            Kind::Blake2s256 => Self::Blake2s256(Blake2s256::new()),
            Kind::Md5 => Self::Md5(Md5::new()),
            Kind::Ripemd160 => Self::Ripemd160(Ripemd160::new()),
            Kind::Sha3_224 => Self::Sha3_224(Sha3_224::new()),
            Kind::Sha512_224 => Self::Sha512_224(Sha512_224::new()),
            Kind::Shake128 => Self::Shake128(Shake128::default()),
            Kind::Shake256 => Self::Shake256(Shake256::default()),
        }
    }

    /// Adds to the message.
    pub fn update(&mut self, data: &[u8]) {
        match self {
            Self::Lc(context) => context.update(data),
            Self::Blake2b512(hasher) => Digest::update(hasher, data),
            Self::Blake2s256(hasher) => Digest::update(hasher, data),
            Self::Md5(hasher) => Digest::update(hasher, data),
            Self::Ripemd160(hasher) => Digest::update(hasher, data),
            Self::Sha3_224(hasher) => Digest::update(hasher, data),
            Self::Sha512_224(hasher) => Digest::update(hasher, data),
            Self::Shake128(hasher) => Update::update(hasher, data),
            Self::Shake256(hasher) => Update::update(hasher, data),
        }
    }

    /// The result, in its usual length.
    pub fn finish(self) -> Vec<u8> {
        match self {
            Self::Lc(context) => context.finish().as_ref().to_vec(),
            Self::Blake2b512(hasher) => hasher.finalize().to_vec(),
            Self::Blake2s256(hasher) => hasher.finalize().to_vec(),
            Self::Md5(hasher) => hasher.finalize().to_vec(),
            Self::Ripemd160(hasher) => hasher.finalize().to_vec(),
            Self::Sha3_224(hasher) => hasher.finalize().to_vec(),
            Self::Sha512_224(hasher) => hasher.finalize().to_vec(),
            Self::Shake128(hasher) => extended(hasher, 16),
            Self::Shake256(hasher) => extended(hasher, 32),
        }
    }

    /// The result in this many bytes, of a hash that can have any length; of others the usual one.
    pub fn finish_extended(self, length: usize) -> Vec<u8> {
        match self {
            Self::Shake128(hasher) => extended(hasher, length),
            Self::Shake256(hasher) => extended(hasher, length),
            other => other.finish(),
        }
    }
}

fn extended(hasher: impl ExtendableOutput, length: usize) -> Vec<u8> {
    let mut output = vec![0; length];
    hasher.finalize_xof().read(&mut output);
    output
}

/// A keyed hash under way (RFC 2104): over any hash, so that all of them have one.
#[derive(Clone)]
pub struct Mac {
    inner: Hasher,
    outer: Hasher,
}

impl Mac {
    /// An empty message under this key.
    pub fn new(algorithm: Algorithm, key: &[u8]) -> Self {
        let mut block = vec![0; algorithm.block];
        if key.len() > block.len() {
            let short = algorithm.digest(key);
            block[..short.len()].copy_from_slice(&short);
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let keyed = |pad: u8| {
            let mut hasher = Hasher::new(algorithm);
            let padded: Vec<u8> = block.iter().map(|byte| byte ^ pad).collect();
            hasher.update(&padded);
            hasher
        };
        Self {
            inner: keyed(0x36),
            outer: keyed(0x5c),
        }
    }

    /// Adds to the message.
    pub fn update(&mut self, data: &[u8]) {
        self.inner.update(data);
    }

    /// The authentication code.
    pub fn finish(self) -> Vec<u8> {
        let Self { inner, mut outer } = self;
        outer.update(&inner.finish());
        outer.finish()
    }
}

#[cfg(test)]
#[path = "hash_tests.rs"]
mod tests;
