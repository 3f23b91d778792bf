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
            "next/dist/client/components/http-access-fallback/http-access-fallback",
            LIBRARY_PARTS,
        ),
        (
            "next/dist/client/components/is-next-router-error",
            LIBRARY_PARTS,
        ),
        ("next/dist/client/components/not-found", LIBRARY_PARTS),
        ("next/dist/client/components/redirect", LIBRARY_PARTS),
        ("next/dist/client/components/redirect-error", LIBRARY_PARTS),
    ]);

const LIBRARY_PARTS: &str = "next/navigation/library_parts";
