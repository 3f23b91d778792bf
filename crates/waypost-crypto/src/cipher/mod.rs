//! Symmetric ciphers, piece by piece: `createCipheriv`, the AES of `crypto.subtle`, encrypted keys.
//!
//! A [`Cipher`] is told its direction, takes data in pieces of any length and gives back what is ready.
//! Padding is ours, so that it can be turned off after the cipher was made, as Node.js allows.

mod aead;
mod block;
mod des;
mod gcm;
mod ocb;
mod stream;
mod wrap;

pub use aead::{chacha_open, chacha_seal, gcm_open, gcm_seal};
pub use ocb::{ocb_open, ocb_seal};
pub use wrap::{unwrap_key, wrap_key};

use crate::{Error, Result};
use aead::Chacha;
use block::BlockCipher;
use des::TripleDes;
use gcm::Gcm;
use stream::StreamCipher;

/// How a block cipher is run over a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Each block alone.
    Ecb,
    /// Chained blocks.
    Cbc,
    /// A counter.
    Ctr,
    /// Feedback of 128 bits.
    Cfb,
    /// Feedback of 8 bits.
    Cfb8,
    /// Output feedback.
    Ofb,
    /// A counter with GHASH.
    Gcm,
    /// ChaCha20 with Poly1305 (RFC 8439).
    Chacha,
    /// Key wrap (RFC 3394).
    Wrap,
    /// Triple DES, each block alone.
    TripleDesEcb,
    /// Triple DES, chained blocks.
    TripleDesCbc,
}

/// A cipher by the name OpenSSL gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// `aes-128-cbc`
    pub name: &'static str,
    /// The number OpenSSL knows it by.
    pub nid: u32,
    /// In bytes.
    pub key_length: usize,
    /// The usual length of the initialization vector in bytes; zero for none.
    pub iv_length: usize,
    /// What a padded message is a multiple of, in bytes; 1 for a stream.
    pub block: usize,
    /// How it runs.
    pub mode: Mode,
}

const fn aes(name: &'static str, nid: u32, key: usize, mode: Mode) -> Spec {
    let (iv_length, block) = match mode {
        Mode::Ecb => (0, 16),
        Mode::Cbc => (16, 16),
        Mode::Gcm => (12, 1),
        Mode::Wrap => (8, 8),
        _ => (16, 1),
    };
    Spec {
        name,
        nid,
        key_length: key,
        iv_length,
        block,
        mode,
    }
}

const fn triple_des(name: &'static str, nid: u32, mode: Mode) -> Spec {
    Spec {
        name,
        nid,
        key_length: 24,
        iv_length: if matches!(mode, Mode::TripleDesCbc) {
            8
        } else {
            0
        },
        block: 8,
        mode,
    }
}

/// Every cipher, sorted by name.
pub const CIPHERS: &[Spec] = &[
    aes("aes-128-cbc", 419, 16, Mode::Cbc),
    aes("aes-128-cfb", 421, 16, Mode::Cfb),
    aes("aes-128-cfb8", 653, 16, Mode::Cfb8),
    aes("aes-128-ctr", 904, 16, Mode::Ctr),
    aes("aes-128-ecb", 418, 16, Mode::Ecb),
    aes("aes-128-gcm", 895, 16, Mode::Gcm),
    aes("aes-128-ofb", 420, 16, Mode::Ofb),
    aes("aes-192-cbc", 423, 24, Mode::Cbc),
    aes("aes-192-cfb", 425, 24, Mode::Cfb),
    aes("aes-192-cfb8", 654, 24, Mode::Cfb8),
    aes("aes-192-ctr", 905, 24, Mode::Ctr),
    aes("aes-192-ecb", 422, 24, Mode::Ecb),
    aes("aes-192-gcm", 898, 24, Mode::Gcm),
    aes("aes-192-ofb", 424, 24, Mode::Ofb),
    aes("aes-256-cbc", 427, 32, Mode::Cbc),
    aes("aes-256-cfb", 429, 32, Mode::Cfb),
    aes("aes-256-cfb8", 655, 32, Mode::Cfb8),
    aes("aes-256-ctr", 906, 32, Mode::Ctr),
    aes("aes-256-ecb", 426, 32, Mode::Ecb),
    aes("aes-256-gcm", 901, 32, Mode::Gcm),
    aes("aes-256-ofb", 428, 32, Mode::Ofb),
    Spec {
        name: "chacha20-poly1305",
        nid: 1018,
        key_length: 32,
        iv_length: 12,
        block: 1,
        mode: Mode::Chacha,
    },
    triple_des("des-ede3", 33, Mode::TripleDesEcb),
    triple_des("des-ede3-cbc", 44, Mode::TripleDesCbc),
    aes("id-aes128-wrap", 788, 16, Mode::Wrap),
    aes("id-aes192-wrap", 789, 24, Mode::Wrap),
    aes("id-aes256-wrap", 790, 32, Mode::Wrap),
];

