//! The test library of the `_test.ts` files that run inside the VM.

use crate::declare::{Builtin, script};

pub(crate) const TESTING: Builtin = Builtin::new("internal/testing").scripts(&[
    script!("internal/testing/fake_invocation.ts"),
    script!("internal/testing/testing.ts"),
]);
