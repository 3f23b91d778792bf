//! Statements that are read row by row.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use rusqlite::{Connection, Statement};
use self_cell::self_cell;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpResult, OpState, OpValue, Resource};

use super::bind::bind;
use super::database::{Database, opened};
use super::errors::sqlite_error;
use super::function::Running;
use super::statement::{header, push_cells};

self_cell!(
    struct Compiled {
        owner: Rc<Connection>,
        #[covariant]
        dependent: Statement,
    }
);

/// A statement of its own with the database it reads.
struct Cursor {
    database: Rc<Database>,
    statement: RefCell<Compiled>,
}

impl Resource for Cursor {}

pub(super) fn op_sqlite_iterate<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let sql = args.string(1)?;
    let (database, connection) = opened(state, args)?;
    let compiled = Compiled::try_new(connection, |connection| {
        let mut statement = connection.prepare(&sql).map_err(sqlite_error)?;
        bind(scope, &mut statement, args, 2)?;
        Ok::<_, JsError>(statement)
    })?;
    let id = state.resources.add(Cursor {
        database,
        statement: RefCell::new(compiled),
    });
    Ok(scope.number(f64::from(id)))
}

/// One row as a list of its own, or `null` behind the last one.
pub(super) fn op_sqlite_next<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let all_big = args.boolean(1);
    let Some(cursor) = state.resources.get::<Cursor>(args.u32(0)?) else {
        return Ok(scope.null());
    };
    let _running = Running::of(scope, &cursor.database);
    let mut compiled = cursor
        .statement
        .try_borrow_mut()
        .map_err(|_| JsError::with_code("ERR_INVALID_STATE", "statement is in use"))?;
    let row = compiled.with_dependent_mut(|_, statement| step(statement, all_big))?;
    row.map_or_else(
        || Ok(scope.null()),
        |row| OpValue::Array(row).into_js(scope),
    )
}

fn step(statement: &mut Statement<'_>, all_big: bool) -> OpResult<Option<Vec<OpValue>>> {
    let mut list = header(statement);
    let width = statement.column_count();
    let mut rows = statement.raw_query();
    let Some(row) = rows.next().map_err(sqlite_error)? else {
        return Ok(None);
    };
    let pushed = push_cells(&mut list, row, width, all_big);
    // Dropped, they would set the statement back to its first row.
    mem::forget(rows);
    pushed.map(|()| Some(list))
}

pub(super) fn op_sqlite_end<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    drop(state.resources.take::<Cursor>(args.u32(0)?));
    Ok(scope.undefined())
}
