//! As much of DER (X.690) as keys and certificates are made of.
//!
//! Reading is strict about lengths and never looks outside its slice; nothing is copied. Writing puts
//! pieces together from the inside out.

use crate::{Error, Result};

/// Universal tags.
pub mod tag {
    /// `BOOLEAN`
    pub const BOOLEAN: u8 = 0x01;
    /// `INTEGER`
    pub const INTEGER: u8 = 0x02;
    /// `BIT STRING`
    pub const BITS: u8 = 0x03;
    /// `OCTET STRING`
    pub const OCTETS: u8 = 0x04;
    /// `NULL`
    pub const NULL: u8 = 0x05;
    /// `OBJECT IDENTIFIER`
    pub const OID: u8 = 0x06;
    /// `SEQUENCE`
    pub const SEQUENCE: u8 = 0x30;
    /// `SET`
    pub const SET: u8 = 0x31;

    /// A constructed element with this number in its context.
    pub const fn context(number: u8) -> u8 {
        0xa0 | number
    }

    /// A primitive element with this number in its context.
    pub const fn context_primitive(number: u8) -> u8 {
        0x80 | number
    }
}

const MALFORMED: Error = Error::Malformed("DER");

/// Elements one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'d>(&'d [u8]);

/// One element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'d> {
    /// Its tag, of one byte.
    pub tag: u8,
    /// What it holds.
    pub content: &'d [u8],
    /// The element with its tag and length.
    pub whole: &'d [u8],
}

impl<'d> Reader<'d> {
    /// Elements in these bytes.
    pub fn new(bytes: &'d [u8]) -> Self {
        Self(bytes)
    }

    /// Whether all was read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tag of the next element.
    pub fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next element, whatever it is.
    pub fn element(&mut self) -> Result<Element<'d>> {
        let bytes = self.0;
        let (&tag, rest) = bytes.split_first().ok_or(MALFORMED)?;
        if tag & 0x1f == 0x1f {
            return Err(MALFORMED);
        }
        let (&first, rest) = rest.split_first().ok_or(MALFORMED)?;
        let (length, rest) = if first < 0x80 {
            (usize::from(first), rest)
        } else {
            let count = usize::from(first & 0x7f);
            if count == 0 || count > 4 || rest.len() < count {
                return Err(MALFORMED);
            }
            let (digits, rest) = rest.split_at(count);
            let length = digits
                .iter()
                .fold(0usize, |sum, digit| sum << 8 | usize::from(*digit));
            if length < 0x80 || digits[0] == 0 {
                return Err(MALFORMED);
            }
            (length, rest)
        };
        if rest.len() < length {
            return Err(MALFORMED);
        }
        let (content, after) = rest.split_at(length);
        self.0 = after;
        Ok(Element {
            tag,
            content,
            whole: &bytes[..bytes.len() - after.len()],
        })
    }

    /// The content of the next element, which has this tag.
    pub fn read(&mut self, tag: u8) -> Result<&'d [u8]> {
        if self.peek() != Some(tag) {
            return Err(MALFORMED);
        }
        Ok(self.element()?.content)
    }

    /// The content of the next element if it has this tag.
    pub fn optional(&mut self, tag: u8) -> Result<Option<&'d [u8]>> {
        if self.peek() == Some(tag) {
            return self.read(tag).map(Some);
        }
        Ok(None)
    }

    /// A sequence's elements.
    pub fn sequence(&mut self) -> Result<Reader<'d>> {
        self.read(tag::SEQUENCE).map(Reader)
    }

    /// An integer that is not negative, without leading zeros.
    pub fn unsigned(&mut self) -> Result<&'d [u8]> {
        unsigned_content(self.read(tag::INTEGER)?)
    }

    /// A small integer that is not negative.
    pub fn small(&mut self) -> Result<u32> {
        let bytes = self.unsigned()?;
        if bytes.len() > 4 {
            return Err(MALFORMED);
        }
        Ok(bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
    }

    /// An object identifier, as it is encoded.
    pub fn oid(&mut self) -> Result<&'d [u8]> {
        self.read(tag::OID)
    }

    /// An octet string.
    pub fn octets(&mut self) -> Result<&'d [u8]> {
        self.read(tag::OCTETS)
    }

    /// A bit string of whole bytes.
    pub fn bits(&mut self) -> Result<&'d [u8]> {
        match self.read(tag::BITS)? {
            [0, bytes @ ..] => Ok(bytes),
            _ => Err(MALFORMED),
        }
    }

    /// That nothing follows.
    pub fn end(&self) -> Result<()> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(MALFORMED)
        }
    }
}

