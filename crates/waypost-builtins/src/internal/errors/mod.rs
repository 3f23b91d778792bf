//! Node's error codes and the errors made from them; the one table of messages. Stacks and messages of the engine, as V8 has them.

use crate::declare::{Builtin, script};

pub(crate) const ERRORS: Builtin = Builtin::new("internal/errors").scripts(&[
    script!("internal/errors/call_sites.ts"),
    script!("internal/errors/engine_source.ts"),
    script!("internal/errors/engine_table.ts"),
    script!("internal/errors/engine_words.ts"),
    script!("internal/errors/errors.ts"),
    script!("internal/errors/json_circle.ts"),
    script!("internal/errors/json_error.ts"),
    script!("internal/errors/json_parse.ts"),
    script!("internal/errors/json_stringify.ts"),
    script!("internal/errors/messages.ts"),
    script!("internal/errors/system.ts"),
    script!("internal/errors/stack.ts"),
]);
