//! A body that is encoded while it is sent.

use super::Coding;
use super::encoder::Encoder;
use crate::body::{BodyError, Content};
use bytes::Bytes;
use http_body::{Body, Frame};
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Bytes that are encoded in one go: about a millisecond. Then other connections have their turn.
const PIECE: usize = 32 * 1024;

pin_project! {
    pub(crate) struct Encoded<B> {
        #[pin]
        content: Content<B>,
        encoder: Encoder,
        // Not encoded yet.
        rest: Bytes,
        is_stream: bool,
        is_over: bool,
        has_paused: bool,
    }
}

impl<B> Encoded<B> {
    /// `is_stream`: pieces are sent on as they come.
    pub(super) fn new(content: Content<B>, coding: Coding, is_stream: bool) -> Self {
        Self {
            content,
            encoder: Encoder::new(coding),
            rest: Bytes::new(),
            is_stream,
            is_over: false,
            has_paused: false,
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }
}

impl<B> Encoded<B>
where
    B: Body<Data = Bytes, Error: Into<BodyError>>,
{
    pub(crate) fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let mut this = self.project();
        loop {
            if *this.is_over {
                return Poll::Ready(None);
            }
            if this.rest.is_empty() {
                match ready!(this.content.as_mut().poll_frame(cx)?) {
                    None => {
                        *this.is_over = true;
                        return Poll::Ready(Some(Ok(Frame::data(this.encoder.finish()))));
                    }
                    // Trailers of a body that is encoded say nothing of it.
                    Some(frame) => *this.rest = frame.into_data().unwrap_or_default(),
                }
                continue;
            }
            if this.rest.len() > PIECE && !std::mem::replace(this.has_paused, true) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            *this.has_paused = false;
            let piece = this.rest.split_to(this.rest.len().min(PIECE));
            let is_last = this.rest.is_empty();
            let encoded = this.encoder.write(&piece, *this.is_stream && is_last);
            if !encoded.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(encoded))));
            }
        }
    }
}
