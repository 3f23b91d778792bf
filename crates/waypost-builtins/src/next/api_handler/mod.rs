//! API routes: `pages/api/**` on Node's request and response.

use crate::declare::{Builtin, script};

pub(crate) const API_HANDLER: Builtin = Builtin::new("next/api_handler")
    .scripts(&[
        script!("next/api_handler/api_handler.ts"),
        script!("next/api_handler/api_request.ts"),
        script!("next/api_handler/api_response.ts"),
        script!("next/api_handler/body_parser.ts"),
        script!("next/api_handler/charset.ts"),
        script!("next/api_handler/config.ts"),
        script!("next/api_handler/cookie_header.ts"),
        script!("next/api_handler/error_answer.ts"),
        script!("next/api_handler/etag.ts"),
        script!("next/api_handler/library_parts.ts"),
        script!("next/api_handler/media_type.ts"),
        script!("next/api_handler/own_helpers.ts"),
        script!("next/api_handler/preview_mode.ts"),
        script!("next/api_handler/query.ts"),
        script!("next/api_handler/revalidate.ts"),
        script!("next/api_handler/send.ts"),
    ])
    .public(&[(
        "next/dist/server/api-utils",
        "next/api_handler/library_parts",
    )]);
