//! `next/navigation`, as code on the server sees it.

use crate::declare::{Builtin, script};

pub(crate) const NAVIGATION: Builtin = Builtin::new("next/navigation")
    .scripts(&[
        script!("next/navigation/control_flow.ts"),
        script!("next/navigation/navigation.ts"),
    ])
    .public(&[("next/navigation", "next/navigation/navigation")]);
