//! ML-KEM (FIPS 203) and ML-DSA (FIPS 204): keys are seeds and encoded public keys, so that nobody has to
//! know what they are made of.
//!
//! RustCrypto's: `aws-lc-rs` has neither in the part of its interface that is stable.

use ml_dsa::{MlDsa44, MlDsa65, MlDsa87};
use ml_kem::kem::{Decapsulate as _, Encapsulate as _, KeyExport as _};
use ml_kem::{MlKem512, MlKem768, MlKem1024};

use crate::{Error, Result, SystemRandom};

/// A parameter set of ML-KEM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kem {
    /// ML-KEM-512
    Kem512,
    /// ML-KEM-768
    Kem768,
    /// ML-KEM-1024
    Kem1024,
}

/// A parameter set of ML-DSA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dsa {
    /// ML-DSA-44
    Dsa44,
    /// ML-DSA-65
    Dsa65,
    /// ML-DSA-87
    Dsa87,
}

/// What both sides of an encapsulation come to have.
#[derive(Debug, PartialEq, Eq)]
pub struct Encapsulated {
    /// The shared secret, 32 bytes.
    pub shared: Vec<u8>,
    /// What the holder of the seed gets the secret from.
    pub ciphertext: Vec<u8>,
}

/// Runs `$body` with `$set` standing for the type of a parameter set.
macro_rules! with_kem {
    ($kem:expr, $set:ident => $body:expr) => {
        match $kem {
            Kem::Kem512 => {
                type $set = MlKem512;
                $body
            }
            Kem::Kem768 => {
                type $set = MlKem768;
                $body
            }
            Kem::Kem1024 => {
                type $set = MlKem1024;
                $body
            }
        }
    };
}

macro_rules! with_dsa {
    ($dsa:expr, $set:ident => $body:expr) => {
        match $dsa {
            Dsa::Dsa44 => {
                type $set = MlDsa44;
                $body
            }
            Dsa::Dsa65 => {
                type $set = MlDsa65;
                $body
            }
            Dsa::Dsa87 => {
                type $set = MlDsa87;
                $body
            }
        }
    };
}

impl Kem {
    /// The set of a name such as `ML-KEM-768`.
    pub fn find(name: &str) -> Option<Self> {
        match name {
            "ML-KEM-512" => Some(Self::Kem512),
            "ML-KEM-768" => Some(Self::Kem768),
            "ML-KEM-1024" => Some(Self::Kem1024),
            _ => None,
        }
    }

    /// The public key of a seed of 64 bytes.
    ///
    /// # Errors
    /// [`Error::Length`] for a seed of another length.
    pub fn public_key(self, seed: &[u8]) -> Result<Vec<u8>> {
        let seed = seed.try_into().map_err(|_| Error::Length("seed"))?;
        Ok(with_kem!(self, Set => {
            ml_kem::DecapsulationKey::<Set>::from_seed(seed).encapsulation_key().to_bytes().to_vec()
        }))
    }

    /// A new secret for the holder of the seed behind a public key.
    ///
    /// # Errors
    /// [`Error::Malformed`] for what is no public key of this set.
    pub fn encapsulate(self, public: &[u8]) -> Result<Encapsulated> {
        const NO_KEY: Error = Error::Malformed("public key");
        Ok(with_kem!(self, Set => {
            let public = public.try_into().map_err(|_| NO_KEY)?;
            let public = ml_kem::EncapsulationKey::<Set>::new(public).map_err(|_| NO_KEY)?;
            let (ciphertext, shared) = public.encapsulate_with_rng(&mut SystemRandom);
            Encapsulated { shared: shared.to_vec(), ciphertext: ciphertext.to_vec() }
        }))
    }

    /// Whether these bytes are a public key of this set.
    pub fn is_public_key(self, public: &[u8]) -> bool {
        with_kem!(self, Set => {
            public.try_into().is_ok_and(|public| ml_kem::EncapsulationKey::<Set>::new(public).is_ok())
        })
    }

    /// The secret behind a ciphertext. One that was changed gives another secret and no error.
    ///
    /// # Errors
    /// [`Error::Length`] for a seed or a ciphertext of another length.
    pub fn decapsulate(self, seed: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>> {
        let seed = seed.try_into().map_err(|_| Error::Length("seed"))?;
        Ok(with_kem!(self, Set => {
            let key = ml_kem::DecapsulationKey::<Set>::from_seed(seed);
            let ciphertext = ciphertext.try_into().map_err(|_| Error::Length("ciphertext"))?;
            key.decapsulate(ciphertext).to_vec()
        }))
    }
}

impl Dsa {
    /// The set of a name such as `ML-DSA-65`.
    pub fn find(name: &str) -> Option<Self> {
        match name {
            "ML-DSA-44" => Some(Self::Dsa44),
            "ML-DSA-65" => Some(Self::Dsa65),
            "ML-DSA-87" => Some(Self::Dsa87),
            _ => None,
        }
    }

