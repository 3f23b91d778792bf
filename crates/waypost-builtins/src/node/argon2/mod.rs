//! The packages `argon2` and `@node-rs/argon2`, whose own native parts cannot be loaded here.
//!
//! Same functions, same hashes; the work is `internal/crypto`'s, on a thread of its own. The lanes of a
//! hash are worked on one after the other: a server has other requests for the other cores.

use crate::declare::{Builtin, script};

pub(crate) const ARGON2: Builtin = Builtin::new("node/argon2")
    .scripts(&[
        script!("node/argon2/argon2.ts"),
        script!("node/argon2/node_rs.ts"),
        script!("node/argon2/phc.ts"),
    ])
    .public(&[
        ("@node-rs/argon2", "node/argon2/node_rs"),
        ("argon2", "node/argon2/argon2"),
    ]);
