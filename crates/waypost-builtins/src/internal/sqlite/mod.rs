//! SQLite for JavaScript: the library that is linked into the binary, as ops.
//!
//! `node:sqlite` and the built-in `better-sqlite3` stand on this folder. A database is a resource. A statement is
//! its text: it is compiled into the connection's cache at `prepare` and taken from there each time, because a
//! compiled one borrows the connection. One that is read row by row is compiled for itself and lives with its
//! cursor.
//!
//! Never here: the rules of one of the interfaces.

mod backup;
mod bind;
mod cursor;
mod database;
mod errors;
mod function;
mod statement;

use waypost_ops::Op;

use crate::declare::{Builtin, script};

pub(crate) const SQLITE: Builtin = Builtin::new("internal/sqlite")
    .scripts(&[
        script!("internal/sqlite/cursor.ts"),
        script!("internal/sqlite/functions.ts"),
        script!("internal/sqlite/ops.ts"),
        script!("internal/sqlite/values.ts"),
    ])
    .ops(&[
        Op::sync("op_sqlite_open", database::op_sqlite_open),
        Op::sync("op_sqlite_close", database::op_sqlite_close),
        Op::sync("op_sqlite_exec", database::op_sqlite_exec),
        Op::sync("op_sqlite_defensive", database::op_sqlite_defensive),
        Op::sync(
            "op_sqlite_in_transaction",
            database::op_sqlite_in_transaction,
        ),
        Op::sync("op_sqlite_location", database::op_sqlite_location),
        Op::sync("op_sqlite_serialize", database::op_sqlite_serialize),
        Op::sync("op_sqlite_deserialize", database::op_sqlite_deserialize),
        Op::sync("op_sqlite_define", function::op_sqlite_define),
        Op::sync("op_sqlite_prepare", statement::op_sqlite_prepare),
        Op::sync("op_sqlite_columns", statement::op_sqlite_columns),
        Op::sync("op_sqlite_run", statement::op_sqlite_run),
        Op::sync("op_sqlite_query", statement::op_sqlite_query),
        Op::sync("op_sqlite_expanded", statement::op_sqlite_expanded),
        Op::sync("op_sqlite_iterate", cursor::op_sqlite_iterate),
        Op::sync("op_sqlite_next", cursor::op_sqlite_next),
        Op::sync("op_sqlite_end", cursor::op_sqlite_end),
        Op::sync("op_sqlite_backup_begin", backup::op_sqlite_backup_begin),
        Op::sync("op_sqlite_backup_step", backup::op_sqlite_backup_step),
        Op::sync("op_sqlite_backup_end", backup::op_sqlite_backup_end),
    ]);
