//! `fetch` and its classes: `Headers`, `Request`, `Response`, bodies, and the HTTP client.
//!
//! The TypeScript files hold what the standard says of requests, redirects and responses; the
//! Rust files hold connections. `exchange.rs` is one request on the wire, `client.rs` the
//! connection pools of a worker, `connect.rs`, `proxy.rs` and `tls.rs` how a connection is made,
//! `decode.rs` the content codings, `failure.rs` how an error is told in Node.js's words.
//!
//! Never here: serving requests. Incoming bodies only share the classes.

mod client;
mod connect;
mod decode;
mod exchange;
mod failure;
mod proxy;
#[cfg(test)]
mod tests;
pub(crate) mod tls;

pub(crate) use client::UpgradeConnector;
pub(crate) use exchange::fetched_pieces;
pub(crate) use failure::Failure;

use std::rc::Rc;

use aws_lc_rs::digest;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpResult, OpState};

use crate::declare::{Builtin, script};

/// The client side of TLS as `fetch` has it, for what else in the worker speaks to other servers.
///
/// # Errors
/// The certificates to trust cannot be used; the text says why.
pub fn tls_client_config() -> Result<rustls::ClientConfig, String> {
    tls::client_config().map_err(|failure| failure.message)
}

pub(crate) const FETCH: Builtin = Builtin::new("web/fetch")
    .scripts(&[
        script!("web/fetch/body.ts"),
        script!("web/fetch/data_url.ts"),
        script!("web/fetch/edge_assets.ts"),
        script!("web/fetch/fetch.ts"),
        script!("web/fetch/fetch_body.ts"),
        script!("web/fetch/fetch_headers.ts"),
        script!("web/fetch/fetch_errors.ts"),
        script!("web/fetch/headers.ts"),
        script!("web/fetch/integrity.ts"),
        script!("web/fetch/request.ts"),
        script!("web/fetch/response.ts"),
    ])
    .globals(&[
        ("Headers", "web/fetch/headers"),
        ("Request", "web/fetch/request"),
        ("Response", "web/fetch/response"),
        ("fetch", "web/fetch/fetch"),
    ])
    .ops(&[
        Op::sync("op_fetch_open", exchange::op_fetch_open),
        Op::future("op_fetch_send", exchange::op_fetch_send),
        Op::future("op_fetch_write", exchange::op_fetch_write),
        Op::future("op_fetch_move", exchange::op_fetch_move),
        Op::sync("op_fetch_end", exchange::op_fetch_end),
        Op::future("op_fetch_read", exchange::op_fetch_read),
        Op::sync("op_fetch_close", exchange::op_fetch_close),
        Op::sync("op_fetch_digest", op_fetch_digest),
    ]);

/// `op_fetch_digest(algorithm, bytes)`: the digest that `integrity` compares.
fn op_fetch_digest<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let algorithm = match args.string(0)?.as_str() {
        "sha256" => &digest::SHA256,
        "sha384" => &digest::SHA384,
        "sha512" => &digest::SHA512,
        other => {
            return Err(JsError::plain_type_error(format!(
                "unknown digest {other:?}"
            )));
        }
    };
    let digest = args.with_bytes(1, |bytes| digest::digest(algorithm, bytes))?;
    Ok(scope.uint8_array(digest.as_ref().to_vec()).into())
}
