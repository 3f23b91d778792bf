//! `node:dgram`: sockets that send and receive datagrams.
//!
//! `dgram.ts` holds events, options and the order of things; here are descriptors. An outcome is data: an op answers
//! the error's name, and TypeScript makes the error.
//!
//! Never here: names (`node/dns`).

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;

use socket2::{Domain, Protocol, SockAddr, SockRef, Socket, Type};
use tokio::net::UdpSocket;
use tokio_util::sync::CancellationToken;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpFuture, OpResult, OpState, OpValue, Resource};

use super::net::failure::code_of;
use super::net::socket::{address_text, parse_address};
use crate::declare::{Builtin, script};

pub(crate) const DGRAM: Builtin = Builtin::new("node/dgram")
    .scripts(&[script!("node/dgram/dgram.ts")])
    .public(&[("node:dgram", "node/dgram/dgram")])
    .ops(&[
        Op::sync("op_dgram_bind", op_dgram_bind),
        Op::future("op_dgram_receive", op_dgram_receive),
        Op::future("op_dgram_send", op_dgram_send),
        Op::sync("op_dgram_connect", op_dgram_connect),
        Op::sync("op_dgram_names", op_dgram_names),
        Op::sync("op_dgram_set", op_dgram_set),
        Op::sync("op_dgram_membership", op_dgram_membership),
        Op::sync("op_dgram_buffer", op_dgram_buffer),
        Op::sync("op_dgram_close", op_dgram_close),
    ]);

/// More does not fit into a datagram.
const LARGEST: usize = 65536;

struct Datagrams {
    socket: UdpSocket,
    closed: CancellationToken,
}

impl Resource for Datagrams {
    fn close(self: Rc<Self>) {
        self.closed.cancel();
    }
}

fn bind(address: SocketAddr, only_v6: bool, reuse: bool, share: bool) -> io::Result<UdpSocket> {
    let domain = Domain::for_address(address);
    let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    if address.is_ipv6() {
        socket.set_only_v6(only_v6)?;
    }
    if reuse {
        socket.set_reuse_address(true)?;
    }
    if share {
        socket.set_reuse_port(true)?;
    }
    socket.bind(&address.into())?;
    UdpSocket::from_std(socket.into())
}

/// `op_dgram_bind(address, port, ipv6Only, reuseAddr, reusePort)`: an id, or the name of the error.
fn op_dgram_bind<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let address = parse_address(&args.string(0)?, port_of(args, 1)?);
    let (only_v6, reuse, share) = (args.boolean(2), args.boolean(3), args.boolean(4));
    Ok(
        match address.and_then(|it| bind(it, only_v6, reuse, share)) {
            Ok(socket) => {
                let closed = CancellationToken::new();
                scope.number(f64::from(state.resources.add(Datagrams { socket, closed })))
            }
            Err(error) => scope.string(code_of(&error)),
        },
    )
}

fn port_of(args: &Args<'_, '_>, index: usize) -> OpResult<u16> {
    Ok(args.u32(index)?.min(0xffff) as u16)
}

fn datagrams(state: &OpState, args: &Args<'_, '_>) -> OpResult<Rc<Datagrams>> {
    state
        .resources
        .get(args.u32(0)?)
        .ok_or_else(|| JsError::with_code("EBADF", "the socket is closed"))
}

/// `null`, or the name of the error.
fn outcome<'s>(scope: &Scope<'s>, result: io::Result<()>) -> Local<'s, Value> {
    match result {
        Ok(()) => scope.null(),
        Err(error) => scope.string(code_of(&error)),
    }
}

/// `op_dgram_receive(id)`: bytes, address and port of the next datagram, null when the socket was closed, or the name of
/// the error.
fn op_dgram_receive<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let from = datagrams(state, args)?;
    Ok(Box::pin(async move {
        tokio::select! {
            biased;
            () = from.closed.cancelled() => Ok(OpValue::Null),
            received = receive(&from.socket) => Ok(match received {
                Ok((bytes, address)) => OpValue::Array(vec![
                    OpValue::Bytes(bytes),
                    OpValue::from(address_text(&address)),
                    OpValue::from(u32::from(address.port())),
                ]),
                Err(error) => OpValue::from(code_of(&error)),
            }),
        }
    }))
}

