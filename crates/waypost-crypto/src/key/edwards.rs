//! Ed25519 and Ed448 (RFC 8032), X25519 and X448 (RFC 7748): algorithms whose keys are plain bytes.
//!
//! The smaller curve is `aws-lc-rs`'s, the larger RustCrypto's. A signature under a key of small order,
//! or with such a point as its first half, verifies for no message: with one of these keys it would for
//! many. <https://wicg.github.io/webcrypto-secure-curves/#ed25519-operations>

use aws_lc_rs::agreement::{self, X25519};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use ed448_goldilocks::elliptic_curve::bigint::U448;
use ed448_goldilocks::elliptic_curve::scalar::FromUintUnchecked;
use ed448_goldilocks::{EdwardsScalar, MontgomeryPoint, Signature, SigningKey, VerifyingKey};

use crate::{Error, Result};

/// Which of the four.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdwardsKind {
    /// Signs.
    Ed25519,
    /// Signs.
    Ed448,
    /// Agrees.
    X25519,
    /// Agrees.
    X448,
}

/// The length of a key of X448 in bytes.
const X448_LENGTH: usize = 56;
/// The length of a key of Ed448 in bytes.
const ED448_LENGTH: usize = 57;

impl EdwardsKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Ed25519, Self::Ed448, Self::X25519, Self::X448];

    /// Its name in Node.js.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::Ed448 => "ed448",
            Self::X25519 => "x25519",
            Self::X448 => "x448",
        }
    }

    /// Its name in a JSON Web Key.
    pub fn jwk_name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::X25519 => "X25519",
            Self::X448 => "X448",
        }
    }

    /// The kind of either name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name || kind.jwk_name() == name)
    }

    /// Its object identifier, encoded (RFC 8410).
    pub fn oid(self) -> &'static [u8] {
        match self {
            Self::X25519 => &[0x2b, 0x65, 0x6e],
            Self::X448 => &[0x2b, 0x65, 0x6f],
            Self::Ed25519 => &[0x2b, 0x65, 0x70],
            Self::Ed448 => &[0x2b, 0x65, 0x71],
        }
    }

    /// The kind of this object identifier.
    pub fn of_oid(oid: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.oid() == oid)
    }

    /// The length of every key in bytes, public or secret.
    pub fn length(self) -> usize {
        match self {
            Self::Ed25519 | Self::X25519 => 32,
            Self::Ed448 => ED448_LENGTH,
            Self::X448 => X448_LENGTH,
        }
    }

    fn check(self, bytes: &[u8]) -> Result<Vec<u8>> {
        if bytes.len() == self.length() {
            Ok(bytes.to_vec())
        } else {
            Err(Error::Length("key"))
        }
    }
}

/// The public half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdPublic {
    kind: EdwardsKind,
    bytes: Vec<u8>,
}

impl EdPublic {
    /// The key of these bytes.
    ///
    /// # Errors
    /// [`Error::Length`]
    pub fn new(kind: EdwardsKind, bytes: &[u8]) -> Result<Self> {
        let bytes = kind.check(bytes)?;
        Ok(Self { kind, bytes })
    }

    /// Which of the four.
    pub fn kind(&self) -> EdwardsKind {
        self.kind
    }

    /// The key.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether this is a signature of the message, by Ed25519 or Ed448.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self.kind {
            EdwardsKind::Ed25519 => {
                !is_small(&self.bytes)
                    && !signature.get(..32).is_some_and(is_small)
                    && UnparsedPublicKey::new(&ED25519, &self.bytes)
                        .verify(message, signature)
                        .is_ok()
            }
            EdwardsKind::Ed448 => self.verify_448(message, signature).is_some(),
            EdwardsKind::X25519 | EdwardsKind::X448 => false,
        }
    }

    /// Points of small order are refused when they are decompressed.
    fn verify_448(&self, message: &[u8], signature: &[u8]) -> Option<()> {
        let bytes: [u8; ED448_LENGTH] = self.bytes.as_slice().try_into().ok()?;
        let key = VerifyingKey::from_bytes(&bytes).ok()?;
        let signature = Signature::try_from(signature).ok()?;
        key.verify_raw(&signature, message).ok()
    }
}

