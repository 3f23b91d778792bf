//! The names in a certificate.

use crate::der::{self, Element, Reader, tag};
use crate::{Error, Result};

/// One attribute of a distinguished name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameEntry {
    /// `CN`, or the identifier of an attribute without a short name.
    pub kind: String,
    /// Its text.
    pub value: String,
    /// Whether it stands in the same set as the one before it.
    pub is_joined: bool,
}

/// Short names, by the encoded identifier.
const KINDS: &[(&[u8], &str)] = &[
    (&[0x55, 4, 3], "CN"),
    (&[0x55, 4, 4], "SN"),
    (&[0x55, 4, 5], "serialNumber"),
    (&[0x55, 4, 6], "C"),
    (&[0x55, 4, 7], "L"),
    (&[0x55, 4, 8], "ST"),
    (&[0x55, 4, 9], "street"),
    (&[0x55, 4, 10], "O"),
    (&[0x55, 4, 11], "OU"),
    (&[0x55, 4, 12], "title"),
    (&[0x55, 4, 15], "businessCategory"),
    (&[0x55, 4, 17], "postalCode"),
    (&[0x55, 4, 42], "GN"),
    (&[0x55, 4, 43], "initials"),
    (&[0x55, 4, 46], "dnQualifier"),
    (&[0x55, 4, 97], "organizationIdentifier"),
    (
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1],
        "emailAddress",
    ),
    (
        &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1],
        "UID",
    ),
    (
        &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25],
        "DC",
    ),
    (
        &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x3c, 2, 1, 1],
        "jurisdictionL",
    ),
    (
        &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x3c, 2, 1, 2],
        "jurisdictionST",
    ),
    (
        &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x3c, 2, 1, 3],
        "jurisdictionC",
    ),
];

/// The attributes of a `Name`, in order.
pub(super) fn distinguished(content: &[u8]) -> Result<Vec<NameEntry>> {
    let mut sets = Reader::new(content);
    let mut entries = Vec::new();
    while !sets.is_empty() {
        let mut set = Reader::new(sets.read(tag::SET)?);
        let mut is_joined = false;
        while !set.is_empty() {
            let mut attribute = set.sequence()?;
            let oid = attribute.oid()?;
            let known = KINDS.iter().find(|(known, _)| *known == oid);
            entries.push(NameEntry {
                kind: known.map_or_else(|| der::oid_text(oid), |(_, name)| (*name).to_owned()),
                value: text(attribute.element()?),
                is_joined,
            });
            is_joined = true;
        }
    }
    Ok(entries)
}

/// The text of a string type.
fn text(element: Element<'_>) -> String {
    let content = element.content;
    match element.tag {
        // BMPString
        0x1e => {
            let units: Vec<u16> = content
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        }
        // T61String, taken for Latin-1 as OpenSSL does
        0x14 => content.iter().map(|byte| char::from(*byte)).collect(),
        _ => String::from_utf8_lossy(content).into_owned(),
    }
}

/// A name of a kind that is told with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GeneralName {
    /// A host.
    Dns(String),
    /// A mailbox.
    Email(String),
    /// An address.
    Uri(String),
    /// Four or sixteen bytes; anything else is no address.
    Ip(Vec<u8>),
    /// A distinguished name.
    Directory(Vec<NameEntry>),
    /// An object identifier.
    Registered(String),
    /// Anything else.
    Other,
}

pub(super) fn general_names(mut names: Reader<'_>) -> Result<Vec<GeneralName>> {
    let mut found = Vec::new();
    while !names.is_empty() {
        found.push(general_name(names.element()?)?);
    }
    Ok(found)
}

pub(super) fn general_name(name: Element<'_>) -> Result<GeneralName> {
    let latin = || name.content.iter().map(|byte| char::from(*byte)).collect();
    Ok(match name.tag {
        0x81 => GeneralName::Email(latin()),
        0x82 => GeneralName::Dns(latin()),
        0x86 => GeneralName::Uri(latin()),
        0x87 => GeneralName::Ip(name.content.to_vec()),
        0x88 => GeneralName::Registered(der::oid_text(name.content)),
        0xa4 => {
            let inner = Reader::new(name.content).read(tag::SEQUENCE)?;
            GeneralName::Directory(distinguished(inner)?)
        }
        0x80 | 0xa0 | 0xa3 | 0xa5 => GeneralName::Other,
        _ => return Err(Error::Malformed("general name")),
    })
}
