//! Why a connection is given up before a request could be answered, and what the client is told.

use http::StatusCode;
use std::time::SystemTime;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not HTTP, or HTTP that two readers could read differently.
    Malformed,
    RequestLineTooLong,
    HeadTooLarge,
    HeadTooSlow,
}

impl Fault {
    fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::RequestLineTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::HeadTooSlow => StatusCode::REQUEST_TIMEOUT,
        }
    }

    /// The whole response, shaped like the parser's own.
    pub(crate) fn response(self, now: SystemTime) -> Vec<u8> {
        let status = self.status();
        let reason = status.canonical_reason().unwrap_or_default();
        let date = httpdate::fmt_http_date(now);
        format!(
            "HTTP/1.1 {} {reason}\r\nconnection: close\r\ncontent-length: 0\r\ndate: {date}\r\n\r\n",
            status.as_u16()
        )
        .into_bytes()
    }
}
