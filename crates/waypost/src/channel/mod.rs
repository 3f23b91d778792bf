//! What supervisor and worker say to each other, over a pair of sockets.
//!
//! A message is its length (four bytes, little endian) and JSON. The listening socket travels before
//! the first message, see [`passing`].

mod message;
pub(crate) mod passing;

pub(crate) use message::{Assignment, Broken, BrokenRoute, Conditions, Order, Report};

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// No message comes near it: a longer one means that the two sides are out of step.
const LONGEST: usize = 16 << 20;

pub(crate) async fn send<W, T>(stream: &mut W, message: &T) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
    T: Serialize,
{
    let json = serde_json::to_vec(message).map_err(io::Error::other)?;
    let length = u32::try_from(json.len()).map_err(io::Error::other)?;
    let mut frame = length.to_le_bytes().to_vec();
    frame.extend(json);
    stream.write_all(&frame).await
}

/// The next message; `None` when the other side has closed.
pub(crate) async fn receive<R, T>(stream: &mut R) -> io::Result<Option<T>>
where
    R: AsyncRead + Unpin,
    T: DeserializeOwned,
{
    let mut length = [0; 4];
    match stream.read_exact(&mut length).await {
        Ok(_) => {}
        Err(err) if err.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(err) => return Err(err),
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Err(io::Error::other("a message of the other side is too long"));
    }
    let mut json = vec![0; length];
    stream.read_exact(&mut json).await?;
    serde_json::from_slice(&json)
        .map(Some)
        .map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<T>(test: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(test)
    }

    #[test]
    fn messages_arrive_one_by_one() {
        run(async {
            let (mut here, mut there) = tokio::io::duplex(1024);
            send(&mut here, &Report::Heartbeat).await.unwrap();
            send(&mut here, &Report::Ready).await.unwrap();
            drop(here);
            assert_eq!(receive(&mut there).await.unwrap(), Some(Report::Heartbeat));
            assert_eq!(receive(&mut there).await.unwrap(), Some(Report::Ready));
            assert_eq!(receive::<_, Report>(&mut there).await.unwrap(), None);
        });
    }

    #[test]
    fn what_is_no_message_is_an_error() {
        run(async {
            let (mut here, mut there) = tokio::io::duplex(1024);
            here.write_all(&[255; 4]).await.unwrap();
            assert!(receive::<_, Report>(&mut there).await.is_err());
        });
    }
}
