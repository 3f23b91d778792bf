//! Keys on the curves of NIST and on secp256k1.

use std::sync::OnceLock;

use aws_lc_rs::agreement::{self, ECDH_P256, ECDH_P384, ECDH_P521};
use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256K1_SHA256_ASN1,
    ECDSA_P256K1_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA384_ASN1_SIGNING,
    ECDSA_P521_SHA512_ASN1, ECDSA_P521_SHA512_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    EcdsaVerificationAlgorithm, KeyPair, ParsedPublicKey,
};

use crate::der::{self, Reader, tag};
use crate::{Error, Result};

/// A curve with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// `prime256v1`, P-256
    P256,
    /// `secp384r1`, P-384
    P384,
    /// `secp521r1`, P-521
    P521,
    /// `secp256k1`
    K256,
}

impl Curve {
    /// Every curve, sorted by its name in OpenSSL.
    pub const ALL: [Self; 4] = [Self::P256, Self::K256, Self::P384, Self::P521];

    /// The name OpenSSL gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "prime256v1",
            Self::P384 => "secp384r1",
            Self::P521 => "secp521r1",
            Self::K256 => "secp256k1",
        }
    }

    /// Its name in a JSON Web Key.
    pub fn jwk_name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::K256 => "secp256k1",
        }
    }

    /// The curve of any of these names.
    pub fn find(name: &str) -> Option<Self> {
        match name {
            "prime256v1" | "P-256" | "secp256r1" => Some(Self::P256),
            "secp384r1" | "P-384" => Some(Self::P384),
            "secp521r1" | "P-521" => Some(Self::P521),
            "secp256k1" => Some(Self::K256),
            _ => None,
        }
    }

    /// The length of a scalar and of a coordinate in bytes.
    pub fn length(self) -> usize {
        match self {
            Self::P256 | Self::K256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// Its object identifier, encoded.
    pub fn oid(self) -> &'static [u8] {
        match self {
            Self::P256 => &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
            Self::P384 => &[0x2b, 0x81, 0x04, 0x00, 0x22],
            Self::P521 => &[0x2b, 0x81, 0x04, 0x00, 0x23],
            Self::K256 => &[0x2b, 0x81, 0x04, 0x00, 0x0a],
        }
    }

    /// The curve of this object identifier.
    pub fn of_oid(oid: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.oid() == oid)
    }

    fn signing(self) -> &'static EcdsaSigningAlgorithm {
        match self {
            Self::P256 => &ECDSA_P256_SHA256_ASN1_SIGNING,
            Self::P384 => &ECDSA_P384_SHA384_ASN1_SIGNING,
            Self::P521 => &ECDSA_P521_SHA512_ASN1_SIGNING,
            Self::K256 => &ECDSA_P256K1_SHA256_ASN1_SIGNING,
        }
    }

    fn verifying(self) -> &'static EcdsaVerificationAlgorithm {
        match self {
            Self::P256 => &ECDSA_P256_SHA256_ASN1,
            Self::P384 => &ECDSA_P384_SHA384_ASN1,
            Self::P521 => &ECDSA_P521_SHA512_ASN1,
            Self::K256 => &ECDSA_P256K1_SHA256_ASN1,
        }
    }

    fn agreement(self) -> Option<&'static agreement::Algorithm> {
        match self {
            Self::P256 => Some(&ECDH_P256),
            Self::P384 => Some(&ECDH_P384),
            Self::P521 => Some(&ECDH_P521),
            Self::K256 => None,
        }
    }

    /// Any hash as the one `aws-lc-rs` pairs with the curve. ECDSA takes the leftmost bits of a hash
    /// as a number: a longer one is cut, a shorter one is the same number with zeros before it.
    fn import(self, hash: &[u8]) -> Result<Digest> {
        let algorithm = match self {
            Self::P256 | Self::K256 => &digest::SHA256,
            Self::P384 => &digest::SHA384,
            Self::P521 => &digest::SHA512,
        };
        let length = algorithm.output_len();
        let cut = &hash[..hash.len().min(length)];
        let mut number = vec![0; length - cut.len()];
        number.extend_from_slice(cut);
        Digest::import_less_safe(&number, algorithm).map_err(|_| Error::Failed)
    }
}

/// How a point is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointFormat {
    /// One coordinate and the sign of the other.
    Compressed,
    /// Both coordinates.
    Uncompressed,
    /// Both, and the sign.
    Hybrid,
}

/// A point on a curve.
#[derive(Debug, Clone)]
pub struct EcPublic {
    curve: Curve,
    /// Uncompressed.
    point: Vec<u8>,
    /// Whether the curve is written out where the key is encoded, in place of its name.
    is_explicit: bool,
    parsed: OnceLock<Option<ParsedPublicKey>>,
}

