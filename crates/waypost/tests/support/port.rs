//! A port of the loopback interface that is kept free: nothing listens there, and nobody gets it by chance.

use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::TcpSocket;

/// Kept until it is dropped. Who asks for this very port gets it meanwhile, when it sets `SO_REUSEADDR` as
/// servers do.
pub(crate) struct Port(TcpSocket);

impl Port {
    pub(crate) fn keep() -> Self {
        let socket = TcpSocket::new_v4().expect("there are sockets");
        socket.set_reuseaddr(true).expect("a socket has options");
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        socket.bind(any).expect("a port is free");
        Self(socket)
    }

    pub(crate) fn number(&self) -> u16 {
        self.0.local_addr().expect("it is bound").port()
    }
}
