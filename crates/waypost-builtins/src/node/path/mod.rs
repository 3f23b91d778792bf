//! `node:path`, `node:path/posix` and `node:path/win32`.

use crate::declare::{Builtin, script};

pub(crate) const PATH: Builtin = Builtin::new("node/path")
    .scripts(&[
        script!("node/path/common.ts"),
        script!("node/path/glob_pattern.ts"),
        script!("node/path/path.ts"),
        script!("node/path/posix.ts"),
        script!("node/path/win32.ts"),
    ])
    .public(&[
        ("node:path", "node/path/path"),
        ("node:path/posix", "node/path/path"),
        ("node:path/win32", "node/path/win32"),
    ]);
