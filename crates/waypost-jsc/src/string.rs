//! Strings across the border: one conversion each way.
//!
//! In: ASCII is handed over as it is (`string_layout.rs`); other text is widened to UTF-16 here, which costs
//! an eighth of handing over UTF-8. Out: UTF-8 is written straight into the caller's buffer. Inside, the
//! engine may keep the same text with 8 or 16 bits per unit; no result here depends on which.

use std::cell::Cell;
use std::ffi::{CStr, CString};
use std::fmt;
use std::rc::Rc;

use crate::string_layout::{self, StringUnits};
use crate::sys::{self, JSStringRef};

/// The most code units kept for reuse between conversions.
const SCRATCH_KEPT: usize = 64 * 1024;
/// Texts up to this many bytes are widened on the stack.
const ON_STACK: usize = 256;

/// An owned reference to one of the engine's string buffers. Not a JavaScript value: it is counted,
/// not collected, and needs no scope.
pub(crate) struct RawString(JSStringRef);

impl RawString {
    /// Takes over a reference the engine just gave.
    pub(crate) fn from_owned(raw: JSStringRef) -> Option<Self> {
        if raw.is_null() { None } else { Some(Self(raw)) }
    }

    /// Copies UTF-16 code units.
    pub(crate) fn from_utf16(units: &[u16]) -> Self {
        // SAFETY: the slice is readable for its length; the engine copies it.
        Self(unsafe { sys::JSStringCreateWithCharacters(units.as_ptr(), units.len()) })
    }

    /// Copies text so that ASCII keeps one byte per character: for what is kept or is a name.
    pub(crate) fn from_str(text: &str) -> Self {
        if text.contains('\0') {
            return Self::from_utf16(&text.encode_utf16().collect::<Vec<_>>());
        }
        if text.len() < ON_STACK {
            let mut bytes = [0u8; ON_STACK];
            bytes[..text.len()].copy_from_slice(text.as_bytes());
            return Self::from_c_string(
                CStr::from_bytes_until_nul(&bytes).expect("the last byte is NUL"),
            );
        }
        Self::from_c_string(&CString::new(text).expect("the text has no NUL"))
    }

    fn from_c_string(text: &CStr) -> Self {
        // SAFETY: the C string outlives the call, which copies it.
        Self(unsafe { sys::JSStringCreateWithUTF8CString(text.as_ptr()) })
    }

    /// Copies bytes that each are one code unit; with one byte each, where the engine can.
    pub(crate) fn from_latin1(scratch: &Cell<Vec<u16>>, bytes: &[u8]) -> Self {
        string_layout::make_narrow(bytes).map_or_else(
            || {
                with_units(
                    scratch,
                    bytes.iter().map(|byte| u16::from(*byte)),
                    bytes.len(),
                )
            },
            Self,
        )
    }

    /// Copies text: for what is hot and passes by.
    pub(crate) fn from_text(scratch: &Cell<Vec<u16>>, text: &str) -> Self {
        if text.is_ascii()
            && let Some(string) = string_layout::make_narrow(text.as_bytes())
        {
            return Self(string);
        }
        if text.len() <= ON_STACK {
            return Self::widened_on_stack(text);
        }
        if text.is_ascii() {
            with_units(scratch, text.bytes().map(u16::from), text.len())
        } else {
            with_units(scratch, text.encode_utf16(), text.len())
        }
    }

    fn widened_on_stack(text: &str) -> Self {
        let mut units = [0u16; ON_STACK];
        if text.is_ascii() {
            for (unit, byte) in units.iter_mut().zip(text.bytes()) {
                *unit = u16::from(byte);
            }
            return Self::from_utf16(&units[..text.len()]);
        }
        let mut length = 0;
        // A text has at most as many UTF-16 units as UTF-8 bytes.
        for (slot, unit) in units.iter_mut().zip(text.encode_utf16()) {
            *slot = unit;
            length += 1;
        }
        Self::from_utf16(&units[..length])
    }

    pub(crate) fn raw(&self) -> JSStringRef {
        self.0
    }

    /// Its length in UTF-16 code units.
    pub(crate) fn len(&self) -> usize {
        // SAFETY: `self` owns a reference to the string.
        unsafe { sys::JSStringGetLength(self.0) }
    }

    /// The UTF-16 code units. For a string the engine keeps in 8 bits this makes it keep both.
    pub(crate) fn units(&self) -> &[u16] {
        let length = self.len();
        if length == 0 {
            return &[];
        }
        // SAFETY: the engine gives a pointer to `length` units that live as long as the string,
        // of which `self` owns a reference.
        unsafe { std::slice::from_raw_parts(sys::JSStringGetCharactersPtr(self.0), length) }
    }

