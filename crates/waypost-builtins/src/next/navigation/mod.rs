//! `next/navigation`, as code on the server sees it.

use crate::declare::{Builtin, script};

pub(crate) const NAVIGATION: Builtin = Builtin::new("next/navigation")
    .scripts(&[
        script!("next/navigation/control_flow.ts"),
        script!("next/navigation/library_parts.ts"),
        script!("next/navigation/navigation.ts"),
    ])
    .public(&[
        ("next/navigation", "next/navigation/navigation"),
        (
            "next/dist/client/components/navigation",
            "next/navigation/navigation",
        ),
        (
            "next/dist/client/components/http-access-fallback/http-access-fallback",
            "next/navigation/library_parts",
        ),
        (
            "next/dist/client/components/is-next-router-error",
            "next/navigation/library_parts",
        ),
        (
            "next/dist/client/components/not-found",
            "next/navigation/library_parts",
        ),
        (
            "next/dist/client/components/redirect",
            "next/navigation/library_parts",
        ),
        (
            "next/dist/client/components/redirect-error",
            "next/navigation/library_parts",
        ),
    ]);
