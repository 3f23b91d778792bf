//! One request on the wire and its response: the resource that `fetch.ts` works on.
//!
//! Life: `op_fetch_open` → `op_fetch_send` (with `op_fetch_write` and `op_fetch_end` beside it
//! for a streamed body) → `op_fetch_read` until the end → `op_fetch_close`. Closing at any point
//! drops the connection if it is still busy.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, HeaderMap, HeaderName, HeaderValue, LOCATION};
use http::{Method, Request, Response, StatusCode, Uri};
use hyper::body::Incoming;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpFuture, OpResult, OpState, OpValue, Resource};

use crate::internal::turn::request_pieces;
use crate::pieces::{Next, PieceSource};

use super::client::{AnyClient, Clients, Upload, UploadFailed};
use super::decode::Download;
use super::failure::{Failure, other_side_closed};

/// How long a response's head may take (undici's `headersTimeout`).
const HEADERS_LIMIT: Duration = Duration::from_secs(300);
/// How long a response's body may pause (undici's `bodyTimeout`).
const BODY_LIMIT: Duration = Duration::from_secs(300);
/// How many written pieces wait for the network before a write has to.
const UPLOAD_PIECES: usize = 2;

/// One exchange.
struct Exchange {
    closed: CancellationToken,
    upload: RefCell<Option<mpsc::Sender<Result<Bytes, UploadFailed>>>>,
    /// What the request takes when it is sent.
    pieces: RefCell<Option<mpsc::Receiver<Result<Bytes, UploadFailed>>>>,
    download: RefCell<Option<Download>>,
}

impl Resource for Exchange {
    fn close(self: Rc<Self>) {
        self.closed.cancel();
    }
}

fn exchange(state: &OpState, args: &Args<'_, '_>) -> OpResult<Rc<Exchange>> {
    state.resources.get(args.u32(0)?).ok_or_else(closed)
}

fn closed() -> JsError {
    JsError::new("the exchange is closed")
}

/// `op_fetch_open(streams)`: a new exchange; `streams` when its body will be written in pieces.
pub(super) fn op_fetch_open<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (upload, pieces) = if args.boolean(0) {
        let (sender, receiver) = mpsc::channel(UPLOAD_PIECES);
        (Some(sender), Some(receiver))
    } else {
        (None, None)
    };
    let id = state.resources.add(Exchange {
        closed: CancellationToken::new(),
        upload: RefCell::new(upload),
        pieces: RefCell::new(pieces),
        download: RefCell::new(None),
    });
    Ok(scope.number(f64::from(id)))
}

/// `op_fetch_send(id, method, url, headers, body, decode)`: the response's head, or a failure.
///
/// `headers` is name and value by turns, each ended by a line feed; `body` is bytes or nothing.
pub(super) fn op_fetch_send<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let exchange = exchange(state, args)?;
    let body = if let Some(pieces) = exchange.pieces.borrow_mut().take() {
        Upload::Pieces(pieces)
    } else if args.get(4).is_undefined(scope) {
        Upload::Empty
    } else {
        Upload::Full(args.bytes(4)?.into())
    };
    let decode = args.boolean(5);
    let prepared =
        request(&args.string(1)?, &args.string(2)?, &args.string(3)?, body).and_then(|request| {
            let mut clients = state.borrow_mut::<Clients>();
            let client = clients.for_scheme(request.uri().scheme_str())?;
            Ok((client, request))
        });
    Ok(Box::pin(async move {
        let (client, request) = match prepared {
            Ok(prepared) => prepared,
            Err(failure) => return Ok(failed(failure)),
        };
        let answered = tokio::select! {
            biased;
            () = exchange.closed.cancelled() => Err(Failure::closed()),
            answered = send(&client, request, decode) => answered,
        };
        Ok(match answered {
            Ok((head, download)) => {
                *exchange.download.borrow_mut() = Some(download);
                head
            }
            Err(failure) => failed(failure),
        })
    }))
}

