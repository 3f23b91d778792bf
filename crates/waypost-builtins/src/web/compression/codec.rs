//! A compressor or decompressor that is fed chunk by chunk.
//!
//! The codecs of `async-compression` write into memory, which is always ready: polling one of
//! them once does all the work there is.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use async_compression::Level;
use async_compression::tokio::write as codecs;
use tokio::io::AsyncWrite;
use waypost_ops::Resource;

/// Beyond it brotli takes many times as long for a few bytes less: 11 is for files that are packed once.
const BROTLI_QUALITY: i32 = 5;

/// Where a codec writes: memory shared with its owner.
#[derive(Clone, Default)]
struct Output(Rc<RefCell<Vec<u8>>>);

impl AsyncWrite for Output {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// One codec under way.
pub(super) struct Codec {
    inner: RefCell<Pin<Box<dyn AsyncWrite>>>,
    output: Output,
    direction: Direction,
}

impl Resource for Codec {}

/// What a codec says to a piece of input.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) output: Vec<u8>,
    /// The format's end was before the last of these bytes.
    pub(super) ended: bool,
}

/// Which way a codec works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Compress,
    Decompress,
}

impl Codec {
    /// A codec of a format of the standard, or of brotli; `None` for an unknown one.
    pub(super) fn new(format: &str, direction: Direction) -> Option<Self> {
        let output = Output::default();
        let sink = output.clone();
        let inner: Pin<Box<dyn AsyncWrite>> = match (format, direction) {
            ("gzip", Direction::Compress) => Box::pin(codecs::GzipEncoder::new(sink)),
            ("gzip", Direction::Decompress) => Box::pin(codecs::GzipDecoder::new(sink)),
            ("deflate", Direction::Compress) => Box::pin(codecs::ZlibEncoder::new(sink)),
            ("deflate", Direction::Decompress) => Box::pin(codecs::ZlibDecoder::new(sink)),
            ("deflate-raw", Direction::Compress) => Box::pin(codecs::DeflateEncoder::new(sink)),
            ("deflate-raw", Direction::Decompress) => Box::pin(codecs::DeflateDecoder::new(sink)),
            ("brotli", Direction::Compress) => Box::pin(codecs::BrotliEncoder::with_quality(
                sink,
                Level::Precise(BROTLI_QUALITY),
            )),
            ("brotli", Direction::Decompress) => Box::pin(codecs::BrotliDecoder::new(sink)),
            _ => return None,
        };
        Some(Self {
            inner: RefCell::new(inner),
            output,
            direction,
        })
    }

    /// Feeds the codec and takes what it has to say; `ended` when bytes came after the format's end.
    pub(super) fn write(&self, mut bytes: &[u8]) -> io::Result<Written> {
        let mut inner = self.inner.borrow_mut();
        let mut context = Context::from_waker(Waker::noop());
        while !bytes.is_empty() {
            let written = ready(inner.as_mut().poll_write(&mut context, bytes))?;
            bytes = &bytes[written..];
            // Memory takes everything, so a decompressor that stops has seen the format's end.
            if self.direction == Direction::Decompress || written == 0 {
                break;
            }
        }
        if self.direction == Direction::Decompress {
            // A decompressor keeps nothing back: whoever reads may never write again.
            ready(inner.as_mut().poll_flush(&mut context))?;
        }
        Ok(Written {
            output: self.output.0.take(),
            ended: !bytes.is_empty(),
        })
    }

    /// Ends the input; fails when a decompressor has not seen its format's end.
    pub(super) fn finish(&self) -> io::Result<Vec<u8>> {
        let mut context = Context::from_waker(Waker::noop());
        ready(self.inner.borrow_mut().as_mut().poll_shutdown(&mut context))?;
        Ok(self.output.0.take())
    }
}

/// Memory never makes a writer wait.
fn ready<T>(poll: Poll<io::Result<T>>) -> io::Result<T> {
    match poll {
        Poll::Ready(result) => result,
        Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMATS: [&str; 4] = ["gzip", "deflate", "deflate-raw", "brotli"];

    fn codec(format: &str, direction: Direction) -> Codec {
        Codec::new(format, direction).expect("a known format")
    }

    fn compress(format: &str, input: &[u8]) -> Vec<u8> {
        let codec = codec(format, Direction::Compress);
        let mut output = Vec::new();
        for chunk in input.chunks(1000) {
            output.extend(codec.write(chunk).expect("any bytes compress").output);
        }
        output.extend(codec.finish().expect("the end always comes"));
        output
    }

    #[test]
    fn every_format_returns_what_it_was_given() {
        let input: Vec<u8> = (0..100_000u32).map(|i| (i * i % 251) as u8).collect();
        for format in FORMATS {
            for data in [&input[..], b"", b"a"] {
                let packed = compress(format, data);
                let codec = codec(format, Direction::Decompress);
                let mut output = Vec::new();
                for byte in packed.chunks(7) {
                    output.extend(
                        codec
                            .write(byte)
                            .expect("our own output decompresses")
                            .output,
                    );
                }
                output.extend(codec.finish().expect("our own output is complete"));
                assert_eq!(output, data, "{format}");
            }
        }
    }

    #[test]
    fn input_that_stops_early_fails_at_the_end() {
        for format in FORMATS {
            let packed = compress(format, b"some text that is long enough to be cut");
            let codec = codec(format, Direction::Decompress);
            let written = codec.write(&packed[..packed.len() - 2]);
            assert!(written.is_err() || codec.finish().is_err(), "{format}");
        }
    }

    #[test]
    fn input_after_the_end_fails() {
        for format in FORMATS {
            let mut packed = compress(format, b"text");
            packed.push(0);
            let codec = codec(format, Direction::Decompress);
            let written = codec.write(&packed).expect("the format itself is valid");
            assert!(written.ended, "{format}");
            assert_eq!(written.output, b"text", "{format}");
        }
    }

    #[test]
    fn what_can_be_said_is_said_at_once() {
        for format in FORMATS {
            let packed = compress(format, b"text");
            let codec = codec(format, Direction::Decompress);
            let written = codec.write(&packed).expect("our own output decompresses");
            assert_eq!(written.output, b"text", "{format}");
        }
    }

    #[test]
    fn unknown_formats_are_refused() {
        assert!(Codec::new("lzma", Direction::Compress).is_none());
    }
}
