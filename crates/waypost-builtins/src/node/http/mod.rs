//! `node:http`: the messages of a server. Requests and answers of an invocation are such messages.

use crate::declare::{Builtin, script};

pub(crate) const HTTP: Builtin = Builtin::new("node/http")
    .scripts(&[
        script!("node/http/header_checks.ts"),
        script!("node/http/header_list.ts"),
        script!("node/http/http.ts"),
        script!("node/http/incoming_headers.ts"),
        script!("node/http/incoming_message.ts"),
        script!("node/http/lifecycle.ts"),
        script!("node/http/outgoing_body.ts"),
        script!("node/http/outgoing_message.ts"),
        script!("node/http/server_response.ts"),
        script!("node/http/socket.ts"),
        script!("node/http/status_codes.ts"),
    ])
    .public(&[("node:http", "node/http/http")]);
