//! The listening socket, bound once and shared by all workers.

use anyhow::{Context, Result, anyhow};
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};

/// Connections that wait for a worker to take them.
const BACKLOG: i32 = 1024;

/// A socket that is bound and listens, and how it is called.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) listener: TcpListener,
    /// `http://localhost:3000`, with the port that was really bound.
    pub(crate) origin: String,
}

pub(crate) fn bind(host: &str, port: u16) -> Result<Bound> {
    let address = resolve(host, port)?;
    let listener = match listen(address) {
        // A machine without IPv6 has no `::`; every address is then one of IPv4.
        Err(err) if may_lack_ipv6(&err) && address.ip() == IpAddr::V6(Ipv6Addr::UNSPECIFIED) => {
            listen((Ipv4Addr::UNSPECIFIED, port).into())
        }
        result => result,
    };
    let listener = listener.map_err(|err| explain(&err, host, port))?;
    let address = listener
        .local_addr()
        .context("the listening socket has no address")?;
    Ok(Bound {
        origin: origin(host, address),
        listener,
    })
}

fn resolve(host: &str, port: u16) -> Result<SocketAddr> {
    // `[::1]` is how the address is written in a URL.
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    (bare, port)
        .to_socket_addrs()
        .ok()
        .and_then(|mut addresses| addresses.next())
        .ok_or_else(|| anyhow!("the host {host:?} is unknown; give an address of this machine with -H, or 0.0.0.0 for all of them"))
}

/// The family is not there at all, or it has no addresses: systems say it in several ways.
fn may_lack_ipv6(err: &io::Error) -> bool {
    !matches!(
        err.kind(),
        ErrorKind::AddrInUse | ErrorKind::PermissionDenied
    )
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    // A restart must not wait for the connections of the process before to time out.
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        // `::` means every address, as in Node.js.
        socket.set_only_v6(false)?;
    }
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

fn explain(err: &io::Error, host: &str, port: u16) -> anyhow::Error {
    match err.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "port {port} is already in use; stop the process that listens on it, or choose another port with -p or PORT"
        ),
        ErrorKind::PermissionDenied => anyhow!(
            "this user may not listen on port {port}; choose a port from 1024 up with -p, or allow it (CAP_NET_BIND_SERVICE)"
        ),
        ErrorKind::AddrNotAvailable => anyhow!(
            "{host} is no address of this machine; give one of its own with -H, or 0.0.0.0 for all of them"
        ),
        _ => anyhow!("cannot listen on {host}, port {port}: {err}"),
    }
}

/// Addresses that stand for any, or for this machine, are called `localhost`.
fn origin(host: &str, address: SocketAddr) -> String {
    let ip = address.ip();
    let port = address.port();
    if ip.is_unspecified() || ip.is_loopback() {
        return format!("http://localhost:{port}");
    }
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V6(ip)) => format!("http://[{ip}]:{port}"),
        _ => format!("http://{host}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_explained() {
        let first = bind("127.0.0.1", 0).unwrap();
        let port = first.listener.local_addr().unwrap().port();
        assert_eq!(first.origin, format!("http://localhost:{port}"));
        let err = bind("127.0.0.1", port).unwrap_err().to_string();
        assert!(
            err.contains(&format!("port {port} is already in use")),
            "{err}"
        );
        assert!(err.contains("-p"), "{err}");
    }

    #[test]
    fn every_address_is_of_both_families() {
        let bound = bind("::", 0).unwrap();
        let port = bound.listener.local_addr().unwrap().port();
        assert_eq!(bound.origin, format!("http://localhost:{port}"));
        std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    }

    #[test]
    fn a_taken_port_is_no_lack_of_ipv6() {
        let check = |kind: ErrorKind, expected: bool| {
            assert_eq!(may_lack_ipv6(&io::Error::from(kind)), expected, "{kind}");
        };
        check(ErrorKind::AddrNotAvailable, true);
        check(ErrorKind::Unsupported, true);
        check(ErrorKind::AddrInUse, false);
        check(ErrorKind::PermissionDenied, false);
    }

    #[test]
    fn foreign_addresses_are_explained() {
        assert!(
            bind("192.0.2.1", 0)
                .unwrap_err()
                .to_string()
                .contains("no address of this machine")
        );
        assert!(
            bind("no such host", 0)
                .unwrap_err()
                .to_string()
                .contains("is unknown")
        );
    }

    #[test]
    fn hosts_keep_their_name() {
        let address = |text: &str| text.parse::<SocketAddr>().unwrap();
        assert_eq!(origin("::", address("[::]:80")), "http://localhost:80");
        assert_eq!(
            origin("api.example", address("192.0.2.1:80")),
            "http://api.example:80"
        );
        assert_eq!(
            origin("2001:db8::1", address("[2001:db8::1]:80")),
            "http://[2001:db8::1]:80"
        );
    }
}
