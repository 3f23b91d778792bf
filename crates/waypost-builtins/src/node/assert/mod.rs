//! `node:assert` and `node:assert/strict`.

use crate::declare::{Builtin, script};

pub(crate) const ASSERT: Builtin = Builtin::new("node/assert")
    .scripts(&[
        script!("node/assert/assert.ts"),
        script!("node/assert/assertion_error.ts"),
        script!("node/assert/call_site.ts"),
        script!("node/assert/difference.ts"),
        script!("node/assert/expected_error.ts"),
        script!("node/assert/failure.ts"),
        script!("node/assert/part.ts"),
        script!("node/assert/strict.ts"),
    ])
    .public(&[
        ("node:assert", "node/assert/assert"),
        ("node:assert/strict", "node/assert/strict"),
    ]);
