//! The DER a key is stored in: PKCS #1 (RFC 8017), PKCS #8 (RFC 5958), SEC 1 (RFC 5915), SPKI (RFC 5280).

use std::num::NonZeroU32;

use super::ec::{Curve, EcPrivate, EcPublic};
use super::edwards::{EdPrivate, EdPublic, EdwardsKind};
use super::rsa::{PssLimits, Purpose, RsaNumbers, RsaPrivate, RsaPublic};
use super::{Private, Public};
use crate::cipher::{self, Direction, Mode, Spec};
use crate::der::{self, NULL, Reader, tag};
use crate::hash::Algorithm;
use crate::kdf::{self, ScryptCost};
use crate::{Error, Result};

/// The structure around a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// The numbers of an RSA key.
    Pkcs1,
    /// Any private key.
    Pkcs8,
    /// The private key of a curve.
    Sec1,
    /// Any public key.
    Spki,
}

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c];
const SCRYPT: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b];
/// Followed by 7 to 11 for the hashes of `HMAC_HASHES`.
const HMAC: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02];
const HMAC_HASHES: [(u8, &str); 5] = [
    (7, "sha1"),
    (8, "sha224"),
    (9, "sha256"),
    (10, "sha384"),
    (11, "sha512"),
];
/// Followed by one number for each of `AES_CBC`.
const AES: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01];
const AES_CBC: [(u8, &str); 3] = [(2, "aes-128-cbc"), (22, "aes-192-cbc"), (42, "aes-256-cbc")];

/// How often PBKDF2 goes around for a key that is exported: what OpenSSL takes.
const EXPORT_ITERATIONS: u32 = 2048;
/// More than this would let a file stop the process for minutes.
const MAX_ITERATIONS: u32 = 10_000_000;

/// A private key in a container.
///
/// # Errors
/// [`Error::Malformed`], and [`Error::Unsupported`] for an algorithm or a curve there is none for.
pub fn read_private(bytes: &[u8], container: Container) -> Result<Private> {
    match container {
        Container::Pkcs1 => rsa_of_pkcs1(bytes, Purpose::Any).map(Private::Rsa),
        Container::Sec1 => ec_of_sec1(bytes, None).map(Private::Ec),
        Container::Pkcs8 => of_pkcs8(bytes),
        Container::Spki => Err(Error::Malformed("private key")),
    }
}

/// A public key in a container.
///
/// # Errors
/// As [`read_private`].
pub fn read_public(bytes: &[u8], container: Container) -> Result<Public> {
    match container {
        Container::Pkcs1 => rsa_public_of_pkcs1(bytes, Purpose::Any).map(Public::Rsa),
        Container::Spki => of_spki(bytes),
        Container::Pkcs8 | Container::Sec1 => Err(Error::Malformed("public key")),
    }
}

impl Private {
    /// The key in a container.
    ///
    /// # Errors
    /// [`Error::Unsupported`] when the container takes no such key.
    pub fn encode(&self, container: Container) -> Result<Vec<u8>> {
        match (self, container) {
            (_, Container::Pkcs8) => Ok(to_pkcs8(self)),
            (Self::Rsa(key), Container::Pkcs1) => Ok(rsa_pkcs1(key)),
            (Self::Ec(key), Container::Sec1) => Ok(ec_sec1(key, true)),
            _ => Err(Error::Unsupported("key in this container")),
        }
    }
}

impl Public {
    /// The key in a container.
    ///
    /// # Errors
    /// [`Error::Unsupported`] when the container takes no such key.
    pub fn encode(&self, container: Container) -> Result<Vec<u8>> {
        match (self, container) {
            (_, Container::Spki) => Ok(to_spki(self)),
            (Self::Rsa(key), Container::Pkcs1) => Ok(rsa_public_pkcs1(key)),
            _ => Err(Error::Unsupported("key in this container")),
        }
    }
}

