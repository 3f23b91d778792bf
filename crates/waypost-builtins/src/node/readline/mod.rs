//! `node:readline` and `node:readline/promises`: lines of a stream. Editing on a terminal is not there: a
//! worker has none.

use crate::declare::{Builtin, script};

pub(crate) const READLINE: Builtin = Builtin::new("node/readline")
    .scripts(&[
        script!("node/readline/escapes.ts"),
        script!("node/readline/interface.ts"),
        script!("node/readline/promises.ts"),
        script!("node/readline/readline.ts"),
    ])
    .public(&[
        ("node:readline", "node/readline/readline"),
        ("node:readline/promises", "node/readline/promises"),
    ]);
