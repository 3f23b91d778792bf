//! Requests that a poisoned VM had not started: they are taken out of the inbox as they came, so
//! that another worker can answer them.

use std::rc::Rc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use hyper::ext::ReasonPhrase;
use waypost_builtins::RequestId;

use crate::answer::{Answer, AnswerContent, AnswerStream, BodyCut};
use crate::body::{ArrivingBody, Bodies};
use crate::inbox::{Inbox, Packed, Text};
use crate::requests::Requests;
use crate::shared::{METHODS, REQUEST_CELLS, request, request_body};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A request that was not started, and the place where its answer is waited for.
pub struct NotStarted {
    id: RequestId,
    requests: Rc<Requests>,
    /// The request, its body without what was never read by anyone.
    pub request: Request<()>,
    body: HandedBody,
}

enum HandedBody {
    Complete(Bytes),
    Arriving(Rc<ArrivingBody>),
}

impl NotStarted {
    pub(crate) fn id(&self) -> RequestId {
        self.id
    }

    /// The next piece of the request's body; an error when the client broke off in the middle.
    pub async fn read_body(&mut self) -> Option<Result<Bytes, BodyCut>> {
        match &mut self.body {
            HandedBody::Complete(bytes) if bytes.is_empty() => None,
            HandedBody::Complete(bytes) => Some(Ok(std::mem::take(bytes))),
            HandedBody::Arriving(body) => body.read().await.map_err(|_| BodyCut).transpose(),
        }
    }

    /// Begins the answer with another worker's head; its body follows through the writer.
    pub fn begin_answer(&self, head: &Response<()>) -> AnswerWriter {
        let stream = Rc::new(AnswerStream::default());
        let mut lines = Vec::new();
        for (name, value) in head.headers() {
            // The framing is decided anew.
            if matches!(
                name.as_str(),
                "content-length" | "transfer-encoding" | "connection" | "keep-alive" | "date"
            ) {
                continue;
            }
            lines.extend_from_slice(name.as_str().as_bytes());
            lines.push(b'\n');
            // The other worker has written them as they are sent.
            lines.extend_from_slice(value.as_bytes());
            lines.push(b'\n');
        }
        if let Some(reason) = head.extensions().get::<ReasonPhrase>() {
            lines.extend_from_slice(b":reason\n");
            widen(reason.as_bytes(), &mut lines);
            lines.push(b'\n');
        }
        let answer = Answer {
            status: head.status().as_u16(),
            content_type: 0,
            head: lines.into(),
            body: AnswerContent::Stream(Rc::clone(&stream)),
        };
        // Nobody waits any more when the client has left: the writer then finds the stream closed.
        if !self.requests.answer(self.id, answer) {
            stream.close();
        }
        AnswerWriter(stream)
    }

    /// No worker could take the request.
    pub fn refuse(&self) {
        self.requests.answer(self.id, Answer::status(503));
    }
}

/// Writes the body of a handed-over answer.
pub struct AnswerWriter(Rc<AnswerStream>);

impl AnswerWriter {
    /// Queues a piece and waits for a slow reader. False when the reader is gone.
    pub async fn write(&self, piece: Bytes) -> bool {
        self.0.write(piece);
        std::future::poll_fn(|cx| self.0.poll_writable(cx)).await
    }

    /// Ends the body: complete, or cut.
    pub fn end(self, failed: bool) {
        self.0.end(failed);
    }
}

/// Takes those requests of an inbox whose client still waits.
pub(crate) fn take(
    inbox: &Inbox,
    packed: &[Packed],
    requests: &Rc<Requests>,
    bodies: &Bodies,
) -> Vec<NotStarted> {
    packed
        .iter()
        .filter_map(|packed| unpack(inbox, packed, requests, bodies))
        .collect()
}

fn unpack(
    inbox: &Inbox,
    packed: &Packed,
    requests: &Rc<Requests>,
    bodies: &Bodies,
) -> Option<NotStarted> {
    let cells = &packed.cells;
    let id = RequestId {
        slot: cells[request::SLOT] as u32,
        generation: cells[request::GENERATION] as u32,
    };
    if !requests.is_live(id) {
        return None;
    }
    let text = inbox.text(packed);
    let part = |from: usize, to: usize| text.part(cells[from], cells[to]);
    let head = part(request::HEADERS, request::BODY_TEXT).latin1();
    let mut lines = head.split(|byte| *byte == b'\n');
    let own_method = lines.next()?;
    let address = lines.next()?;
    let _port = lines.next()?;
    let method = usize::try_from(cells[request::METHOD])
        .ok()
        .and_then(|code| METHODS.get(code))
        .map_or(own_method, |name| name.as_bytes());
    let mut built = Request::builder()
        .method(method)
        .uri(part(request::URL, request::PARAMS).latin1());
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        let name = HeaderName::from_bytes(name).ok()?;
        built = built.header(name, HeaderValue::from_bytes(value).ok()?);
    }
    // The other worker sees a connection from this machine, which must not pass for the client.
    if built.headers_ref()?.get(FORWARDED_FOR).is_none() {
        built = built.header(FORWARDED_FOR, HeaderValue::from_bytes(address).ok()?);
    }
    Some(NotStarted {
        id,
        requests: Rc::clone(requests),
        request: built.body(()).ok()?,
        body: body(inbox, cells, bodies, part(request::BODY_TEXT, request::END))?,
    })
}

