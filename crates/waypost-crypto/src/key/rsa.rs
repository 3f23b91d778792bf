//! RSA keys: their numbers, and the forms that `aws-lc-rs` and the `rsa` crate compute with.

use std::sync::OnceLock;

use ::rsa::BoxedUint;
use ::rsa::traits::{PrivateKeyParts, PublicKeyParts};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize, PrivateDecryptingKey, PublicEncryptingKey};
use aws_lc_rs::signature::{ParsedPublicKey, RsaParameters};

use super::encode;
use crate::der;
use crate::hash::Algorithm;
use crate::{Error, Result, SystemRandom};

/// The longest modulus taken, in bits: an operation on more would stop everything else.
const MAX_BITS: usize = 16384;

/// What a key that is limited to PSS may be used with (RFC 4055, 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PssLimits {
    /// The hash of the message.
    pub hash: Algorithm,
    /// The hash of the mask.
    pub mask_hash: Algorithm,
    /// The shortest salt in bytes.
    pub salt_length: u32,
}

/// Whether a key is for PSS only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// Any use.
    #[default]
    Any,
    /// PSS, with or without limits.
    Pss(Option<PssLimits>),
}

/// A modulus and an exponent.
#[derive(Debug, Clone)]
pub struct RsaPublic {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    purpose: Purpose,
    encrypting: OnceLock<Option<PublicEncryptingKey>>,
    /// By place in `rsa::VERIFYING`.
    verifying: [OnceLock<Option<ParsedPublicKey>>; 6],
    soft: OnceLock<Option<::rsa::PublicKey>>,
}

impl RsaPublic {
    /// The key of these numbers.
    ///
    /// # Errors
    /// [`Error::Malformed`] for numbers that are no RSA key, [`Error::KeySize`] above 16,384 bits.
    pub fn new(modulus: &[u8], exponent: &[u8], purpose: Purpose) -> Result<Self> {
        let (modulus, exponent) = (der::trimmed(modulus), der::trimmed(exponent));
        if modulus.len() > MAX_BITS / 8 || exponent.len() > modulus.len() {
            return Err(Error::KeySize);
        }
        let is_odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
        if !is_odd(modulus) || !is_odd(exponent) || modulus.len() < 8 {
            return Err(Error::Malformed("RSA key"));
        }
        Ok(Self {
            modulus: modulus.to_vec(),
            exponent: exponent.to_vec(),
            purpose,
            encrypting: OnceLock::new(),
            verifying: Default::default(),
            soft: OnceLock::new(),
        })
    }

    /// `rsa` or `rsa-pss`.
    pub fn kind(&self) -> &'static str {
        match self.purpose {
            Purpose::Any => "rsa",
            Purpose::Pss(_) => "rsa-pss",
        }
    }

    /// Whether it is for PSS only.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// `n`
    pub fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// `e`
    pub fn exponent(&self) -> &[u8] {
        &self.exponent
    }

    /// The length of the modulus in bits.
    pub fn bits(&self) -> usize {
        8 * self.modulus.len()
            - self
                .modulus
                .first()
                .map_or(0, |first| first.leading_zeros() as usize)
    }

    /// The length of a signature or a ciphertext in bytes.
    pub fn length(&self) -> usize {
        self.modulus.len()
    }

    /// The form of `aws-lc-rs`, which has one for 2,048 to 8,192 bits.
    pub(crate) fn encrypting(&self) -> Option<&PublicEncryptingKey> {
        self.encrypting
            .get_or_init(|| PublicEncryptingKey::from_der(&encode::rsa_spki(self)).ok())
            .as_ref()
    }

    /// The form of `aws-lc-rs` that verifies with these parameters, the ones at this place of a table.
    pub(crate) fn verifying(
        &self,
        place: usize,
        parameters: &'static RsaParameters,
    ) -> Option<&ParsedPublicKey> {
        self.verifying
            .get(place)?
            .get_or_init(|| ParsedPublicKey::new(parameters, encode::rsa_spki(self)).ok())
            .as_ref()
    }

    /// The number to the power of the public exponent. `input` has the length of the modulus.
    pub(crate) fn raw(&self, input: &[u8]) -> Result<Vec<u8>> {
        let soft = self.soft.get_or_init(|| {
            let (n, e) = (uint(&self.modulus), uint(&self.exponent));
            (e < n).then(|| ::rsa::PublicKey::new_unchecked(n, e))
        });
        let soft = soft.as_ref().ok_or(Error::Malformed("RSA key"))?;
        let number = sized(input, soft.n().as_ref().bits_precision())?;
        if number >= *soft.n().as_ref() {
            return Err(Error::DataTooLarge);
        }
        let power = ::rsa::hazmat::rsa_encrypt(soft, &number).map_err(|_| Error::Failed)?;
        der::padded(&power.to_be_bytes(), self.length())
    }
}

/// The numbers of a private key, in the order of RFC 8017, A.1.2.
#[derive(Clone)]
pub struct RsaNumbers {
    /// `d`
    pub exponent: Vec<u8>,
    /// `p`
    pub prime1: Vec<u8>,
    /// `q`
    pub prime2: Vec<u8>,
    /// `d mod (p - 1)`
    pub exponent1: Vec<u8>,
    /// `d mod (q - 1)`
    pub exponent2: Vec<u8>,
    /// The inverse of `q` modulo `p`
    pub coefficient: Vec<u8>,
}

