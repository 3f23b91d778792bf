//! Web IDL conversions: from any JavaScript value to the type an interface declares.
//!
//! Pure TypeScript, evaluated with the first web interface that converts an argument.

use crate::declare::{Builtin, script};

pub(crate) const WEBIDL: Builtin = Builtin::new("internal/webidl").scripts(&[
    script!("internal/webidl/webidl.ts"),
    script!("internal/webidl/pair_iterator.ts"),
]);
