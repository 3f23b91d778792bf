//! `next/headers`.

use crate::declare::{Builtin, script};

pub(crate) const HEADERS: Builtin = Builtin::new("next/headers")
    .scripts(&[
        script!("next/headers/draft_mode.ts"),
        script!("next/headers/headers.ts"),
        script!("next/headers/request_scope.ts"),
    ])
    .public(&[
        ("next/headers", "next/headers/headers"),
        (
            "next/dist/client/components/headers",
            "next/headers/headers",
        ),
        ("next/dist/server/request/cookies", "next/headers/headers"),
        (
            "next/dist/server/request/draft-mode",
            "next/headers/headers",
        ),
        ("next/dist/server/request/headers", "next/headers/headers"),
    ]);