/// The points of Ed25519 whose order divides eight, as they may be written: both signs, and the two
/// that have another form above the prime.
#[rustfmt::skip]
const SMALL_ORDER: [[u8; 32]; 7] = [
    encoded(0x00, 0x00, 0x00),
    encoded(0x01, 0x00, 0x00),
    [0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05],
    [0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a],
    encoded(0xec, 0xff, 0x7f),
    encoded(0xed, 0xff, 0x7f),
    encoded(0xee, 0xff, 0x7f),
];

const fn encoded(first: u8, between: u8, last: u8) -> [u8; 32] {
    let mut bytes = [between; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

/// Whether these 32 bytes are a point of small order; its sign does not count.
fn is_small(point: &[u8]) -> bool {
    SMALL_ORDER
        .iter()
        .any(|small| small[..31] == point[..31] && small[31] == point[31] & 0x7f)
}

/// The secret half.
pub struct EdPrivate {
    seed: Vec<u8>,
    public: EdPublic,
    form: Form,
}

enum Form {
    Signs(Ed25519KeyPair),
    Signs448(Box<SigningKey>),
    Agrees(agreement::PrivateKey),
    Agrees448(EdwardsScalar),
}

impl std::fmt::Debug for EdPrivate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EdPrivate")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl EdPrivate {
    /// The key of these bytes; the public half is computed.
    ///
    /// # Errors
    /// [`Error::Length`]
    pub fn new(kind: EdwardsKind, seed: &[u8]) -> Result<Self> {
        let seed = kind.check(seed)?;
        let (form, public) = match kind {
            EdwardsKind::Ed25519 => {
                let pair = Ed25519KeyPair::from_seed_unchecked(&seed)
                    .map_err(|_| Error::InvalidPrivate)?;
                let public = pair.public_key().as_ref().to_vec();
                (Form::Signs(pair), public)
            }
            EdwardsKind::Ed448 => {
                let key =
                    SigningKey::try_from(seed.as_slice()).map_err(|_| Error::InvalidPrivate)?;
                let public = key.verifying_key().as_bytes().to_vec();
                (Form::Signs448(Box::new(key)), public)
            }
            EdwardsKind::X25519 => {
                let key = agreement::PrivateKey::from_private_key(&X25519, &seed)
                    .map_err(|_| Error::InvalidPrivate)?;
                let public = key.compute_public_key().map_err(|_| Error::Failed)?;
                (Form::Agrees(key), public.as_ref().to_vec())
            }
            EdwardsKind::X448 => {
                let scalar = scalar_448(&seed);
                let public = (&MontgomeryPoint::GENERATOR * &scalar).0.to_vec();
                (Form::Agrees448(scalar), public)
            }
        };
        let public = EdPublic::new(kind, &public)?;
        Ok(Self { seed, public, form })
    }

    /// A fresh key.
    ///
    /// # Errors
    /// [`Error::NoRandom`]
    pub fn generate(kind: EdwardsKind) -> Result<Self> {
        let mut seed = vec![0; kind.length()];
        crate::random(&mut seed)?;
        Self::new(kind, &seed)
    }

    /// The secret bytes.
    pub fn seed(&self) -> &[u8] {
        &self.seed
    }

    /// The public half.
    pub fn public(&self) -> &EdPublic {
        &self.public
    }

    /// Signs a message with Ed25519 or Ed448.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for a key that agrees.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        match &self.form {
            Form::Signs(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Form::Signs448(key) => Ok(key.sign_raw(message).to_bytes().to_vec()),
            Form::Agrees(_) | Form::Agrees448(_) => {
                Err(Error::Unsupported("signing with X25519 and X448"))
            }
        }
    }

    /// The secret both sides share, by X25519 or X448.
    ///
    /// # Errors
    /// [`Error::DifferentParameters`], and [`Error::Failed`] for a point of small order.
    pub fn agree(&self, theirs: &EdPublic) -> Result<Vec<u8>> {
        if matches!(self.form, Form::Signs(_) | Form::Signs448(_)) {
            return Err(Error::Unsupported("Diffie-Hellman with Ed25519 and Ed448"));
        }
        if theirs.kind != self.public.kind {
            return Err(Error::DifferentParameters);
        }
        match &self.form {
            Form::Agrees(mine) => {
                let theirs = agreement::UnparsedPublicKey::new(&X25519, &theirs.bytes);
                agreement::agree(mine, theirs, Error::Failed, |secret| Ok(secret.to_vec()))
            }
            Form::Agrees448(mine) => agree_448(mine, &theirs.bytes),
            Form::Signs(_) | Form::Signs448(_) => Err(Error::Failed),
        }
    }
}