fn of_pkcs8(bytes: &[u8]) -> Result<Private> {
    let mut outer = Reader::new(bytes);
    let mut info = outer.sequence()?;
    outer.end()?;
    if info.small()? > 1 {
        return Err(Error::Malformed("PKCS #8"));
    }
    let mut algorithm = info.sequence()?;
    let content = info.octets()?;
    let oid = algorithm.oid()?;
    if oid == RSA || oid == RSA_PSS {
        let purpose = purpose(oid, algorithm)?;
        return rsa_of_pkcs1(content, purpose).map(Private::Rsa);
    }
    if oid == EC {
        let curve = curve(&mut algorithm)?;
        return ec_of_sec1(content, Some(curve)).map(Private::Ec);
    }
    let kind = edwards(oid)?;
    let mut inner = Reader::new(content);
    let seed = inner.octets()?;
    inner.end()?;
    EdPrivate::new(kind, seed)
        .map(Private::Ed)
        .map_err(|_| Error::Malformed("private key"))
}

pub(super) fn to_pkcs8(key: &Private) -> Vec<u8> {
    match key {
        Private::Rsa(key) => rsa_pkcs8(key),
        Private::Ec(key) => pkcs8(&ec_algorithm(key.public()), &ec_sec1(key, false)),
        Private::Ed(key) => {
            let algorithm = der::sequence(&[&der::oid(key.public().kind().oid())]);
            pkcs8(&algorithm, &der::octets(key.seed()))
        }
    }
}

fn pkcs8(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::small(0), algorithm, &der::octets(key)])
}

fn of_spki(bytes: &[u8]) -> Result<Public> {
    let mut outer = Reader::new(bytes);
    let mut info = outer.sequence()?;
    outer.end()?;
    let mut algorithm = info.sequence()?;
    let content = info.bits()?;
    info.end()?;
    let oid = algorithm.oid()?;
    if oid == RSA || oid == RSA_PSS {
        let purpose = purpose(oid, algorithm)?;
        return rsa_public_of_pkcs1(content, purpose).map(Public::Rsa);
    }
    if oid == EC {
        return EcPublic::new(curve(&mut algorithm)?, content).map(Public::Ec);
    }
    EdPublic::new(edwards(oid)?, content)
        .map(Public::Ed)
        .map_err(|_| Error::Malformed("public key"))
}

pub(super) fn to_spki(key: &Public) -> Vec<u8> {
    match key {
        Public::Rsa(key) => rsa_spki(key),
        Public::Ec(key) => der::sequence(&[&ec_algorithm(key), &der::bits(key.point())]),
        Public::Ed(key) => {
            let algorithm = der::sequence(&[&der::oid(key.kind().oid())]);
            der::sequence(&[&algorithm, &der::bits(key.bytes())])
        }
    }
}

fn edwards(oid: &[u8]) -> Result<EdwardsKind> {
    EdwardsKind::of_oid(oid).ok_or(Error::Unsupported("key algorithm"))
}

fn curve(algorithm: &mut Reader<'_>) -> Result<Curve> {
    let oid = algorithm
        .oid()
        .map_err(|_| Error::Unsupported("curve without a name"))?;
    Curve::of_oid(oid).ok_or(Error::Unsupported("curve"))
}

fn ec_algorithm(key: &EcPublic) -> Vec<u8> {
    der::sequence(&[&der::oid(EC), &der::oid(key.curve().oid())])
}

fn ec_of_sec1(bytes: &[u8], curve: Option<Curve>) -> Result<EcPrivate> {
    let mut outer = Reader::new(bytes);
    let mut key = outer.sequence()?;
    outer.end()?;
    if key.small()? != 1 {
        return Err(Error::Malformed("EC private key"));
    }
    let scalar = key.octets()?;
    let named = match key.optional(tag::context(0))? {
        Some(parameters) => Some(self::curve(&mut Reader::new(parameters))?),
        None => None,
    };
    let curve = named.or(curve).ok_or(Error::Malformed("EC private key"))?;
    EcPrivate::new(curve, scalar)
}

