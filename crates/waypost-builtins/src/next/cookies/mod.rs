//! The cookie stores that `next/server` and `next/headers` share.

use crate::declare::{Builtin, script};

pub(crate) const COOKIES: Builtin = Builtin::new("next/cookies")
    .scripts(&[script!("next/cookies/cookies.ts")])
    .public(&[
        (
            "next/dist/compiled/@edge-runtime/cookies",
            "next/cookies/cookies",
        ),
        (
            "next/dist/server/web/spec-extension/cookies",
            "next/cookies/cookies",
        ),
    ]);
