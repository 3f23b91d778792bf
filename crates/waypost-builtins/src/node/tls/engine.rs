//! One TLS connection without its socket.

use std::cell::RefCell;
use std::io::{Read as _, Write as _};
use std::rc::Rc;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{
    AlertDescription, ClientConnection, Connection, Error, HandshakeKind, InvalidMessage,
    PeerIncompatible, ProtocolVersion, ServerConnection,
};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpResult, OpState, Resource};

use super::context::{Context, context_error};
use super::verify::Verdict;
use crate::web::fetch::tls::failure;

/// The handshake is not over.
const HANDSHAKING: u32 = 1;
/// The peer has said that it sends no more.
const PEER_ENDED: u32 = 2;
/// How many bytes of keying material may be asked for.
const LARGEST_EXPORT: u32 = 65536;

struct Engine {
    connection: RefCell<Connection>,
    verdict: Verdict,
}

impl Resource for Engine {}

fn context(state: &OpState, args: &Args<'_, '_>) -> OpResult<Rc<Context>> {
    state
        .resources
        .get(args.u32(0)?)
        .ok_or_else(|| JsError::with_code("ERR_TLS_INVALID_CONTEXT", "the context is closed"))
}

fn engine(state: &OpState, args: &Args<'_, '_>) -> OpResult<Rc<Engine>> {
    state
        .resources
        .get(args.u32(0)?)
        .ok_or_else(|| JsError::with_code("ERR_SOCKET_CLOSED", "the connection is closed"))
}

/// Protocols for ALPN as TypeScript passes them: length-prefixed, as on the wire.
fn protocols(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut list = Vec::new();
    let mut rest = bytes;
    while let Some((&length, after)) = rest.split_first() {
        let Some((name, next)) = after.split_at_checked(usize::from(length)) else {
            break;
        };
        list.push(name.to_vec());
        rest = next;
    }
    list
}

fn opened<'s>(
    scope: &Scope<'s>,
    state: &OpState,
    mut connection: Connection,
    verdict: Verdict,
) -> Local<'s, Value> {
    // What is written at once is bounded by the stream in front of it.
    connection.set_buffer_limit(None);
    let engine = Engine {
        connection: RefCell::new(connection),
        verdict,
    };
    scope.number(f64::from(state.resources.add(engine)))
}

/// `op_tls_client(context, name, sendName, strict, protocols)`: the id of a client's side.
pub(super) fn op_tls_client<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let context = context(state, args)?;
    let name = args.string(1)?;
    let protocols = args.with_bytes(4, protocols)?;
    let parsed = ServerName::try_from(name);
    let send_name = args.boolean(2) && parsed.is_ok();
    // A name that cannot be sent does not stand in the way: it is checked by whoever verifies.
    let name =
        parsed.unwrap_or_else(|_| ServerName::IpAddress(std::net::Ipv4Addr::UNSPECIFIED.into()));
    let (config, verdict) = context.client(args.boolean(3), protocols, send_name)?;
    let connection = ClientConnection::new(Arc::new(config), name);
    let connection = connection.map_err(|error| context_error(&error))?;
    Ok(opened(scope, state, connection.into(), verdict))
}

/// `op_tls_server(context, ask, strict, protocols)`: the id of a server's side.
pub(super) fn op_tls_server<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let context = context(state, args)?;
    let protocols = args.with_bytes(3, protocols)?;
    let (config, verdict) = context.server(args.boolean(1), args.boolean(2), protocols)?;
    let connection = ServerConnection::new(Arc::new(config));
    let connection = connection.map_err(|error| context_error(&error))?;
    Ok(opened(scope, state, connection.into(), verdict))
}

/// What the engine wants sent.
fn outgoing(connection: &mut Connection) -> Vec<u8> {
    let mut bytes = Vec::new();
    while connection.wants_write() {
        // Memory takes everything.
        if connection.write_tls(&mut bytes).is_err() {
            break;
        }
    }
    bytes
}

