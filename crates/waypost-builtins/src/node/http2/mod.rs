//! `node:http2`: the client, in TypeScript over the sockets of `node:net` and `node:tls`.

use crate::declare::{Builtin, script};

pub(crate) const HTTP2: Builtin = Builtin::new("node/http2")
    .scripts(&[
        script!("node/http2/constants.ts"),
        script!("node/http2/errors.ts"),
        script!("node/http2/frames.ts"),
        script!("node/http2/headers.ts"),
        script!("node/http2/hpack.ts"),
        script!("node/http2/http2.ts"),
        script!("node/http2/session.ts"),
        script!("node/http2/settings.ts"),
        script!("node/http2/stream.ts"),
    ])
    .public(&[("node:http2", "node/http2/http2")]);
