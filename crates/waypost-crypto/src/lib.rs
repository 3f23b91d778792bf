//! Cryptography on bytes: what `node:crypto`, `crypto.subtle` and the built-in password hashes stand on.
//!
//! `aws-lc-rs` does what its interface offers (docs/decisions/0010); what programs for Node.js use beyond
//! that comes from RustCrypto (docs/decisions/0014). Nothing here keeps state between calls but the
//! keys, ciphers and hashes a caller holds, and everything may move to another thread.
//!
//! Never here: a JavaScript value, a promise, a name of Node.js that is not a name of an algorithm.

pub mod cipher;
pub mod der;
pub mod dh;
pub mod error;
pub mod hash;
pub mod kdf;
pub mod keccak;
pub mod key;
pub mod lattice;
pub mod password;
pub mod pem;
pub mod rsa;
pub mod sign;
pub mod x509;

pub use error::{Error, Result};

use std::convert::Infallible;

use aws_lc_rs::rand;

/// Random bytes of the system's generator.
pub fn random(bytes: &mut [u8]) -> Result<()> {
    rand::fill(bytes).map_err(|_| Error::NoRandom)
}

/// Compares in a time that depends on the lengths only.
pub fn constant_time_equal(a: &[u8], b: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// `rand_core`'s view of the system's generator, for the RustCrypto crates.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemRandom;

impl ::rsa::rand_core::TryRng for SystemRandom {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> std::result::Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> std::result::Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> std::result::Result<(), Infallible> {
        random(bytes).expect("AWS-LC ends the process when its generator fails");
        Ok(())
    }
}

impl ::rsa::rand_core::TryCryptoRng for SystemRandom {}
