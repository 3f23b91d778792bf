//! Brotli.

use brotli::enc::StandardAlloc;
use brotli::enc::encode::{
    BrotliEncoderOperation, BrotliEncoderParameter, BrotliEncoderStateStruct,
};

use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};

use super::codec::{Codec, CodecError, Settings, Step};

const FLUSH: u32 = 1;
const FINISH: u32 = 2;
const METADATA: u32 = 3;

type Encoder = BrotliEncoderStateStruct<StandardAlloc>;
type Decoder = BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>;

pub(super) struct Compressor {
    inner: Encoder,
    settings: Settings,
}

/// An encoder with these parameters; none when one of them is unknown.
fn encoder(settings: &Settings) -> Option<Encoder> {
    use BrotliEncoderParameter as P;
    let mut encoder = BrotliEncoderStateStruct::new(StandardAlloc::default());
    for (key, value) in settings.pairs() {
        let parameter = match key {
            0 => P::BROTLI_PARAM_MODE,
            1 => P::BROTLI_PARAM_QUALITY,
            2 => P::BROTLI_PARAM_LGWIN,
            3 => P::BROTLI_PARAM_LGBLOCK,
            4 => P::BROTLI_PARAM_DISABLE_LITERAL_CONTEXT_MODELING,
            5 => P::BROTLI_PARAM_SIZE_HINT,
            6 => P::BROTLI_PARAM_LARGE_WINDOW,
            // The encoder has no use for postfix bits and direct codes of distances.
            7 | 8 => continue,
            _ => return None,
        };
        let value = u32::try_from(value).ok()?;
        if !encoder.set_parameter(parameter, value) {
            return None;
        }
    }
    Some(encoder)
}

impl Compressor {
    pub(super) fn new(settings: Settings) -> Option<Self> {
        let inner = encoder(&settings)?;
        Some(Self { inner, settings })
    }
}

impl Codec for Compressor {
    fn run(&mut self, input: &[u8], flush: u32, limit: usize) -> Step {
        let operation = match flush {
            FLUSH => BrotliEncoderOperation::BROTLI_OPERATION_FLUSH,
            FINISH => BrotliEncoderOperation::BROTLI_OPERATION_FINISH,
            METADATA => BrotliEncoderOperation::BROTLI_OPERATION_EMIT_METADATA,
            _ => BrotliEncoderOperation::BROTLI_OPERATION_PROCESS,
        };
        let mut output = vec![0; limit];
        let (mut available_in, mut consumed) = (input.len(), 0);
        let (mut available_out, mut length) = (limit, 0);
        let is_well = self.inner.compress_stream(
            operation,
            &mut available_in,
            input,
            &mut consumed,
            &mut available_out,
            &mut output,
            &mut length,
            &mut None,
            &mut |_, _, _, _| (),
        );
        output.truncate(length);
        let failed = || CodecError::new(-1, "ERR_BROTLI_COMPRESSION_FAILED", "Compression failed");
        Step {
            output,
            consumed,
            is_full: self.inner.has_more_output() || available_out == 0,
            is_over: self.inner.is_finished(),
            error: (!is_well).then(failed),
        }
    }

    fn reset(&mut self) {
        if let Some(fresh) = encoder(&self.settings) {
            self.inner = fresh;
        }
    }
}

pub(super) struct Decompressor {
    inner: Box<Decoder>,
    is_over: bool,
}

fn decoder() -> Box<Decoder> {
    Box::new(BrotliState::new(
        StandardAlloc::default(),
        StandardAlloc::default(),
        StandardAlloc::default(),
    ))
}

impl Decompressor {
    pub(super) fn new() -> Self {
        Self {
            inner: decoder(),
            is_over: false,
        }
    }
}

impl Codec for Decompressor {
    fn run(&mut self, input: &[u8], flush: u32, limit: usize) -> Step {
        let mut step = Step {
            is_over: self.is_over,
            ..Step::default()
        };
        if self.is_over {
            return step;
        }
        let mut output = vec![0; limit];
        let (mut available_in, mut available_out) = (input.len(), limit);
        let (mut length, mut total) = (0, 0);
        let outcome = BrotliDecompressStream(
            &mut available_in,
            &mut step.consumed,
            input,
            &mut available_out,
            &mut length,
            &mut output,
            &mut total,
            &mut self.inner,
        );
        match outcome {
            BrotliResult::ResultSuccess => self.is_over = true,
            BrotliResult::NeedsMoreOutput => step.is_full = true,
            BrotliResult::NeedsMoreInput if flush == FINISH => {
                step.error = Some(CodecError::unexpected_end());
            }
            BrotliResult::NeedsMoreInput => {}
            BrotliResult::ResultFailure => {
                let name = format!("{:?}", self.inner.error_code);
                let code = name.replace("BROTLI_DECODER", "ERR_");
                let errno = self.inner.error_code as i32;
                step.error = Some(CodecError::new(errno, code, "Decompression failed"));
            }
        }
        step.is_over = self.is_over;
        output.truncate(length);
        step.output = output;
        step
    }

    fn reset(&mut self) {
        self.inner = decoder();
        self.is_over = false;
    }
}
