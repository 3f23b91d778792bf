//! Bodies that are moved from where they come to where they go without JavaScript seeing their pieces.

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use waypost_ops::{OpResult, OpValue};

/// The next piece, or what JavaScript is told at the end: null, or why there is no more.
pub(crate) type Next<'a> = Pin<Box<dyn Future<Output = OpResult<Result<Bytes, OpValue>>> + 'a>>;

/// Where the pieces of one body come from.
pub(crate) trait PieceSource {
    /// Waits for the next piece. It is not asked again after the end.
    fn next(&mut self) -> Next<'_>;
}
