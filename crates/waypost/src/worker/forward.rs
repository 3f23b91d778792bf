//! Hands a request that a poisoned VM had not started to another worker, through the listening
//! socket that all workers share.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};

use anyhow::Result;
use bytes::Bytes;
use http::{Request, Response};
use hyper::body::{Body, Frame, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::spawn_local;
use waypost_runtime::{BodyCut, NotStarted};

/// Sends `request` to whichever worker accepts at `address`; 503 when none does.
pub(super) async fn forward(address: SocketAddr, request: NotStarted) {
    // A failed exchange has told its client already: it refuses before it gives up.
    let _ = exchange(reachable(address), request).await;
}

/// An address that can be connected to: a wildcard is not one.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

async fn exchange(address: SocketAddr, mut request: NotStarted) -> Result<()> {
    let (pieces, body) = mpsc::channel(1);
    let head = std::mem::replace(&mut request.request, Request::new(()));
    let outgoing = head.map(|()| Pieces(body));
    let sent = send(address, outgoing);
    let feed = async {
        while let Some(piece) = request.read_body().await {
            if pieces.send(piece).await.is_err() {
                break;
            }
        }
        drop(pieces);
        request
    };
    let (answer, request) = tokio::join!(sent, feed);
    match answer {
        Ok(answer) => deliver(&request, answer).await,
        Err(error) => {
            request.refuse();
            Err(error)
        }
    }
}

async fn send(address: SocketAddr, request: Request<Pieces>) -> Result<Response<Incoming>> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends with the exchange; its error is the exchange's.
    spawn_local(async move {
        let _ = connection.await;
    });
    Ok(sender.send_request(request).await?)
}

async fn deliver(request: &NotStarted, answer: Response<Incoming>) -> Result<()> {
    let (head, mut body) = answer.into_parts();
    let writer = request.begin_answer(&Response::from_parts(head, ()));
    while let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let Ok(frame) = frame else {
            writer.end(true);
            return Ok(());
        };
        if let Ok(piece) = frame.into_data()
            && !writer.write(piece).await
        {
            return Ok(());
        }
    }
    writer.end(false);
    Ok(())
}

/// The request's body on its way to the other worker.
struct Pieces(mpsc::Receiver<Result<Bytes, BodyCut>>);

impl Body for Pieces {
    type Data = Bytes;
    type Error = BodyCut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyCut>>> {
        self.0
            .poll_recv(cx)
            .map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
