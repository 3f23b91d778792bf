//! The socket as the HTTP parser sees it.
//!
//! A refused head reads as the end of the stream, but not before the request in flight is
//! answered: the parser takes an end of stream then for a client that hung up. A target with
//! characters that the parser refuses is percent-encoded on its way.

use super::HeadLimits;
use super::framing::Framing;
use crate::state::{ConnectionState, Direction};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

pub(crate) struct Guarded<S> {
    stream: S,
    framing: Framing,
    state: Rc<ConnectionState>,
    /// What did not fit into the parser's buffer once it was encoded.
    pending: Vec<u8>,
}

impl<S> Guarded<S> {
    pub(crate) fn new(stream: S, limits: HeadLimits, state: Rc<ConnectionState>) -> Self {
        Self {
            stream,
            framing: Framing::new(limits),
            state,
            pending: Vec::new(),
        }
    }

    /// The socket, and what was read from it and not passed on.
    pub(crate) fn into_parts(self) -> (S, Vec<u8>) {
        (self.stream, self.pending)
    }

    /// Passes on what waits, when something does.
    fn read_pending(&mut self, buf: &mut ReadBuf<'_>) -> bool {
        if self.pending.is_empty() {
            return false;
        }
        let fits = self.pending.len().min(buf.remaining());
        buf.put_slice(&self.pending[..fits]);
        self.pending.drain(..fits);
        true
    }

    /// Encodes what the parser would refuse in what was read.
    fn encode(&mut self, buf: &mut ReadBuf<'_>, before: usize) {
        let read = &buf.filled()[before..];
        let positions = self.framing.escapes().iter();
        let mut escapes = positions.copied().filter(|&at| at < read.len()).peekable();
        if escapes.peek().is_none() {
            return;
        }
        let mut encoded = Vec::with_capacity(read.len() * 3);
        let mut from = 0;
        for at in escapes {
            encoded.extend_from_slice(&read[from..at]);
            encoded.extend_from_slice(format!("%{:02X}", read[at]).as_bytes());
            from = at + 1;
        }
        encoded.extend_from_slice(&read[from..]);
        buf.set_filled(before);
        self.pending = encoded;
        self.read_pending(buf);
    }

    /// Looks at what was read; `false` when none of it may be passed on.
    fn inspect(&mut self, buf: &mut ReadBuf<'_>, before: usize) -> bool {
        if self.state.is_tunnel() {
            return true;
        }
        let verdict = self.framing.feed(&buf.filled()[before..]);
        self.state.set_mid_head(self.framing.is_mid_head());
        self.state.set_mid_body(self.framing.is_mid_body());
        self.state.set_broken_body(self.framing.broken_body());
        if let Err((harmless, fault)) = verdict {
            self.state.refuse(fault);
            buf.set_filled(before + harmless);
        }
        self.encode(buf, before);
        verdict.is_ok() || buf.filled().len() > before
    }

    /// The end of the stream, once nobody can take it for a client that hung up.
    fn poll_end(&self) -> Poll<io::Result<()>> {
        if self.state.is_busy() {
            // The end of the request in flight wakes the connection.
            return Poll::Pending;
        }
        self.state.set_refused();
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.read_pending(buf) {
            return Poll::Ready(Ok(()));
        }
        if self.state.fault().is_some() {
            return self.poll_end();
        }
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        let waits = read.is_pending() && self.framing.is_mid_body();
        self.state.set_stalled(Direction::Reading, waits);
        ready!(read)?;
        if self.inspect(buf, before) {
            return Poll::Ready(Ok(()));
        }
        self.poll_end()
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.state
            .set_stalled(Direction::Writing, written.is_pending());
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.state.answerable_fault().is_some() {
            // The answer to the refused head has yet to be written.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.state
            .set_stalled(Direction::Writing, written.is_pending());
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