fn body(
    inbox: &Inbox,
    cells: &[i32; REQUEST_CELLS],
    bodies: &Bodies,
    text: Text<'_>,
) -> Option<HandedBody> {
    let value = cells[request::BODY_VALUE];
    Some(match cells[request::BODY] {
        request_body::TEXT => HandedBody::Complete(text.to_string().into()),
        request_body::BYTES => {
            let bytes = inbox.attachments.get(usize::try_from(value).ok()?)?;
            HandedBody::Complete(bytes.clone().into())
        }
        request_body::RESOURCE => HandedBody::Arriving(bodies.get(value as u32)?),
        _ => HandedBody::Complete(Bytes::new()),
    })
}

/// Head lines of an answer are UTF-8 of byte strings.
fn widen(bytes: &[u8], lines: &mut Vec<u8>) {
    let mut utf8 = [0; 2];
    for byte in bytes {
        lines.extend_from_slice(char::from(*byte).encode_utf8(&mut utf8).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::StreamGuard;
    use crate::inbox::ArrivedBody;
    use crate::invocation::Peer;

    #[test]
    fn a_request_comes_out_as_it_went_in() {
        let requests = Rc::new(Requests::default());
        let bodies = Bodies::default();
        let mut inbox = Inbox::default();
        let id = requests.begin();
        let head = Request::builder()
            .method("POST")
            .uri("/api/x?y=1")
            .header("x-a", "caf\u{e9}")
            .body(())
            .expect("a valid request")
            .into_parts()
            .0;
        let peer = Peer::new("127.0.0.1", 9);
        let body = ArrivedBody::Text("{\"\u{20ac}\":1}".into());
        inbox.push(id, 0, &head, "", &peer, body, Some(9));
        let taken = take(&inbox, &inbox.requests, &requests, &bodies);
        let [one] = taken.as_slice() else {
            panic!("one request was taken");
        };
        assert_eq!(one.request.method(), "POST");
        assert_eq!(one.request.uri(), "/api/x?y=1");
        assert_eq!(one.request.headers()["x-a"], head.headers["x-a"]);
        assert_eq!(one.request.headers()["x-forwarded-for"], "127.0.0.1");
        let HandedBody::Complete(bytes) = &one.body else {
            panic!("the body is complete");
        };
        assert_eq!(bytes, "{\"\u{20ac}\":1}".as_bytes());
    }

    #[test]
    fn the_head_of_the_answer_comes_through_byte_by_byte() {
        let requests = Rc::new(Requests::default());
        let id = requests.begin();
        let request = NotStarted {
            id,
            requests: Rc::clone(&requests),
            request: Request::new(()),
            body: HandedBody::Complete(Bytes::new()),
        };
        let value = HeaderValue::from_bytes(b"caf\xe9").expect("a valid value");
        let mut head = Response::builder().status(418).header("x-a", &value);
        let extensions = head.extensions_mut().expect("nothing failed yet");
        extensions.insert(ReasonPhrase::from_static(b"Teapot"));
        let writer = request.begin_answer(&head.body(()).expect("a valid head"));
        writer.end(false);
        let answer = requests.poll_answer(id, std::task::Waker::noop());
        let answer = answer.expect("the answer is there");
        let response = answer.into_response(|| StreamGuard::new(|| {}));
        assert_eq!(response.headers()["x-a"], value);
        let reason = response.extensions().get::<ReasonPhrase>();
        assert_eq!(reason.map(ReasonPhrase::as_bytes), Some(&b"Teapot"[..]));
    }

    #[test]
    fn a_request_whose_client_left_is_not_taken() {
        let requests = Rc::new(Requests::default());
        let mut inbox = Inbox::default();
        let id = requests.begin();
        let head = Request::builder().body(()).expect("valid").into_parts().0;
        let peer = Peer::new("127.0.0.1", 9);
        inbox.push(id, 0, &head, "", &peer, ArrivedBody::None, None);
        requests.end(id);
        assert!(take(&inbox, &inbox.requests, &requests, &Bodies::default()).is_empty());
    }

    /// A client that breaks off after what has been read.
    struct BrokenOff;

    impl http_body::Body for BrokenOff {
        type Data = Bytes;
        type Error = Box<dyn std::error::Error + Send + Sync>;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _cx: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
            std::task::Poll::Ready(Some(Err("the connection is gone".into())))
        }
    }

    #[test]
    fn a_body_that_broke_off_does_not_pass_for_complete() {
        let requests = Rc::new(Requests::default());
        let bodies = Bodies::default();
        let body = bodies.add(b"half".to_vec(), Box::pin(BrokenOff), 1024);
        let mut request = NotStarted {
            id: requests.begin(),
            requests,
            request: Request::new(()),
            body: HandedBody::Arriving(bodies.get(body).expect("it was added")),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.expect("a runtime").block_on(async {
            let half = request.read_body().await;
            assert!(matches!(half, Some(Ok(bytes)) if bytes == "half"));
            assert!(matches!(request.read_body().await, Some(Err(_))));
        });
    }
}
