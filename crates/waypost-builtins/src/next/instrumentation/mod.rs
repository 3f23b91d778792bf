//! The project's instrumentation file: `register` before the first request, `onRequestError` for each
//! error of a handler.

use crate::declare::{Builtin, script};

pub(crate) const INSTRUMENTATION: Builtin = Builtin::new("next/instrumentation").scripts(&[
    script!("next/instrumentation/instrumentation.ts"),
    script!("next/instrumentation/spans.ts"),
    script!("next/instrumentation/start.ts"),
]);
