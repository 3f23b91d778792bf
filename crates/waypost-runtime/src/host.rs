//! What the ops of `internal/turn` reach: request bodies and answers in pieces.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;

use bytes::Bytes;
use waypost_builtins::{AnswerHost, BodyPiece, RequestId, WholeBody};

use crate::body::{Bodies, client_gone};
use crate::requests::Requests;

/// The runtime's side of the ops.
pub(crate) struct Host {
    pub(crate) requests: Rc<Requests>,
    pub(crate) bodies: Rc<Bodies>,
}

impl AnswerHost for Host {
    fn read_body(&self, id: u32, bounded: bool) -> BodyPiece {
        let body = self.bodies.get(id);
        Box::pin(async move {
            match body {
                Some(body) if bounded => body.read_bounded().await,
                Some(body) => body.read().await,
                None => Err(client_gone()),
            }
        })
    }

    fn read_whole_body(&self, id: u32) -> WholeBody {
        let body = self.bodies.get(id);
        Box::pin(async move { body.ok_or_else(client_gone)?.read_whole().await })
    }

    fn close_body(&self, id: u32) {
        self.bodies.close(id);
    }

    fn write_answer(&self, request: RequestId, piece: Bytes) -> bool {
        self.requests
            .stream(request)
            .is_some_and(|stream| stream.write(piece))
    }

    fn answer_ready(&self, request: RequestId) -> Pin<Box<dyn Future<Output = bool>>> {
        let stream = self.requests.stream(request);
        Box::pin(async move {
            match stream {
                Some(stream) => poll_fn(|cx| stream.poll_writable(cx)).await,
                None => false,
            }
        })
    }

    fn end_answer(&self, request: RequestId, failed: bool) {
        if let Some(stream) = self.requests.stream(request) {
            stream.end(failed);
        }
    }
}
