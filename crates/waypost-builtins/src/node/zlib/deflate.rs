//! Deflate, bare or in the dress of zlib or gzip.

use zlib_rs::{
    Deflate, DeflateConfig, DeflateFlush, Inflate, InflateError, InflateFlush, Status, Strategy,
};

use super::codec::{Codec, CodecError, Settings, Step};

const FINISH: u32 = 4;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// What stands around the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapping {
    Zlib,
    Gzip,
    Raw,
    /// Zlib or gzip, whichever it turns out to be.
    Any,
}

fn stream_error() -> CodecError {
    CodecError::new(-2, "Z_STREAM_ERROR", "stream error")
}

pub(super) struct Deflater {
    inner: Deflate,
    wrapping: Wrapping,
    config: DeflateConfig,
    dictionary: Option<Vec<u8>>,
    /// An error of the settings, told at the first step.
    fault: Option<CodecError>,
    /// The checksum and the length of what went in, for the case that the end is ours to write.
    sum: u32,
    length: u32,
    /// The level was changed: `inner` writes bare data, the end has to be added.
    is_continued: bool,
    trailer: Option<Vec<u8>>,
}

fn strategy(number: i32) -> Strategy {
    match number {
        1 => Strategy::Filtered,
        2 => Strategy::HuffmanOnly,
        3 => Strategy::Rle,
        4 => Strategy::Fixed,
        _ => Strategy::Default,
    }
}

impl Deflater {
    pub(super) fn new(wrapping: Wrapping, settings: Settings) -> Self {
        let bits = settings.number(0, 15).clamp(9, 15);
        let window_bits = match wrapping {
            Wrapping::Raw => -bits,
            Wrapping::Gzip => bits + 16,
            Wrapping::Zlib | Wrapping::Any => bits,
        };
        let config = DeflateConfig {
            level: settings.number(1, -1).clamp(-1, 9),
            window_bits,
            mem_level: settings.number(2, 8).clamp(1, 9),
            strategy: strategy(settings.number(3, 0)),
            ..DeflateConfig::default()
        };
        let mut deflater = Self {
            inner: Deflate::new_with_config(config),
            wrapping,
            config,
            dictionary: settings.dictionary.filter(|_| wrapping != Wrapping::Gzip),
            fault: None,
            sum: 0,
            length: 0,
            is_continued: false,
            trailer: None,
        };
        deflater.begin();
        deflater
    }

    fn begin(&mut self) {
        self.sum = u32::from(self.wrapping == Wrapping::Zlib);
        self.length = 0;
        if let Some(dictionary) = &self.dictionary
            && self.inner.set_dictionary(dictionary).is_err()
        {
            self.fault = Some(CodecError::new(
                -2,
                "Z_STREAM_ERROR",
                "Failed to set dictionary",
            ));
        }
    }

    fn count(&mut self, input: &[u8]) {
        self.length = self.length.wrapping_add(input.len() as u32);
        self.sum = match self.wrapping {
            Wrapping::Zlib => zlib_rs::adler32::adler32(self.sum, input),
            Wrapping::Gzip => zlib_rs::crc32::crc32(self.sum, input),
            Wrapping::Raw | Wrapping::Any => 0,
        };
    }

    /// What stands after the data (RFC 1950, 2.2; RFC 1952, 2.3).
    fn trailer(&self) -> Vec<u8> {
        match self.wrapping {
            Wrapping::Zlib => self.sum.to_be_bytes().to_vec(),
            Wrapping::Gzip => [self.sum.to_le_bytes(), self.length.to_le_bytes()].concat(),
            Wrapping::Raw | Wrapping::Any => Vec::new(),
        }
    }
}

impl Codec for Deflater {
    fn run(&mut self, input: &[u8], flush: u32, limit: usize) -> Step {
        if let Some(error) = self.fault.take() {
            return Step {
                error: Some(error),
                ..Step::default()
            };
        }
        let flush = match flush {
            1 => DeflateFlush::PartialFlush,
            2 => DeflateFlush::SyncFlush,
            3 => DeflateFlush::FullFlush,
            FINISH => DeflateFlush::Finish,
            5 => DeflateFlush::Block,
            _ => DeflateFlush::NoFlush,
        };
        let mut output = vec![0; limit];
        let (before_in, before_out) = (self.inner.total_in(), self.inner.total_out());
        let outcome = self.inner.compress(input, &mut output, flush);
        output.truncate((self.inner.total_out() - before_out) as usize);
        let consumed = (self.inner.total_in() - before_in) as usize;
        self.count(&input[..consumed]);
        let is_over = outcome == Ok(Status::StreamEnd);
        if is_over && self.is_continued {
            let mut rest = self.trailer.take().unwrap_or_else(|| self.trailer());
            let fitting = rest.len().min(limit - output.len());
            output.extend(rest.drain(..fitting));
            self.trailer = Some(rest);
        }
        Step {
            consumed,
            is_full: output.len() == limit,
            is_over,
            error: outcome.is_err().then(stream_error),
            output,
        }
    }

    fn reset(&mut self) {
        self.inner = Deflate::new_with_config(self.config);
        self.is_continued = false;
        self.trailer = None;
        self.begin();
    }

    /// What came before was flushed to a byte's end: bare data of another level can follow it.
    fn set_params(&mut self, level: i32, number: i32) -> bool {
        let bits = match self.wrapping {
            Wrapping::Raw => self.config.window_bits,
            Wrapping::Gzip => 16 - self.config.window_bits,
            Wrapping::Zlib | Wrapping::Any => -self.config.window_bits,
        };
        self.inner = Deflate::new_with_config(DeflateConfig {
            level: level.clamp(-1, 9),
            strategy: strategy(number),
            window_bits: bits,
            ..self.config
        });
        self.is_continued = true;
        true
    }
}

