//! Answers on their way out: what the outbox says, made into an HTTP response.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use hyper::ext::ReasonPhrase;
use waypost_image::ForKeeping;

use crate::limits::ANSWER_HIGH_WATER;
use crate::shared::CONTENT_TYPES;

/// A finished answer, or the head of one whose body follows in pieces.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Index into [`CONTENT_TYPES`].
    pub(crate) content_type: usize,
    /// `name\nvalue\n` lines; `:reason` is the reason phrase, `:keep` what an answer to keep is kept by.
    pub(crate) head: Bytes,
    pub(crate) body: AnswerContent,
}

/// The body of an [`Answer`].
#[derive(Debug)]
pub(crate) enum AnswerContent {
    Empty,
    Full(Bytes),
    Stream(Rc<AnswerStream>),
}

impl Answer {
    /// An answer without head lines and body.
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            content_type: 0,
            head: Bytes::new(),
            body: AnswerContent::Empty,
        }
    }

    pub(crate) fn stream(&self) -> Option<Rc<AnswerStream>> {
        match &self.body {
            AnswerContent::Stream(stream) => Some(Rc::clone(stream)),
            AnswerContent::Empty | AnswerContent::Full(_) => None,
        }
    }

    /// The HTTP response. `guard` goes with a streamed body and is dropped with it.
    pub(crate) fn into_response(self, guard: impl FnOnce() -> StreamGuard) -> Response<AnswerBody> {
        let bytes_of = match &self.body {
            AnswerContent::Empty => latin1,
            AnswerContent::Full(bytes) if bytes.is_empty() => latin1,
            AnswerContent::Full(_) | AnswerContent::Stream(_) => utf8,
        };
        let body = match self.body {
            AnswerContent::Empty => AnswerBody(Content::Empty),
            AnswerContent::Full(bytes) => AnswerBody(Content::Full(bytes)),
            AnswerContent::Stream(stream) => AnswerBody(Content::Stream(stream, guard())),
        };
        let mut response = Response::new(body);
        // JavaScript has checked the range; a number out of it would be our own defect.
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if self.content_type != 0 {
            response.headers_mut().insert(
                CONTENT_TYPE,
                HeaderValue::from_static(CONTENT_TYPES[self.content_type]),
            );
        }
        add_head(&mut response, &self.head, bytes_of);
        response
    }
}

/// Reads `name\nvalue\n` lines into the response. A line that is no header is left out: names and
/// values were checked when they were set.
fn add_head(response: &mut Response<AnswerBody>, head: &Bytes, bytes_of: fn(&[u8]) -> Bytes) {
    let mut lines = head.split(|byte| *byte == b'\n');
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        if name == b":reason" {
            if let Ok(reason) = ReasonPhrase::try_from(bytes_of(value)) {
                response.extensions_mut().insert(reason);
            }
            continue;
        }
        if name == b":keep" {
            response.extensions_mut().insert(for_keeping(value));
            continue;
        }
        let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name),
            HeaderValue::from_maybe_shared(bytes_of(value)),
        ) else {
            continue;
        };
        response.headers_mut().append(name, value);
    }
}

/// What `next/route_handler` says of an answer that is to be kept.
fn for_keeping(value: &[u8]) -> ForKeeping {
    serde_json::from_slice(value).map_or(ForKeeping::Failed, ForKeeping::Made)
}

/// Header text crosses as UTF-8 of the byte string. Node.js writes a head together with text that
/// follows it, in the encoding of that text.
fn utf8(text: &[u8]) -> Bytes {
    Bytes::copy_from_slice(text)
}

/// A head that is written alone has a byte for each character.
fn latin1(text: &[u8]) -> Bytes {
    if text.is_ascii() {
        return Bytes::copy_from_slice(text);
    }
    let text = String::from_utf8_lossy(text);
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect::<Vec<u8>>()
        .into()
}

/// The body of a response.
#[derive(Debug)]
pub struct AnswerBody(Content);

#[derive(Debug)]
enum Content {
    Empty,
    Full(Bytes),
    Stream(
        Rc<AnswerStream>,
        #[expect(dead_code, reason = "told by its drop")] StreamGuard,
    ),
}

