//! `node:net`: TCP and Unix sockets, servers that listen, addresses.
//!
//! The TypeScript files hold streams, events and options; the Rust files hold descriptors.
//! `socket.rs` is a connection, `listener.rs` a listening socket, `failure.rs` how an error of the
//! system is named. An outcome is data: an op answers the error's name, and TypeScript makes the
//! error object, so that class and stack are those of the caller.
//!
//! Never here: HTTP, TLS, names (`node/dns`).

pub(crate) mod failure;
mod listener;
pub(crate) mod socket;

use crate::declare::{Builtin, script};
use waypost_ops::Op;

pub(crate) const NET: Builtin = Builtin::new("node/net")
    .scripts(&[
        script!("node/net/address.ts"),
        script!("node/net/block_list.ts"),
        script!("node/net/connect.ts"),
        script!("node/net/deliver.ts"),
        script!("node/net/handle.ts"),
        script!("node/net/net.ts"),
        script!("node/net/server.ts"),
        script!("node/net/socket.ts"),
    ])
    .public(&[("node:net", "node/net/net")])
    .ops(&[
        Op::sync("op_net_open", socket::op_net_open),
        Op::future("op_net_connect", socket::op_net_connect),
        Op::future("op_net_connect_path", socket::op_net_connect_path),
        Op::future("op_net_read", socket::op_net_read),
        Op::sync("op_net_try_write", socket::op_net_try_write),
        Op::future("op_net_write", socket::op_net_write),
        Op::sync("op_net_shutdown", socket::op_net_shutdown),
        Op::sync("op_net_no_delay", socket::op_net_no_delay),
        Op::sync("op_net_keep_alive", socket::op_net_keep_alive),
        Op::sync("op_net_names", socket::op_net_names),
        Op::sync("op_net_close", socket::op_net_close),
        Op::sync("op_net_listen", listener::op_net_listen),
        Op::sync("op_net_listen_path", listener::op_net_listen_path),
        Op::future("op_net_accept", listener::op_net_accept),
        Op::sync("op_net_listening_on", listener::op_net_listening_on),
    ]);
