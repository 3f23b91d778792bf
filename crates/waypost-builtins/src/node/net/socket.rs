//! One connection: opened as an id, connected, read and written, closed by its id.
//!
//! A read waits without memory of its own and takes at most [`CHUNK`] bytes. A write is tried at
//! once; only what the system does not take becomes a future. Closing ends what is under way.

use std::cell::OnceCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpSocket, TcpStream, UnixStream};
use tokio_util::sync::CancellationToken;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpFuture, OpResult, OpState, OpValue, Resource};

use super::failure::code_of;

/// How many bytes one read takes at most.
const CHUNK: usize = 65536;

pub(super) enum Link {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// A connection, or the place of one that is being made.
#[derive(Default)]
pub(super) struct Connection {
    link: OnceCell<Link>,
    closed: CancellationToken,
}

impl Resource for Connection {
    fn close(self: Rc<Self>) {
        self.closed.cancel();
    }
}

impl Connection {
    pub(super) fn new(link: Link) -> Self {
        Self {
            link: OnceCell::from(link),
            closed: CancellationToken::new(),
        }
    }

    fn link(&self) -> io::Result<&Link> {
        self.link
            .get()
            .ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Link {
    async fn readable(&self) -> io::Result<()> {
        match self {
            Link::Tcp(stream) => stream.readable().await,
            Link::Unix(stream) => stream.readable().await,
        }
    }

    async fn writable(&self) -> io::Result<()> {
        match self {
            Link::Tcp(stream) => stream.writable().await,
            Link::Unix(stream) => stream.writable().await,
        }
    }

    fn try_read(&self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        match self {
            Link::Tcp(stream) => stream.try_read_buf(buffer),
            Link::Unix(stream) => stream.try_read_buf(buffer),
        }
    }

    fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Link::Tcp(stream) => stream.try_write(bytes),
            Link::Unix(stream) => stream.try_write(bytes),
        }
    }

    fn as_socket(&self) -> SockRef<'_> {
        match self {
            Link::Tcp(stream) => SockRef::from(stream),
            Link::Unix(stream) => SockRef::from(stream),
        }
    }

    /// The next bytes; none at the end.
    async fn read(&self) -> io::Result<Option<Vec<u8>>> {
        loop {
            self.readable().await?;
            let mut buffer = Vec::with_capacity(CHUNK);
            match self.try_read(&mut buffer) {
                Ok(0) => return Ok(None),
                Ok(_) => {
                    buffer.shrink_to_fit();
                    return Ok(Some(buffer));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.try_write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.writable().await?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn connection(state: &OpState, args: &Args<'_, '_>) -> OpResult<Rc<Connection>> {
    state
        .resources
        .get(args.u32(0)?)
        .ok_or_else(|| JsError::with_code("EBADF", "the socket is closed"))
}

/// `null`, or the name of the error.
fn outcome(result: io::Result<()>) -> OpValue {
    match result {
        Ok(()) => OpValue::Null,
        Err(error) => OpValue::from(code_of(&error)),
    }
}

fn outcome_now<'s>(scope: &Scope<'s>, result: io::Result<()>) -> Local<'s, Value> {
    match result {
        Ok(()) => scope.null(),
        Err(error) => scope.string(code_of(&error)),
    }
}

/// `op_net_open()`: the id of a connection that is not there yet.
pub(super) fn op_net_open<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let id = state.resources.add(Connection::default());
    Ok(scope.number(f64::from(id)))
}

/// Parses an address as TypeScript passes it: no name, a zone is allowed.
pub(crate) fn parse_address(text: &str, port: u16) -> io::Result<SocketAddr> {
    let address = if text.contains(':') {
        format!("[{text}]:{port}")
    } else {
        format!("{text}:{port}")
    };
    address.parse().or_else(|_| zoned(text, port))
}

/// `fe80::1%eth0`: the zone is an interface's name or number.
fn zoned(text: &str, port: u16) -> io::Result<SocketAddr> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidInput);
    let (address, zone) = text.split_once('%').ok_or_else(invalid)?;
    let address = address.parse().map_err(|_| invalid())?;
    let scope_id = match zone.parse() {
        Ok(number) => number,
        Err(_) => interface_index(zone)?,
    };
    Ok(std::net::SocketAddrV6::new(address, port, 0, scope_id).into())
}

#[cfg(target_os = "linux")]
fn interface_index(name: &str) -> io::Result<u32> {
    use rustix::net::{AddressFamily, SocketType, netdevice, socket};
    let probe = socket(AddressFamily::INET, SocketType::DGRAM, None)?;
    Ok(netdevice::name_to_index(&probe, name)?)
}

#[cfg(not(target_os = "linux"))]
fn interface_index(_name: &str) -> io::Result<u32> {
    Err(io::ErrorKind::InvalidInput.into())
}

async fn connect(address: SocketAddr, from: Option<SocketAddr>) -> io::Result<Link> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    if let Some(from) = from {
        socket.set_reuseaddr(true)?;
        socket.bind(from)?;
    }
    socket.connect(address).await.map(Link::Tcp)
}

/// `op_net_connect(id, address, port, localAddress, localPort)`: null, or the name of the error.
pub(super) fn op_net_connect<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let connection = connection(state, args)?;
    let port = |index| -> OpResult<u16> { Ok(args.u32(index)?.min(0xffff) as u16) };
    let address = parse_address(&args.string(1)?, port(2)?);
    let from = match args.opt_string(3)? {
        Some(local) => parse_address(&local, port(4)?).map(Some),
        None => Ok(None),
    };
    Ok(Box::pin(async move {
        let connecting = async { connect(address?, from?).await };
        Ok(fill(&connection, connecting).await)
    }))
}