/// Other names of the same ciphers.
const ALIASES: &[(&str, &str)] = &[
    ("aes128", "aes-128-cbc"),
    ("aes128-wrap", "id-aes128-wrap"),
    ("aes192", "aes-192-cbc"),
    ("aes192-wrap", "id-aes192-wrap"),
    ("aes256", "aes-256-cbc"),
    ("aes256-wrap", "id-aes256-wrap"),
    ("des-ede3-ecb", "des-ede3"),
    ("des3", "des-ede3-cbc"),
    ("id-aes128-gcm", "aes-128-gcm"),
    ("id-aes192-gcm", "aes-192-gcm"),
    ("id-aes256-gcm", "aes-256-gcm"),
];

impl Spec {
    /// The cipher of this name in any case.
    pub fn find(name: &str) -> Option<&'static Self> {
        let name = name.to_ascii_lowercase();
        let name = match ALIASES.binary_search_by(|(alias, _)| (*alias).cmp(&name)) {
            Ok(index) => ALIASES[index].1,
            Err(_) => &name,
        };
        let index = CIPHERS
            .binary_search_by(|known| known.name.cmp(name))
            .ok()?;
        Some(&CIPHERS[index])
    }

    /// The cipher of this number.
    pub fn of_nid(nid: u32) -> Option<&'static Self> {
        CIPHERS.iter().find(|known| known.nid == nid)
    }

    /// Every name a cipher may be asked for by.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let aliases = ALIASES.iter().map(|(alias, _)| *alias);
        CIPHERS.iter().map(|known| known.name).chain(aliases)
    }

    /// Whether it makes an authentication tag.
    pub fn is_authenticated(&self) -> bool {
        matches!(self.mode, Mode::Gcm | Mode::Chacha)
    }

    /// Whether an initialization vector may have this length.
    pub fn takes_iv(&self, length: usize) -> bool {
        match self.mode {
            Mode::Gcm => (1..=128).contains(&length),
            Mode::Chacha => (1..=12).contains(&length),
            _ => length == self.iv_length,
        }
    }
}

/// Which way a cipher runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From plain text.
    Encrypt,
    /// Back to it.
    Decrypt,
}

/// A message under way.
pub struct Cipher {
    direction: Direction,
    kind: Kind,
}

#[expect(
    clippy::large_enum_variant,
    reason = "one per key or cipher, behind a reference wherever it is kept"
)]
enum Kind {
    Block(BlockCipher),
    TripleDes(Box<TripleDes>),
    Stream(StreamCipher),
    Gcm(Box<Gcm>),
    Chacha(Box<Chacha>),
    Wrap { key: Vec<u8>, iv: Vec<u8> },
}

