//! Bytes to UTF-16: whole UTF-8 texts at once, every other encoding piece by piece.

use std::cell::RefCell;

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, REPLACEMENT, mem};
use waypost_ops::{JsError, Resource};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A text as small as the engine can keep it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decoded {
    /// One byte per code unit.
    Latin1(Vec<u8>),
    /// Anything else.
    Utf16(Vec<u16>),
}

/// The text of UTF-8 bytes; malformed parts become U+FFFD, or nothing comes back when `fatal`.
pub(super) fn decode_utf8(bytes: &[u8], fatal: bool, keep_bom: bool) -> Option<Decoded> {
    let bytes = match bytes.strip_prefix(BOM) {
        Some(rest) if !keep_bom => rest,
        _ => bytes,
    };
    if let Some(narrow) = decode_latin1(bytes) {
        return Some(Decoded::Latin1(narrow));
    }
    let mut units = vec![0; bytes.len() + 1];
    let length = if fatal {
        mem::convert_utf8_to_utf16_without_replacement(bytes, &mut units)?
    } else {
        mem::convert_utf8_to_utf16(bytes, &mut units)
    };
    units.truncate(length);
    Some(Decoded::Utf16(units))
}

/// How many bytes are tested for ASCII at once.
const CHUNK: usize = 16;

/// The code units of UTF-8 bytes when each is less than 256. Most other texts show early that they are not.
fn decode_latin1(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut units = vec![0; bytes.len()];
    let (mut from, mut to) = (0, 0);
    while from < bytes.len() {
        if let Some(chunk) = bytes[from..].first_chunk::<CHUNK>()
            && chunk.is_ascii()
        {
            units[to..to + CHUNK].copy_from_slice(chunk);
            from += CHUNK;
            to += CHUNK;
            continue;
        }
        let end = from + CHUNK;
        while from < end.min(bytes.len()) {
            let byte = bytes[from];
            let second = bytes.get(from + 1).copied().unwrap_or(0);
            if byte.is_ascii() {
                units[to] = byte;
                from += 1;
            } else if matches!((byte, second), (0xC2 | 0xC3, 0x80..=0xBF)) {
                units[to] = (byte << 6) | (second & 0x3F);
                from += 2;
            } else {
                return None;
            }
            to += 1;
        }
    }
    units.truncate(to);
    Some(units)
}

/// The encoding behind a label; the "replacement" encoding counts as none, as the API wants.
pub(super) fn encoding_for_label(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).filter(|&encoding| encoding != REPLACEMENT)
}

/// A decoder that keeps its state between pieces.
pub(super) struct StreamDecoder {
    decoder: RefCell<Decoder>,
    fatal: bool,
}

impl Resource for StreamDecoder {}

impl StreamDecoder {
    pub(super) fn new(label: &str, fatal: bool, ignore_bom: bool) -> Result<Self, JsError> {
        let encoding = encoding_for_label(label).ok_or_else(|| {
            JsError::range_error(
                "ERR_ENCODING_NOT_SUPPORTED",
                format!("The \"{label}\" encoding is not supported"),
            )
        })?;
        let decoder = if ignore_bom {
            encoding.new_decoder_without_bom_handling()
        } else {
            encoding.new_decoder_with_bom_removal()
        };
        Ok(Self {
            decoder: RefCell::new(decoder),
            fatal,
        })
    }

    /// The text of the next piece; nothing when it is malformed and the decoder fatal.
    pub(super) fn decode(&self, bytes: &[u8], last: bool) -> Option<Vec<u16>> {
        let mut decoder = self.decoder.borrow_mut();
        let room = decoder.max_utf16_buffer_length(bytes.len())?;
        let mut units = vec![0; room];
        let length = if self.fatal {
            let (result, _, length) =
                decoder.decode_to_utf16_without_replacement(bytes, &mut units, last);
            if result != DecoderResult::InputEmpty {
                return None;
            }
            length
        } else {
            let (result, _, length, _) = decoder.decode_to_utf16(bytes, &mut units, last);
            debug_assert_eq!(
                result,
                CoderResult::InputEmpty,
                "the buffer has the maximal size"
            );
            length
        };
        units.truncate(length);
        Some(units)
    }
}

/// What using a decoder throws that was closed before.
pub(super) fn closed(id: u32) -> JsError {
    JsError::new(format!("text decoder {id} is closed"))
}
