//! `next/server`.

use crate::declare::{Builtin, script};

pub(crate) const SERVER: Builtin = Builtin::new("next/server")
    .scripts(&[
        script!("next/server/after.ts"),
        script!("next/server/next_request.ts"),
        script!("next/server/next_response.ts"),
        script!("next/server/next_url.ts"),
        script!("next/server/server.ts"),
        script!("next/server/user_agent.ts"),
    ])
    .public(&[
        ("next/server", "next/server/server"),
        ("next/dist/server/after", "next/server/server"),
        ("next/dist/server/request/connection", "next/server/server"),
        (
            "next/dist/server/web/spec-extension/request",
            "next/server/server",
        ),
        (
            "next/dist/server/web/spec-extension/response",
            "next/server/server",
        ),
    ]);
