//! Why an exchange failed, in the words that Node.js programs look for.
//!
//! A failure is data, not an exception: TypeScript makes the error object, so that its stack and
//! class are those of the caller.

use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;

use waypost_ops::OpValue;

/// One failure, ready to become the `cause` of `TypeError: fetch failed`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Failure {
    /// The class: `Error`, or one of undici's names.
    pub(super) name: &'static str,
    pub(crate) message: String,
    pub(crate) code: &'static str,
    pub(super) errno: Option<i32>,
    pub(super) syscall: Option<&'static str>,
    pub(super) address: Option<SocketAddr>,
    pub(super) hostname: Option<String>,
    /// The attempts, when several addresses were tried.
    pub(super) attempts: Vec<Failure>,
}

/// What libuv calls the failures of name resolution; they have no number of the system's own.
const EAI_AGAIN: i32 = -3001;
const ENOTFOUND: i32 = -3008;

impl Failure {
    pub(crate) fn new(name: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            name,
            code,
            message: message.into(),
            ..Self::default()
        }
    }

    /// The name did not resolve.
    pub(super) fn lookup(host: &str, error: &io::Error) -> Self {
        let temporary = error.to_string().contains("emporary failure");
        let (code, errno) = if temporary {
            ("EAI_AGAIN", EAI_AGAIN)
        } else {
            ("ENOTFOUND", ENOTFOUND)
        };
        Self {
            errno: Some(errno),
            syscall: Some("getaddrinfo"),
            hostname: Some(host.to_owned()),
            ..Self::new("Error", code, format!("getaddrinfo {code} {host}"))
        }
    }

    /// An address did not accept the connection.
    pub(super) fn connect(address: SocketAddr, error: &io::Error) -> Self {
        let code = code_of(error);
        Self {
            errno: error.raw_os_error().map(|number| -number),
            syscall: Some("connect"),
            address: Some(address),
            ..Self::new("Error", code, format!("connect {code} {address}"))
        }
    }

    /// No address accepted the connection: the one failure, or all of them.
    pub(super) fn attempts(mut failures: Vec<Failure>) -> Self {
        if failures.len() == 1 {
            return failures.remove(0);
        }
        let code = failures.first().map_or("ENOTFOUND", |first| first.code);
        Self {
            attempts: failures,
            ..Self::new("AggregateError", code, "")
        }
    }

    /// No connection was made in time.
    pub(super) fn connect_timeout(host: &str, milliseconds: u128) -> Self {
        Self::new(
            "ConnectTimeoutError",
            "UND_ERR_CONNECT_TIMEOUT",
            format!("Connect Timeout Error (attempted address: {host}, timeout: {milliseconds}ms)"),
        )
    }

    /// The response's head did not come in time.
    pub(crate) fn headers_timeout() -> Self {
        Self::new(
            "HeadersTimeoutError",
            "UND_ERR_HEADERS_TIMEOUT",
            "Headers Timeout Error",
        )
    }

    /// The response's body paused too long.
    pub(super) fn body_timeout() -> Self {
        Self::new(
            "BodyTimeoutError",
            "UND_ERR_BODY_TIMEOUT",
            "Body Timeout Error",
        )
    }

    /// The exchange was closed from JavaScript: nobody looks at this one.
    pub(crate) fn closed() -> Self {
        Self::new("AbortError", "ABORT_ERR", "This operation was aborted")
    }

    /// An input that hyper refuses.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new("InvalidArgumentError", "UND_ERR_INVALID_ARG", message)
    }

    /// Finds what went wrong in a chain of errors.
    pub(crate) fn of(error: &(dyn StdError + 'static)) -> Self {
        let mut next = Some(error);
        let mut last = error;
        while let Some(current) = next {
            if let Some(failure) = known(current) {
                return failure;
            }
            last = current;
            next = source_of(current);
        }
        Self::new("SocketError", "UND_ERR_SOCKET", last.to_string())
    }

    /// What TypeScript makes the error of.
    pub(crate) fn into_value(self) -> OpValue {
        let mut entries = vec![
            ("name", OpValue::from(self.name)),
            ("message", OpValue::from(self.message)),
            ("code", OpValue::from(self.code)),
        ];
        if let Some(errno) = self.errno {
            entries.push(("errno", OpValue::from(f64::from(errno))));
        }
        if let Some(syscall) = self.syscall {
            entries.push(("syscall", OpValue::from(syscall)));
        }
        if let Some(address) = self.address {
            entries.push(("address", OpValue::from(address.ip().to_string())));
            entries.push(("port", OpValue::from(f64::from(address.port()))));
        }
        if let Some(hostname) = self.hostname {
            entries.push(("hostname", OpValue::from(hostname)));
        }
        if !self.attempts.is_empty() {
            let attempts = self.attempts.into_iter().map(Failure::into_value);
            entries.push(("errors", OpValue::Array(attempts.collect())));
        }
        OpValue::Object(entries)
    }
}

/// A failure that is itself a link in a chain of errors.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
pub(super) struct Failed(pub(super) Failure);

/// An I/O error hides what it wraps from `source`.
fn source_of<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    if let Some(inner) = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        return Some(inner);
    }
    error.source()
}

fn known(error: &(dyn StdError + 'static)) -> Option<Failure> {
    if let Some(Failed(failure)) = error.downcast_ref() {
        return Some(failure.clone());
    }
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(super::tls::failure(error));
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return http(error);
    }
    let error = error.downcast_ref::<io::Error>()?;
    error.raw_os_error()?;
    let code = code_of(error);
    Some(Failure {
        errno: error.raw_os_error().map(|number| -number),
        syscall: Some("read"),
        ..Failure::new("Error", code, format!("read {code}"))
    })
}

fn http(error: &hyper::Error) -> Option<Failure> {
    if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        return Some(other_side_closed());
    }
    if error.is_parse() {
        return Some(Failure::new(
            "HTTPParserError",
            "HPE_INVALID_CONSTANT",
            format!("Response does not match the HTTP/1.1 protocol ({error})"),
        ));
    }
    None
}

/// The peer ended the connection within the exchange.
pub(super) fn other_side_closed() -> Failure {
    Failure::new("SocketError", "UND_ERR_SOCKET", "other side closed")
}

/// The name that libuv gives to an error of the system.
fn code_of(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "ECONNREFUSED",
        io::ErrorKind::ConnectionReset => "ECONNRESET",
        io::ErrorKind::ConnectionAborted => "ECONNABORTED",
        io::ErrorKind::NotConnected => "ENOTCONN",
        io::ErrorKind::AddrInUse => "EADDRINUSE",
        io::ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL",
        io::ErrorKind::BrokenPipe => "EPIPE",
        io::ErrorKind::TimedOut => "ETIMEDOUT",
        io::ErrorKind::HostUnreachable => "EHOSTUNREACH",
        io::ErrorKind::NetworkUnreachable => "ENETUNREACH",
        io::ErrorKind::NetworkDown => "ENETDOWN",
        io::ErrorKind::PermissionDenied => "EACCES",
        io::ErrorKind::InvalidInput => "EINVAL",
        _ => "EIO",
    }
}