fn ec_sec1(key: &EcPrivate, with_curve: bool) -> Vec<u8> {
    let parameters = der::element(tag::context(0), &der::oid(key.public().curve().oid()));
    let point = der::element(tag::context(1), &der::bits(key.public().point()));
    let parameters = if with_curve { &parameters[..] } else { &[] };
    der::sequence(&[
        &der::small(1),
        &der::octets(key.scalar()),
        parameters,
        &point,
    ])
}

/// What the algorithm of an RSA key says about its use.
fn purpose(oid: &[u8], algorithm: Reader<'_>) -> Result<Purpose> {
    if oid == RSA {
        return Ok(Purpose::Any);
    }
    pss_limits(algorithm).map(Purpose::Pss)
}

/// The parameters of RSASSA-PSS, behind its identifier.
///
/// # Errors
/// [`Error::Malformed`], and [`Error::Unsupported`] for a hash or a mask there is none for.
pub fn pss_limits(mut algorithm: Reader<'_>) -> Result<Option<PssLimits>> {
    if algorithm.is_empty() || algorithm.peek() == Some(tag::NULL) {
        return Ok(None);
    }
    let mut parameters = algorithm.sequence()?;
    let sha1 = Algorithm::find("sha1").ok_or(Error::Unsupported("hash"))?;
    let hash = match parameters.optional(tag::context(0))? {
        Some(content) => hash_of(&mut Reader::new(content))?,
        None => sha1,
    };
    let mask_hash = match parameters.optional(tag::context(1))? {
        Some(content) => {
            let mut mask = Reader::new(content).sequence()?;
            if mask.oid()? != MGF1 {
                return Err(Error::Unsupported("mask generation"));
            }
            hash_of(&mut mask)?
        }
        None => sha1,
    };
    let salt_length = match parameters.optional(tag::context(2))? {
        Some(content) => Reader::new(content).small()?,
        None => 20,
    };
    Ok(Some(PssLimits {
        hash,
        mask_hash,
        salt_length,
    }))
}

fn hash_of(algorithm: &mut Reader<'_>) -> Result<Algorithm> {
    let oid = algorithm.sequence()?.oid()?;
    Algorithm::of_oid(oid).ok_or(Error::Unsupported("hash"))
}

fn rsa_algorithm(purpose: Purpose) -> Vec<u8> {
    match purpose {
        Purpose::Any => der::sequence(&[&der::oid(RSA), NULL]),
        Purpose::Pss(None) => der::sequence(&[&der::oid(RSA_PSS)]),
        Purpose::Pss(Some(limits)) => {
            der::sequence(&[&der::oid(RSA_PSS), &pss_parameters(&limits)])
        }
    }
}

/// RFC 4055, 3.1: a value that is the default is left out.
fn pss_parameters(limits: &PssLimits) -> Vec<u8> {
    let algorithm =
        |hash: Algorithm| der::sequence(&[&der::oid(hash.oid().unwrap_or_default()), NULL]);
    let mut parameters = Vec::new();
    if limits.hash.name != "sha1" {
        parameters.extend(der::element(tag::context(0), &algorithm(limits.hash)));
    }
    if limits.mask_hash.name != "sha1" {
        let mask = der::sequence(&[&der::oid(MGF1), &algorithm(limits.mask_hash)]);
        parameters.extend(der::element(tag::context(1), &mask));
    }
    if limits.salt_length != 20 {
        parameters.extend(der::element(
            tag::context(2),
            &der::small(limits.salt_length),
        ));
    }
    der::element(tag::SEQUENCE, &parameters)
}

