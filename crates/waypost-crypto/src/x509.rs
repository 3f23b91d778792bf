//! Certificates (RFC 5280): what `X509Certificate` shows of one, and whether it is signed by a key.

mod names;

use crate::der::{self, Reader, tag};
use crate::hash::Algorithm;
use crate::key::{self, Container, Key, Public};
use crate::rsa::Salt;
use crate::sign::{self, Message, Scheme};
use crate::{Error, Result};

pub use names::{GeneralName, NameEntry};

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
const ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// The extensions that are read, by the last byte of their identifier (2.5.29.n).
const EXTENSIONS: &[u8] = &[0x55, 0x1d];
const AUTHORITY_INFO: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01];

/// A time as it stands in a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// `Nov 16 18:42:21 2018 GMT`
    pub text: String,
    /// Milliseconds since 1970.
    pub milliseconds: i64,
}

/// A parsed certificate.
#[derive(Debug)]
pub struct Certificate {
    raw: Vec<u8>,
    signed: Vec<u8>,
    algorithm: Vec<u8>,
    signature: Vec<u8>,
    subject_der: Vec<u8>,
    issuer_der: Vec<u8>,
    spki: Vec<u8>,
    /// The serial number, a positive number.
    pub serial: Vec<u8>,
    /// Who made it.
    pub issuer: Vec<NameEntry>,
    /// Whose it is.
    pub subject: Vec<NameEntry>,
    /// From when it holds.
    pub valid_from: Time,
    /// Until when it holds.
    pub valid_to: Time,
    /// Other names of the subject, when it has the extension.
    pub alternative_names: Option<Vec<GeneralName>>,
    /// Where to ask about the issuer: the method's identifier and the place.
    pub authority_info: Option<Vec<(String, GeneralName)>>,
    /// What the key is for, as identifiers.
    pub extended_usage: Option<Vec<String>>,
    /// Whether it may sign others.
    pub is_authority: bool,
    /// Whether its key may sign certificates, when it says.
    may_sign: Option<bool>,
    subject_key_id: Option<Vec<u8>>,
    authority_key_id: Option<Vec<u8>>,
}