/// Decrypts what arrived into `plain`; whether the peer has ended.
fn decrypt(
    connection: &mut Connection,
    mut arrived: &[u8],
    plain: &mut Vec<u8>,
) -> Result<bool, Error> {
    let mut has_ended = false;
    loop {
        let taken = connection
            .read_tls(&mut arrived)
            .map_err(|error| Error::General(error.to_string()))?;
        let outcome = connection.process_new_packets()?;
        has_ended |= outcome.peer_has_closed();
        let waiting = outcome.plaintext_bytes_to_read();
        if waiting > 0 {
            let start = plain.len();
            plain.resize(start + waiting, 0);
            connection
                .reader()
                .read_exact(&mut plain[start..])
                .map_err(|error| Error::General(error.to_string()))?;
        }
        if arrived.is_empty() || taken == 0 {
            return Ok(has_ended);
        }
    }
}

/// `op_tls_receive(id, bytes)`: `[plain, toSend, state, code, message]`. The first two are null
/// when there is nothing; the last two are null without an error.
pub(super) fn op_tls_receive<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let engine = engine(state, args)?;
    let mut connection = engine.connection.borrow_mut();
    let mut plain = Vec::new();
    let outcome = args.with_bytes(1, |bytes| decrypt(&mut connection, bytes, &mut plain))?;
    let to_send = outgoing(&mut connection);
    let mut bits = if connection.is_handshaking() {
        HANDSHAKING
    } else {
        0
    };
    let (mut code, mut message) = (scope.null(), scope.null());
    match outcome {
        Ok(has_ended) => bits |= if has_ended { PEER_ENDED } else { 0 },
        Err(error) => {
            let (name, text) = told(&error);
            (code, message) = (scope.string(name), scope.string(&text));
        }
    }
    let bytes = |bytes: Vec<u8>| match bytes.is_empty() {
        true => scope.null(),
        false => scope.uint8_array(bytes).into(),
    };
    let (plain, to_send) = (bytes(plain), bytes(to_send));
    let bits = scope.number(f64::from(bits));
    Ok(scope.array(&[plain, to_send, bits, code, message]).into())
}

/// An error in the words of OpenSSL, where Node.js programs look for them.
fn told(error: &Error) -> (&'static str, String) {
    match error {
        Error::InvalidCertificate(_) => {
            let failure = failure(error);
            (failure.code, failure.message)
        }
        Error::InvalidMessage(InvalidMessage::InvalidContentType)
        | Error::InvalidMessage(InvalidMessage::UnknownProtocolVersion) => (
            "ERR_SSL_WRONG_VERSION_NUMBER",
            "wrong version number".into(),
        ),
        Error::PeerIncompatible(PeerIncompatible::NoCipherSuitesInCommon) => {
            ("ERR_SSL_NO_SHARED_CIPHER", "no shared cipher".into())
        }
        Error::NoApplicationProtocol => (
            "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
            "no application protocol".into(),
        ),
        Error::NoCertificatesPresented => (
            "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE",
            "peer did not return a certificate".into(),
        ),
        Error::AlertReceived(alert) => alerted(*alert),
        other => ("ERR_SSL_HANDSHAKE_FAILURE", other.to_string()),
    }
}

fn alerted(alert: AlertDescription) -> (&'static str, String) {
    use AlertDescription as Alert;
    let (code, text) = match alert {
        Alert::HandshakeFailure => (
            "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
            "ssl/tls alert handshake failure",
        ),
        Alert::ProtocolVersion => (
            "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
            "tlsv1 alert protocol version",
        ),
        Alert::UnknownCA => ("ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "tlsv1 alert unknown ca"),
        Alert::BadCertificate => (
            "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
            "ssl/tls alert bad certificate",
        ),
        Alert::CertificateRequired => (
            "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
            "tlsv13 alert certificate required",
        ),
        Alert::UnrecognisedName => ("ERR_SSL_TLSV1_UNRECOGNIZED_NAME", "tlsv1 unrecognized name"),
        Alert::NoApplicationProtocol => (
            "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
            "tlsv1 alert no application protocol",
        ),
        Alert::InternalError => (
            "ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR",
            "tlsv1 alert internal error",
        ),
        _ => ("ERR_SSL_TLS_ALERT", ""),
    };
    if text.is_empty() {
        return (code, format!("tls alert {alert:?}"));
    }
    (code, text.to_owned())
}

/// `op_tls_send(id, bytes)`: what is to be sent for these bytes; with none, what the engine has
/// to say by itself, such as the first words of a handshake.
pub(super) fn op_tls_send<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let engine = engine(state, args)?;
    let mut connection = engine.connection.borrow_mut();
    let written = args.with_bytes(1, |bytes| connection.writer().write_all(bytes))?;
    written.map_err(|error| JsError::with_code("EPIPE", error))?;
    Ok(scope.uint8_array(outgoing(&mut connection)).into())
}