impl EcPublic {
    /// The point in any of its forms.
    ///
    /// # Errors
    /// [`Error::NotOnCurve`]
    pub fn new(curve: Curve, point: &[u8]) -> Result<Self> {
        let parsed =
            ParsedPublicKey::new(curve.verifying(), point).map_err(|_| Error::NotOnCurve)?;
        let whole = match point.first() {
            Some(4) if point.len() == 1 + 2 * curve.length() => point.to_vec(),
            Some(2 | 3 | 6 | 7) => {
                point_of_spki(parsed.as_der().map_err(|_| Error::Failed)?.as_ref())?
            }
            _ => return Err(Error::NotOnCurve),
        };
        Ok(Self {
            curve,
            point: whole,
            is_explicit: false,
            parsed: OnceLock::from(Some(parsed)),
        })
    }

    /// A point that was computed here.
    fn computed(curve: Curve, point: Vec<u8>) -> Self {
        Self {
            curve,
            point,
            is_explicit: false,
            parsed: OnceLock::new(),
        }
    }

    /// The same with its curve written out where it is encoded.
    pub fn explicit(mut self, is_explicit: bool) -> Self {
        self.is_explicit = is_explicit;
        self
    }

    /// Whether its curve is written out where it is encoded.
    pub fn is_explicit(&self) -> bool {
        self.is_explicit
    }

    /// Its curve.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The point, uncompressed.
    pub fn point(&self) -> &[u8] {
        &self.point
    }

    /// The first coordinate.
    pub fn x(&self) -> &[u8] {
        &self.point[1..=self.curve.length()]
    }

    /// The second coordinate.
    pub fn y(&self) -> &[u8] {
        &self.point[1 + self.curve.length()..]
    }

    /// The point in a form.
    pub fn encoded(&self, format: PointFormat) -> Vec<u8> {
        let sign = self.point[self.point.len() - 1] & 1;
        match format {
            PointFormat::Uncompressed => self.point.clone(),
            PointFormat::Compressed => [&[2 | sign], self.x()].concat(),
            PointFormat::Hybrid => [&[6 | sign], &self.point[1..]].concat(),
        }
    }

    /// Whether this is a signature (in DER) of the hash.
    pub fn verify(&self, hash: &[u8], signature: &[u8]) -> bool {
        let parsed = self
            .parsed
            .get_or_init(|| ParsedPublicKey::new(self.curve.verifying(), &self.point).ok());
        match (parsed, self.curve.import(hash)) {
            (Some(key), Ok(digest)) => key.verify_digest_sig(&digest, signature).is_ok(),
            _ => false,
        }
    }
}

/// The point within a `SubjectPublicKeyInfo`.
fn point_of_spki(spki: &[u8]) -> Result<Vec<u8>> {
    let mut outer = Reader::new(spki).sequence()?;
    outer.read(tag::SEQUENCE)?;
    Ok(outer.bits()?.to_vec())
}

/// A scalar with its point.
pub struct EcPrivate {
    scalar: Vec<u8>,
    public: EcPublic,
    signing: OnceLock<Option<EcdsaKeyPair>>,
}

