//! The body of a response: frames as they come, or decoded by its content codings.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use async_compression::tokio::bufread::{
    BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder,
};
use bytes::Bytes;
use futures_core::Stream;
use http_body::Body;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio_util::io::StreamReader;

/// The most bytes that are handed over at once; the allocator keeps blocks up to this size apart from larger ones.
const PIECE: usize = 64 * 1024;

type Reader = Pin<Box<dyn AsyncBufRead>>;

/// A response's body on its way to JavaScript.
pub(super) enum Download {
    /// As it came, and what of the last frame is more than one piece.
    Raw(Incoming, Bytes),
    /// Through its content codings.
    Decoded(Reader),
}

impl Download {
    /// The body of a response with these codings, in the order in which they were applied.
    /// An unknown coding leaves the body as it is, as undici does.
    pub(super) async fn new(body: Incoming, codings: &[&str]) -> io::Result<Self> {
        let known = |coding: &&str| {
            matches!(
                *coding,
                "gzip" | "x-gzip" | "deflate" | "br" | "zstd" | "identity"
            )
        };
        if !codings.iter().all(known) || codings.iter().all(|coding| *coding == "identity") {
            return Ok(Self::Raw(body, Bytes::new()));
        }
        let mut reader: Reader = Box::pin(StreamReader::new(Frames(body)));
        for coding in codings.iter().rev() {
            reader = decoder(reader, coding).await?;
        }
        Ok(Self::Decoded(reader))
    }

    /// The next piece, or `None` at the end.
    pub(super) async fn read(&mut self) -> io::Result<Option<Bytes>> {
        match self {
            Self::Raw(body, rest) => {
                while rest.is_empty() {
                    let Some(frame) = body.frame().await else {
                        return Ok(None);
                    };
                    // Trailers are not data; nothing in fetch shows them.
                    if let Ok(data) = frame.map_err(io::Error::other)?.into_data() {
                        *rest = data;
                    }
                }
                Ok(Some(rest.split_to(rest.len().min(PIECE))))
            }
            Self::Decoded(reader) => {
                let mut piece = Vec::with_capacity(PIECE);
                let count = reader.read_buf(&mut piece).await?;
                // The collector is told the length, not the room.
                piece.shrink_to_fit();
                Ok((count > 0).then(|| piece.into()))
            }
        }
    }
}

async fn decoder(mut inner: Reader, coding: &str) -> io::Result<Reader> {
    Ok(match coding {
        "gzip" | "x-gzip" => {
            let mut gzip = GzipDecoder::new(inner);
            gzip.multiple_members(true);
            Box::pin(BufReader::with_capacity(PIECE, gzip))
        }
        "br" => Box::pin(BufReader::with_capacity(PIECE, BrotliDecoder::new(inner))),
        "zstd" => Box::pin(BufReader::with_capacity(PIECE, ZstdDecoder::new(inner))),
        "deflate" => {
            // Some servers mean zlib, as the standard does, and some raw deflate.
            let zlib = inner
                .fill_buf()
                .await?
                .first()
                .is_none_or(|byte| byte & 15 == 8);
            if zlib {
                Box::pin(BufReader::with_capacity(PIECE, ZlibDecoder::new(inner)))
            } else {
                Box::pin(BufReader::with_capacity(PIECE, DeflateDecoder::new(inner)))
            }
        }
        _ => inner,
    })
}

/// The data frames of a body as a stream of bytes.
struct Frames(Incoming);

impl Stream for Frames {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame = match ready!(Pin::new(&mut self.0).poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(io::Error::other(error)))),
                Some(Ok(frame)) => frame,
            };
            if let Ok(data) = frame.into_data() {
                return Poll::Ready(Some(Ok(data)));
            }
        }
    }
}
