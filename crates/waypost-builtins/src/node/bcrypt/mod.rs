//! The packages `bcrypt` and `@node-rs/bcrypt`, whose own native parts cannot be loaded here.
//!
//! Same functions, same hashes; the work is `internal/crypto`'s, on a thread of its own.

use crate::declare::{Builtin, script};

pub(crate) const BCRYPT: Builtin = Builtin::new("node/bcrypt")
    .scripts(&[
        script!("node/bcrypt/bcrypt.ts"),
        script!("node/bcrypt/node_rs.ts"),
    ])
    .public(&[
        ("@node-rs/bcrypt", "node/bcrypt/node_rs"),
        ("bcrypt", "node/bcrypt/bcrypt"),
    ]);