    /// The public key of a seed of 32 bytes.
    ///
    /// # Errors
    /// [`Error::Length`] for a seed of another length.
    pub fn public_key(self, seed: &[u8]) -> Result<Vec<u8>> {
        let seed = seed.try_into().map_err(|_| Error::Length("seed"))?;
        Ok(with_dsa!(self, Set => {
            ml_dsa::SigningKey::<Set>::from_seed(seed).expanded_key().verifying_key().encode().to_vec()
        }))
    }

    /// The length of a public key in bytes.
    pub fn public_length(self) -> usize {
        with_dsa!(self, Set => size_of::<ml_dsa::EncodedVerifyingKey<Set>>())
    }

    /// A signature of a message in a context of at most 255 bytes.
    ///
    /// # Errors
    /// [`Error::Length`] for a seed of another length or a longer context.
    pub fn sign(self, seed: &[u8], context: &[u8], data: &[u8]) -> Result<Vec<u8>> {
        let seed = seed.try_into().map_err(|_| Error::Length("seed"))?;
        Ok(with_dsa!(self, Set => {
            ml_dsa::SigningKey::<Set>::from_seed(seed)
                .expanded_key()
                .sign_randomized(data, context, &mut SystemRandom)
                .map_err(|_| Error::Length("context"))?
                .encode()
                .to_vec()
        }))
    }

    /// Whether a signature is one of this message in this context.
    ///
    /// # Errors
    /// [`Error::Length`] for a public key of another length.
    pub fn verify(
        self,
        public: &[u8],
        context: &[u8],
        data: &[u8],
        signature: &[u8],
    ) -> Result<bool> {
        Ok(with_dsa!(self, Set => {
            let public = public.try_into().map_err(|_| Error::Length("key"))?;
            let key = ml_dsa::VerifyingKey::<Set>::decode(public);
            ml_dsa::Signature::<Set>::try_from(signature)
                .is_ok_and(|signature| key.verify_with_context(data, context, &signature))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Dsa, Kem};

    #[test]
    fn both_sides_come_to_the_same_secret() {
        for (name, public_length, ciphertext_length) in [
            ("ML-KEM-512", 800, 768),
            ("ML-KEM-768", 1184, 1088),
            ("ML-KEM-1024", 1568, 1568),
        ] {
            let kem = Kem::find(name).unwrap();
            let public = kem.public_key(&[7; 64]).unwrap();
            assert_eq!(public.len(), public_length);
            assert!(kem.is_public_key(&public) && !kem.is_public_key(&public[1..]));
            assert!(!kem.is_public_key(&vec![0xFF; public_length]));
            let mut made = kem.encapsulate(&public).unwrap();
            assert_eq!(made.ciphertext.len(), ciphertext_length);
            assert_eq!(
                kem.decapsulate(&[7; 64], &made.ciphertext).unwrap(),
                made.shared
            );
            made.ciphertext[0] ^= 1;
            assert_ne!(
                kem.decapsulate(&[7; 64], &made.ciphertext).unwrap(),
                made.shared
            );
            assert!(kem.decapsulate(&[7; 64], &[0; 5]).is_err());
            assert!(kem.public_key(&[7; 63]).is_err());
        }
    }

    #[test]
    fn a_signature_is_of_one_message_in_one_context() {
        for (name, public_length) in [
            ("ML-DSA-44", 1312),
            ("ML-DSA-65", 1952),
            ("ML-DSA-87", 2592),
        ] {
            let dsa = Dsa::find(name).unwrap();
            let public = dsa.public_key(&[9; 32]).unwrap();
            assert_eq!(
                (public.len(), dsa.public_length()),
                (public_length, public_length)
            );
            let signature = dsa.sign(&[9; 32], b"context", b"data").unwrap();
            let valid = |context: &[u8], data: &[u8], signature: &[u8]| {
                dsa.verify(&public, context, data, signature).unwrap()
            };
            assert!(valid(b"context", b"data", &signature));
            assert!(!valid(b"", b"data", &signature));
            assert!(!valid(b"context", b"date", &signature));
            assert!(!valid(b"context", b"data", &signature[1..]));
            assert!(dsa.sign(&[9; 32], &[0; 256], b"").is_err());
            assert!(dsa.verify(&public[1..], b"", b"", &signature).is_err());
        }
    }
}
