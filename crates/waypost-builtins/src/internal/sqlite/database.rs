//! Databases: opened, closed, told what to do.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::{Batch, Connection, OpenFlags};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpResult, OpState, OpValue, Resource};

use super::errors::sqlite_error;
use super::function::{Functions, Running};

/// Statements a connection keeps compiled.
const STATEMENTS: usize = 256;

/// An open connection with the functions that JavaScript defined for it.
///
/// The connection is shared with who works on it, because JavaScript that a statement calls may close it.
pub(super) struct Database {
    connection: RefCell<Option<Rc<Connection>>>,
    pub(super) functions: Functions,
}

impl Resource for Database {}

impl Database {
    fn connection(&self) -> OpResult<Rc<Connection>> {
        self.connection.borrow().clone().ok_or_else(closed)
    }
}

fn closed() -> JsError {
    JsError::with_code("ERR_INVALID_STATE", "database is not open")
}

/// The database of the first argument, and its connection.
pub(super) fn opened(
    state: &OpState,
    args: &Args<'_, '_>,
) -> OpResult<(Rc<Database>, Rc<Connection>)> {
    let database = state
        .resources
        .get::<Database>(args.u32(0)?)
        .ok_or_else(closed)?;
    let connection = database.connection()?;
    Ok((database, connection))
}

/// Runs `work` with the connection of the first argument; statements in it may call JavaScript.
pub(super) fn with_connection<R>(
    scope: &Scope<'_>,
    state: &OpState,
    args: &Args<'_, '_>,
    work: impl FnOnce(&Connection) -> OpResult<R>,
) -> OpResult<R> {
    let (database, connection) = opened(state, args)?;
    let _running = Running::of(scope, &database);
    work(&connection)
}

// The bits of `op_sqlite_open`, as `native.d.ts` names them.
const READ_ONLY: u32 = 1;
const MUST_EXIST: u32 = 2;
const URI: u32 = 4;
const FOREIGN_KEYS: u32 = 8;
const DOUBLE_QUOTED: u32 = 16;

pub(super) fn op_sqlite_open<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let path = args.string(0)?;
    let bits = args.u32(1)?;
    let timeout = Duration::from_millis(args.number(2)?.max(0.0) as u64);
    let connection = open(&path, bits).map_err(|error| sqlite_error(without_path(error, &path)))?;
    let set = |config, bit| {
        connection
            .set_db_config(config, bits & bit != 0)
            .map_err(sqlite_error)
    };
    set(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, FOREIGN_KEYS)?;
    set(DbConfig::SQLITE_DBCONFIG_DQS_DML, DOUBLE_QUOTED)?;
    set(DbConfig::SQLITE_DBCONFIG_DQS_DDL, DOUBLE_QUOTED)?;
    connection.busy_timeout(timeout).map_err(sqlite_error)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let id = state.resources.add(Database {
        connection: RefCell::new(Some(Rc::new(connection))),
        functions: Functions::default(),
    });
    Ok(scope.number(f64::from(id)))
}

/// SQLite's own words: the path is added to them on their way.
fn without_path(error: rusqlite::Error, path: &str) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqliteFailure(failure, Some(message)) => {
            let own = message
                .strip_suffix(path)
                .and_then(|own| own.strip_suffix(": "));
            let own = own.map(str::to_owned);
            rusqlite::Error::SqliteFailure(failure, Some(own.unwrap_or(message)))
        }
        other => other,
    }
}

fn open(path: &str, bits: u32) -> rusqlite::Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags.set(OpenFlags::SQLITE_OPEN_URI, bits & URI != 0);
    flags |= match bits & (READ_ONLY | MUST_EXIST) {
        0 => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        MUST_EXIST => OpenFlags::SQLITE_OPEN_READ_WRITE,
        _ => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    Connection::open_with_flags(path, flags)
}

pub(super) fn op_sqlite_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let database = state.resources.take::<Database>(args.u32(0)?);
    let connection = database.and_then(|database| database.connection.take());
    // Who still works on it closes it by dropping the last reference.
    if let Some(connection) = connection.and_then(Rc::into_inner) {
        connection
            .close()
            .map_err(|(_, error)| sqlite_error(error))?;
    }
    Ok(scope.undefined())
}

/// The third argument, when there is one, is told the text of each statement before it runs.
pub(super) fn op_sqlite_exec<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let sql = args.string(1)?;
    let log = args.get(2).as_function(scope);
    with_connection(scope, state, args, |connection| {
        let mut batch = Batch::new(connection, &sql);
        while let Some(mut statement) = batch.next().map_err(sqlite_error)? {
            if let Some(log) = log {
                let text = statement.expanded_sql().unwrap_or_default();
                // What it throws is kept on the other side, which then wants no more to happen.
                let goes_on = log.call(scope, None, &[scope.string(text.trim_start())]);
                if !goes_on.is_ok_and(|goes_on| goes_on.to_boolean(scope)) {
                    break;
                }
            }
            let mut rows = statement.raw_query();
            while rows.next().map_err(sqlite_error)?.is_some() {}
        }
        Ok(())
    })?;
    Ok(scope.undefined())
}

pub(super) fn op_sqlite_defensive<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (_, connection) = opened(state, args)?;
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, args.boolean(1))
        .map_err(sqlite_error)?;
    Ok(scope.undefined())
}

pub(super) fn op_sqlite_in_transaction<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (_, connection) = opened(state, args)?;
    Ok(scope.boolean(!connection.is_autocommit()))
}

pub(super) fn op_sqlite_location<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (_, connection) = opened(state, args)?;
    let path = connection.path().filter(|path| !path.is_empty());
    Ok(path.map_or_else(|| scope.undefined(), |path| scope.string(path)))
}

/// Runs `work` with a connection that nobody else works on.
fn with_own_connection<R>(
    state: &OpState,
    args: &Args<'_, '_>,
    work: impl FnOnce(&mut Connection) -> OpResult<R>,
) -> OpResult<R> {
    let (database, connection) = opened(state, args)?;
    drop(connection);
    let mut place = database.connection.borrow_mut();
    let connection = place.as_mut().and_then(Rc::get_mut);
    work(connection.ok_or_else(|| JsError::with_code("ERR_INVALID_STATE", "database is in use"))?)
}

pub(super) fn op_sqlite_serialize<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let schema = args.string(1)?;
    let bytes = with_own_connection(state, args, |connection| {
        let data = connection.serialize(schema.as_str());
        data.map(|data| data.to_vec()).map_err(sqlite_error)
    })?;
    OpValue::Bytes(bytes).into_js(scope)
}

pub(super) fn op_sqlite_deserialize<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let bytes = args.bytes(1)?;
    let read_only = args.boolean(2);
    with_own_connection(state, args, |connection| {
        connection
            .deserialize_read_exact("main", bytes.as_slice(), bytes.len(), read_only)
            .map_err(sqlite_error)
    })?;
    Ok(scope.undefined())
}
