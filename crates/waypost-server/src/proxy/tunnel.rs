//! An upgraded connection: bytes are copied in both directions until either side is done.

use bytes::Bytes;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, copy, split};
use tokio::time::timeout;

/// How long one side may go on after the other has ended: enough for a goodbye.
const LINGER: Duration = Duration::from_secs(1);

/// Copies until one side ends. `early` is what the client sent before the tunnel stood.
pub(crate) async fn run<S>(client: S, early: Bytes, target: Upgraded)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut from_client, mut to_client) = split(client);
    let (mut from_target, mut to_target) = split(TokioIo::new(target));
    let mut there = pin!(async {
        to_target.write_all(&early).await?;
        copy(&mut from_client, &mut to_target).await?;
        to_target.shutdown().await
    });
    let mut back = pin!(async {
        copy(&mut from_target, &mut to_client).await?;
        to_client.shutdown().await
    });
    // How a side ended is its own affair: the other one sees the connection close.
    let _: Result<io::Result<()>, _> = tokio::select! {
        _ = &mut there => timeout(LINGER, back).await,
        _ = &mut back => timeout(LINGER, there).await,
    };
}
