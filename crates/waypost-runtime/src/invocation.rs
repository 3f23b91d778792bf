//! One request from its arrival to its answer: the future that the server polls.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, Response};
use http_body::Body;
use tokio::time::{Instant, Sleep, sleep_until};
use waypost_builtins::RequestId;

use crate::answer::{Answer, AnswerBody, StreamGuard};
use crate::inbox::ArrivedBody;
use crate::limits::{BODY_PATIENCE, INLINE_BODY};
use crate::worker::Inner;

/// Who sent a request.
#[derive(Debug, Clone)]
pub struct Peer {
    pub(crate) address: Rc<str>,
    pub(crate) port: Rc<str>,
}

impl Peer {
    /// A peer by address and port. Made once per connection.
    pub fn new(address: &str, port: u16) -> Self {
        Self {
            address: address.into(),
            port: port.to_string().into(),
        }
    }
}

/// A routed request.
pub struct Arrival<B> {
    /// Index of the route in the manifest.
    pub route: usize,
    /// The decoded params as a JSON object; empty for a route without. A line feed and the query as another
    /// object follow when it was rewritten.
    pub params: String,
    /// The head.
    pub head: Parts,
    /// The body.
    pub body: B,
    /// Who sent it.
    pub peer: Peer,
}

/// The future of an answer. Dropping it before it is ready tells the handler that its client is
/// gone.
pub struct Invocation<B> {
    worker: Rc<Inner>,
    state: State<B>,
    /// `maxDuration` of the route, for those that have one.
    deadline: Option<Pin<Box<Sleep>>>,
}

#[expect(
    clippy::large_enum_variant,
    reason = "a connection has room for one; a box would be an allocation for each body"
)]
enum State<B> {
    Arriving(Arriving<B>),
    Waiting(RequestId),
    Done,
}

/// A request whose small body may already be there.
struct Arriving<B> {
    arrival: Arrival<B>,
    length: Option<u64>,
    read: Bytes,
    polls: u8,
}

impl<B> Invocation<B>
where
    B: Body<Data = Bytes> + Unpin + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    pub(crate) fn new(worker: Rc<Inner>, arrival: Arrival<B>) -> Self {
        let deadline = worker
            .route_limits(arrival.route)
            .max_duration
            .map(|limit| Box::pin(sleep_until(Instant::now() + limit)));
        let bodiless = arrival.body.is_end_stream();
        let mut invocation = Self {
            worker,
            state: State::Done,
            deadline,
        };
        let length = announced_length(&arrival.head.headers);
        if bodiless {
            let id = invocation.worker.requests.begin();
            invocation.enqueue(id, &arrival, ArrivedBody::None, length);
        } else {
            invocation.state = State::Arriving(Arriving {
                arrival,
                length,
                read: Bytes::new(),
                polls: 0,
            });
        }
        invocation
    }

    fn enqueue(
        &mut self,
        id: RequestId,
        arrival: &Arrival<B>,
        body: ArrivedBody,
        length: Option<u64>,
    ) {
        self.worker.enqueue(
            id,
            arrival.route,
            &arrival.head,
            &arrival.params,
            &arrival.peer,
            body,
            length,
        );
        self.state = State::Waiting(id);
    }

    /// Polls a body that is arriving. Ready when the request was handed on, or when the client
    /// broke off in the middle.
    fn poll_body(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ()>> {
        let State::Arriving(arriving) = &mut self.state else {
            return Poll::Ready(Ok(()));
        };
        match arriving.poll_inline(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Err(())) => {
                self.state = State::Done;
                return Poll::Ready(Err(()));
            }
            Poll::Ready(Ok(complete)) => {
                let State::Arriving(arriving) = std::mem::replace(&mut self.state, State::Done)
                else {
                    unreachable!("it was matched above");
                };
                self.hand_on(arriving, complete);
            }
        }
        Poll::Ready(Ok(()))
    }

    fn hand_on(&mut self, arriving: Arriving<B>, complete: bool) {
        let Arriving {
            arrival,
            length,
            read,
            ..
        } = arriving;
        let id = self.worker.requests.begin();
        if complete {
            let body = if is_text(&arrival.head.headers) {
                ArrivedBody::Text(read)
            } else {
                ArrivedBody::Bytes(read.into())
            };
            self.enqueue(id, &arrival, body, length);
            return;
        }
        let Arrival {
            route,
            params,
            head,
            body,
            peer,
        } = arrival;
        let body = http_body_util::BodyExt::map_err(body, Into::into);
        let limit = self.worker.route_limits(route).whole_body;
        let body_id = self.worker.bodies.add(read.into(), Box::pin(body), limit);
        self.worker.requests.set_body(id, body_id);
        let resource = ArrivedBody::Resource(body_id);
        self.worker
            .enqueue(id, route, &head, &params, &peer, resource, length);
        self.state = State::Waiting(id);
    }
}

