//! One WebSocket connection: the resource that `websocket.ts` works on.
//!
//! Life: `op_websocket_open` → `op_websocket_connect` → `op_websocket_send` and
//! `op_websocket_receive` by turns → the closing handshake → `op_websocket_drop`. Dropping at any
//! point ends the connection. RFC 6455.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::rand;
use bytes::Bytes;
use http::header::{
    CONNECTION, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS,
    SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::{HeaderMap, Request, Response, StatusCode, Uri};
use http_body_util::Empty;
use hyper::body::Incoming as Body;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpFuture, OpResult, OpState, OpValue, Resource};

use super::frame::{Event, Incoming, Opcode, ReadError, close_payload, encode};
use crate::web::fetch::{Failure, UpgradeConnector};

/// The most bytes of one message that is received.
const MAX_MESSAGE: usize = 100 << 20;
/// The most bytes that wait to be sent; a connection that lags further behind is given up.
const MAX_BUFFERED: u64 = 64 << 20;
/// How long the server may take to answer the request for the upgrade.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(30);
/// How long the server may take to answer a close frame, with what it still had to say.
const CLOSE_LIMIT: Duration = Duration::from_secs(30);
/// RFC 6455, section 1.3.
const ACCEPT_SUFFIX: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

type Io = TokioIo<Upgraded>;
/// A frame, and what it counts for in `bufferedAmount`.
type Queued = (Vec<u8>, u64);

/// One connection, or what will become one.
struct Socket {
    dropped: CancellationToken,
    closing: CancellationToken,
    outgoing: RefCell<Option<mpsc::UnboundedSender<Queued>>>,
    incoming: RefCell<Option<Incoming<ReadHalf<Io>>>>,
    buffered: Rc<Cell<u64>>,
}

impl Resource for Socket {
    fn close(self: Rc<Self>) {
        self.dropped.cancel();
    }
}

impl Socket {
    /// Queues a frame; false when there is no connection or it lags too far behind.
    fn send(&self, opcode: Opcode, payload: &[u8]) -> bool {
        let mut mask = [0; 4];
        if rand::fill(&mut mask).is_err() {
            return false;
        }
        let counted = if matches!(opcode, Opcode::Text | Opcode::Binary) {
            payload.len() as u64
        } else {
            0
        };
        if self.buffered.get() + counted > MAX_BUFFERED {
            return false;
        }
        let Some(outgoing) = &*self.outgoing.borrow() else {
            return false;
        };
        self.buffered.set(self.buffered.get() + counted);
        outgoing
            .send((encode(opcode, payload, mask), counted))
            .is_ok()
    }

    /// Sends a close frame, once; nothing is sent after it.
    fn send_close(&self, code: Option<u16>, reason: &str) {
        if !self.closing.is_cancelled() {
            self.send(Opcode::Close, &close_payload(code, reason));
            self.outgoing.borrow_mut().take();
            self.closing.cancel();
        }
    }
}

fn socket(state: &OpState, args: &Args<'_, '_>) -> OpResult<Rc<Socket>> {
    state
        .resources
        .get(args.u32(0)?)
        .ok_or_else(|| JsError::new("the connection is dropped"))
}

/// `op_websocket_open()`: a connection that is yet to be made.
pub(super) fn op_websocket_open<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let id = state.resources.add(Socket {
        dropped: CancellationToken::new(),
        closing: CancellationToken::new(),
        outgoing: RefCell::new(None),
        incoming: RefCell::new(None),
        buffered: Rc::default(),
    });
    Ok(scope.number(f64::from(id)))
}

/// `op_websocket_connect(id, url, protocols, headers)`: the protocol that was chosen, or a failure.
///
/// The URL's scheme is `http` or `https`; `protocols` is a list with commas, or empty; `headers` is name and
/// value by turns, each ended by a line feed.
pub(super) fn op_websocket_connect<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let socket = socket(state, args)?;
    let (url, protocols) = (args.string(1)?, args.string(2)?);
    let prepared = request(&url, &protocols, &args.string(3)?).and_then(|(request, key)| {
        let connector = UpgradeConnector::of(state, request.uri())?;
        Ok((connector, request, key))
    });
    Ok(Box::pin(async move {
        let connected = tokio::select! {
            biased;
            () = socket.dropped.cancelled() => Err(Failure::closed()),
            connected = connect(prepared, &protocols) => connected,
        };
        Ok(match connected {
            Ok((protocol, upgraded)) => {
                begin(&socket, upgraded);
                OpValue::Object(vec![("protocol", OpValue::from(protocol))])
            }
            Err(failure) => OpValue::Object(vec![("failure", failure.into_value())]),
        })
    }))
}

