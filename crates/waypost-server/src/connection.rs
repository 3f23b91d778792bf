//! One connection, from its first byte to its last.

use crate::control::Core;
use crate::dispatch::{Dispatch, Peer};
use crate::proxy::run_tunnel;
use crate::service::Service;
use crate::state::{ConnectionState, Ending};
use crate::wire::{Fault, Guarded, HeadLimits};
use http::HeaderValue;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Bytes of one connection that are held in each direction before its peer has to wait.
const BUFFER: usize = 64 * 1024;
/// Room behind the biggest head, so that the end of it always fits.
const SPARE: usize = 8 * 1024;
/// Header lines the parser has room for on the stack.
const PARSER_LINES: usize = 100;

/// After a refusal, what the client is still sending is read this long: closing with unread bytes
/// would reset the connection and take the answer with it.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES: usize = 256 * 1024;

/// Serves one connection until it ends.
pub(crate) async fn serve<D, S>(
    core: Rc<Core>,
    dispatch: D,
    stream: S,
    state: Rc<ConnectionState>,
    peer: Peer,
) where
    D: Dispatch,
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let _place = core.roster.enter(&state);
    if core.is_stopping() {
        state.end(Ending::Graceful);
    }
    let limits = HeadLimits {
        bytes: core.limits.head_bytes,
        lines: core.limits.header_lines,
    };
    let idle = core.limits.idle_time.as_secs();
    let service = Rc::new(Service {
        core,
        state: Rc::clone(&state),
        client: dispatch.connected(peer),
        dispatch,
        peer,
        keep_alive: HeaderValue::try_from(format!("timeout={idle}"))
            .expect("digits are header text"),
    });
    let stream = TokioIo::new(Guarded::new(stream, limits, Rc::clone(&state)));
    let mut connection = builder(limits, state.has_socket()).serve_connection(
        stream,
        service_fn(move |request| Rc::clone(&service).answer(request)),
    );

    let mut is_ending = false;
    let ended = poll_fn(|cx| {
        state.set_waker(cx.waker());
        match state.ending() {
            Some(Ending::Abrupt) => return Poll::Ready(None),
            Some(Ending::Graceful) if !is_ending => {
                is_ending = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
            _ => {}
        }
        // An error is the client's doing or has been answered; either way the connection is over.
        let polled = Pin::new(&mut connection).poll(cx).map(Result::ok);
        if polled.is_pending() && state.poll_peer_gone(cx) {
            return Poll::Ready(None);
        }
        polled
    })
    .await;

    if let Some(upstream) = state.take_tunnel() {
        if ended.is_some() && state.fault().is_none() && !state.spoke_early() {
            let parts = connection.into_parts();
            let (stream, rest) = parts.io.into_inner().into_parts();
            let read = [&parts.read_buf[..], &rest].concat().into();
            let tunnel = run_tunnel(stream, read, upstream);
            until_abrupt(&state, tunnel).await;
        }
    } else if let Some(fault) = state.answerable_fault() {
        let (stream, _) = connection.into_parts().io.into_inner().into_parts();
        // The client is already being turned away; that it left before is nobody's loss.
        let _ = refuse(stream, fault).await;
    }
}

/// A tunnel lasts until it ends by itself or the time to drain is over.
async fn until_abrupt(state: &ConnectionState, tunnel: impl Future<Output = ()>) {
    state.request_begun();
    let mut tunnel = pin!(tunnel);
    poll_fn(|cx| {
        state.set_waker(cx.waker());
        match state.ending() {
            Some(Ending::Abrupt) => Poll::Ready(()),
            _ => tunnel.as_mut().poll(cx),
        }
    })
    .await;
}

/// `asks_socket`: whether the peer is gone while its request is with us is asked of the socket, not found by reading on.
fn builder(limits: HeadLimits, asks_socket: bool) -> Builder {
    let mut builder = Builder::new();
    builder
        .header_read_timeout(None)
        .half_close(asks_socket)
        .max_buf_size(BUFFER.max(limits.bytes + SPARE))
        .writev(false);
    if limits.lines > PARSER_LINES {
        // Their places are then allocated for each request.
        builder.max_headers(limits.lines);
    }
    builder
}

/// Tells the client why, then lets it finish its sentence.
async fn refuse<S>(mut stream: S, fault: Fault) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.write_all(&fault.response(SystemTime::now())).await?;
    stream.shutdown().await?;
    let rest = async {
        let mut scratch = [0; 4096];
        let mut left = LINGER_BYTES;
        while left > 0 {
            match stream.read(&mut scratch).await? {
                0 => break,
                read => left = left.saturating_sub(read),
            }
        }
        Ok(())
    };
    tokio::time::timeout(LINGER, rest).await.unwrap_or(Ok(()))
}
