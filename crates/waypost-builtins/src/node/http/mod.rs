//! `node:http`: messages, the client with its agents, servers of packages.
//!
//! There is one set of classes: requests and answers of an invocation are such messages too, only
//! that their bytes are the worker's own server's. `wire_out.ts` and `parser.ts` are HTTP/1 over a
//! socket; an invocation never reaches them.

use crate::declare::{Builtin, script};

pub(crate) const HTTP: Builtin = Builtin::new("node/http")
    .scripts(&[
        script!("node/http/agent.ts"),
        script!("node/http/client_request.ts"),
        script!("node/http/client_response.ts"),
        script!("node/http/common.ts"),
        script!("node/http/default_agent.ts"),
        script!("node/http/header_checks.ts"),
        script!("node/http/header_list.ts"),
        script!("node/http/http.ts"),
        script!("node/http/http_parser.ts"),
        script!("node/http/incoming_headers.ts"),
        script!("node/http/incoming_message.ts"),
        script!("node/http/lifecycle.ts"),
        script!("node/http/outgoing_body.ts"),
        script!("node/http/outgoing_message.ts"),
        script!("node/http/parser.ts"),
        script!("node/http/parts.ts"),
        script!("node/http/server.ts"),
        script!("node/http/server_connection.ts"),
        script!("node/http/server_response.ts"),
        script!("node/http/socket.ts"),
        script!("node/http/status_codes.ts"),
        script!("node/http/wire_out.ts"),
    ])
    .public(&[
        ("node:_http_agent", "node/http/parts"),
        ("node:_http_client", "node/http/parts"),
        ("node:_http_common", "node/http/common"),
        ("node:_http_incoming", "node/http/parts"),
        ("node:_http_outgoing", "node/http/parts"),
        ("node:_http_server", "node/http/parts"),
        ("node:http", "node/http/http"),
    ]);
