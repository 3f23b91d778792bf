//! The Next.js version whose behaviour is followed, and what tells libraries of it.

use crate::declare::{Builtin, script};

pub(crate) const VERSION: Builtin = Builtin::new("next/version")
    .scripts(&[
        script!("next/version/package_json.ts"),
        script!("next/version/version.ts"),
    ])
    .public(&[("next/package.json", "next/version/package_json")]);
