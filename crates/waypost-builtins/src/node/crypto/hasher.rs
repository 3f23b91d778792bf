//! A hash whose message comes in pieces, and results as text.

use std::cell::RefCell;

use waypost_crypto::hash::{Algorithm, Hasher, Mac};
use waypost_ops::Resource;

/// A hash or keyed hash under way.
pub(super) struct RunningHash(RefCell<State>);

#[derive(Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "the resource that holds it is boxed as a whole"
)]
enum State {
    Plain(Hasher),
    Keyed(Mac),
}

impl Resource for RunningHash {}

impl RunningHash {
    pub(super) fn plain(algorithm: Algorithm) -> Self {
        Self(RefCell::new(State::Plain(Hasher::new(algorithm))))
    }

    pub(super) fn keyed(algorithm: Algorithm, key: &[u8]) -> Self {
        Self(RefCell::new(State::Keyed(Mac::new(algorithm, key))))
    }

    pub(super) fn update(&self, data: &[u8]) {
        match &mut *self.0.borrow_mut() {
            State::Plain(hasher) => hasher.update(data),
            State::Keyed(mac) => mac.update(data),
        }
    }

    pub(super) fn copy(&self) -> Self {
        Self(RefCell::new(self.0.borrow().clone()))
    }

    /// The result of what was added so far; of an extendable hash, this many bytes.
    pub(super) fn finish(&self, length: usize) -> Vec<u8> {
        match self.0.borrow().clone() {
            State::Plain(hasher) => hasher.finish_extended(length),
            State::Keyed(mac) => mac.finish(),
        }
    }
}

/// The forms of a result that are text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Output {
    Hex,
    Base64,
    Base64Url,
}

impl Output {
    /// The form by its number in `digester.ts`; nothing for bytes.
    pub(super) fn from_number(number: u32) -> Option<Self> {
        match number {
            1 => Some(Self::Hex),
            2 => Some(Self::Base64),
            3 => Some(Self::Base64Url),
            _ => None,
        }
    }
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The bytes as text.
pub(super) fn encoded(bytes: &[u8], output: Output) -> String {
    match output {
        Output::Hex => hex(bytes),
        Output::Base64 => base64(bytes, STANDARD, true),
        Output::Base64Url => base64(bytes, URL_SAFE, false),
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

fn base64(bytes: &[u8], alphabet: &[u8; 64], padded: bool) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let mut word = [0; 4];
        word[1..=group.len()].copy_from_slice(group);
        let word = u32::from_be_bytes(word);
        for digit in 0..4 {
            if digit <= group.len() {
                let index = (word >> (18 - 6 * digit)) & 63;
                text.push(char::from(alphabet[index as usize]));
            } else if padded {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_as_text() {
        let cases: &[(&[u8], &str, &str, &str)] = &[
            (b"", "", "", ""),
            (b"f", "66", "Zg==", "Zg"),
            (b"fo", "666f", "Zm8=", "Zm8"),
            (b"foo", "666f6f", "Zm9v", "Zm9v"),
            (b"\xfb\xff", "fbff", "+/8=", "-_8"),
        ];
        for (bytes, hex, base64, url) in cases {
            assert_eq!(encoded(bytes, Output::Hex), *hex);
            assert_eq!(encoded(bytes, Output::Base64), *base64);
            assert_eq!(encoded(bytes, Output::Base64Url), *url);
        }
    }

    #[test]
    fn pieces_give_the_whole() {
        let algorithm = Algorithm::find("sha256").expect("a known algorithm");
        for hash in [
            RunningHash::plain(algorithm),
            RunningHash::keyed(algorithm, b"key"),
        ] {
            hash.update(b"ab");
            let copy = hash.copy();
            hash.update(b"c");
            copy.update(b"c");
            assert_eq!(hash.finish(32), copy.finish(32));
        }
        let whole = algorithm.hmac(b"key", b"abc");
        let hash = RunningHash::keyed(algorithm, b"key");
        hash.update(b"abc");
        assert_eq!(hash.finish(32), whole);
    }
}
