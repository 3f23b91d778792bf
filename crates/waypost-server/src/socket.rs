//! A TCP stream with two owners: the parser reads and writes, the roster asks whether the peer is
//! still there.

use socket2::SockRef;
use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::TcpStream;

pub(crate) struct Socket(Rc<TcpStream>);

impl Socket {
    pub(crate) fn new(stream: Rc<TcpStream>) -> Self {
        Self(stream)
    }

    /// A read that fills less than it could has emptied the socket. Saying so saves the call that
    /// would only find it empty: the parser asks for the next request right after each one, and on a
    /// small request that call is a tenth of what the kernel does for it.
    fn read(&self, buf: &mut ReadBuf<'_>) -> io::Result<()> {
        let room = buf.remaining();
        let read = self.0.try_read_buf(buf)?;
        if read > 0 && read < room {
            self.0.try_io(Interest::READABLE, would_block).ok();
        }
        Ok(())
    }
}

/// What tells tokio to wait for the next event. None is lost: only this thread polls the driver, so
/// nothing was noted between the read and here.
fn would_block() -> io::Result<()> {
    Err(io::ErrorKind::WouldBlock.into())
}

/// Repeats `attempt` each time the socket says it is ready and then would block after all.
macro_rules! when_ready {
    ($poll_ready:expr, $attempt:expr) => {
        loop {
            ready!($poll_ready)?;
            match $attempt {
                Err(err) if err.kind() == io::ErrorKind::WouldBlock => {}
                other => return Poll::Ready(other),
            }
        }
    };
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        when_ready!(self.0.poll_read_ready(cx), self.read(buf))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        // Nearly always there is room, and to ask for it first costs more than to find none.
        match self.0.try_write(buf) {
            Err(err) if err.kind() == io::ErrorKind::WouldBlock => {}
            other => return Poll::Ready(other),
        }
        when_ready!(self.0.poll_write_ready(cx), self.0.try_write(buf))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        match SockRef::from(&*self.0).shutdown(Shutdown::Write) {
            // The peer was faster.
            Err(err) if err.kind() == io::ErrorKind::NotConnected => Poll::Ready(Ok(())),
            other => Poll::Ready(other),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        when_ready!(self.0.poll_write_ready(cx), self.0.try_write_vectored(bufs))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }
}
