//! A listening socket of a package that opens a port of its own.

use std::io;
use std::rc::Rc;

use tokio::net::{TcpListener, TcpSocket, UnixListener, UnixSocket};
use tokio_util::sync::CancellationToken;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpFuture, OpResult, OpState, OpValue, Resource};

use super::failure::code_of;
use super::socket::{Connection, Link, address_text, parse_address};

enum Kind {
    Tcp(TcpListener),
    Unix(UnixListener, String),
}

struct Listener {
    kind: Kind,
    closed: CancellationToken,
}

impl Resource for Listener {
    fn close(self: Rc<Self>) {
        self.closed.cancel();
        if let Kind::Unix(_, path) = &self.kind {
            // Node.js removes the file too; somebody else may have been faster.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Kind {
    async fn accept(&self) -> io::Result<Link> {
        match self {
            Kind::Tcp(listener) => listener.accept().await.map(|(stream, _)| Link::Tcp(stream)),
            Kind::Unix(listener, _) => listener
                .accept()
                .await
                .map(|(stream, _)| Link::Unix(stream)),
        }
    }
}

/// The id, or the name of the error.
fn opened<'s>(
    scope: &Scope<'s>,
    state: &OpState,
    kind: io::Result<Kind>,
) -> OpResult<Local<'s, Value>> {
    Ok(match kind {
        Ok(kind) => {
            let closed = CancellationToken::new();
            scope.number(f64::from(state.resources.add(Listener { kind, closed })))
        }
        Err(error) => scope.string(code_of(&error)),
    })
}

fn listen(address: &str, port: u16, backlog: u32, only_v6: bool, share: bool) -> io::Result<Kind> {
    let address = parse_address(address, port)?;
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    if address.is_ipv6() {
        socket2::SockRef::from(&socket).set_only_v6(only_v6)?;
    }
    socket.set_reuseaddr(true)?;
    if share {
        socket.set_reuseport(true)?;
    }
    socket.bind(address)?;
    socket.listen(backlog).map(Kind::Tcp)
}

/// `op_net_listen(address, port, backlog, ipv6Only, reusePort)`: an id, or the name of the error.
pub(super) fn op_net_listen<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let port = args.u32(1)?.min(0xffff) as u16;
    let (backlog, only_v6, share) = (args.u32(2)?, args.boolean(3), args.boolean(4));
    let kind = listen(&args.string(0)?, port, backlog, only_v6, share);
    opened(scope, state, kind)
}

/// `op_net_listen_path(path, backlog, readableAll, writableAll)`: an id, or the name of the error.
pub(super) fn op_net_listen_path<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (path, backlog) = (args.string(0)?, args.u32(1)?);
    let (readable, writable) = (args.boolean(2), args.boolean(3));
    let kind = listen_at(&path, backlog, readable, writable).map(|it| Kind::Unix(it, path));
    opened(scope, state, kind)
}

fn listen_at(path: &str, backlog: u32, readable: bool, writable: bool) -> io::Result<UnixListener> {
    use std::os::unix::fs::PermissionsExt as _;
    let socket = UnixSocket::new_stream()?;
    socket.bind(path)?;
    if readable || writable {
        let mut permissions = std::fs::metadata(path)?.permissions();
        let added = if readable { 0o444 } else { 0 } | if writable { 0o222 } else { 0 };
        permissions.set_mode(permissions.mode() | added);
        std::fs::set_permissions(path, permissions)?;
    }
    socket.listen(backlog)
}

fn listener(state: &OpState, args: &Args<'_, '_>) -> OpResult<Rc<Listener>> {
    state
        .resources
        .get(args.u32(0)?)
        .ok_or_else(|| JsError::with_code("EBADF", "the server is closed"))
}

/// `op_net_accept(id)`: the id of the next connection, null when the listener was closed, or the
/// name of the error.
pub(super) fn op_net_accept<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let listener = listener(state, args)?;
    let state = Rc::clone(state);
    Ok(Box::pin(async move {
        Ok(tokio::select! {
            biased;
            () = listener.closed.cancelled() => OpValue::Null,
            accepted = listener.kind.accept() => match accepted {
                Ok(link) => OpValue::Resource(state.resources.add(Connection::new(link))),
                Err(error) => OpValue::from(code_of(&error)),
            },
        })
    }))
}

/// `op_net_listening_on(id)`: address and port, or the path alone.
pub(super) fn op_net_listening_on<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let listener = listener(state, args)?;
    let place = match &listener.kind {
        Kind::Unix(_, path) => vec![scope.string(path)],
        Kind::Tcp(tcp) => match tcp.local_addr() {
            Ok(address) => vec![
                scope.string(&address_text(&address)),
                scope.number(f64::from(address.port())),
            ],
            Err(_) => Vec::new(),
        },
    };
    Ok(scope.array(&place).into())
}