    /// The code units as wide as the engine keeps them, where that can be seen.
    pub(crate) fn contents(&self) -> StringUnits<'_> {
        string_layout::units_of(self.0).unwrap_or_else(|| StringUnits::Wide(self.units()))
    }

    /// The text; lone surrogates become U+FFFD.
    pub(crate) fn to_text(&self) -> String {
        self.contents().to_text()
    }
}

impl StringUnits<'_> {
    /// Appends the text as UTF-8; lone surrogates become U+FFFD.
    pub(crate) fn write_utf8(self, out: &mut Vec<u8>) {
        match self {
            StringUnits::Narrow(bytes) => push_latin1(bytes, out),
            StringUnits::Wide(units) => push_utf8(units, out),
        }
    }

    /// How many bytes the text takes as UTF-8.
    pub(crate) fn utf8_length(self) -> usize {
        match self {
            StringUnits::Narrow(bytes) => bytes.len() + count_beyond_ascii(bytes),
            // A pair counts as two units of three bytes, and takes four.
            StringUnits::Wide(units) => utf8_length(units) - 2 * count_pairs(units),
        }
    }

    /// Writes the text as UTF-8 to the start of `out`, and says how many bytes it took; none, with nothing
    /// written, when it does not fit. Lone surrogates become U+FFFD.
    pub(crate) fn write_utf8_to(self, out: &mut [u8]) -> Option<usize> {
        match self {
            StringUnits::Narrow(bytes) if is_ascii(bytes) => {
                out.get_mut(..bytes.len())?.copy_from_slice(bytes);
                Some(bytes.len())
            }
            _ => {
                let out = out.get_mut(..self.utf8_length())?;
                let mut text = Vec::new();
                self.write_utf8(&mut text);
                out.copy_from_slice(&text);
                Some(text.len())
            }
        }
    }

    /// The text; lone surrogates become U+FFFD.
    pub(crate) fn to_text(self) -> String {
        let mut bytes = Vec::new();
        self.write_utf8(&mut bytes);
        String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

impl Drop for RawString {
    fn drop(&mut self) {
        // SAFETY: `self` owns one reference, and gives it back once.
        unsafe { sys::JSStringRelease(self.0) };
    }
}

/// How many units are tested for ASCII at once.
const CHUNK: usize = 8;

/// Appends ISO 8859-1 as UTF-8.
fn push_latin1(bytes: &[u8], out: &mut Vec<u8>) {
    let beyond_ascii = count_beyond_ascii(bytes);
    if beyond_ascii == 0 {
        out.extend_from_slice(bytes);
        return;
    }
    let mut at = out.len();
    let end = at + bytes.len() + beyond_ascii;
    // A chunk is written whole, also when only its beginning is ASCII.
    out.resize(end + CHUNK, 0);
    let mut rest = bytes;
    while let Some(chunk) = rest.first_chunk::<CHUNK>() {
        out[at..at + CHUNK].copy_from_slice(chunk);
        let ascii = ascii_bytes(*chunk);
        at += ascii;
        rest = &rest[ascii..];
        if ascii < CHUNK {
            at = put_latin1(&rest[..1], out, at);
            rest = &rest[1..];
        }
    }
    put_latin1(rest, out, at);
    out.truncate(end);
}

/// The highest bits of eight bytes, which ASCII does not use.
fn high_bits(chunk: [u8; CHUNK]) -> u64 {
    u64::from_le_bytes(chunk) & 0x8080_8080_8080_8080
}

/// As the standard library's, which takes what is left after blocks of 64 bytes byte by byte.
pub(crate) fn is_ascii(bytes: &[u8]) -> bool {
    let (chunks, rest) = bytes.as_chunks::<CHUNK>();
    let (blocks, singles) = chunks.as_chunks::<4>();
    let are_ascii = |chunks: &[[u8; CHUNK]]| {
        chunks
            .iter()
            .fold(0, |seen, chunk| seen | high_bits(*chunk))
            == 0
    };
    blocks.iter().all(|block| are_ascii(block))
        && are_ascii(singles)
        && rest.iter().fold(0, |seen, byte| seen | byte) < 0x80
}

fn count_beyond_ascii(bytes: &[u8]) -> usize {
    let (chunks, rest) = bytes.as_chunks::<CHUNK>();
    let in_chunks = chunks.iter().map(|chunk| high_bits(*chunk).count_ones());
    in_chunks.sum::<u32>() as usize + rest.iter().filter(|byte| !byte.is_ascii()).count()
}

/// How many bytes at the start are ASCII.
fn ascii_bytes(chunk: [u8; CHUNK]) -> usize {
    high_bits(chunk).trailing_zeros() as usize / 8
}

/// Writes characters from `at` on; gives where they end.
fn put_latin1(bytes: &[u8], out: &mut [u8], mut at: usize) -> usize {
    for &byte in bytes {
        if byte.is_ascii() {
            out[at] = byte;
            at += 1;
        } else {
            out[at] = 0xC0 | (byte >> 6);
            out[at + 1] = 0x80 | (byte & 0x3F);
            at += 2;
        }
    }
    at
}

/// Appends UTF-16 as UTF-8; lone surrogates become U+FFFD.
///
/// The engine's own conversion takes a nanosecond for each unit. Here chunks of ASCII are narrowed by
/// vector instructions; only what is none goes character by character.
fn push_utf8(units: &[u16], out: &mut Vec<u8>) {
    let mut at = out.len();
    out.resize(at + utf8_length(units) + CHUNK, 0);
    let mut index = 0;
    while index < units.len() {
        let mut ascii = 0;
        if let Some(chunk) = units[index..].first_chunk::<CHUNK>() {
            // Written whole, also when only its beginning is ASCII.
            out[at..at + CHUNK].copy_from_slice(&chunk.map(|unit| unit as u8));
            let is_ascii = chunk.iter().fold(0, |seen, unit| seen | unit) < 0x80;
            ascii = if is_ascii {
                CHUNK
            } else {
                chunk.iter().take_while(|unit| **unit < 0x80).count()
            };
        }
        index += ascii;
        at += ascii;
        if ascii < CHUNK && index < units.len() {
            let (character, taken) = character_at(units, index);
            index += taken;
            at += character.encode_utf8(&mut out[at..]).len();
        }
    }
    out.truncate(at);
}

/// The bytes that UTF-16 takes as UTF-8, or more where there are pairs.
fn utf8_length(units: &[u16]) -> usize {
    let more = |unit: &u16| u16::from(*unit >= 0x80) + u16::from(*unit >= 0x800);
    let in_chunk = |chunk: &[u16]| usize::from(chunk.iter().map(more).sum::<u16>());
    units.len() + units.chunks(CHUNK).map(in_chunk).sum::<usize>()
}

/// How many surrogate pairs there are.
fn count_pairs(units: &[u16]) -> usize {
    let is_pair =
        |pair: &&[u16]| (0xD800..0xDC00).contains(&pair[0]) && (0xDC00..0xE000).contains(&pair[1]);
    units.windows(2).filter(is_pair).count()
}

/// The character that begins at `index`, and how many units it takes.
fn character_at(units: &[u16], index: usize) -> (char, usize) {
    let unit = units[index];
    let low = units.get(index + 1).copied().unwrap_or(0);
    match unit {
        0xD800..0xDC00 if (0xDC00..0xE000).contains(&low) => {
            let pair = 0x1_0000 + ((u32::from(unit) - 0xD800) << 10) + (u32::from(low) - 0xDC00);
            (
                char::from_u32(pair).unwrap_or(char::REPLACEMENT_CHARACTER),
                2,
            )
        }
        _ => (
            char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER),
            1,
        ),
    }
}

/// Makes a string of the units an iterator yields, at most `most`, in a buffer that is kept.
pub(crate) fn with_units(
    scratch: &Cell<Vec<u16>>,
    units: impl Iterator<Item = u16>,
    most: usize,
) -> RawString {
    let mut buffer = scratch.take();
    buffer.clear();
    buffer.reserve(most);
    buffer.extend(units);
    let string = RawString::from_utf16(&buffer);
    if buffer.capacity() <= SCRATCH_KEPT {
        scratch.set(buffer);
    }
    string
}

/// A property name made once and used often. Cloning it is cheap.
#[derive(Clone)]
pub struct PropertyKey(Rc<RawString>);

impl PropertyKey {
    /// A key of this name.
    pub fn new(name: &str) -> Self {
        Self(Rc::new(RawString::from_str(name)))
    }

    pub(crate) fn raw(&self) -> JSStringRef {
        self.0.raw()
    }
}

impl fmt::Debug for PropertyKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PropertyKey({:?})", self.0.to_text())
    }
}