/// `op_tls_end(id)`: the farewell to be sent.
pub(super) fn op_tls_end<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let engine = engine(state, args)?;
    let mut connection = engine.connection.borrow_mut();
    connection.send_close_notify();
    Ok(scope.uint8_array(outgoing(&mut connection)).into())
}

/// `op_tls_details(id)`: protocol, cipher, ALPN, the name a client asked for, whether the session
/// was resumed, code and message of the verdict, then the peer's certificates.
pub(super) fn op_tls_details<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let engine = engine(state, args)?;
    let connection = engine.connection.borrow();
    let text = |text: Option<String>| text.map_or_else(|| scope.null(), |text| scope.string(&text));
    let protocol = connection.protocol_version().map(|version| {
        let name = match version {
            ProtocolVersion::TLSv1_3 => "TLSv1.3",
            _ => "TLSv1.2",
        };
        name.to_owned()
    });
    let cipher = connection.negotiated_cipher_suite();
    let cipher = cipher.and_then(|suite| suite.suite().as_str().map(str::to_owned));
    let alpn = connection
        .alpn_protocol()
        .map(|name| String::from_utf8_lossy(name).into_owned());
    let asked = match &*connection {
        Connection::Server(server) => server.server_name().map(str::to_owned),
        Connection::Client(_) => None,
    };
    let is_resumed = connection.handshake_kind() == Some(HandshakeKind::Resumed);
    let (code, message) = match engine.verdict.get() {
        Some((code, message)) => (scope.string(code), scope.string(&message)),
        None => (scope.null(), scope.null()),
    };
    let array = scope.array(&[
        text(protocol),
        text(cipher),
        text(alpn),
        text(asked),
        scope.boolean(is_resumed),
        code,
        message,
    ]);
    for (index, certificate) in connection
        .peer_certificates()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let bytes = scope.uint8_array(certificate.to_vec());
        array
            .set_index(scope, 7 + index as u32, bytes)
            .map_err(|_| JsError::new("out of memory while building an array"))?;
    }
    Ok(array.into())
}

/// `op_tls_export(id, length, label, context)`: keying material (RFC 5705); context may be null.
pub(super) fn op_tls_export<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let engine = engine(state, args)?;
    let length = args.u32(1)?.min(LARGEST_EXPORT);
    let label = args.string(2)?;
    let context = if args.get(3).is_nullish(scope) {
        None
    } else {
        Some(args.bytes(3)?)
    };
    let connection = engine.connection.borrow();
    let material = vec![0; length as usize];
    let material = connection
        .export_keying_material(material, label.as_bytes(), context.as_deref())
        .map_err(|error| JsError::with_code("ERR_CRYPTO_OPERATION_FAILED", error))?;
    Ok(scope.uint8_array(material).into())
}

/// `op_tls_close(id)`: drops a connection or a context. Closing twice is fine.
pub(super) fn op_tls_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}

#[cfg(test)]
mod tests {
    use super::protocols;

    #[test]
    fn protocols_are_read_within_their_bytes() {
        assert_eq!(protocols(b"\x02h2\x08http/1.1"), [&b"h2"[..], b"http/1.1"]);
        assert_eq!(protocols(b"\x05h2"), Vec::<Vec<u8>>::new());
        assert!(protocols(b"").is_empty());
    }
}
