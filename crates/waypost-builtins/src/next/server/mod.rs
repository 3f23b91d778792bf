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
    .public(&[("next/server", "next/server/server")]);