pub(super) async fn send(
    client: &AnyClient,
    request: Request<Upload>,
    decode: bool,
) -> Result<(OpValue, Download), Failure> {
    let is_head = request.method() == Method::HEAD;
    let response = timeout(HEADERS_LIMIT, client.send(request))
        .await
        .map_err(|_| Failure::headers_timeout())??;
    let head = describe(&response);
    let codings = if decode && !is_head && has_body(response.status()) {
        codings(response.headers())
    } else {
        Vec::new()
    };
    let codings: Vec<&str> = codings.iter().map(String::as_str).collect();
    let download = Download::new(response.into_body(), &codings)
        .await
        .map_err(|error| Failure::of(&error))?;
    Ok((head, download))
}

fn has_body(status: StatusCode) -> bool {
    !matches!(status.as_u16(), 101 | 103 | 204 | 205 | 304)
}

pub(super) fn request(
    method: &str,
    url: &str,
    headers: &str,
    body: Upload,
) -> Result<Request<Upload>, Failure> {
    let method = Method::from_bytes(method.as_bytes())
        .map_err(|_| Failure::invalid("invalid request method"))?;
    // The one character that URLs may have in their query and `http` does not take.
    let uri: Uri = url
        .replace('`', "%60")
        .parse()
        .map_err(|_| Failure::invalid(format!("invalid URL {url}")))?;
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    let mut lines = headers.split('\n');
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        let invalid = || Failure::invalid(format!("invalid {name} header"));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
        let value = HeaderValue::from_bytes(&latin1(value)).map_err(|_| invalid())?;
        request.headers_mut().append(name, value);
    }
    Ok(request)
}

/// Header values are bytes, of which JavaScript shows one character each.
fn latin1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect()
}

fn from_latin1(bytes: &[u8]) -> impl Iterator<Item = char> {
    bytes.iter().map(|&byte| char::from(byte))
}

/// What `fetch.ts` needs of a response's head.
fn describe(response: &Response<Incoming>) -> OpValue {
    let mut headers = String::new();
    for (name, value) in response.headers() {
        headers.push_str(name.as_str());
        headers.push('\n');
        headers.extend(from_latin1(value.as_bytes()));
        headers.push('\n');
    }
    let reason = response
        .extensions()
        .get::<hyper::ext::ReasonPhrase>()
        .map_or_else(
            || {
                let known = response.status().canonical_reason();
                // HTTP/2 has no reason phrases.
                let wanted = response.version() < http::Version::HTTP_2;
                known.filter(|_| wanted).unwrap_or_default().to_owned()
            },
            |phrase| from_latin1(phrase.as_bytes()).collect(),
        );
    let location = response
        .headers()
        .get(LOCATION)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    OpValue::Object(vec![
        (
            "status",
            OpValue::from(f64::from(response.status().as_u16())),
        ),
        ("statusText", OpValue::from(reason)),
        ("headers", OpValue::from(headers)),
        ("location", OpValue::from(location)),
    ])
}

/// The content codings in the order in which they were applied.
fn codings(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(CONTENT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !coding.is_empty())
        .collect()
}

fn failed(failure: Failure) -> OpValue {
    OpValue::Object(vec![("failure", failure.into_value())])
}

/// `op_fetch_write(id, bytes)`: true when the piece was taken, false when nobody wants more.
pub(super) fn op_fetch_write<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let exchange = exchange(state, args)?;
    let bytes = Bytes::from(args.bytes(1)?);
    state.pieces.given_away(scope, bytes.len());
    let upload = exchange.upload.borrow().clone();
    Ok(Box::pin(async move {
        let Some(upload) = upload else {
            return Ok(OpValue::Bool(false));
        };
        let sent = tokio::select! {
            biased;
            () = exchange.closed.cancelled() => false,
            sent = upload.send(Ok(bytes)) => sent.is_ok(),
        };
        Ok(OpValue::Bool(sent))
    }))
}

