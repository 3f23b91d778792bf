//! The bounds on what a client may send and how long it may take.

use std::time::Duration;

/// Bounds of the transport. Bounds on bodies and handlers belong to whoever reads and runs them.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a request head, request line and header lines together. Beyond: 431, or 414 when
    /// the request line alone is too long.
    pub head_bytes: usize,
    /// Header lines of a request. Beyond: 431. More than 100 cost an allocation per request.
    pub header_lines: usize,
    /// Time from the first byte of a head (or the connection's start) to its end. Beyond: 408.
    pub head_time: Duration,
    /// Time a connection may wait for its next request.
    pub idle_time: Duration,
    /// Time in which a peer neither sends the rest of a body that is read nor takes what is sent. Beyond:
    /// the connection is closed, and the handler hears of it.
    pub stall_time: Duration,
    /// Time from the last piece of a request that is passed on to the head of its target's answer.
    /// Beyond: 500.
    pub proxy_time: Duration,
    /// Open connections; more wait in the socket's backlog.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_bytes: 16 * 1024,
            header_lines: 100,
            head_time: Duration::from_secs(60),
            idle_time: Duration::from_secs(5),
            stall_time: Duration::from_secs(300),
            proxy_time: Duration::from_secs(30),
            connections: 16 * 1024,
        }
    }
}
