//! The body of any answer: ours, a file's, what the dispatch gave, or what a target sends.

use crate::compress::Encoded;
use crate::public::FileBody;
use crate::slot::Slot;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use pin_project_lite::pin_project;
use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pub(crate) type BodyError = Box<dyn Error + Send + Sync>;

/// Bytes handed over at once. The connection copies them behind the head, which for the usual
/// small body is cheaper than a vectored write, so what it takes at a time has to be bounded.
const PIECE: usize = 64 * 1024;

pin_project! {
    #[project = ContentProjection]
    pub(crate) enum Content<B> {
        Empty,
        Whole { bytes: Bytes },
        File { file: FileBody },
        Dispatched { #[pin] body: B },
        Proxied { #[pin] body: Incoming },
        Encoded { body: Pin<Box<Encoded<B>>> },
    }
}

pin_project! {
    /// Holds the request's slot until the last byte is handed over or the client is gone.
    pub(crate) struct AnswerBody<B> {
        #[pin]
        content: Content<B>,
        // What is left of a piece too big to hand over at once.
        rest: Bytes,
        // Something of it was handed over.
        has_begun: bool,
        // Why the answer ends here, until what went before is on its way.
        failure: Option<BodyError>,
        // The head states the length of no body, which hyper writes for a body only.
        states_zero: bool,
        slot: Slot,
    }
}

impl<B> AnswerBody<B> {
    pub(crate) fn new(content: Content<B>, slot: Slot) -> Self {
        Self {
            content,
            rest: Bytes::new(),
            has_begun: false,
            failure: None,
            states_zero: false,
            slot,
        }
    }

    /// Keeps a `Content-Length` of zero where HTTP has no body at all: clients wait for one without it.
    pub(crate) fn stating_zero(mut self, states_zero: bool) -> Self {
        self.states_zero = states_zero;
        self
    }
}

impl<B> Body for AnswerBody<B>
where
    B: Body<Data = Bytes, Error: Into<BodyError>>,
{
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.project();
        if let Some(error) = this.failure.take() {
            return Poll::Ready(Some(Err(error)));
        }
        if this.rest.is_empty() {
            match ready!(this.content.poll_frame(cx)) {
                None => return Poll::Ready(None),
                // Nothing was said yet, not even that it is an answer.
                Some(Err(error)) if !*this.has_begun => return Poll::Ready(Some(Err(error))),
                Some(Err(error)) => {
                    // The connection drops what it has not written when a body fails: a turn later
                    // the client has the head and all that came before.
                    *this.failure = Some(error);
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => *this.rest = bytes,
                    Err(frame) => return Poll::Ready(Some(Ok(frame))),
                },
            }
        }
        *this.has_begun = true;
        let piece = this.rest.split_to(this.rest.len().min(PIECE));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        !self.states_zero && self.rest.is_empty() && self.content.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.content.size_hint()
    }
}

impl<B: Body> Content<B> {
    fn is_end_stream(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Whole { bytes } => bytes.is_empty(),
            Self::File { file } => file.left() == 0,
            Self::Dispatched { body } => body.is_end_stream(),
            Self::Proxied { body } => body.is_end_stream(),
            Self::Encoded { body } => body.is_over(),
        }
    }

    pub(crate) fn size_hint(&self) -> SizeHint {
        match self {
            Self::Empty => SizeHint::with_exact(0),
            Self::Whole { bytes } => SizeHint::with_exact(bytes.len() as u64),
            Self::File { file } => SizeHint::with_exact(file.left()),
            Self::Dispatched { body } => body.size_hint(),
            Self::Proxied { body } => body.size_hint(),
            Self::Encoded { .. } => SizeHint::default(),
        }
    }
}

impl<B> Content<B>
where
    B: Body<Data = Bytes, Error: Into<BodyError>>,
{
    pub(crate) fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match self.project() {
            ContentProjection::Empty => Poll::Ready(None),
            ContentProjection::Whole { bytes } if bytes.is_empty() => Poll::Ready(None),
            ContentProjection::Whole { bytes } => {
                Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes)))))
            }
            ContentProjection::File { file } => file
                .poll_frame(cx)
                .map_err(|err| Box::new(err) as BodyError),
            ContentProjection::Dispatched { body } => body.poll_frame(cx).map_err(Into::into),
            ContentProjection::Proxied { body } => body.poll_frame(cx).map_err(Into::into),
            ContentProjection::Encoded { body } => body.as_mut().poll_frame(cx),
        }
    }
}
