//! A file as a body: one piece in memory at a time, read off the event loop.

use bytes::Bytes;
use http_body::Frame;
use std::fs::File;
use std::future::Future;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::task::JoinHandle;

const PIECE: u64 = 64 * 1024;

pub(crate) struct FileBody {
    source: Source,
    left: u64,
}

enum Source {
    Resting(File),
    Reading(JoinHandle<io::Result<(File, Bytes)>>),
    Over,
}

impl FileBody {
    /// The next `length` bytes of `file`, from where it stands.
    pub(super) fn new(file: File, length: u64) -> Self {
        Self {
            source: Source::Resting(file),
            left: length,
        }
    }

    /// Bytes not yet handed over.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    pub(crate) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let length = self.left.min(PIECE);
        let task = loop {
            match std::mem::replace(&mut self.source, Source::Over) {
                Source::Resting(file) => {
                    let task = tokio::task::spawn_blocking(move || read(file, length));
                    self.source = Source::Reading(task);
                }
                Source::Reading(task) => break task,
                Source::Over => return Poll::Ready(None),
            }
        };
        self.poll_reading(task, cx)
    }

    fn poll_reading(
        &mut self,
        mut task: JoinHandle<io::Result<(File, Bytes)>>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let Poll::Ready(read) = Pin::new(&mut task).poll(cx) else {
            self.source = Source::Reading(task);
            return Poll::Pending;
        };
        let (file, bytes) = read.map_err(io::Error::other).flatten()?;
        self.left -= bytes.len() as u64;
        self.source = Source::Resting(file);
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}

/// Reads up to `length` bytes, at least one: a file that became shorter than what was promised is
/// an error, which cuts the connection.
fn read(mut file: File, length: u64) -> io::Result<(File, Bytes)> {
    let capacity = usize::try_from(length).map_err(io::Error::other)?;
    let mut bytes = Vec::with_capacity(capacity);
    (&mut file).take(length).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((file, bytes.into()))
}
