//! The package `better-sqlite3`, whose own native part cannot be loaded here.
//!
//! Same classes, same files on disk; the work is `internal/sqlite`'s.

use crate::declare::{Builtin, script};

pub(crate) const BETTER_SQLITE3: Builtin = Builtin::new("node/better_sqlite3")
    .scripts(&[
        script!("node/better_sqlite3/backup.ts"),
        script!("node/better_sqlite3/better_sqlite3.ts"),
        script!("node/better_sqlite3/binding.ts"),
        script!("node/better_sqlite3/connection.ts"),
        script!("node/better_sqlite3/errors.ts"),
        script!("node/better_sqlite3/functions.ts"),
        script!("node/better_sqlite3/statement.ts"),
        script!("node/better_sqlite3/transaction.ts"),
    ])
    .public(&[("better-sqlite3", "node/better_sqlite3/better_sqlite3")]);