impl Cipher {
    /// A cipher over an empty message.
    ///
    /// # Errors
    /// [`Error::Length`] for a key or an initialization vector of a length it cannot have.
    pub fn new(spec: &Spec, direction: Direction, key: &[u8], iv: &[u8]) -> Result<Self> {
        if key.len() != spec.key_length {
            return Err(Error::Length("key"));
        }
        if !spec.takes_iv(iv.len()) {
            return Err(Error::Length("initialization vector"));
        }
        let kind = match spec.mode {
            Mode::Ecb | Mode::Cbc => Kind::Block(BlockCipher::new(spec, direction, key, iv)?),
            Mode::TripleDesEcb | Mode::TripleDesCbc => {
                Kind::TripleDes(Box::new(TripleDes::new(spec, direction, key, iv)?))
            }
            Mode::Gcm => Kind::Gcm(Box::new(Gcm::new(direction, key, iv)?)),
            Mode::Chacha => Kind::Chacha(Box::new(Chacha::new(direction, key, iv)?)),
            Mode::Wrap => Kind::Wrap {
                key: key.to_vec(),
                iv: iv.to_vec(),
            },
            _ => Kind::Stream(StreamCipher::new(spec.mode, direction, key, iv)?),
        };
        Ok(Self { direction, kind })
    }

    /// Turns the padding of a block cipher on or off.
    pub fn set_padding(&mut self, is_on: bool) {
        match &mut self.kind {
            Kind::Block(cipher) => cipher.set_padding(is_on),
            Kind::TripleDes(cipher) => cipher.set_padding(is_on),
            _ => {}
        }
    }

    /// Adds data that is authenticated and not encrypted; before the message itself.
    pub fn add_authenticated(&mut self, data: &[u8]) {
        match &mut self.kind {
            Kind::Gcm(cipher) => cipher.add_authenticated(data),
            Kind::Chacha(cipher) => cipher.add_authenticated(data),
            _ => {}
        }
    }

    /// Adds to the message and gives back what is ready.
    ///
    /// # Errors
    /// Only a wrapped key fails here; it must come whole.
    pub fn update(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        match &mut self.kind {
            Kind::Block(cipher) => cipher.update(data),
            Kind::TripleDes(cipher) => Ok(cipher.update(data)),
            Kind::Stream(cipher) => cipher.update(data),
            Kind::Gcm(cipher) => cipher.update(data),
            Kind::Chacha(cipher) => Ok(cipher.update(data)),
            Kind::Wrap { key, iv } => match self.direction {
                Direction::Encrypt => wrap::wrap_with(key, iv, data),
                Direction::Decrypt => wrap::unwrap_with(key, iv, data),
            },
        }
    }

    /// The rest of the message. When decrypting, `tag` is what the authentication tag must be.
    ///
    /// # Errors
    /// [`Error::WrongFinalBlockLength`], [`Error::BadDecrypt`] for a wrong padding, and
    /// [`Error::NotAuthentic`] for a tag that differs, or is missing.
    pub fn finish(&mut self, tag: Option<&[u8]>) -> Result<Vec<u8>> {
        let actual = match &mut self.kind {
            Kind::Block(cipher) => return cipher.finish(),
            Kind::TripleDes(cipher) => return cipher.finish(),
            Kind::Stream(_) | Kind::Wrap { .. } => return Ok(Vec::new()),
            Kind::Gcm(cipher) => cipher.finish(),
            Kind::Chacha(cipher) => cipher.finish(),
        };
        if self.direction == Direction::Decrypt {
            let tag = tag.ok_or(Error::NotAuthentic)?;
            if tag.len() > 16 || !crate::constant_time_equal(&actual[..tag.len()], tag) {
                return Err(Error::NotAuthentic);
            }
        }
        Ok(Vec::new())
    }

    /// The authentication tag of a finished message; 16 bytes.
    pub fn tag(&self) -> Option<[u8; 16]> {
        match &self.kind {
            Kind::Gcm(cipher) => cipher.tag(),
            Kind::Chacha(cipher) => cipher.tag(),
            _ => None,
        }
    }
}

/// A whole message.
///
/// # Errors
/// As [`Cipher::new`] and [`Cipher::finish`].
pub fn run(
    spec: &Spec,
    direction: Direction,
    key: &[u8],
    iv: &[u8],
    data: &[u8],
) -> Result<Vec<u8>> {
    let mut cipher = Cipher::new(spec, direction, key, iv)?;
    let mut output = cipher.update(data)?;
    output.extend_from_slice(&cipher.finish(None)?);
    Ok(output)
}

#[cfg(test)]
mod tests;