pub(super) struct Inflater {
    inner: Inflate,
    wrapping: Wrapping,
    bits: u8,
    dictionary: Option<Vec<u8>>,
    fault: Option<CodecError>,
    /// The first bytes of the input, as far as they decide what it is.
    seen: Vec<u8>,
    is_over: bool,
}

impl Inflater {
    pub(super) fn new(wrapping: Wrapping, settings: Settings) -> Self {
        let given = settings.number(0, 15);
        let bits = match (wrapping, given) {
            // The header of zlib says it; the others have none.
            (Wrapping::Zlib, 0) => 0,
            (_, 0) => 15,
            (_, bits) => bits.clamp(8, 15) as u8,
        };
        let mut inflater = Self {
            inner: fresh(wrapping, bits),
            wrapping,
            bits,
            dictionary: settings.dictionary,
            fault: None,
            seen: Vec::new(),
            is_over: false,
        };
        inflater.use_raw_dictionary();
        inflater
    }

    /// Without a header nothing asks for the dictionary: it is there from the start.
    fn use_raw_dictionary(&mut self) {
        if self.wrapping != Wrapping::Raw {
            return;
        }
        if let Some(dictionary) = &self.dictionary
            && self.inner.set_dictionary(dictionary).is_err()
        {
            self.fault = Some(CodecError::new(
                -3,
                "Z_DATA_ERROR",
                "Failed to set dictionary",
            ));
        }
    }

    fn is_gzip(&self) -> bool {
        match self.wrapping {
            Wrapping::Gzip => true,
            Wrapping::Any => self.seen == GZIP_MAGIC,
            Wrapping::Zlib | Wrapping::Raw => false,
        }
    }

    /// One call of the library: its status, and how much it took and gave.
    fn step(
        &mut self,
        input: &[u8],
        output: &mut [u8],
    ) -> (Result<Status, InflateError>, usize, usize) {
        let (before_in, before_out) = (self.inner.total_in(), self.inner.total_out());
        let outcome = self.inner.decompress(input, output, InflateFlush::NoFlush);
        (
            outcome,
            (self.inner.total_in() - before_in) as usize,
            (self.inner.total_out() - before_out) as usize,
        )
    }

    fn told(&self, error: InflateError) -> CodecError {
        let message = |default: &str| self.inner.error_message().unwrap_or(default).to_owned();
        match error {
            InflateError::NeedDict { .. } => {
                CodecError::new(2, "Z_NEED_DICT", "Missing dictionary")
            }
            InflateError::DataError => CodecError::new(-3, "Z_DATA_ERROR", message("Zlib error")),
            InflateError::MemError => CodecError::new(-4, "Z_MEM_ERROR", message("Zlib error")),
            InflateError::StreamError => {
                CodecError::new(-2, "Z_STREAM_ERROR", message("Zlib error"))
            }
        }
    }
}

fn fresh(wrapping: Wrapping, bits: u8) -> Inflate {
    match wrapping {
        Wrapping::Zlib => Inflate::new(true, bits),
        Wrapping::Gzip => Inflate::new(true, bits + 16),
        Wrapping::Raw => Inflate::new(false, bits),
        Wrapping::Any => Inflate::new(true, bits + 32),
    }
}

impl Codec for Inflater {
    fn run(&mut self, input: &[u8], flush: u32, limit: usize) -> Step {
        let mut step = Step::default();
        if let Some(error) = self.fault.take() {
            step.error = Some(error);
            return step;
        }
        if self.wrapping == Wrapping::Any && self.seen.len() < 2 {
            let wanted = 2 - self.seen.len();
            self.seen.extend(input.iter().take(wanted));
        }
        let mut output = vec![0; limit];
        let mut length = 0;
        let mut has_asked = false;
        loop {
            let rest = &input[step.consumed..];
            if self.is_over {
                // What follows may be another member; zeros are padding.
                let goes_on = self.is_gzip() && rest.first().is_some_and(|&byte| byte != 0);
                if !goes_on || length == limit {
                    break;
                }
                self.inner = fresh(Wrapping::Gzip, if self.bits == 0 { 15 } else { self.bits });
                self.is_over = false;
            }
            let (outcome, taken, given) = self.step(rest, &mut output[length..]);
            step.consumed += taken;
            length += given;
            match outcome {
                Ok(Status::StreamEnd) => self.is_over = true,
                Ok(Status::Ok | Status::BufError) => break,
                Err(InflateError::NeedDict { .. }) if self.dictionary.is_some() && !has_asked => {
                    has_asked = true;
                    let dictionary = self.dictionary.as_deref().unwrap_or_default();
                    if self.inner.set_dictionary(dictionary).is_err() {
                        let bad = CodecError::new(-3, "Z_DATA_ERROR", "Bad dictionary");
                        step.error = Some(bad);
                        break;
                    }
                }
                Err(error) => {
                    step.error = Some(self.told(error));
                    break;
                }
            }
        }
        step.is_full = length == limit && !(self.is_over && step.consumed == input.len());
        step.is_over = self.is_over;
        if step.error.is_none() && !self.is_over && flush == FINISH && length < limit {
            step.error = Some(CodecError::unexpected_end());
        }
        output.truncate(length);
        step.output = output;
        step
    }

    fn reset(&mut self) {
        self.inner = fresh(self.wrapping, self.bits);
        self.seen.clear();
        self.is_over = false;
        self.use_raw_dictionary();
    }
}