type Prepared = (UpgradeConnector, Request<Empty<Bytes>>, String);

async fn connect(
    prepared: Result<Prepared, Failure>,
    protocols: &str,
) -> Result<(String, Upgraded), Failure> {
    let (connector, request, key) = prepared?;
    let response = timeout(HANDSHAKE_LIMIT, connector.send(request))
        .await
        .map_err(|_| Failure::headers_timeout())??;
    let protocol = check(&response, &key, protocols).map_err(refused)?;
    let upgraded = hyper::upgrade::on(response)
        .await
        .map_err(|error| Failure::of(&error))?;
    Ok((protocol, upgraded))
}

fn refused(why: String) -> Failure {
    Failure::new("Error", "ERR_WEBSOCKET_HANDSHAKE", why)
}

/// RFC 6455, section 4.1.
fn request(
    url: &str,
    protocols: &str,
    headers: &str,
) -> Result<(Request<Empty<Bytes>>, String), Failure> {
    let uri: Uri = url
        .parse()
        .map_err(|_| Failure::invalid(format!("invalid URL {url}")))?;
    let mut nonce = [0; 16];
    rand::fill(&mut nonce).map_err(|_| refused("no random bytes could be had".into()))?;
    let key = base64(&nonce);
    let mut request = Request::new(Empty::new());
    let map = request.headers_mut();
    let mut lines = headers.split('\n');
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        let invalid = || Failure::invalid(format!("invalid {name} header"));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
        map.append(
            name.clone(),
            HeaderValue::from_str(value).map_err(|_| invalid())?,
        );
    }
    let mut set = |name: HeaderName, value: &str| {
        let value = HeaderValue::from_str(value)
            .map_err(|_| Failure::invalid(format!("invalid {name} header")))?;
        map.insert(name, value);
        Ok(())
    };
    set(CONNECTION, "Upgrade")?;
    set(UPGRADE, "websocket")?;
    set(SEC_WEBSOCKET_VERSION, "13")?;
    set(SEC_WEBSOCKET_KEY, &key)?;
    if !protocols.is_empty() {
        set(SEC_WEBSOCKET_PROTOCOL, protocols)?;
    }
    *request.uri_mut() = uri;
    Ok((request, key))
}

/// The protocol the server chose, or why its answer is no handshake. RFC 6455, section 4.1.
fn check(response: &Response<Body>, key: &str, protocols: &str) -> Result<String, String> {
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(format!(
            "unexpected server response: {}",
            response.status().as_u16()
        ));
    }
    let headers = response.headers();
    if !has_token(headers, &UPGRADE, "websocket") || !has_token(headers, &CONNECTION, "upgrade") {
        return Err("the server did not upgrade to a WebSocket".into());
    }
    let accept = digest(
        &SHA1_FOR_LEGACY_USE_ONLY,
        format!("{key}{ACCEPT_SUFFIX}").as_bytes(),
    );
    if headers.get(SEC_WEBSOCKET_ACCEPT).map(HeaderValue::as_bytes)
        != Some(base64(accept.as_ref()).as_bytes())
    {
        return Err("invalid Sec-WebSocket-Accept header".into());
    }
    if headers.contains_key(SEC_WEBSOCKET_EXTENSIONS) {
        return Err("the server uses an extension that was not asked for".into());
    }
    let Some(chosen) = headers.get(SEC_WEBSOCKET_PROTOCOL) else {
        return Ok(String::new());
    };
    let chosen = chosen.to_str().unwrap_or_default();
    let asked = protocols.split(',').map(str::trim);
    if chosen.is_empty() || !asked.into_iter().any(|protocol| protocol == chosen) {
        return Err("the server chose a protocol that was not asked for".into());
    }
    Ok(chosen.to_owned())
}

fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| value.trim().eq_ignore_ascii_case(token))
}

