//! Zstandard.

use zstd_safe::zstd_sys::ZSTD_EndDirective;
use zstd_safe::{
    CCtx, CParameter, DCtx, DParameter, InBuffer, OutBuffer, ResetDirective, Strategy,
};

use super::codec::{Codec, CodecError, Settings, Step};

const FLUSH: u32 = 1;
const END: u32 = 2;
/// A key of the settings beside the library's: how long the input is going to be.
const PLEDGED_SIZE: i32 = -1;

/// An error as the library names it.
fn told(code: usize) -> CodecError {
    let message = zstd_safe::get_error_name(code);
    let number = code.wrapping_neg();
    let name = match number {
        10 => "ZSTD_error_prefix_unknown",
        12 => "ZSTD_error_version_unsupported",
        14 => "ZSTD_error_frameParameter_unsupported",
        16 => "ZSTD_error_frameParameter_windowTooLarge",
        20 => "ZSTD_error_corruption_detected",
        22 => "ZSTD_error_checksum_wrong",
        24 => "ZSTD_error_literals_headerWrong",
        30 => "ZSTD_error_dictionary_corrupted",
        32 => "ZSTD_error_dictionary_wrong",
        34 => "ZSTD_error_dictionaryCreation_failed",
        40 => "ZSTD_error_parameter_unsupported",
        42 => "ZSTD_error_parameter_outOfBound",
        60 => "ZSTD_error_stage_wrong",
        62 => "ZSTD_error_init_missing",
        64 => "ZSTD_error_memory_allocation",
        70 => "ZSTD_error_dstSize_tooSmall",
        72 => "ZSTD_error_srcSize_wrong",
        _ => "ZSTD_error_GENERIC",
    };
    CodecError::new(number as i32, name, message)
}

pub(super) struct Compressor {
    inner: CCtx<'static>,
    settings: Settings,
}

fn strategy(value: i32) -> Option<Strategy> {
    use Strategy::*;
    const ALL: [Strategy; 9] = [
        ZSTD_fast,
        ZSTD_dfast,
        ZSTD_greedy,
        ZSTD_lazy,
        ZSTD_lazy2,
        ZSTD_btlazy2,
        ZSTD_btopt,
        ZSTD_btultra,
        ZSTD_btultra2,
    ];
    ALL.get(usize::try_from(value).ok()?.checked_sub(1)?)
        .copied()
}

fn parameter(key: i32, value: i32) -> Option<CParameter> {
    use CParameter as P;
    let count = u32::try_from(value);
    Some(match key {
        100 => P::CompressionLevel(value),
        101 => P::WindowLog(count.ok()?),
        102 => P::HashLog(count.ok()?),
        103 => P::ChainLog(count.ok()?),
        104 => P::SearchLog(count.ok()?),
        105 => P::MinMatch(count.ok()?),
        106 => P::TargetLength(count.ok()?),
        107 => P::Strategy(strategy(value)?),
        160 => P::EnableLongDistanceMatching(value != 0),
        161 => P::LdmHashLog(count.ok()?),
        162 => P::LdmMinMatch(count.ok()?),
        163 => P::LdmBucketSizeLog(count.ok()?),
        164 => P::LdmHashRateLog(count.ok()?),
        200 => P::ContentSizeFlag(value != 0),
        201 => P::ChecksumFlag(value != 0),
        202 => P::DictIdFlag(value != 0),
        _ => return None,
    })
}

/// Sets what was asked for; none when the library refuses.
fn prepare(inner: &mut CCtx<'static>, settings: &Settings) -> Option<()> {
    for (key, value) in settings.pairs() {
        match key {
            PLEDGED_SIZE => {
                let size = u64::try_from(value).ok()?;
                inner.set_pledged_src_size(Some(size)).ok()?;
            }
            // Threads: the library is built without, and one is what everybody gets.
            400..=402 => {}
            _ => {
                inner.set_parameter(parameter(key, value)?).ok()?;
            }
        }
    }
    if let Some(dictionary) = &settings.dictionary {
        inner.load_dictionary(dictionary).ok()?;
    }
    Some(())
}

impl Compressor {
    pub(super) fn new(settings: Settings) -> Option<Self> {
        let mut inner = CCtx::try_create()?;
        prepare(&mut inner, &settings)?;
        Some(Self { inner, settings })
    }
}

impl Codec for Compressor {
    fn run(&mut self, input: &[u8], flush: u32, limit: usize) -> Step {
        let directive = match flush {
            FLUSH => ZSTD_EndDirective::ZSTD_e_flush,
            END => ZSTD_EndDirective::ZSTD_e_end,
            _ => ZSTD_EndDirective::ZSTD_e_continue,
        };
        let mut output = vec![0; limit];
        let mut source = InBuffer::around(input);
        let mut target = OutBuffer::around(&mut output[..]);
        let outcome = self
            .inner
            .compress_stream2(&mut target, &mut source, directive);
        let length = target.pos();
        output.truncate(length);
        Step {
            consumed: source.pos(),
            is_full: output.len() >= limit,
            is_over: flush == END && outcome == Ok(0),
            error: outcome.err().map(told),
            output,
        }
    }

    fn reset(&mut self) {
        // A context that refuses says so at the next step.
        let _ = self.inner.reset(ResetDirective::SessionAndParameters);
        let _ = prepare(&mut self.inner, &self.settings);
    }
}

pub(super) struct Decompressor {
    inner: DCtx<'static>,
    /// A frame was begun and is not complete.
    is_within: bool,
    has_begun: bool,
}

impl Decompressor {
    pub(super) fn new(settings: Settings) -> Option<Self> {
        let mut inner = DCtx::try_create()?;
        for (key, value) in settings.pairs() {
            if key != 100 {
                return None;
            }
            let value = u32::try_from(value).ok()?;
            inner.set_parameter(DParameter::WindowLogMax(value)).ok()?;
        }
        if let Some(dictionary) = &settings.dictionary {
            inner.load_dictionary(dictionary).ok()?;
        }
        Some(Self {
            inner,
            is_within: false,
            has_begun: false,
        })
    }
}

impl Codec for Decompressor {
    fn run(&mut self, input: &[u8], flush: u32, limit: usize) -> Step {
        let mut step = Step::default();
        let mut output = vec![0; limit];
        let mut source = InBuffer::around(input);
        let mut target = OutBuffer::around(&mut output[..]);
        while source.pos() < input.len() || self.is_within {
            let before = (source.pos(), target.pos());
            match self.inner.decompress_stream(&mut target, &mut source) {
                Ok(hint) => {
                    self.has_begun = true;
                    self.is_within = hint != 0;
                }
                Err(code) => {
                    step.error = Some(told(code));
                    break;
                }
            }
            if target.pos() == limit || before == (source.pos(), target.pos()) {
                break;
            }
        }
        let length = target.pos();
        output.truncate(length);
        step.consumed = source.pos();
        step.is_full = output.len() >= limit && (self.is_within || step.consumed < input.len());
        step.is_over = self.has_begun && !self.is_within;
        if step.error.is_none() && flush == END && !step.is_full && !step.is_over {
            step.error = Some(CodecError::unexpected_end());
        }
        step.output = output;
        step
    }

    fn reset(&mut self) {
        // A context that refuses says so at the next step.
        let _ = self.inner.reset(ResetDirective::SessionOnly);
        self.is_within = false;
        self.has_begun = false;
    }
}
