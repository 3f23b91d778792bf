//! `node:tls`: encryption over whatever carries bytes.
//!
//! An engine here is rustls without a socket: TypeScript gives it what arrived and sends what it
//! answers, so that a connection can be upgraded midway and can run over any stream. `context.rs`
//! holds keys and trusted certificates, `verify.rs` decides whom to trust, `engine.rs` is one
//! connection. Certificates are taken apart in TypeScript (`certificate.ts`).
//!
//! Never here: sockets, and trusting a name: that is `checkServerIdentity`'s, which programs may
//! replace.

mod context;
mod engine;
mod verify;

use crate::declare::{Builtin, script};
use waypost_ops::Op;

pub(crate) const TLS: Builtin = Builtin::new("node/tls")
    .scripts(&[
        script!("node/tls/certificate.ts"),
        script!("node/tls/context.ts"),
        script!("node/tls/der.ts"),
        script!("node/tls/handle.ts"),
        script!("node/tls/identity.ts"),
        script!("node/tls/server.ts"),
        script!("node/tls/socket.ts"),
        script!("node/tls/tls.ts"),
    ])
    .public(&[("node:tls", "node/tls/tls")])
    .ops(&[
        Op::sync("op_tls_context", context::op_tls_context),
        Op::sync(
            "op_tls_root_certificates",
            context::op_tls_root_certificates,
        ),
        Op::sync("op_tls_client", engine::op_tls_client),
        Op::sync("op_tls_server", engine::op_tls_server),
        Op::sync("op_tls_receive", engine::op_tls_receive),
        Op::sync("op_tls_send", engine::op_tls_send),
        Op::sync("op_tls_end", engine::op_tls_end),
        Op::sync("op_tls_details", engine::op_tls_details),
        Op::sync("op_tls_export", engine::op_tls_export),
        Op::sync("op_tls_close", engine::op_tls_close),
    ]);
