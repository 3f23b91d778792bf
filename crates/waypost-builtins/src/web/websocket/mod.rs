//! The WebSocket client: <https://websockets.spec.whatwg.org/> over RFC 6455.
//!
//! `frame.rs` is the wire, `connection.rs` one connection, `websocket.ts` the interface. Connections
//! are made by `fetch`'s connector, so that proxies, certificates and errors are the same.
//! No extension is offered: messages are not compressed.
//!
//! Never here: the serving side.

mod connection;
mod frame;

use waypost_ops::Op;

use crate::declare::{Builtin, script};

pub(crate) const WEBSOCKET: Builtin = Builtin::new("web/websocket")
    .scripts(&[script!("web/websocket/websocket.ts")])
    .globals(&[("WebSocket", "web/websocket/websocket")])
    .ops(&[
        Op::sync("op_websocket_open", connection::op_websocket_open),
        Op::future("op_websocket_connect", connection::op_websocket_connect),
        Op::sync("op_websocket_send", connection::op_websocket_send),
        Op::sync("op_websocket_buffered", connection::op_websocket_buffered),
        Op::sync("op_websocket_close", connection::op_websocket_close),
        Op::future("op_websocket_receive", connection::op_websocket_receive),
        Op::sync("op_websocket_drop", connection::op_websocket_drop),
    ]);