impl Certificate {
    /// The certificate in these bytes.
    ///
    /// # Errors
    /// [`Error::Malformed`]
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut outer = Reader::new(bytes);
        let whole = outer.element()?;
        let mut parts = Reader::new(whole.whole).sequence()?;
        let signed = parts.element()?;
        let algorithm = parts.element()?;
        let signature = parts.bits()?;
        let mut fields = Reader::new(signed.whole).sequence()?;
        fields.optional(tag::context(0))?;
        let serial = der::trimmed(fields.read(tag::INTEGER)?);
        fields.read(tag::SEQUENCE)?;
        let issuer = fields.element()?;
        let mut validity = fields.sequence()?;
        let (valid_from, valid_to) = (time(&mut validity)?, time(&mut validity)?);
        let subject = fields.element()?;
        let spki = fields.element()?;
        fields.optional(tag::context_primitive(1))?;
        fields.optional(tag::context_primitive(2))?;
        let mut certificate = Self {
            raw: whole.whole.to_vec(),
            signed: signed.whole.to_vec(),
            algorithm: algorithm.content.to_vec(),
            signature: signature.to_vec(),
            subject_der: subject.whole.to_vec(),
            issuer_der: issuer.whole.to_vec(),
            spki: spki.whole.to_vec(),
            serial: serial.to_vec(),
            issuer: names::distinguished(issuer.content)?,
            subject: names::distinguished(subject.content)?,
            valid_from,
            valid_to,
            alternative_names: None,
            authority_info: None,
            extended_usage: None,
            is_authority: false,
            may_sign: None,
            subject_key_id: None,
            authority_key_id: None,
        };
        if let Some(extensions) = fields.optional(tag::context(3))? {
            let mut extensions = Reader::new(extensions).sequence()?;
            while !extensions.is_empty() {
                certificate.extension(extensions.sequence()?)?;
            }
        }
        Ok(certificate)
    }

    fn extension(&mut self, mut extension: Reader<'_>) -> Result<()> {
        let oid = extension.oid()?;
        extension.optional(tag::BOOLEAN)?;
        let value = extension.octets()?;
        let mut reader = Reader::new(value);
        if oid == AUTHORITY_INFO {
            self.authority_info = Some(authority_info(reader.sequence()?)?);
        }
        match oid.strip_prefix(EXTENSIONS) {
            Some([14]) => self.subject_key_id = Some(reader.octets()?.to_vec()),
            Some([15]) => {
                // The sixth bit: keyCertSign.
                let bits = reader.read(tag::BITS)?;
                self.may_sign = Some(bits.get(1).is_some_and(|byte| byte & 4 != 0));
            }
            Some([17]) => self.alternative_names = Some(names::general_names(reader.sequence()?)?),
            Some([19]) => {
                let authority = reader.sequence()?.optional(tag::BOOLEAN)?;
                self.is_authority = authority.is_some_and(|value| value != [0]);
            }
            Some([35]) => {
                let id = reader.sequence()?.optional(tag::context_primitive(0))?;
                self.authority_key_id = id.map(<[u8]>::to_vec);
            }
            Some([37]) => {
                let mut usages = reader.sequence()?;
                let mut found = Vec::new();
                while !usages.is_empty() {
                    found.push(der::oid_text(usages.oid()?));
                }
                self.extended_usage = Some(found);
            }
            _ => {}
        }
        Ok(())
    }

    /// The bytes it was parsed from.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The key of its subject.
    ///
    /// # Errors
    /// As [`key::read_public`].
    pub fn public_key(&self) -> Result<Public> {
        key::read_public(&self.spki, Container::Spki)
    }

    /// The same, encoded.
    pub fn public_key_der(&self) -> &[u8] {
        &self.spki
    }

    /// Whether the key's owner signed it.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for an algorithm there is none for.
    pub fn is_signed_by(&self, key: &Key) -> Result<bool> {
        let mut algorithm = Reader::new(&self.algorithm);
        let oid = algorithm.oid()?;
        let hash = |name| Algorithm::find(name);
        let (kinds, scheme): (&[&str], Scheme) = if let Some(&[number]) = oid.strip_prefix(RSA) {
            let name = match number {
                4 => "md5",
                5 => "sha1",
                10 => return self.is_signed_by_pss(key, algorithm),
                11 => "sha256",
                12 => "sha384",
                13 => "sha512",
                14 => "sha224",
                _ => return Err(Error::Unsupported("signature of the certificate")),
            };
            let scheme = Scheme {
                hash: hash(name),
                ..Scheme::default()
            };
            (&["rsa"], scheme)
        } else if let Some(rest) = oid.strip_prefix(ECDSA) {
            let name = match rest {
                [1] => "sha1",
                [3, 1] => "sha224",
                [3, 2] => "sha256",
                [3, 3] => "sha384",
                [3, 4] => "sha512",
                _ => return Err(Error::Unsupported("signature of the certificate")),
            };
            let scheme = Scheme {
                hash: hash(name),
                ..Scheme::default()
            };
            (&["ec"], scheme)
        } else if oid == ED25519 {
            (&["ed25519"], Scheme::default())
        } else {
            return Err(Error::Unsupported("signature of the certificate"));
        };
        if !kinds.contains(&key.kind()) {
            return Ok(false);
        }
        sign::verify(key, &scheme, Message::Whole(&self.signed), &self.signature)
    }

    fn is_signed_by_pss(&self, key: &Key, algorithm: Reader<'_>) -> Result<bool> {
        let limits = key::pss_limits(algorithm)?;
        if key.rsa_public().is_none() {
            return Ok(false);
        }
        let scheme = Scheme {
            hash: limits.map(|limits| limits.hash),
            is_pss: Some(true),
            salt: limits.map(|limits| Salt::Bytes(limits.salt_length as usize)),
            ..Scheme::default()
        };
        sign::verify(key, &scheme, Message::Whole(&self.signed), &self.signature)
    }

    /// Whether `issuer` names itself as the one that made it (not whether it is signed).
    pub fn is_issued_by(&self, issuer: &Self) -> bool {
        let ids_fit = match (&self.authority_key_id, &issuer.subject_key_id) {
            (Some(wanted), Some(found)) => wanted == found,
            _ => true,
        };
        self.issuer_der == issuer.subject_der && ids_fit && issuer.may_sign.unwrap_or(true)
    }
}

fn authority_info(mut descriptions: Reader<'_>) -> Result<Vec<(String, GeneralName)>> {
    let mut found = Vec::new();
    while !descriptions.is_empty() {
        let mut description = descriptions.sequence()?;
        let method = der::oid_text(description.oid()?);
        found.push((method, names::general_name(description.element()?)?));
    }
    Ok(found)
}

/// `UTCTime` and `GeneralizedTime`, both in GMT and with seconds.
fn time(reader: &mut Reader<'_>) -> Result<Time> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    const MALFORMED: Error = Error::Malformed("time");
    let element = reader.element()?;
    let text = std::str::from_utf8(element.content).map_err(|_| MALFORMED)?;
    let digits = text.strip_suffix('Z').ok_or(MALFORMED)?;
    let is_short = element.tag == 0x17;
    let expected = if is_short { 12 } else { 14 };
    if !matches!(element.tag, 0x17 | 0x18)
        || digits.len() != expected
        || !digits.bytes().all(|digit| digit.is_ascii_digit())
    {
        return Err(MALFORMED);
    }
    let (year, rest) = digits.split_at(expected - 10);
    let number = |at: usize| rest[at..at + 2].parse::<i64>().map_err(|_| MALFORMED);
    let mut year: i64 = year.parse().map_err(|_| MALFORMED)?;
    if is_short {
        year += if year < 50 { 2000 } else { 1900 };
    }
    let (month, day) = (number(0)?, number(2)?);
    let (hour, minute, second) = (number(4)?, number(6)?, number(8)?);
    let name = usize::try_from(month - 1)
        .ok()
        .and_then(|at| MONTHS.get(at))
        .ok_or(MALFORMED)?;
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    Ok(Time {
        text: format!("{name} {day:>2} {hour:02}:{minute:02}:{second:02} {year} GMT"),
        milliseconds: seconds * 1000,
    })
}

/// Days since 1970, in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}
