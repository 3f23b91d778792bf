//! Bytes through zlib, into gzip or deflate.

use super::Coding;
use bytes::Bytes;
use flate2::{Compress, Compression, Crc, FlushCompress, Status};

/// Magic, deflate, no flags, no time, no hints, from Unix.
/// <https://www.rfc-editor.org/rfc/rfc1952#section-2.3>
const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
/// Room that the output buffer grows by.
const STEP: usize = 8 * 1024;

pub(super) struct Encoder {
    compress: Compress,
    crc: Option<Crc>,
    has_begun: bool,
}

impl Encoder {
    pub(super) fn new(coding: Coding) -> Self {
        let is_gzip = coding == Coding::Gzip;
        Self {
            // `deflate` in HTTP is with the header of zlib.
            compress: Compress::new(Compression::default(), !is_gzip),
            crc: is_gzip.then(Crc::new),
            has_begun: false,
        }
    }

    /// Encodes a piece. With `flush` all of it can be decoded from what was returned so far.
    pub(super) fn write(&mut self, piece: &[u8], flush: bool) -> Bytes {
        let flush = if flush {
            FlushCompress::Sync
        } else {
            FlushCompress::None
        };
        self.run(piece, flush)
    }

    /// What is left.
    pub(super) fn finish(&mut self) -> Bytes {
        self.run(&[], FlushCompress::Finish)
    }

    fn run(&mut self, mut piece: &[u8], flush: FlushCompress) -> Bytes {
        let mut output = Vec::with_capacity(STEP.min(piece.len() + 64));
        if let Some(crc) = &mut self.crc {
            crc.update(piece);
            if !self.has_begun {
                output.extend_from_slice(&GZIP_HEAD);
            }
        }
        self.has_begun = true;
        loop {
            if output.len() == output.capacity() {
                output.reserve(STEP);
            }
            let before = self.compress.total_in();
            let status = self.compress.compress_vec(piece, &mut output, flush);
            let taken = (self.compress.total_in() - before) as usize;
            piece = &piece[taken.min(piece.len())..];
            let is_full = output.len() == output.capacity();
            match status {
                Ok(Status::StreamEnd) | Err(_) => break,
                // With room left, everything that the flush asks for is out.
                _ if piece.is_empty() && !is_full && flush != FlushCompress::Finish => break,
                _ => {}
            }
        }
        if flush == FlushCompress::Finish
            && let Some(crc) = &self.crc
        {
            output.extend_from_slice(&crc.sum().to_le_bytes());
            output.extend_from_slice(&crc.amount().to_le_bytes());
        }
        output.into()
    }
}

/// A whole body, encoded.
pub(crate) fn whole(coding: Coding, body: &[u8]) -> Bytes {
    let mut encoder = Encoder::new(coding);
    let mut output = Vec::from(encoder.write(body, false));
    output.extend_from_slice(&encoder.finish());
    output.into()
}
