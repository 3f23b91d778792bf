//! Request bodies that are still arriving, as JavaScript reads them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::error::Error;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;

use bytes::Bytes;
use http_body::Body;
use waypost_ops::{JsError, OpResult, PropValue};

use crate::limits::BODY_PIECE;

/// A body of any kind. Only bodies that do not cross with their head are boxed.
pub(crate) type DynBody = Pin<Box<dyn Body<Data = Bytes, Error = Box<dyn Error + Send + Sync>>>>;

/// The bodies of one worker that are still arriving, by id.
#[derive(Default)]
pub(crate) struct Bodies {
    open: RefCell<HashMap<u32, Rc<ArrivingBody>>>,
    last: RefCell<u32>,
}

impl Bodies {
    /// Takes a body, with what was already read of it; `limit` bounds it when it is read whole.
    pub(crate) fn add(&self, prefix: Vec<u8>, body: DynBody, limit: usize) -> u32 {
        let mut last = self.last.borrow_mut();
        let mut open = self.open.borrow_mut();
        loop {
            *last = last.wrapping_add(1) & 0x7fff_ffff;
            if !open.contains_key(&last) {
                break;
            }
        }
        open.insert(*last, Rc::new(ArrivingBody::new(prefix, body, limit)));
        *last
    }

    pub(crate) fn get(&self, id: u32) -> Option<Rc<ArrivingBody>> {
        self.open.borrow().get(&id).cloned()
    }

    pub(crate) fn close(&self, id: u32) {
        self.open.borrow_mut().remove(&id);
    }
}

/// One body that is still arriving.
pub(crate) struct ArrivingBody {
    /// What arrived already: with the head, or behind the last piece.
    rest: RefCell<Bytes>,
    body: RefCell<Option<DynBody>>,
    limit: usize,
    /// What was read of it against the limit.
    taken: Cell<usize>,
}

impl ArrivingBody {
    fn new(prefix: Vec<u8>, body: DynBody, limit: usize) -> Self {
        Self {
            limit,
            taken: Cell::new(0),
            rest: RefCell::new(prefix.into()),
            body: RefCell::new(Some(body)),
        }
    }

    /// The next piece, of at most [`BODY_PIECE`] bytes, or `None` at the end.
    pub(crate) async fn read(&self) -> OpResult<Option<Bytes>> {
        let rest = std::mem::take(&mut *self.rest.borrow_mut());
        if !rest.is_empty() {
            return Ok(Some(self.piece_of(rest)));
        }
        self.read_frame()
            .await
            .map(|data| data.map(|data| self.piece_of(data)))
    }

    /// The first bytes of `data`; what is more is kept for the next time.
    fn piece_of(&self, mut data: Bytes) -> Bytes {
        let piece = data.split_to(data.len().min(BODY_PIECE));
        *self.rest.borrow_mut() = data;
        piece
    }

    /// The next frame with bytes, or `None` at the end.
    async fn read_frame(&self) -> OpResult<Option<Bytes>> {
        loop {
            let frame = poll_fn(|cx| match &mut *self.body.borrow_mut() {
                Some(body) => body.as_mut().poll_frame(cx),
                None => std::task::Poll::Ready(None),
            })
            .await;
            match frame {
                None => {
                    self.body.borrow_mut().take();
                    return Ok(None);
                }
                Some(Err(_)) => {
                    self.body.borrow_mut().take();
                    return Err(client_gone());
                }
                Some(Ok(frame)) => {
                    // Trailers carry nothing that a handler can read.
                    if let Ok(data) = frame.into_data()
                        && !data.is_empty()
                    {
                        return Ok(Some(data));
                    }
                }
            }
        }
    }

    /// Nothing more is read.
    fn stop(&self) {
        self.body.borrow_mut().take();
        self.rest.borrow_mut().clear();
    }

    /// The next piece, while all of them together are within the limit of the route.
    pub(crate) async fn read_bounded(&self) -> OpResult<Option<Bytes>> {
        let piece = self.read().await?;
        let taken = self.taken.get() + piece.as_ref().map_or(0, Bytes::len);
        if taken > self.limit {
            self.stop();
            return Err(too_large(self.limit));
        }
        self.taken.set(taken);
        Ok(piece)
    }

    /// Everything, up to the limit of the route.
    pub(crate) async fn read_whole(&self) -> OpResult<Vec<u8>> {
        let limit = self.limit;
        let mut whole = Vec::new();
        while let Some(piece) = self.read().await? {
            if whole.len() + piece.len() > limit {
                self.stop();
                return Err(too_large(limit));
            }
            if whole.is_empty() {
                whole = piece.into();
            } else {
                whole.extend_from_slice(&piece);
            }
        }
        Ok(whole)
    }
}

/// A body whose client broke off, or whose request is over: never an end, which would pass for the whole.
pub(crate) fn client_gone() -> JsError {
    JsError::with_code("ECONNRESET", "aborted")
}

/// Uncaught, it is answered with its status instead of 500, and with the text that a route of `pages/api` answers.
fn too_large(limit: usize) -> JsError {
    JsError::with_code(
        "ERR_BODY_TOO_LARGE",
        format!("the request body is larger than the {limit} bytes that are read whole; read request.body as a stream, or raise \"max_body\" in waypost.toml"),
    )
    .prop("waypostStatus", PropValue::Number(413.0))
    .prop(
        "waypostText",
        PropValue::String(format!("Body exceeded {} limit", size(limit))),
    )
}

/// A size as `bodyParser.sizeLimit` is written, and as Next.js answers it.
fn size(bytes: usize) -> String {
    match bytes {
        0 => "0b".to_owned(),
        bytes if bytes.is_multiple_of(1 << 20) => format!("{}mb", bytes >> 20),
        bytes if bytes.is_multiple_of(1 << 10) => format!("{}kb", bytes >> 10),
        bytes => format!("{bytes}b"),
    }
}