impl<B> Arriving<B>
where
    B: Body<Data = Bytes> + Unpin,
{
    fn add(&mut self, data: Bytes) {
        if self.read.is_empty() {
            self.read = data;
            return;
        }
        let mut whole = BytesMut::from(std::mem::take(&mut self.read));
        whole.extend_from_slice(&data);
        self.read = whole.freeze();
    }

    /// Ready true when the body is complete, ready false when it should be streamed.
    fn poll_inline(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool, ()>> {
        let Some(length) = self.length.filter(|length| *length <= INLINE_BODY) else {
            return Poll::Ready(Ok(false));
        };
        loop {
            if self.read.len() as u64 >= length {
                return Poll::Ready(Ok(true));
            }
            match Pin::new(&mut self.arrival.body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        self.add(data);
                    }
                }
                Poll::Ready(None) => return Poll::Ready(Ok(true)),
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Err(())),
                Poll::Pending if self.polls >= BODY_PATIENCE => return Poll::Ready(Ok(false)),
                Poll::Pending => {
                    self.polls += 1;
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
        }
    }
}

impl<B> Future for Invocation<B>
where
    B: Body<Data = Bytes> + Unpin + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Output = Response<AnswerBody>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        match this.poll_body(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Err(())) => return Poll::Ready(this.bare(400)),
            Poll::Ready(Ok(())) => {}
        }
        let State::Waiting(id) = this.state else {
            return Poll::Ready(this.bare(500));
        };
        if let Some(answer) = this.worker.requests.poll_answer(id, cx.waker()) {
            this.state = State::Done;
            return Poll::Ready(this.deliver(id, answer));
        }
        if let Some(deadline) = &mut this.deadline
            && deadline.as_mut().poll(cx).is_ready()
        {
            this.worker.abandon(id);
            this.state = State::Done;
            return Poll::Ready(this.bare(504));
        }
        Poll::Pending
    }
}

impl<B> Invocation<B> {
    fn deliver(&self, id: RequestId, answer: Answer) -> Response<AnswerBody> {
        let streams = answer.stream();
        if streams.is_none() {
            self.worker.finish(id);
        }
        let worker = Rc::clone(&self.worker);
        answer.into_response(|| {
            StreamGuard::new(move || {
                let Some(stream) = streams else { return };
                if stream.is_ended() {
                    worker.finish(id);
                } else {
                    worker.abandon(id);
                }
                stream.close();
            })
        })
    }

    fn bare(&self, status: u16) -> Response<AnswerBody> {
        Answer::status(status).into_response(|| StreamGuard::new(|| {}))
    }
}

impl<B> Drop for Invocation<B> {
    fn drop(&mut self) {
        if let State::Waiting(id) = self.state {
            self.worker.abandon(id);
        }
    }
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether the body is text by its media type: it then crosses as a string.
fn is_text(headers: &HeaderMap) -> bool {
    let Some(media) = headers.get(CONTENT_TYPE) else {
        return false;
    };
    let media = media.as_bytes();
    let starts = |prefix: &[u8]| {
        media.len() >= prefix.len() && media[..prefix.len()].eq_ignore_ascii_case(prefix)
    };
    if media
        .windows(8)
        .any(|w| w.eq_ignore_ascii_case(b"charset="))
    {
        // Another character set than UTF-8 must reach the decoder as bytes.
        let utf8 = |w: &[u8]| w.eq_ignore_ascii_case(b"charset=utf-8");
        if !media.windows(13).any(utf8) {
            return false;
        }
    }
    starts(b"application/json") || starts(b"text/") || starts(b"application/x-www-form-urlencoded")
}