/// The secret of X448 as a number, with the bits fixed that RFC 7748, 5 fixes.
fn scalar_448(seed: &[u8]) -> EdwardsScalar {
    let mut bytes = [0; X448_LENGTH];
    bytes.copy_from_slice(seed);
    bytes[0] &= 252;
    bytes[X448_LENGTH - 1] |= 128;
    EdwardsScalar::from_uint_unchecked(U448::from_le_slice(&bytes))
}

/// RFC 7748, 6.2: a secret of zeros tells of a point of small order.
fn agree_448(mine: &EdwardsScalar, theirs: &[u8]) -> Result<Vec<u8>> {
    let mut point = MontgomeryPoint::default();
    point.0.copy_from_slice(theirs);
    let secret = (&point * mine).0;
    if secret.iter().fold(0, |seen, byte| seen | byte) == 0 {
        return Err(Error::Failed);
    }
    Ok(secret.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
        (0..hex.len()).step_by(2).map(digit).collect()
    }

    /// RFC 8032, 7.4: "1 octet".
    #[test]
    fn ed448_signs_as_its_vectors() {
        let seed = bytes(
            "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e",
        );
        let public = bytes(
            "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480",
        );
        let signature = bytes(
            "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00",
        );
        let key = EdPrivate::new(EdwardsKind::Ed448, &seed).expect("a key");
        assert_eq!(key.public().bytes(), public);
        assert_eq!(key.sign(&[3]), Ok(signature.clone()));
        assert!(key.public().verify(&[3], &signature));
        assert!(!key.public().verify(&[4], &signature));
        assert!(!key.public().verify(&[3], &signature[1..]));
    }

    /// RFC 7748, 6.2.
    #[test]
    fn x448_agrees_as_its_vectors() {
        let a = bytes(
            "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b",
        );
        let b = bytes(
            "1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d6927c120bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d",
        );
        let secret = bytes(
            "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56fd2464c335543936521c24403085d59a449a5037514a879d",
        );
        let a = EdPrivate::new(EdwardsKind::X448, &a).expect("a key");
        let b = EdPrivate::new(EdwardsKind::X448, &b).expect("a key");
        assert_eq!(a.agree(b.public()).as_ref(), Ok(&secret));
        assert_eq!(b.agree(a.public()).as_ref(), Ok(&secret));
        let zero = EdPublic::new(EdwardsKind::X448, &[0; X448_LENGTH]).expect("a key");
        assert_eq!(a.agree(&zero), Err(Error::Failed));
    }

    #[test]
    fn keys_do_what_their_kind_does() {
        for kind in EdwardsKind::ALL {
            let key = EdPrivate::generate(kind).expect("a key");
            let again = EdPrivate::new(kind, key.seed()).expect("the key");
            assert_eq!(again.public(), key.public());
            assert_eq!(EdwardsKind::find(kind.jwk_name()), Some(kind));
            assert_eq!(EdwardsKind::of_oid(kind.oid()), Some(kind));
            assert_eq!(
                EdPublic::new(kind, &key.seed()[1..]),
                Err(Error::Length("key"))
            );
            match key.sign(b"message") {
                Ok(signature) => {
                    assert!(key.public().verify(b"message", &signature), "{kind:?}");
                    assert!(!key.public().verify(b"other", &signature), "{kind:?}");
                    assert!(key.agree(key.public()).is_err());
                }
                Err(_) => assert_eq!(
                    key.agree(again.public()).map(|secret| secret.len()),
                    Ok(kind.length())
                ),
            }
        }
    }

    /// The point of order one as key and as first half of a signature would verify for every message.
    #[test]
    fn points_of_small_order_verify_nothing() {
        let mut signature = [0; 64];
        signature[0] = 1;
        for small in SMALL_ORDER {
            for sign in [0, 0x80] {
                let mut point = small;
                point[31] |= sign;
                let key = EdPublic::new(EdwardsKind::Ed25519, &point).expect("a key");
                assert!(!key.verify(b"message", &signature));
            }
        }
        assert!(!is_small(&[7; 32]));
    }
}
