//! What stands between a socket and the HTTP parser: it watches the bytes that come in.
//!
//! The parser is lenient where leniency lets a proxy in front and the server behind it read two
//! different requests from the same bytes: it takes a bare LF as a line end, and a request with
//! both `Transfer-Encoding` and `Content-Length`. Here such a head is refused, and heads are
//! bounded, before the parser sees their end. This part only ever refuses; where a request really
//! ends is the parser's decision alone.

mod fault;
mod framing;
mod guarded;

pub(crate) use fault::Fault;
pub(crate) use framing::HeadLimits;
pub(crate) use guarded::Guarded;
