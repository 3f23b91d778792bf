//! `node:dns` and `node:dns/promises`: names by the system, and records by the name servers.
//!
//! `lookup` asks the system, as every connection does. The `resolve` functions speak to the
//! servers of `/etc/resolv.conf`: the messages are made and read in TypeScript (`wire.ts`), here
//! they are only carried, over UDP, and over TCP where an answer does not fit.

use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpFuture, OpResult, OpState, OpValue};

use super::net::failure::code_of;
use crate::declare::{Builtin, script};

pub(crate) const DNS: Builtin = Builtin::new("node/dns")
    .scripts(&[
        script!("node/dns/dns.ts"),
        script!("node/dns/errors.ts"),
        script!("node/dns/promises.ts"),
        script!("node/dns/resolver.ts"),
        script!("node/dns/wire.ts"),
    ])
    .public(&[
        ("node:dns", "node/dns/dns"),
        ("node:dns/promises", "node/dns/promises"),
    ])
    .ops(&[
        Op::future("op_dns_lookup", op_dns_lookup),
        Op::sync("op_dns_servers", op_dns_servers),
        Op::future("op_dns_exchange", op_dns_exchange),
    ]);

/// An answer over UDP; servers that are asked without EDNS send no more than 512 bytes.
const LARGEST_DATAGRAM: usize = 4096;
/// The bit that says the answer did not fit, in the third byte of a message.
const TRUNCATED: u8 = 0x02;
const HEADER: usize = 12;

/// `op_dns_lookup(host, family)`: addresses as text, or the name of the error. Family is 0, 4 or 6.
fn op_dns_lookup<'s>(
    _scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let (host, family) = (args.string(0)?, args.u32(1)?);
    Ok(Box::pin(async move {
        let found = tokio::net::lookup_host((host, 0)).await;
        Ok(match found {
            Ok(addresses) => {
                let mut texts: Vec<OpValue> = Vec::new();
                for address in addresses {
                    let wanted = family == 0 || (family == 4) == address.is_ipv4();
                    let text = OpValue::from(address.ip().to_string());
                    if wanted && !texts.contains(&text) {
                        texts.push(text);
                    }
                }
                if texts.is_empty() {
                    OpValue::from("ENOTFOUND")
                } else {
                    OpValue::Array(texts)
                }
            }
            Err(error) => OpValue::from(lookup_code(&error)),
        })
    }))
}

/// The system's resolver has no error numbers here, only its text.
fn lookup_code(error: &io::Error) -> &'static str {
    if error.to_string().contains("emporary failure") {
        "EAI_AGAIN"
    } else if error.raw_os_error().is_some() {
        code_of(error)
    } else {
        "ENOTFOUND"
    }
}

/// `op_dns_servers()`: the addresses of `/etc/resolv.conf`; the own host's without any.
fn op_dns_servers<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let text = std::fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    let mut servers = servers_in(&text);
    if servers.is_empty() {
        servers.push("127.0.0.1");
    }
    let servers: Vec<_> = servers.iter().map(|text| scope.string(text)).collect();
    Ok(scope.array(&servers).into())
}

fn servers_in(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            if words.next()? == "nameserver" {
                words.next()
            } else {
                None
            }
        })
        .collect()
}

/// `op_dns_exchange(server, query, milliseconds)`: the answer, or the name of the error. The
/// server is an address with its port.
fn op_dns_exchange<'s>(
    _scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let server: SocketAddr = args
        .string(0)?
        .parse()
        .map_err(|_| JsError::with_code("EBADQUERY", "not the address of a name server"))?;
    let query = args.bytes(1)?;
    let limit = Duration::from_millis(u64::from(args.u32(2)?));
    if query.len() < HEADER || query.len() > usize::from(u16::MAX) {
        return Err(JsError::with_code("EBADQUERY", "not a query"));
    }
    Ok(Box::pin(async move {
        Ok(match timeout(limit, exchange(server, &query)).await {
            Ok(Ok(answer)) => OpValue::Bytes(answer),
            Ok(Err(_)) => OpValue::from("ECONNREFUSED"),
            Err(_) => OpValue::from("ETIMEOUT"),
        })
    }))
}

async fn exchange(server: SocketAddr, query: &[u8]) -> io::Result<Vec<u8>> {
    let answer = over_udp(server, query).await?;
    if answer[2] & TRUNCATED == 0 {
        return Ok(answer);
    }
    over_tcp(server, query).await
}

async fn over_udp(server: SocketAddr, query: &[u8]) -> io::Result<Vec<u8>> {
    let any: SocketAddr = if server.is_ipv4() {
        ([0, 0, 0, 0], 0).into()
    } else {
        ([0u16; 8], 0).into()
    };
    let socket = UdpSocket::bind(any).await?;
    socket.connect(server).await?;
    socket.send(query).await?;
    let mut buffer = vec![0; LARGEST_DATAGRAM];
    loop {
        let length = socket.recv(&mut buffer).await?;
        // What does not carry the query's number answers somebody else's.
        if length >= HEADER && buffer[..2] == query[..2] {
            buffer.truncate(length);
            return Ok(buffer);
        }
    }
}

async fn over_tcp(server: SocketAddr, query: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(server).await?;
    let mut message = (query.len() as u16).to_be_bytes().to_vec();
    message.extend_from_slice(query);
    stream.write_all(&message).await?;
    let length = stream.read_u16().await?;
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await?;
    if answer.len() < HEADER {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::servers_in;

    #[test]
    fn name_servers_are_read_from_the_systems_file() {
        let text = "# nameserver 9.9.9.9\nsearch example.org\nnameserver 10.0.0.2\n nameserver\t::1 # local\nnameserver\n";
        assert_eq!(servers_in(text), ["10.0.0.2", "::1"]);
        assert!(servers_in("").is_empty());
    }
}