/// A socket that waits has no buffer yet.
async fn receive(socket: &UdpSocket) -> io::Result<(Vec<u8>, SocketAddr)> {
    loop {
        socket.readable().await?;
        let mut bytes = Vec::with_capacity(LARGEST);
        match socket.try_recv_buf_from(&mut bytes) {
            Ok((_, address)) => {
                bytes.shrink_to_fit();
                return Ok((bytes, address));
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

/// `op_dgram_send(id, bytes, address, port)`: null, or the name of the error. Without an address it goes to the peer.
fn op_dgram_send<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let from = datagrams(state, args)?;
    let bytes = args.bytes(1)?;
    let to = if args.get(2).is_null(scope) {
        Ok(None)
    } else {
        parse_address(&args.string(2)?, port_of(args, 3)?).map(Some)
    };
    Ok(Box::pin(async move {
        let sent = match to {
            Ok(Some(address)) => from.socket.send_to(&bytes, address).await,
            Ok(None) => from.socket.send(&bytes).await,
            Err(error) => Err(error),
        };
        Ok(sent.map_or_else(|error| OpValue::from(code_of(&error)), |_| OpValue::Null))
    }))
}

/// `op_dgram_connect(id, address, port)`: null, or the name of the error. Without an address the socket has no peer any
/// more.
fn op_dgram_connect<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let from = datagrams(state, args)?;
    let result = if args.get(1).is_null(scope) {
        rustix::net::connect_unspec(&from.socket).map_err(io::Error::from)
    } else {
        parse_address(&args.string(1)?, port_of(args, 2)?)
            .and_then(|address| SockRef::from(&from.socket).connect(&SockAddr::from(address)))
    };
    Ok(outcome(scope, result))
}

/// `op_dgram_names(id)`: local address, local port, peer's address, peer's port; null where there is none.
fn op_dgram_names<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let from = datagrams(state, args)?;
    let mut names = Vec::with_capacity(4);
    for address in [from.socket.local_addr(), from.socket.peer_addr()] {
        match address {
            Ok(address) => {
                names.push(scope.string(&address_text(&address)));
                names.push(scope.number(f64::from(address.port())));
            }
            Err(_) => names.extend([scope.null(), scope.null()]),
        }
    }
    Ok(scope.array(&names).into())
}

/// `op_dgram_set(id, option, value)`: null, or the name of the error.
fn op_dgram_set<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let from = datagrams(state, args)?;
    let value = args.number(2)?;
    let result = set(&from.socket, &args.string(1)?, value);
    Ok(outcome(scope, result))
}

fn set(socket: &UdpSocket, option: &str, value: f64) -> io::Result<()> {
    let is_v4 = socket.local_addr()?.is_ipv4();
    let socket = SockRef::from(socket);
    let hops = if (1.0..=255.0).contains(&value) {
        Ok(value as u32)
    } else {
        Err(io::Error::from(io::ErrorKind::InvalidInput))
    };
    match (option, is_v4) {
        ("broadcast", _) => socket.set_broadcast(value != 0.0),
        ("ttl", true) => socket.set_ttl_v4(hops?),
        ("ttl", false) => socket.set_unicast_hops_v6(hops?),
        ("multicastTTL", true) => socket.set_multicast_ttl_v4(hops?),
        ("multicastTTL", false) => socket.set_multicast_hops_v6(hops?),
        ("multicastLoopback", true) => socket.set_multicast_loop_v4(value != 0.0),
        ("multicastLoopback", false) => socket.set_multicast_loop_v6(value != 0.0),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// `op_dgram_membership(id, group, interface, join)`: null, or the name of the error.
fn op_dgram_membership<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let from = datagrams(state, args)?;
    let (group, interface) = (args.string(1)?, args.string(2)?);
    let result = membership(&from.socket, &group, &interface, args.boolean(3));
    Ok(outcome(scope, result))
}

/// The interface is its address in IPv4, its zone in IPv6, or empty.
fn membership(socket: &UdpSocket, group: &str, interface: &str, join: bool) -> io::Result<()> {
    let invalid = |_| io::Error::from(io::ErrorKind::InvalidInput);
    if let Ok(group) = group.parse::<Ipv4Addr>() {
        let interface = match interface {
            "" => Ipv4Addr::UNSPECIFIED,
            text => text.parse().map_err(invalid)?,
        };
        return if join {
            socket.join_multicast_v4(group, interface)
        } else {
            socket.leave_multicast_v4(group, interface)
        };
    }
    let group: Ipv6Addr = group.parse().map_err(invalid)?;
    let index = match interface {
        "" => 0,
        text => match parse_address(text, 0)? {
            SocketAddr::V6(address) => address.scope_id(),
            SocketAddr::V4(_) => return Err(io::ErrorKind::InvalidInput.into()),
        },
    };
    if join {
        socket.join_multicast_v6(&group, index)
    } else {
        socket.leave_multicast_v6(&group, index)
    }
}

/// `op_dgram_buffer(id, isReceive, size)`: the size that the system's buffer has, which is asked for with 0 and set
/// before otherwise, or the name of the error.
fn op_dgram_buffer<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let from = datagrams(state, args)?;
    let (is_receive, size) = (args.boolean(1), args.u32(2)? as usize);
    let socket = SockRef::from(&from.socket);
    let result = match (is_receive, size) {
        (true, 0) => socket.recv_buffer_size(),
        (false, 0) => socket.send_buffer_size(),
        (true, size) => socket
            .set_recv_buffer_size(size)
            .and_then(|()| socket.recv_buffer_size()),
        (false, size) => socket
            .set_send_buffer_size(size)
            .and_then(|()| socket.send_buffer_size()),
    };
    Ok(match result {
        Ok(size) => scope.number(size as f64),
        Err(error) => scope.string(code_of(&error)),
    })
}

/// `op_dgram_close(id)`.
fn op_dgram_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}
