//! PEM (RFC 7468), with the encryption that came before PKCS #8 (RFC 1421 headers, OpenSSL's key derivation).

use crate::cipher::{self, Direction, Spec};
use crate::hash::{Algorithm, Hasher};
use crate::{Error, Result};

/// One block of a PEM text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// `PRIVATE KEY`
    pub label: String,
    /// The bytes within; encrypted when `encryption` is there.
    pub bytes: Vec<u8>,
    /// The cipher and initialization vector of an encrypted block.
    pub encryption: Option<(&'static Spec, Vec<u8>)>,
}

/// The blocks of a text, in order. What is between them is skipped.
pub fn blocks(text: &[u8]) -> Vec<Block> {
    let text = String::from_utf8_lossy(text);
    let mut found = Vec::new();
    let mut rest = &text[..];
    while let Some((block, after)) = next_block(rest) {
        found.extend(block);
        rest = after;
    }
    found
}

/// The next block, unless it is malformed, and what comes after it.
fn next_block(text: &str) -> Option<(Option<Block>, &str)> {
    const BEGIN: &str = "-----BEGIN ";
    let start = text.find(BEGIN)? + BEGIN.len();
    let (label, body) = text[start..].split_once("-----")?;
    let end = format!("-----END {label}-----");
    let Some(length) = body.find(&end) else {
        return Some((None, body));
    };
    let after = &body[length + end.len()..];
    Some((block(label, &body[..length]), after))
}

fn block(label: &str, body: &str) -> Option<Block> {
    let mut encryption = None;
    let mut base64 = String::with_capacity(body.len());
    for line in body.lines() {
        let line = line.trim();
        if let Some((name, value)) = line.split_once(':') {
            if name == "DEK-Info" {
                let (cipher, iv) = value.trim().split_once(',')?;
                encryption = Some((Spec::find(cipher.trim())?, unhex(iv.trim())?));
            }
        } else {
            base64.push_str(line);
        }
    }
    let bytes = decode(&base64)?;
    let label = label.to_owned();
    Some(Block {
        label,
        bytes,
        encryption,
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks(2)
            .map(|pair| (pair[0] * 16 + pair[1]) as u8)
            .collect(),
    )
}

impl Block {
    /// The bytes, decrypted when they are encrypted.
    ///
    /// # Errors
    /// [`Error::PassphraseRequired`], and [`Error::BadDecrypt`] for another passphrase.
    pub fn open(&self, passphrase: Option<&[u8]>) -> Result<Vec<u8>> {
        let Some((spec, iv)) = &self.encryption else {
            return Ok(self.bytes.clone());
        };
        let passphrase = passphrase.ok_or(Error::PassphraseRequired)?;
        let key = derive(passphrase, iv, spec.key_length)?;
        cipher::run(spec, Direction::Decrypt, &key, iv, &self.bytes).map_err(|_| Error::BadDecrypt)
    }
}

/// OpenSSL's derivation (`EVP_BytesToKey` with MD5, once around).
fn derive(passphrase: &[u8], iv: &[u8], length: usize) -> Result<Vec<u8>> {
    let md5 = Algorithm::find("md5").ok_or(Error::Unsupported("hash"))?;
    let salt = iv.get(..8).ok_or(Error::Malformed("DEK-Info"))?;
    let mut key: Vec<u8> = Vec::new();
    let mut last = Vec::new();
    while key.len() < length {
        let mut hasher = Hasher::new(md5);
        hasher.update(&last);
        hasher.update(passphrase);
        hasher.update(salt);
        last = hasher.finish();
        key.extend_from_slice(&last);
    }
    key.truncate(length);
    Ok(key)
}

/// A block as text.
pub fn encode(label: &str, bytes: &[u8]) -> String {
    format!(
        "-----BEGIN {label}-----\n{}-----END {label}-----\n",
        lines(bytes)
    )
}

/// An encrypted block as text.
///
/// # Errors
/// [`Error::Unsupported`] for a cipher without an initialization vector.
pub fn encode_encrypted(
    label: &str,
    bytes: &[u8],
    spec: &'static Spec,
    passphrase: &[u8],
) -> Result<String> {
    if spec.iv_length < 8 || spec.is_authenticated() {
        return Err(Error::Unsupported("cipher for an encrypted key"));
    }
    let mut iv = vec![0; spec.iv_length];
    crate::random(&mut iv)?;
    let key = derive(passphrase, &iv, spec.key_length)?;
    let sealed = cipher::run(spec, Direction::Encrypt, &key, &iv, bytes)?;
    let iv: String = iv.iter().map(|byte| format!("{byte:02X}")).collect();
    let name = spec.name.to_ascii_uppercase();
    Ok(format!(
        "-----BEGIN {label}-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: {name},{iv}\n\n{}-----END {label}-----\n",
        lines(&sealed)
    ))
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 in lines of 64 characters.
fn lines(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3 / 2 + 2);
    for line in bytes.chunks(48) {
        for group in line.chunks(3) {
            let mut word = [0; 4];
            word[1..=group.len()].copy_from_slice(group);
            let word = u32::from_be_bytes(word);
            for digit in 0..4 {
                let index = (word >> (18 - 6 * digit)) & 63;
                let is_there = digit <= group.len();
                text.push(if is_there {
                    char::from(ALPHABET[index as usize])
                } else {
                    '='
                });
            }
        }
        text.push('\n');
    }
    text
}

/// Base64 without white space; padding may be missing.
fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut word, mut count) = (0u32, 0);
    for character in text.bytes() {
        let digit = ALPHABET.iter().position(|known| *known == character)?;
        word = word << 6 | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((word >> count) as u8);
        }
    }
    (count < 6).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 1, 2, 3, 47, 48, 49, 200] {
            let bytes: Vec<u8> = (0..length).map(|number| number as u8).collect();
            let text = encode("THING", &bytes);
            assert!(text.lines().all(|line| line.len() <= 64));
            let read = blocks(format!("before\n{text}after").as_bytes());
            assert_eq!(read.len(), 1);
            assert_eq!((&read[0].label[..], &read[0].bytes), ("THING", &bytes));
            let windows = text.replace('\n', "\r\n");
            assert_eq!(blocks(windows.as_bytes()), read);
        }
    }

    #[test]
    fn encrypted_blocks() {
        let spec = Spec::find("aes-256-cbc").expect("a cipher");
        let text = encode_encrypted("EC PRIVATE KEY", b"secret", spec, b"pass").expect("a text");
        let block = blocks(text.as_bytes()).remove(0);
        assert_eq!(block.open(None), Err(Error::PassphraseRequired));
        assert_eq!(block.open(Some(b"pass")).as_deref(), Ok(&b"secret"[..]));
        assert!(block.open(Some(b"other")).as_deref() != Ok(&b"secret"[..]));
    }

    #[test]
    fn what_is_no_block_is_skipped() {
        let cases = [
            "",
            "-----BEGIN A-----",
            "-----BEGIN A-----\nAA==\n-----END B-----",
            "-----BEGIN A-----\n!!!!\n-----END A-----",
            "-----BEGIN A-----\nAAAAA\n-----END A-----",
        ];
        for text in cases {
            assert_eq!(blocks(text.as_bytes()), [], "{text}");
        }
    }
}
