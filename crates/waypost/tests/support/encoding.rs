//! Bodies in their plain form: the bytes that two encoders make of one text differ.

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use std::io::Read;

/// As much as can be decoded of what has come so far.
pub(crate) fn decoded(coding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    // The end may not have come yet.
    let _ = match coding {
        "gzip" => MultiGzDecoder::new(bytes).read_to_end(&mut plain),
        "deflate" => ZlibDecoder::new(bytes).read_to_end(&mut plain),
        _ => bytes.take(u64::MAX).read_to_end(&mut plain),
    };
    plain
}