/// `op_fetch_move(id, fetched, source)`: writes what another exchange, or else a request body, still has to give. False
/// when nobody wants more, otherwise what the source ended with.
pub(super) fn op_fetch_move<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let exchange = exchange(state, args)?;
    let mut source = if args.boolean(1) {
        fetched_pieces(state, args.u32(2)?)?
    } else {
        request_pieces(state, args.u32(2)?)?
    };
    let upload = exchange.upload.borrow().clone();
    Ok(Box::pin(async move {
        let moving = async {
            loop {
                let sent = match (source.next().await?, &upload) {
                    (Err(end), _) => return Ok(end),
                    (Ok(piece), Some(upload)) => upload.send(Ok(piece)).await.is_ok(),
                    (Ok(_), None) => false,
                };
                if !sent {
                    return Ok(OpValue::Bool(false));
                }
            }
        };
        tokio::select! {
            biased;
            () = exchange.closed.cancelled() => Ok(OpValue::Bool(false)),
            moved = moving => moved,
        }
    }))
}

/// `op_fetch_end(id, failed)`: the streamed body is complete, or its source failed.
pub(super) fn op_fetch_end<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    // An exchange that is closed already has let go of its body.
    if let Ok(exchange) = exchange(state, args)
        && let Some(upload) = exchange.upload.take()
        && args.boolean(1)
    {
        // A full channel means that the connection is busy with earlier pieces.
        tokio::task::spawn_local(async move { upload.send(Err(UploadFailed)).await });
    }
    Ok(scope.undefined())
}

/// The pieces of a response's body, as long as nobody closes the exchange.
struct FetchedPieces {
    exchange: Rc<Exchange>,
    download: Option<Download>,
}

impl FetchedPieces {
    /// Takes the body; a second reader finds none.
    fn take(exchange: Rc<Exchange>) -> Self {
        let download = exchange.download.take();
        Self { exchange, download }
    }

    /// The next piece, or null at the end, or a failure.
    async fn read(&mut self) -> Result<Bytes, OpValue> {
        let Some(download) = &mut self.download else {
            return Err(OpValue::Null);
        };
        let read = tokio::select! {
            biased;
            () = self.exchange.closed.cancelled() => return Err(failed(Failure::closed())),
            read = timeout(BODY_LIMIT, download.read()) => read,
        };
        match read {
            Err(_) => Err(failed(Failure::body_timeout())),
            Ok(Ok(Some(piece))) => Ok(piece),
            Ok(Ok(None)) => Err(OpValue::Null),
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                Err(failed(other_side_closed()))
            }
            Ok(Err(error)) => Err(failed(Failure::of(&error))),
        }
    }
}

impl PieceSource for FetchedPieces {
    fn next(&mut self) -> Next<'_> {
        Box::pin(async move { Ok(self.read().await) })
    }
}

/// What the response of the exchange with this id still has to give, for who moves it on.
pub(crate) fn fetched_pieces(state: &OpState, id: u32) -> OpResult<Box<dyn PieceSource>> {
    let exchange = state.resources.get(id).ok_or_else(closed)?;
    Ok(Box::new(FetchedPieces::take(exchange)))
}

/// `op_fetch_read(id)`: the next piece of the response's body, null at its end, or a failure.
pub(super) fn op_fetch_read<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let mut pieces = FetchedPieces::take(exchange(state, args)?);
    Ok(Box::pin(async move {
        match pieces.read().await {
            Ok(piece) => {
                *pieces.exchange.download.borrow_mut() = pieces.download.take();
                Ok(OpValue::Bytes(piece.into()))
            }
            Err(end) => Ok(end),
        }
    }))
}

/// `op_fetch_close(id)`: nobody wants the rest of this exchange. Closing twice is fine.
pub(super) fn op_fetch_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}