/// Sixteen and twenty bytes in a connection's life.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0u32, |group, i| {
            group << 8 | u32::from(chunk.get(i).copied().unwrap_or(0))
        });
        for place in 0..4 {
            if place <= chunk.len() {
                let index = group >> (18 - 6 * place) & 63;
                text.push(char::from(ALPHABET[index as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

fn begin(socket: &Rc<Socket>, upgraded: Upgraded) {
    let (read, write) = tokio::io::split(TokioIo::new(upgraded));
    let (sender, receiver) = mpsc::unbounded_channel();
    *socket.outgoing.borrow_mut() = Some(sender);
    *socket.incoming.borrow_mut() = Some(Incoming::new(read, MAX_MESSAGE));
    let writing = write_all(write, receiver, Rc::clone(&socket.buffered));
    let dropped = socket.dropped.clone();
    tokio::task::spawn_local(async move {
        tokio::select! {
            () = dropped.cancelled() => {}
            () = writing => {}
        }
    });
}

/// Writes what is queued. When it fails, the reading side sees the end of the connection.
async fn write_all(
    mut write: WriteHalf<Io>,
    mut queue: mpsc::UnboundedReceiver<Queued>,
    buffered: Rc<Cell<u64>>,
) {
    while let Some((frame, counted)) = queue.recv().await {
        if write.write_all(&frame).await.is_err() {
            return;
        }
        buffered.set(buffered.get().saturating_sub(counted));
        if queue.is_empty() && write.flush().await.is_err() {
            return;
        }
    }
    // The closing handshake is over with this; whoever wants to hear no more cannot be told.
    let _ = write.flush().await;
}

/// `op_websocket_send(id, data)`: queues text or bytes; false when the connection is to be given up.
pub(super) fn op_websocket_send<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let socket = socket(state, args)?;
    let sent = if args.get(1).as_text(scope).is_some() {
        socket.send(Opcode::Text, args.string(1)?.as_bytes())
    } else {
        args.with_bytes(1, |bytes| socket.send(Opcode::Binary, bytes))?
    };
    Ok(scope.boolean(sent))
}

/// `op_websocket_buffered(id)`: bytes of messages that are queued and not yet written.
pub(super) fn op_websocket_buffered<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let buffered = socket(state, args)?.buffered.get();
    Ok(scope.number(buffered as f64))
}

/// `op_websocket_close(id, code, reason)`: begins the closing handshake; code 0 is none.
pub(super) fn op_websocket_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let code = u16::try_from(args.u32(1)?).ok().filter(|code| *code != 0);
    socket(state, args)?.send_close(code, &args.string(2)?);
    Ok(scope.undefined())
}

/// `op_websocket_receive(id)`: a message as text or bytes, or how the connection ended.
pub(super) fn op_websocket_receive<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let socket = socket(state, args)?;
    let incoming = socket.incoming.take();
    Ok(Box::pin(async move {
        let Some(mut incoming) = incoming else {
            return Ok(ended(1006, "", false, None));
        };
        let late = async {
            socket.closing.cancelled().await;
            tokio::time::sleep(CLOSE_LIMIT).await;
        };
        let event = tokio::select! {
            biased;
            () = socket.dropped.cancelled() => return Ok(ended(1006, "", false, None)),
            event = next(&socket, &mut incoming) => event,
            () = late => return Ok(ended(1006, "", false, None)),
        };
        Ok(match event {
            Ok(Event::Text(text)) => {
                *socket.incoming.borrow_mut() = Some(incoming);
                OpValue::String(text)
            }
            Ok(Event::Binary(bytes)) => {
                *socket.incoming.borrow_mut() = Some(incoming);
                OpValue::Bytes(bytes)
            }
            Ok(Event::Close(code, reason)) => {
                socket.send_close(code, "");
                ended(code.unwrap_or(1005), &reason, true, None)
            }
            // `next` answers these itself.
            Ok(Event::Ping(_) | Event::Pong) => ended(1006, "", false, None),
            Err(ReadError::Io(_)) => ended(1006, "", false, None),
            Err(ReadError::Protocol(code, what)) => {
                socket.send_close(Some(code), "");
                ended(1006, "", false, Some(what))
            }
        })
    }))
}

/// The next event that concerns JavaScript.
async fn next(socket: &Socket, incoming: &mut Incoming<ReadHalf<Io>>) -> Result<Event, ReadError> {
    loop {
        match incoming.next().await? {
            Event::Ping(payload) => {
                socket.send(Opcode::Pong, &payload);
            }
            Event::Pong => {}
            event => return Ok(event),
        }
    }
}

fn ended(code: u16, reason: &str, clean: bool, error: Option<&str>) -> OpValue {
    OpValue::Object(vec![
        ("code", OpValue::from(f64::from(code))),
        ("reason", OpValue::from(reason)),
        ("clean", OpValue::Bool(clean)),
        ("error", OpValue::from(error.map(str::to_owned))),
    ])
}

/// `op_websocket_drop(id)`: ends the connection, whatever its state. Dropping twice is fine.
pub(super) fn op_websocket_drop<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_rfc() {
        assert_eq!(base64(b"the sample nonce"), "dGhlIHNhbXBsZSBub25jZQ==");
        assert_eq!(base64(b"abcd"), "YWJjZA==");
        assert_eq!(base64(b"abcde"), "YWJjZGU=");
        assert_eq!(base64(b"abc"), "YWJj");
    }
}