impl AnswerBody {
    /// A complete body.
    pub fn full(bytes: impl Into<Bytes>) -> Self {
        Self(Content::Full(bytes.into()))
    }

    /// No body.
    pub fn empty() -> Self {
        Self(Content::Empty)
    }
}

/// The body ended before it was complete: the connection must be cut, so that the client sees it.
#[derive(Debug, thiserror::Error)]
#[error("the answer ended before it was complete")]
pub struct BodyCut;

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = BodyCut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyCut>>> {
        match &mut self.0 {
            Content::Empty => Poll::Ready(None),
            Content::Full(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Full(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Content::Stream(stream, _) => stream.poll_piece(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Content::Empty => true,
            Content::Full(bytes) => bytes.is_empty(),
            Content::Stream(..) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Content::Empty => SizeHint::with_exact(0),
            Content::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Stream(..) => SizeHint::default(),
        }
    }
}

/// Tells, by its drop, that a streamed answer is no longer wanted or is complete.
pub(crate) struct StreamGuard(Option<Box<dyn FnOnce()>>);

impl StreamGuard {
    pub(crate) fn new(ended: impl FnOnce() + 'static) -> Self {
        Self(Some(Box::new(ended)))
    }
}

impl Drop for StreamGuard {
    fn drop(&mut self) {
        if let Some(ended) = self.0.take() {
            ended();
        }
    }
}

impl fmt::Debug for StreamGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamGuard")
    }
}

/// The pieces of an answer between the handler that writes and the socket that reads.
#[derive(Default)]
pub(crate) struct AnswerStream {
    pieces: RefCell<VecDeque<Bytes>>,
    queued: Cell<usize>,
    end: Cell<Option<End>>,
    reader: RefCell<Option<Waker>>,
    writers: RefCell<Vec<Waker>>,
    closed: Cell<bool>,
}

#[derive(Debug, Clone, Copy)]
enum End {
    Complete,
    Cut,
}

impl fmt::Debug for AnswerStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnswerStream({} bytes queued)", self.queued.get())
    }
}

impl AnswerStream {
    /// Queues a piece; false when the writer should wait.
    pub(crate) fn write(&self, piece: Bytes) -> bool {
        if self.closed.get() || self.end.get().is_some() {
            return false;
        }
        if !piece.is_empty() {
            self.queued.set(self.queued.get() + piece.len());
            self.pieces.borrow_mut().push_back(piece);
            self.wake_reader();
        }
        self.queued.get() < ANSWER_HIGH_WATER
    }

    /// No more pieces follow.
    pub(crate) fn end(&self, failed: bool) {
        if self.end.get().is_none() {
            self.end
                .set(Some(if failed { End::Cut } else { End::Complete }));
        }
        self.wake_reader();
    }

    /// Whether the writer ended it.
    pub(crate) fn is_ended(&self) -> bool {
        self.end.get().is_some()
    }

    /// The reader is gone.
    pub(crate) fn close(&self) {
        self.closed.set(true);
        self.pieces.borrow_mut().clear();
        self.queued.set(0);
        self.wake_writers();
    }

    /// Ready true when the writer may go on, ready false when the reader is gone.
    pub(crate) fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<bool> {
        if self.closed.get() {
            return Poll::Ready(false);
        }
        if self.queued.get() < ANSWER_HIGH_WATER {
            return Poll::Ready(true);
        }
        self.writers.borrow_mut().push(cx.waker().clone());
        Poll::Pending
    }

    fn poll_piece(&self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyCut>>> {
        let piece = self.pieces.borrow_mut().pop_front();
        if let Some(piece) = piece {
            self.queued.set(self.queued.get() - piece.len());
            if self.queued.get() < ANSWER_HIGH_WATER {
                self.wake_writers();
            }
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        match self.end.get() {
            Some(End::Complete) => Poll::Ready(None),
            Some(End::Cut) => Poll::Ready(Some(Err(BodyCut))),
            None => {
                *self.reader.borrow_mut() = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }

    fn wake_reader(&self) {
        let waker = self.reader.borrow_mut().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn wake_writers(&self) {
        let waiting = std::mem::take(&mut *self.writers.borrow_mut());
        for waker in waiting {
            waker.wake();
        }
    }
}
