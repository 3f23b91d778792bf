//! `next/og`: images from JSX.

use crate::declare::{Builtin, script};

pub(crate) const OG: Builtin = Builtin::new("next/og")
    .scripts(&[script!("next/og/og.ts")])
    .public(&[
        ("next/og", "next/og/og"),
        // Next.js takes its own in its place too.
        ("@vercel/og", "next/og/og"),
    ]);
