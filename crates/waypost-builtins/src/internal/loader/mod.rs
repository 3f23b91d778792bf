//! The lazy loader of builtins and the loader of an app image's chunks.

use crate::declare::{Builtin, script};

pub(crate) const LOADER: Builtin = Builtin::new("internal/loader").scripts(&[
    script!("internal/loader/bootstrap.ts"),
    script!("internal/loader/known_members.ts"),
    script!("internal/loader/lazy_members.ts"),
    script!("internal/loader/loader.ts"),
    script!("internal/loader/missing.ts"),
]);
