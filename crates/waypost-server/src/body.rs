//! The body of any answer: ours, a file's, or what the dispatch gave.

use crate::public::FileBody;
use crate::slot::Slot;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

pub(crate) type BodyError = Box<dyn Error + Send + Sync>;

pin_project! {
    #[project = ContentProjection]
    pub(crate) enum Content<B> {
        Empty,
        Whole { bytes: Bytes },
        File { file: FileBody },
        Dispatched { #[pin] body: B },
    }
}

pin_project! {
    /// Holds the request's slot until the last byte is handed over or the client is gone.
    pub(crate) struct AnswerBody<B> {
        #[pin]
        content: Content<B>,
        slot: Slot,
    }
}

impl<B> AnswerBody<B> {
    pub(crate) fn new(content: Content<B>, slot: Slot) -> Self {
        Self { content, slot }
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
        match self.project().content.project() {
            ContentProjection::Empty => Poll::Ready(None),
            ContentProjection::Whole { bytes } if bytes.is_empty() => Poll::Ready(None),
            ContentProjection::Whole { bytes } => {
                Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes)))))
            }
            ContentProjection::File { file } => file
                .poll_frame(cx)
                .map_err(|err| Box::new(err) as BodyError),
            ContentProjection::Dispatched { body } => body.poll_frame(cx).map_err(Into::into),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Empty => true,
            Content::Whole { bytes } => bytes.is_empty(),
            Content::File { file } => file.left() == 0,
            Content::Dispatched { body } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.content.size_hint()
    }
}

impl<B: Body> Content<B> {
    pub(crate) fn size_hint(&self) -> SizeHint {
        match self {
            Self::Empty => SizeHint::with_exact(0),
            Self::Whole { bytes } => SizeHint::with_exact(bytes.len() as u64),
            Self::File { file } => SizeHint::with_exact(file.left()),
            Self::Dispatched { body } => body.size_hint(),
        }
    }
}