/// The content of an `INTEGER` that is not negative, without leading zeros.
pub fn unsigned_content(content: &[u8]) -> Result<&[u8]> {
    match content {
        [] => Err(MALFORMED),
        [first, ..] if first & 0x80 != 0 => Err(MALFORMED),
        _ => Ok(trimmed(content)),
    }
}

/// The number without leading zeros; zero is empty.
pub fn trimmed(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

/// The number in exactly this many bytes.
pub fn padded(number: &[u8], length: usize) -> Result<Vec<u8>> {
    let number = trimmed(number);
    if number.len() > length {
        return Err(Error::Length("number"));
    }
    let mut bytes = vec![0; length - number.len()];
    bytes.extend_from_slice(number);
    Ok(bytes)
}

/// An element with this tag and content.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut bytes = Vec::with_capacity(length + 6);
    bytes.push(tag);
    if length < 0x80 {
        bytes.push(length as u8);
    } else {
        let digits = length.to_be_bytes();
        let digits = trimmed(&digits);
        bytes.push(0x80 | digits.len() as u8);
        bytes.extend_from_slice(digits);
    }
    bytes.extend_from_slice(content);
    bytes
}

/// A sequence of these elements.
pub fn sequence(elements: &[&[u8]]) -> Vec<u8> {
    element(tag::SEQUENCE, &elements.concat())
}

/// An `INTEGER` that is not negative.
pub fn unsigned(number: &[u8]) -> Vec<u8> {
    let number = trimmed(number);
    let mut content = Vec::with_capacity(number.len() + 1);
    if number.first().is_none_or(|first| first & 0x80 != 0) {
        content.push(0);
    }
    content.extend_from_slice(number);
    element(tag::INTEGER, &content)
}

/// A small `INTEGER`.
pub fn small(number: u32) -> Vec<u8> {
    unsigned(&number.to_be_bytes())
}

/// An `OBJECT IDENTIFIER` by its encoding.
pub fn oid(encoded: &[u8]) -> Vec<u8> {
    element(tag::OID, encoded)
}

/// An `OCTET STRING`.
pub fn octets(bytes: &[u8]) -> Vec<u8> {
    element(tag::OCTETS, bytes)
}

/// A `BIT STRING` of whole bytes.
pub fn bits(bytes: &[u8]) -> Vec<u8> {
    element(tag::BITS, &[&[0], bytes].concat())
}

/// `NULL`
pub const NULL: &[u8] = &[tag::NULL, 0];

/// An object identifier as text: `1.2.840.113549.1.1.1`.
pub fn oid_text(encoded: &[u8]) -> String {
    let mut numbers = Vec::new();
    let mut number = 0u64;
    for byte in encoded {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            if numbers.is_empty() {
                let first = (number / 40).min(2);
                numbers.push(first.to_string());
                number -= first * 40;
            }
            numbers.push(number.to_string());
            number = 0;
        }
    }
    numbers.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let long = vec![7; 300];
        let bytes = sequence(&[
            &small(0),
            &unsigned(&[0, 0x80, 1]),
            &oid(&[0x2a, 0x86, 0x48]),
            &octets(&long),
            &bits(&[1, 2]),
            NULL,
        ]);
        let mut outer = Reader::new(&bytes);
        let mut reader = outer.sequence().expect("a sequence");
        assert_eq!(outer.end(), Ok(()));
        assert_eq!(reader.small(), Ok(0));
        assert_eq!(reader.unsigned(), Ok(&[0x80, 1][..]));
        assert_eq!(oid_text(reader.oid().expect("an oid")), "1.2.840");
        assert_eq!(reader.octets(), Ok(&long[..]));
        assert_eq!(reader.bits(), Ok(&[1, 2][..]));
        assert_eq!(reader.optional(tag::OID), Ok(None));
        assert_eq!(reader.read(tag::NULL), Ok(&[][..]));
        assert_eq!(reader.end(), Ok(()));
    }

    #[test]
    fn what_is_no_der_is_refused() {
        let cases: &[&[u8]] = &[
            &[],
            &[0x30],
            &[0x30, 5, 1],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x81, 3, 1, 2, 3],
            &[0x30, 0x85, 1, 0, 0, 0, 0],
            &[0x3f, 0x1f, 0],
        ];
        for bytes in cases {
            assert_eq!(Reader::new(bytes).element(), Err(MALFORMED), "{bytes:?}");
        }
        assert_eq!(unsigned_content(&[0x80]), Err(MALFORMED));
    }
}