/// A private key.
pub struct RsaPrivate {
    public: RsaPublic,
    numbers: RsaNumbers,
    signing: OnceLock<Option<KeyPair>>,
    decrypting: OnceLock<Option<PrivateDecryptingKey>>,
    soft: OnceLock<Option<::rsa::PrivateKey>>,
}

impl std::fmt::Debug for RsaPrivate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RsaPrivate")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl RsaPrivate {
    /// The key of these numbers. Whether they belong together is seen when it is used.
    pub fn new(public: RsaPublic, numbers: RsaNumbers) -> Self {
        Self {
            public,
            numbers,
            signing: OnceLock::new(),
            decrypting: OnceLock::new(),
            soft: OnceLock::new(),
        }
    }

    /// A fresh key. Takes from a tenth of a second to many seconds.
    ///
    /// # Errors
    /// [`Error::KeySize`] outside 512 to 16,384 bits, [`Error::Parameter`] for an impossible exponent.
    pub fn generate(bits: usize, exponent: u64, purpose: Purpose) -> Result<Self> {
        if !(512..=MAX_BITS).contains(&bits) {
            return Err(Error::KeySize);
        }
        if exponent < 3 || exponent.is_multiple_of(2) {
            return Err(Error::Parameter("public exponent"));
        }
        let size = match bits {
            2048 => Some(KeySize::Rsa2048),
            3072 => Some(KeySize::Rsa3072),
            4096 => Some(KeySize::Rsa4096),
            8192 => Some(KeySize::Rsa8192),
            _ => None,
        };
        if let Some(size) = size
            && exponent == 65537
        {
            let key = PrivateDecryptingKey::generate(size).map_err(|_| Error::Failed)?;
            let encoded: Pkcs8V1Der<'_> = key.as_der().map_err(|_| Error::Failed)?;
            return encode::rsa_of_pkcs8(encoded.as_ref(), purpose);
        }
        let key = ::rsa::PrivateKey::new_with_exp_unchecked(
            &mut SystemRandom,
            bits,
            BoxedUint::from(exponent),
        )
        .map_err(|_| Error::Failed)?;
        Self::of_soft(&key, purpose)
    }

    fn of_soft(key: &::rsa::PrivateKey, purpose: Purpose) -> Result<Self> {
        let [p, q] = key.primes() else {
            return Err(Error::Failed);
        };
        let (dp, dq, qi) = (
            key.dp().ok_or(Error::Failed)?,
            key.dq().ok_or(Error::Failed)?,
            key.crt_coefficient().ok_or(Error::Failed)?,
        );
        let bytes = |number: &BoxedUint| der::trimmed(&number.to_be_bytes()).to_vec();
        let public = RsaPublic::new(&key.n_bytes(), &key.e_bytes(), purpose)?;
        let numbers = RsaNumbers {
            exponent: bytes(key.d()),
            prime1: bytes(p.as_ref()),
            prime2: bytes(q.as_ref()),
            exponent1: bytes(dp),
            exponent2: bytes(dq),
            coefficient: bytes(&qi),
        };
        Ok(Self::new(public, numbers))
    }

    /// The public half.
    pub fn public(&self) -> &RsaPublic {
        &self.public
    }

    /// The secret numbers.
    pub fn numbers(&self) -> &RsaNumbers {
        &self.numbers
    }

    /// The form of `aws-lc-rs` that signs.
    pub(crate) fn signing(&self) -> Option<&KeyPair> {
        self.signing
            .get_or_init(|| KeyPair::from_der(&encode::rsa_pkcs1(self)).ok())
            .as_ref()
    }

    /// The form of `aws-lc-rs` that decrypts.
    pub(crate) fn decrypting(&self) -> Option<&PrivateDecryptingKey> {
        self.decrypting
            .get_or_init(|| PrivateDecryptingKey::from_pkcs8(&encode::rsa_pkcs8(self)).ok())
            .as_ref()
    }

    /// The number to the power of the private exponent, blinded. `input` has the length of the modulus.
    pub(crate) fn raw(&self, input: &[u8]) -> Result<Vec<u8>> {
        let soft = self.soft.get_or_init(|| {
            let RsaNumbers {
                exponent,
                prime1,
                prime2,
                ..
            } = &self.numbers;
            ::rsa::PrivateKey::from_components(
                uint(&self.public.modulus),
                uint(&self.public.exponent),
                uint(exponent),
                vec![uint(prime1), uint(prime2)],
            )
            .ok()
        });
        let soft = soft.as_ref().ok_or(Error::InvalidPrivate)?;
        let number = sized(input, soft.n().as_ref().bits_precision())?;
        if number >= *soft.n().as_ref() {
            return Err(Error::DataTooLarge);
        }
        let power = ::rsa::hazmat::rsa_decrypt_and_check(soft, Some(&mut SystemRandom), &number)
            .map_err(|_| Error::Failed)?;
        der::padded(&power.to_be_bytes(), self.public.length())
    }
}

/// The number in as many bits as its bytes.
fn uint(bytes: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(bytes)
}

fn sized(bytes: &[u8], bits: u32) -> Result<BoxedUint> {
    BoxedUint::from_be_slice(bytes, bits).map_err(|_| Error::DataTooLarge)
}