fn rsa_of_pkcs1(bytes: &[u8], purpose: Purpose) -> Result<RsaPrivate> {
    let mut outer = Reader::new(bytes);
    let mut key = outer.sequence()?;
    outer.end()?;
    if key.small()? != 0 {
        return Err(Error::Unsupported("RSA key of more than two primes"));
    }
    let public = RsaPublic::new(key.unsigned()?, key.unsigned()?, purpose)?;
    let mut number = || key.unsigned().map(<[u8]>::to_vec);
    let numbers = RsaNumbers {
        exponent: number()?,
        prime1: number()?,
        prime2: number()?,
        exponent1: number()?,
        exponent2: number()?,
        coefficient: number()?,
    };
    Ok(RsaPrivate::new(public, numbers))
}

/// The RSA key in a PKCS #8 that was made here.
pub(super) fn rsa_of_pkcs8(bytes: &[u8], purpose: Purpose) -> Result<RsaPrivate> {
    let mut info = Reader::new(bytes).sequence()?;
    info.small()?;
    info.sequence()?;
    rsa_of_pkcs1(info.octets()?, purpose)
}

pub(super) fn rsa_pkcs1(key: &RsaPrivate) -> Vec<u8> {
    let (public, numbers) = (key.public(), key.numbers());
    der::sequence(&[
        &der::small(0),
        &der::unsigned(public.modulus()),
        &der::unsigned(public.exponent()),
        &der::unsigned(&numbers.exponent),
        &der::unsigned(&numbers.prime1),
        &der::unsigned(&numbers.prime2),
        &der::unsigned(&numbers.exponent1),
        &der::unsigned(&numbers.exponent2),
        &der::unsigned(&numbers.coefficient),
    ])
}

pub(super) fn rsa_pkcs8(key: &RsaPrivate) -> Vec<u8> {
    pkcs8(&rsa_algorithm(key.public().purpose()), &rsa_pkcs1(key))
}

fn rsa_public_of_pkcs1(bytes: &[u8], purpose: Purpose) -> Result<RsaPublic> {
    let mut outer = Reader::new(bytes);
    let mut key = outer.sequence()?;
    outer.end()?;
    let public = RsaPublic::new(key.unsigned()?, key.unsigned()?, purpose)?;
    key.end()?;
    Ok(public)
}

pub(super) fn rsa_public_pkcs1(key: &RsaPublic) -> Vec<u8> {
    der::sequence(&[
        &der::unsigned(key.modulus()),
        &der::unsigned(key.exponent()),
    ])
}

pub(super) fn rsa_spki(key: &RsaPublic) -> Vec<u8> {
    der::sequence(&[
        &rsa_algorithm(key.purpose()),
        &der::bits(&rsa_public_pkcs1(key)),
    ])
}

/// How an exported key is encrypted.
#[derive(Debug, Clone, Copy)]
pub struct Encryption<'p> {
    /// With which cipher.
    pub cipher: &'static Spec,
    /// Under which passphrase.
    pub passphrase: &'p [u8],
}

/// Whether this is an `EncryptedPrivateKeyInfo`.
pub fn is_encrypted_pkcs8(bytes: &[u8]) -> bool {
    Reader::new(bytes)
        .sequence()
        .is_ok_and(|info| info.peek() == Some(tag::SEQUENCE))
}

