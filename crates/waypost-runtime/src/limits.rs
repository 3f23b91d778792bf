//! The bounds of one worker, each with its default.

use std::time::Duration;

/// What a worker holds its requests to. Zero or `None` never means "unlimited" by accident: an
/// absent bound is `None`.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How long JavaScript may run without a pause.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(10),
        }
    }
}

/// What one route holds its requests to.
#[derive(Debug, Clone, Copy)]
pub struct RouteLimits {
    /// Bytes of a request body that is read whole.
    pub whole_body: usize,
    /// How long a handler may take until it answers.
    pub max_duration: Option<Duration>,
}

impl Default for RouteLimits {
    fn default() -> Self {
        Self {
            whole_body: 64 * 1024 * 1024,
            max_duration: None,
        }
    }
}

/// A request body up to this size crosses with its head when it has already arrived.
pub(crate) const INLINE_BODY: u64 = 64 * 1024;
/// The most bytes of a body that JavaScript is given at once. The collector frees them late; the
/// allocator gives blocks up to this size out again without going to the kernel.
pub(crate) const BODY_PIECE: usize = 64 * 1024;
/// Bytes of an answer's body that wait for a slow reader before its writer is asked to pause.
pub(crate) const ANSWER_HIGH_WATER: usize = 64 * 1024;
/// How often a body that should be there is polled before the handler starts without it.
pub(crate) const BODY_PATIENCE: u8 = 3;