impl std::fmt::Debug for EcPrivate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EcPrivate")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl EcPrivate {
    /// The key with this scalar; its point is computed.
    ///
    /// # Errors
    /// [`Error::InvalidPrivate`] for zero and for what is not below the order of the curve.
    pub fn new(curve: Curve, scalar: &[u8]) -> Result<Self> {
        let scalar = der::padded(scalar, curve.length()).map_err(|_| Error::InvalidPrivate)?;
        let pair = key_pair(curve, &scalar)?;
        let point = pair.public_key().as_ref().to_vec();
        Ok(Self {
            scalar,
            public: EcPublic::computed(curve, point),
            signing: OnceLock::from(Some(pair)),
        })
    }

    /// A fresh key.
    ///
    /// # Errors
    /// [`Error::Failed`] when there is no randomness.
    pub fn generate(curve: Curve) -> Result<Self> {
        use aws_lc_rs::encoding::{AsBigEndian, EcPrivateKeyBin};
        let pair = EcdsaKeyPair::generate(curve.signing()).map_err(|_| Error::Failed)?;
        let scalar: EcPrivateKeyBin<'_> = pair
            .private_key()
            .as_be_bytes()
            .map_err(|_| Error::Failed)?;
        let scalar = der::padded(scalar.as_ref(), curve.length())?;
        let point = pair.public_key().as_ref().to_vec();
        Ok(Self {
            scalar,
            public: EcPublic::computed(curve, point),
            signing: OnceLock::from(Some(pair)),
        })
    }

    /// The same with its curve written out where it is encoded.
    pub fn explicit(mut self, is_explicit: bool) -> Self {
        self.public = self.public.explicit(is_explicit);
        self
    }

    /// The scalar in its full length.
    pub fn scalar(&self) -> &[u8] {
        &self.scalar
    }

    /// Its point.
    pub fn public(&self) -> &EcPublic {
        &self.public
    }

    /// Signs a hash; the signature is in DER.
    ///
    /// # Errors
    /// [`Error::Failed`]
    pub fn sign(&self, hash: &[u8]) -> Result<Vec<u8>> {
        let curve = self.public.curve;
        let pair = self
            .signing
            .get_or_init(|| key_pair(curve, &self.scalar).ok());
        let pair = pair.as_ref().ok_or(Error::Failed)?;
        let signature = pair
            .sign_digest(&curve.import(hash)?)
            .map_err(|_| Error::Failed)?;
        Ok(signature.as_ref().to_vec())
    }

    /// The first coordinate of the point both sides can compute.
    ///
    /// # Errors
    /// [`Error::DifferentParameters`], and [`Error::Unsupported`] on secp256k1.
    pub fn agree(&self, theirs: &EcPublic) -> Result<Vec<u8>> {
        let curve = self.public.curve;
        if curve != theirs.curve {
            return Err(Error::DifferentParameters);
        }
        let algorithm = curve
            .agreement()
            .ok_or(Error::Unsupported("Diffie-Hellman on secp256k1"))?;
        let mine = agreement::PrivateKey::from_private_key(algorithm, &self.scalar)
            .map_err(|_| Error::InvalidPrivate)?;
        let theirs = agreement::UnparsedPublicKey::new(algorithm, &theirs.point);
        agreement::agree(&mine, theirs, Error::Failed, |secret| Ok(secret.to_vec()))
    }
}

/// `aws-lc-rs` computes the point when an `ECPrivateKey` (RFC 5915) has none.
fn key_pair(curve: Curve, scalar: &[u8]) -> Result<EcdsaKeyPair> {
    let parameters = der::element(tag::context(0), &der::oid(curve.oid()));
    let encoded = der::sequence(&[&der::small(1), &der::octets(scalar), &parameters]);
    EcdsaKeyPair::from_private_key_der(curve.signing(), &encoded).map_err(|_| Error::InvalidPrivate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_have_three_forms() {
        for curve in Curve::ALL {
            let key = EcPrivate::generate(curve).expect("a key");
            let again = EcPrivate::new(curve, key.scalar()).expect("the key");
            assert_eq!(again.public().point(), key.public().point());
            for format in [
                PointFormat::Compressed,
                PointFormat::Uncompressed,
                PointFormat::Hybrid,
            ] {
                let encoded = key.public().encoded(format);
                let read = EcPublic::new(curve, &encoded).expect("the point");
                assert_eq!(read.point(), key.public().point(), "{curve:?} {format:?}");
            }
            let mut off = key.public().point().to_vec();
            off[3] ^= 1;
            assert_eq!(EcPublic::new(curve, &off).err(), Some(Error::NotOnCurve));
            assert_eq!(
                EcPrivate::new(curve, &[0]).err(),
                Some(Error::InvalidPrivate)
            );
            let over = vec![0xff; curve.length()];
            assert_eq!(
                EcPrivate::new(curve, &over).err(),
                Some(Error::InvalidPrivate)
            );
        }
    }

    #[test]
    fn hashes_of_every_length_are_signed() {
        for curve in Curve::ALL {
            let key = EcPrivate::generate(curve).expect("a key");
            for length in [1, 20, 32, 48, 64] {
                let hash = vec![0xab; length];
                let signature = key.sign(&hash).expect("a signature");
                assert!(key.public().verify(&hash, &signature));
                let mut other = hash.clone();
                other[0] ^= 0x80;
                assert!(!key.public().verify(&other, &signature));
                assert!(!key.public().verify(&hash, &signature[1..]));
            }
        }
    }

    /// RFC 5903, section 8.1.
    #[test]
    fn both_sides_share_a_secret() {
        let bytes = |hex: &str| -> Vec<u8> {
            let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
            (0..hex.len()).step_by(2).map(digit).collect()
        };
        let i = bytes("c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433");
        let r = bytes("c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53");
        let secret = bytes("d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de");
        let i = EcPrivate::new(Curve::P256, &i).expect("a key");
        let r = EcPrivate::new(Curve::P256, &r).expect("a key");
        assert_eq!(i.agree(r.public()).as_ref(), Ok(&secret));
        assert_eq!(r.agree(i.public()).as_ref(), Ok(&secret));
    }
}