/// Encrypts a PKCS #8 with PBES2 (RFC 8018, 6.2).
///
/// # Errors
/// [`Error::Unsupported`] for a cipher that is not AES-CBC.
pub fn seal_pkcs8(plain: &[u8], encryption: Encryption<'_>) -> Result<Vec<u8>> {
    let spec = encryption.cipher;
    let number = AES_CBC
        .iter()
        .find(|(_, name)| *name == spec.name)
        .map(|(number, _)| *number)
        .ok_or(Error::Unsupported("cipher for an encrypted key"))?;
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    crate::random(&mut salt)?;
    crate::random(&mut iv)?;
    let hash = Algorithm::find("sha256").ok_or(Error::Unsupported("hash"))?;
    let iterations = NonZeroU32::new(EXPORT_ITERATIONS).ok_or(Error::Failed)?;
    let key = kdf::pbkdf2(
        hash,
        encryption.passphrase,
        &salt,
        iterations,
        spec.key_length,
    );
    let sealed = cipher::run(spec, Direction::Encrypt, &key, &iv, plain)?;
    let hmac = der::sequence(&[&der::oid(&[HMAC, &[9]].concat()), NULL]);
    let derivation = der::sequence(&[
        &der::oid(PBKDF2),
        &der::sequence(&[&der::octets(&salt), &der::small(EXPORT_ITERATIONS), &hmac]),
    ]);
    let scheme = der::sequence(&[&der::oid(&[AES, &[number]].concat()), &der::octets(&iv)]);
    let parameters = der::sequence(&[&derivation, &scheme]);
    let algorithm = der::sequence(&[&der::oid(PBES2), &parameters]);
    Ok(der::sequence(&[&algorithm, &der::octets(&sealed)]))
}

/// The PKCS #8 within an encrypted one.
///
/// # Errors
/// [`Error::BadDecrypt`] for another passphrase, [`Error::Unsupported`] for schemes before PBES2.
pub fn open_pkcs8(bytes: &[u8], passphrase: &[u8]) -> Result<Vec<u8>> {
    let mut info = Reader::new(bytes).sequence()?;
    let mut algorithm = info.sequence()?;
    if algorithm.oid()? != PBES2 {
        return Err(Error::Unsupported("encryption of the key"));
    }
    let mut parameters = algorithm.sequence()?;
    let mut derivation = parameters.sequence()?;
    let mut scheme = parameters.sequence()?;
    let scheme_oid = scheme.oid()?;
    let spec = scheme_oid
        .strip_prefix(AES)
        .and_then(|rest| AES_CBC.iter().find(|(number, _)| rest == [*number]))
        .and_then(|(_, name)| Spec::find(name))
        .filter(|spec| spec.mode == Mode::Cbc)
        .ok_or(Error::Unsupported("cipher of the key"))?;
    let iv = scheme.octets()?;
    let key = derive(&mut derivation, passphrase, spec.key_length)?;
    let opened = cipher::run(spec, Direction::Decrypt, &key, iv, info.octets()?)?;
    // A wrong passphrase leaves a valid padding once in 256 times.
    let is_sequence = Reader::new(&opened).sequence().is_ok();
    if is_sequence {
        Ok(opened)
    } else {
        Err(Error::BadDecrypt)
    }
}

fn derive(derivation: &mut Reader<'_>, passphrase: &[u8], length: usize) -> Result<Vec<u8>> {
    let oid = derivation.oid()?;
    let mut parameters = derivation.sequence()?;
    let salt = parameters.octets()?;
    if oid == SCRYPT {
        let cost = ScryptCost {
            cost: u64::from(parameters.small()?),
            block_size: parameters.small()?,
            parallelization: parameters.small()?,
            max_memory: 128 << 20,
        };
        return kdf::scrypt(passphrase, salt, cost, length);
    }
    if oid != PBKDF2 {
        return Err(Error::Unsupported("derivation of the key"));
    }
    let iterations = NonZeroU32::new(parameters.small()?.min(MAX_ITERATIONS))
        .ok_or(Error::Malformed("PBKDF2 parameters"))?;
    parameters.optional(tag::INTEGER)?;
    let mut name = "sha1";
    if !parameters.is_empty() {
        let function = parameters.sequence()?.oid()?;
        name = function
            .strip_prefix(HMAC)
            .and_then(|rest| HMAC_HASHES.iter().find(|(number, _)| rest == [*number]))
            .map(|(_, name)| *name)
            .ok_or(Error::Unsupported("hash of the key"))?;
    }
    let hash = Algorithm::find(name).ok_or(Error::Unsupported("hash of the key"))?;
    Ok(kdf::pbkdf2(hash, passphrase, salt, iterations, length))
}
