//! `node:sqlite`, over the SQLite that is linked into the binary.
//!
//! A database is a resource. A statement is its text: it is compiled into the connection's cache
//! at `prepare` and taken from there each time, because a compiled one borrows the connection.

mod bind;
mod errors;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Statement};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpResult, OpState, OpValue, Resource};

use self::bind::bind;
use self::errors::sqlite_error;
use crate::declare::{Builtin, script};

pub(crate) const SQLITE: Builtin = Builtin::new("node/sqlite")
    .scripts(&[script!("node/sqlite/sqlite.ts")])
    .public(&[("node:sqlite", "node/sqlite/sqlite")])
    .ops(&[
        Op::sync("op_sqlite_open", op_sqlite_open),
        Op::sync("op_sqlite_close", op_sqlite_close),
        Op::sync("op_sqlite_exec", op_sqlite_exec),
        Op::sync("op_sqlite_prepare", op_sqlite_prepare),
        Op::sync("op_sqlite_run", op_sqlite_run),
        Op::sync("op_sqlite_query", op_sqlite_query),
        Op::sync("op_sqlite_expanded", op_sqlite_expanded),
        Op::sync("op_sqlite_location", op_sqlite_location),
    ]);

/// Statements a connection keeps compiled.
const STATEMENTS: usize = 256;

struct Database(RefCell<Option<Connection>>);

impl Resource for Database {}

/// Runs `work` with the connection of the first argument.
fn with_connection<R>(
    state: &OpState,
    args: &Args<'_, '_>,
    work: impl FnOnce(&Connection) -> OpResult<R>,
) -> OpResult<R> {
    let closed = || JsError::with_code("ERR_INVALID_STATE", "database is not open");
    let database = state
        .resources
        .get::<Database>(args.u32(0)?)
        .ok_or_else(closed)?;
    let connection = database.0.borrow();
    work(connection.as_ref().ok_or_else(closed)?)
}

fn op_sqlite_open<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let path = args.string(0)?;
    let mut flags = OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags |= if args.boolean(1) {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    };
    let connection = Connection::open_with_flags(path, flags).map_err(sqlite_error)?;
    let set = |config, value| {
        connection
            .set_db_config(config, value)
            .map_err(sqlite_error)
    };
    set(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, args.boolean(2))?;
    set(DbConfig::SQLITE_DBCONFIG_DQS_DML, args.boolean(3))?;
    set(DbConfig::SQLITE_DBCONFIG_DQS_DDL, args.boolean(3))?;
    connection
        .busy_timeout(Duration::from_millis(args.number(4)?.max(0.0) as u64))
        .map_err(sqlite_error)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let id = state
        .resources
        .add(Database(RefCell::new(Some(connection))));
    Ok(scope.number(f64::from(id)))
}

fn op_sqlite_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    if let Some(database) = state.resources.take::<Database>(args.u32(0)?)
        && let Some(connection) = database.0.borrow_mut().take()
    {
        connection
            .close()
            .map_err(|(_, error)| sqlite_error(error))?;
    }
    Ok(scope.undefined())
}

fn op_sqlite_exec<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let sql = args.string(1)?;
    with_connection(state, args, |connection| {
        connection.execute_batch(&sql).map_err(sqlite_error)
    })?;
    Ok(scope.undefined())
}

/// Only the first statement of a text counts, as in Node.
fn op_sqlite_prepare<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let sql = args.string(1)?;
    let columns = with_connection(state, args, |connection| {
        let statement = connection.prepare_cached(&sql).map_err(sqlite_error)?;
        Ok(column_names(&statement))
    })?;
    OpValue::Array(columns).into_js(scope)
}

fn column_names(statement: &Statement<'_>) -> Vec<OpValue> {
    let names = statement.column_names();
    names
        .into_iter()
        .map(|name| OpValue::String(name.to_owned()))
        .collect()
}

/// Runs `work` with the compiled and bound statement of the arguments.
fn with_statement<'s, R>(
    scope: &Scope<'s>,
    state: &OpState,
    args: &Args<'_, 's>,
    work: impl FnOnce(&Connection, &mut Statement<'_>) -> OpResult<R>,
) -> OpResult<R> {
    let sql = args.string(1)?;
    with_connection(state, args, |connection| {
        let mut statement = connection.prepare_cached(&sql).map_err(sqlite_error)?;
        statement.clear_bindings();
        bind(scope, &mut statement, args)?;
        work(connection, &mut statement)
    })
}

fn op_sqlite_run<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (changes, id) = with_statement(scope, state, args, |connection, statement| {
        let before = connection.total_changes();
        let mut rows = statement.raw_query();
        while rows.next().map_err(sqlite_error)?.is_some() {}
        drop(rows);
        let changes = if connection.total_changes() == before {
            0
        } else {
            connection.changes()
        };
        Ok((changes, connection.last_insert_rowid()))
    })?;
    let list = vec![
        OpValue::String(changes.to_string()),
        OpValue::String(id.to_string()),
    ];
    OpValue::Array(list).into_js(scope)
}

/// Whether a transaction is open, the number of columns, their names, then the cells.
fn op_sqlite_query<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let limit = args.number(6)?;
    let all_big = args.boolean(7);
    let list = with_statement(scope, state, args, |connection, statement| {
        let columns = column_names(statement);
        let width = columns.len();
        let mut list = vec![
            OpValue::Bool(!connection.is_autocommit()),
            OpValue::Number(width as f64),
        ];
        list.extend(columns);
        let mut rows = statement.raw_query();
        let mut count = 0.0;
        while count < limit {
            let Some(row) = rows.next().map_err(sqlite_error)? else {
                break;
            };
            for index in 0..width {
                list.push(cell(row.get_ref(index).map_err(sqlite_error)?, all_big));
            }
            count += 1.0;
        }
        Ok(list)
    })?;
    OpValue::Array(list).into_js(scope)
}

/// The largest integer a JavaScript number holds exactly.
const SAFE: u64 = (1 << 53) - 1;

fn cell(value: ValueRef<'_>, all_big: bool) -> OpValue {
    match value {
        ValueRef::Null => OpValue::Null,
        ValueRef::Integer(number) if all_big || number.unsigned_abs() > SAFE => {
            OpValue::Object(vec![("big", OpValue::String(number.to_string()))])
        }
        ValueRef::Integer(number) => OpValue::Number(number as f64),
        ValueRef::Real(number) => OpValue::Number(number),
        ValueRef::Text(text) => OpValue::String(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => OpValue::Bytes(bytes.to_vec()),
    }
}

fn op_sqlite_expanded<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let text = with_statement(scope, state, args, |_, statement| {
        Ok(statement.expanded_sql())
    })?;
    Ok(text.map_or_else(|| scope.undefined(), |text| scope.string(&text)))
}

fn op_sqlite_location<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let path = with_connection(state, args, |connection| {
        Ok(connection
            .path()
            .filter(|path| !path.is_empty())
            .map(str::to_owned))
    })?;
    Ok(path.map_or_else(|| scope.undefined(), |path| scope.string(&path)))
}
