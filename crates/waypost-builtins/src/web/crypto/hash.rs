//! Hashes and their authentication codes, for `crypto.subtle` and `node:crypto`.
//!
//! `aws-lc-rs` does what it can; MD5 and SHA-512/224, which it lacks, are RustCrypto's.

use aws_lc_rs::digest::{self, Context};
use md5::Md5;
use sha2::{Digest, Sha512_224};

/// A hash by the name Node.js gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Algorithm {
    /// `sha256`
    pub(crate) name: &'static str,
    /// What a keyed hash pads its key to, in bytes.
    block: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lc(&'static digest::Algorithm),
    Md5,
    Sha512_224,
}

/// Every algorithm, sorted by name.
pub(crate) const ALGORITHMS: &[Algorithm] = &[
    Algorithm {
        name: "md5",
        block: 64,
        kind: Kind::Md5,
    },
    Algorithm {
        name: "sha1",
        block: 64,
        kind: Kind::Lc(&digest::SHA1_FOR_LEGACY_USE_ONLY),
    },
    Algorithm {
        name: "sha224",
        block: 64,
        kind: Kind::Lc(&digest::SHA224),
    },
    Algorithm {
        name: "sha256",
        block: 64,
        kind: Kind::Lc(&digest::SHA256),
    },
    Algorithm {
        name: "sha3-256",
        block: 136,
        kind: Kind::Lc(&digest::SHA3_256),
    },
    Algorithm {
        name: "sha3-384",
        block: 104,
        kind: Kind::Lc(&digest::SHA3_384),
    },
    Algorithm {
        name: "sha3-512",
        block: 72,
        kind: Kind::Lc(&digest::SHA3_512),
    },
    Algorithm {
        name: "sha384",
        block: 128,
        kind: Kind::Lc(&digest::SHA384),
    },
    Algorithm {
        name: "sha512",
        block: 128,
        kind: Kind::Lc(&digest::SHA512),
    },
    Algorithm {
        name: "sha512-224",
        block: 128,
        kind: Kind::Sha512_224,
    },
    Algorithm {
        name: "sha512-256",
        block: 128,
        kind: Kind::Lc(&digest::SHA512_256),
    },
];

impl Algorithm {
    /// The algorithm with this canonical name.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let index = ALGORITHMS
            .binary_search_by(|known| known.name.cmp(name))
            .ok()?;
        Some(ALGORITHMS[index])
    }

    /// The hash of these bytes.
    pub(crate) fn digest(self, data: &[u8]) -> Vec<u8> {
        let mut hasher = Hasher::new(self);
        hasher.update(data);
        hasher.finish()
    }

    /// The authentication code of these bytes.
    pub(crate) fn hmac(self, key: &[u8], data: &[u8]) -> Vec<u8> {
        let mut mac = Mac::new(self, key);
        mac.update(data);
        mac.finish()
    }
}

/// A hash under way.
#[derive(Clone)]
pub(crate) enum Hasher {
    Lc(Context),
    Md5(Md5),
    Sha512_224(Sha512_224),
}

impl Hasher {
    pub(crate) fn new(algorithm: Algorithm) -> Self {
        match algorithm.kind {
            Kind::Lc(algorithm) => Self::Lc(Context::new(algorithm)),
            Kind::Md5 => Self::Md5(Md5::new()),
            Kind::Sha512_224 => Self::Sha512_224(Sha512_224::new()),
        }
    }

    pub(crate) fn update(&mut self, data: &[u8]) {
        match self {
            Self::Lc(context) => context.update(data),
            Self::Md5(hasher) => hasher.update(data),
            Self::Sha512_224(hasher) => hasher.update(data),
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        match self {
            Self::Lc(context) => context.finish().as_ref().to_vec(),
            Self::Md5(hasher) => hasher.finalize().to_vec(),
            Self::Sha512_224(hasher) => hasher.finalize().to_vec(),
        }
    }
}

/// A keyed hash under way (RFC 2104): over any hash, so that all of them have one.
#[derive(Clone)]
pub(crate) struct Mac {
    inner: Hasher,
    outer: Hasher,
}

impl Mac {
    pub(crate) fn new(algorithm: Algorithm, key: &[u8]) -> Self {
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

    pub(crate) fn update(&mut self, data: &[u8]) {
        self.inner.update(data);
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        let Self { inner, mut outer } = self;
        outer.update(&inner.finish());
        outer.finish()
    }
}
