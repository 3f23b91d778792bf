//! Route handlers (`app/**/route.*`) and edge API routes: from an invocation to an answer.

use crate::declare::{Builtin, script};

pub(crate) const ROUTE_HANDLER: Builtin = Builtin::new("next/route_handler").scripts(&[
    script!("next/route_handler/edge_api.ts"),
    script!("next/route_handler/edge_url.ts"),
    script!("next/route_handler/log.ts"),
    script!("next/route_handler/respond.ts"),
    script!("next/route_handler/route_handler.ts"),
    script!("next/route_handler/static_run.ts"),
]);