/// `op_net_connect_path(id, path)`: null, or the name of the error.
pub(super) fn op_net_connect_path<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let connection = connection(state, args)?;
    let path = args.string(1)?;
    Ok(Box::pin(async move {
        let connecting = async { UnixStream::connect(path).await.map(Link::Unix) };
        Ok(fill(&connection, connecting).await)
    }))
}

async fn fill(
    connection: &Connection,
    connecting: impl Future<Output = io::Result<Link>>,
) -> OpValue {
    tokio::select! {
        biased;
        () = connection.closed.cancelled() => OpValue::from("ECANCELED"),
        connected = connecting => outcome(connected.and_then(|link| {
            connection.link.set(link).map_err(|_| rustix::io::Errno::ISCONN.into())
        })),
    }
}

/// `op_net_read(id)`: bytes, null at the end, or the name of the error.
pub(super) fn op_net_read<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let connection = connection(state, args)?;
    Ok(Box::pin(async move {
        let reading = async { connection.link()?.read().await };
        Ok(tokio::select! {
            biased;
            () = connection.closed.cancelled() => OpValue::from("ECANCELED"),
            read = reading => match read {
                Ok(bytes) => OpValue::from(bytes),
                Err(error) => OpValue::from(code_of(&error)),
            },
        })
    }))
}

/// `op_net_try_write(id, bytes)`: how many bytes the system took, or the name of the error.
pub(super) fn op_net_try_write<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let connection = connection(state, args)?;
    let written = args.with_bytes(1, |bytes| connection.link()?.try_write(bytes))?;
    Ok(match written {
        Ok(count) => scope.number(count as f64),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => scope.number(0.0),
        Err(error) => scope.string(code_of(&error)),
    })
}

/// `op_net_write(id, bytes)`: null when all were taken, or the name of the error.
pub(super) fn op_net_write<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let connection = connection(state, args)?;
    let bytes = args.bytes(1)?;
    Ok(Box::pin(async move {
        let writing = async { connection.link()?.write_all(&bytes).await };
        Ok(tokio::select! {
            biased;
            () = connection.closed.cancelled() => OpValue::from("ECANCELED"),
            written = writing => outcome(written),
        })
    }))
}

/// `op_net_shutdown(id)`: tells the peer that nothing more comes.
pub(super) fn op_net_shutdown<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let connection = connection(state, args)?;
    let shut = connection
        .link()
        .and_then(|link| link.as_socket().shutdown(std::net::Shutdown::Write));
    Ok(outcome_now(scope, shut))
}

/// `op_net_no_delay(id, enable)`: whether small writes go out at once.
pub(super) fn op_net_no_delay<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let connection = connection(state, args)?;
    let set = match connection.link() {
        Ok(Link::Tcp(stream)) => stream.set_nodelay(args.boolean(1)),
        Ok(Link::Unix(_)) => Ok(()),
        Err(error) => Err(error),
    };
    Ok(outcome_now(scope, set))
}

/// `op_net_keep_alive(id, enable, seconds)`: probes of an idle connection; 0 seconds keep the
/// system's delay.
pub(super) fn op_net_keep_alive<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let connection = connection(state, args)?;
    let enable = args.boolean(1);
    let delay = Duration::from_secs(u64::from(args.u32(2)?));
    let set = connection.link().and_then(|link| {
        let socket = link.as_socket();
        socket.set_keepalive(enable)?;
        if enable && !delay.is_zero() {
            socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(delay))?;
        }
        Ok(())
    });
    Ok(outcome_now(scope, set))
}

/// `op_net_names(id)`: local address, local port, peer's address, peer's port; null where there is
/// none.
pub(super) fn op_net_names<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let connection = connection(state, args)?;
    let mut names = Vec::with_capacity(4);
    if let Ok(Link::Tcp(stream)) = connection.link() {
        for address in [stream.local_addr(), stream.peer_addr()] {
            match address {
                Ok(address) => {
                    names.push(scope.string(&address_text(&address)));
                    names.push(scope.number(f64::from(address.port())));
                }
                Err(_) => names.extend([scope.null(), scope.null()]),
            }
        }
    }
    names.resize_with(4, || scope.null());
    Ok(scope.array(&names).into())
}

/// The address as Node.js shows it, with the zone of a link-local one.
pub(crate) fn address_text(address: &SocketAddr) -> String {
    match address {
        SocketAddr::V6(v6) if v6.scope_id() != 0 => format!("{}%{}", v6.ip(), v6.scope_id()),
        other => other.ip().to_string(),
    }
}

/// `op_net_close(id, reset)`: closes a connection or a listener; with `reset` the peer is told
/// that it broke off. Closing twice is fine.
pub(super) fn op_net_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let id = args.u32(0)?;
    if args.boolean(1)
        && let Some(connection) = state.resources.get::<Connection>(id)
        && let Ok(link) = connection.link()
    {
        // A socket that refuses is closed in the ordinary way.
        let _ = link.as_socket().set_linger(Some(Duration::ZERO));
    }
    state.resources.close(id);
    Ok(scope.undefined())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_parsed_with_their_zone() {
        for (text, shown) in [
            ("127.0.0.1", "127.0.0.1"),
            ("::1", "::1"),
            ("fe80::1%7", "fe80::1%7"),
        ] {
            let address = parse_address(text, 80).expect("an address");
            assert_eq!(
                (address.port(), address_text(&address).as_str()),
                (80, shown)
            );
        }
        for text in [
            "",
            "localhost",
            "1.2.3",
            "::1%no-such-interface",
            "1.2.3.4:5",
        ] {
            assert!(parse_address(text, 80).is_err(), "{text}");
        }
    }
}
