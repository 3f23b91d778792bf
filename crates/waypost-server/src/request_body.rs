//! The body of a request, which middleware may read before its route does.
//!
//! Usually it is hyper's. Where middleware runs, both read from one source: what the middleware took is
//! kept and given to the route again, up to a bound; what it did not take still streams.

use crate::body::BodyError;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

/// What handlers and other servers get as the body of a request.
pub struct RequestBody(Source);

enum Source {
    Empty,
    Stream(Incoming),
    Shared {
        taken: Arc<Mutex<Taken>>,
        role: Role,
    },
}

enum Role {
    /// Keeps what it reads.
    Middleware,
    /// Reads what was kept from this piece on, then the rest.
    Route { next: usize },
}

struct Taken {
    rest: Incoming,
    pieces: Vec<Bytes>,
    bytes: u64,
    limit: u64,
    /// The middleware's task while it waits for a piece.
    waiting: Option<Waker>,
    /// The route reads by now: what the middleware still asks for, it does not get.
    has_passed: bool,
}

impl From<Incoming> for RequestBody {
    fn from(stream: Incoming) -> Self {
        Self(Source::Stream(stream))
    }
}

impl RequestBody {
    /// The body of a request that we make ourselves.
    pub(crate) fn empty() -> Self {
        Self(Source::Empty)
    }

    /// The body for middleware, and the one for whoever answers. The middleware's fails past `limit` bytes.
    pub(crate) fn share(stream: Incoming, limit: u64) -> (Self, Self) {
        if stream.is_end_stream() {
            // There is nothing to keep: the second is as empty as the first.
            let taken = Taken::new(stream, 0);
            return Self::both(taken);
        }
        Self::both(Taken::new(stream, limit))
    }

    fn both(taken: Taken) -> (Self, Self) {
        let taken = Arc::new(Mutex::new(taken));
        let of = |role| {
            Self(Source::Shared {
                taken: Arc::clone(&taken),
                role,
            })
        };
        (of(Role::Middleware), of(Role::Route { next: 0 }))
    }
}

impl Taken {
    fn new(rest: Incoming, limit: u64) -> Self {
        Self {
            rest,
            pieces: Vec::new(),
            bytes: 0,
            limit,
            waiting: None,
            has_passed: false,
        }
    }

    /// The stream has one reader at a time: two would lose each other's wake-ups.
    fn pass_on(&mut self) {
        self.has_passed = true;
        if let Some(waiting) = self.waiting.take() {
            waiting.wake();
        }
    }

    fn poll_and_keep(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if self.bytes > self.limit {
            return Poll::Ready(Some(Err(
                "the request body is larger than middleware may read".into(),
            )));
        }
        if self.has_passed {
            return Poll::Ready(Some(Err("the request has gone on to its route".into())));
        }
        self.waiting = Some(cx.waker().clone());
        let frame = ready!(Pin::new(&mut self.rest).poll_frame(cx));
        if let Some(Ok(frame)) = &frame
            && let Some(piece) = frame.data_ref()
        {
            self.bytes += piece.len() as u64;
            self.pieces.push(piece.clone());
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }
}

/// Never contended: both ends are polled on the worker's thread. A client of hyper wants a body that could
/// move to another one.
fn lock(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match &mut self.0 {
            Source::Empty => Poll::Ready(None),
            Source::Stream(stream) => {
                let frame = ready!(Pin::new(stream).poll_frame(cx));
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Source::Shared { taken, role } => {
                let mut taken = lock(taken);
                let Role::Route { next } = role else {
                    return taken.poll_and_keep(cx);
                };
                taken.pass_on();
                if let Some(piece) = taken.pieces.get_mut(*next) {
                    *next += 1;
                    return Poll::Ready(Some(Ok(Frame::data(std::mem::take(piece)))));
                }
                let frame = ready!(Pin::new(&mut taken.rest).poll_frame(cx));
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Source::Empty => true,
            Source::Stream(stream) => stream.is_end_stream(),
            Source::Shared { taken, role } => {
                let taken = lock(taken);
                let has_kept = matches!(role, Role::Route { next } if *next < taken.pieces.len());
                !has_kept && taken.rest.is_end_stream()
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Source::Empty => SizeHint::with_exact(0),
            Source::Stream(stream) => stream.size_hint(),
            Source::Shared { taken, role } => {
                let taken = lock(taken);
                let Role::Route { next } = role else {
                    return taken.rest.size_hint();
                };
                let kept: usize = taken.pieces[*next..].iter().map(Bytes::len).sum();
                let rest = taken.rest.size_hint();
                let mut hint = SizeHint::new();
                hint.set_lower(rest.lower() + kept as u64);
                if let Some(upper) = rest.upper() {
                    hint.set_upper(upper + kept as u64);
                }
                hint
            }
        }
    }
}
