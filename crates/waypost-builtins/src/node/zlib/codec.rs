//! What all codecs have in common.

use super::brotli::{Compressor as BrotliCompressor, Decompressor as BrotliDecompressor};
use super::deflate::{Deflater, Inflater, Wrapping};
use super::zstd::{Compressor as ZstdCompressor, Decompressor as ZstdDecompressor};

/// How a codec is set up.
pub(super) struct Settings {
    /// For deflate and its kin `[windowBits, level, memLevel, strategy]`, else keys and values of
    /// parameters by turns.
    pub(super) numbers: Vec<i32>,
    pub(super) dictionary: Option<Vec<u8>>,
}

impl Settings {
    pub(super) fn number(&self, index: usize, default: i32) -> i32 {
        self.numbers.get(index).copied().unwrap_or(default)
    }

    /// Parameters by key.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (i32, i32)> {
        let (pairs, _) = self.numbers.as_chunks::<2>();
        pairs.iter().map(|&[key, value]| (key, value))
    }
}

/// An error in the words of the library that Node.js uses.
#[derive(Debug, PartialEq)]
pub(super) struct CodecError {
    pub(super) errno: i32,
    pub(super) code: String,
    pub(super) message: String,
}

impl CodecError {
    pub(super) fn new(errno: i32, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            errno,
            code: code.into(),
            message: message.into(),
        }
    }

    /// The input stopped before the format's end.
    pub(super) fn unexpected_end() -> Self {
        Self::new(-5, "Z_BUF_ERROR", "unexpected end of file")
    }
}

/// What one step brought.
#[derive(Default)]
pub(super) struct Step {
    pub(super) output: Vec<u8>,
    /// How many bytes of the input were taken.
    pub(super) consumed: usize,
    /// The output is as long as it may be: there may be more.
    pub(super) is_full: bool,
    /// The format's end was reached.
    pub(super) is_over: bool,
    pub(super) error: Option<CodecError>,
}

/// A codec under way.
pub(super) trait Codec: Send {
    /// Takes input and gives at most `limit` bytes of output. What `flush` means is the library's.
    fn run(&mut self, input: &[u8], flush: u32, limit: usize) -> Step;

    /// Begins anew.
    fn reset(&mut self);

    /// Changes level and strategy after a flush; false when there are none.
    fn set_params(&mut self, _level: i32, _strategy: i32) -> bool {
        false
    }
}

/// The numbers of Node.js's modes.
pub(super) fn open(mode: u32, settings: Settings) -> Option<Box<dyn Codec>> {
    Some(match mode {
        1 => Box::new(Deflater::new(Wrapping::Zlib, settings)),
        2 => Box::new(Inflater::new(Wrapping::Zlib, settings)),
        3 => Box::new(Deflater::new(Wrapping::Gzip, settings)),
        4 => Box::new(Inflater::new(Wrapping::Gzip, settings)),
        5 => Box::new(Deflater::new(Wrapping::Raw, settings)),
        6 => Box::new(Inflater::new(Wrapping::Raw, settings)),
        7 => Box::new(Inflater::new(Wrapping::Any, settings)),
        8 => Box::new(BrotliDecompressor::new()),
        9 => Box::new(BrotliCompressor::new(settings)?),
        10 => Box::new(ZstdCompressor::new(settings)?),
        11 => Box::new(ZstdDecompressor::new(settings)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The flush value that ends a stream of this mode.
    fn finish(mode: u32) -> u32 {
        if mode < 8 { 4 } else { 2 }
    }

    fn settings(mode: u32) -> Settings {
        let numbers = if mode < 8 { vec![15, 6, 8, 0] } else { vec![] };
        Settings {
            numbers,
            dictionary: None,
        }
    }

    fn whole(mode: u32, input: &[u8], limit: usize) -> Result<Vec<u8>, CodecError> {
        let mut codec = open(mode, settings(mode)).expect("a known mode");
        let mut output = Vec::new();
        let mut rest = input;
        loop {
            let step = codec.run(rest, finish(mode), limit);
            if let Some(error) = step.error {
                return Err(error);
            }
            output.extend(step.output);
            rest = &rest[step.consumed..];
            if !step.is_full {
                return Ok(output);
            }
        }
    }

    const PAIRS: [(u32, u32); 5] = [(1, 2), (3, 4), (5, 6), (9, 8), (10, 11)];

    #[test]
    fn every_mode_returns_what_it_was_given() {
        let input: Vec<u8> = (0..100_000u32).map(|i| (i * i % 251) as u8).collect();
        for (compress, decompress) in PAIRS {
            for data in [&input[..], b"", b"a"] {
                for limit in [64, 16384] {
                    let packed = whole(compress, data, limit).expect("any bytes compress");
                    let plain = whole(decompress, &packed, limit).expect("our own output");
                    assert_eq!(plain, data, "{compress}");
                }
            }
        }
    }

    #[test]
    fn the_level_can_change_after_a_flush() {
        let input = b"some text ".repeat(500);
        for (compress, decompress) in [(1, 2), (3, 4), (5, 6)] {
            let mut codec = open(compress, settings(compress)).expect("a known mode");
            let mut packed = codec.run(&input, 2, 16384).output;
            assert!(codec.set_params(0, 0));
            packed.extend(codec.run(&input, 4, 16384).output);
            let plain = whole(decompress, &packed, 16384).expect("our own output");
            assert_eq!(plain, input.repeat(2), "{compress}");
        }
    }

    #[test]
    fn input_that_stops_early_or_is_none_is_an_error() {
        for (compress, decompress) in PAIRS {
            let packed = whole(compress, &b"some text ".repeat(50), 16384).expect("it compresses");
            let cut = whole(decompress, &packed[..packed.len() - 2], 16384);
            assert_eq!(cut, Err(CodecError::unexpected_end()), "{decompress}");
            assert!(
                whole(decompress, &[0xff; 20], 16384).is_err(),
                "{decompress}"
            );
        }
    }

    #[test]
    fn members_of_gzip_follow_each_other_and_padding_is_left() {
        let mut packed = whole(3, b"abc", 16384).expect("it compresses");
        packed.extend(whole(3, b"def", 16384).expect("it compresses"));
        assert_eq!(whole(4, &packed, 16384).as_deref(), Ok(&b"abcdef"[..]));
        assert_eq!(whole(7, &packed, 2).as_deref(), Ok(&b"abcdef"[..]));
        packed.extend([0; 10]);
        assert_eq!(whole(4, &packed, 16384).as_deref(), Ok(&b"abcdef"[..]));
        packed.push(b'x');
        assert_eq!(whole(4, &packed, 16384).as_deref(), Ok(&b"abcdef"[..]));
        let mut garbage = whole(3, b"abc", 16384).expect("it compresses");
        garbage.extend([9; 10]);
        let error = whole(4, &garbage, 16384).expect_err("no member begins so");
        assert_eq!(error.code, "Z_DATA_ERROR");
    }
}
