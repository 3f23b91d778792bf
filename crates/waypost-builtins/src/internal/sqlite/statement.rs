//! Statements: compiled, described, run.

use std::rc::Rc;

use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::types::ValueRef;
use rusqlite::{Batch, Connection, Statement};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, OpResult, OpState, OpValue};

use super::bind::bind;
use super::database::{opened, with_connection};
use super::errors::sqlite_error;
use super::function::Running;

/// How many statements a text holds, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Count {
    None,
    One,
    More,
}

/// The text of the first statement, how many there are, whether it only reads, the names of its columns and of
/// its parameters.
pub(super) fn op_sqlite_prepare<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let sql = args.string(1)?;
    let (database, connection) = opened(state, args)?;
    let _running = Running::of(scope, &database);
    if let Ok(statement) = connection.prepare_cached(&sql)
        && is_statement(&statement)
    {
        return describe(scope, &statement, &sql, Count::One);
    }
    let (count, first) = survey(&connection, &sql)?;
    let statement = connection.prepare_cached(first).map_err(sqlite_error)?;
    describe(scope, &statement, first, count)
}

fn describe<'s>(
    scope: &Scope<'s>,
    statement: &Statement<'_>,
    text: &str,
    count: Count,
) -> OpResult<Local<'s, Value>> {
    let parameters = (1..=statement.parameter_count()).map(|index| {
        let name = statement.parameter_name(index);
        name.map_or(OpValue::Null, |name| OpValue::String(name.to_owned()))
    });
    OpValue::Array(vec![
        OpValue::String(text.to_owned()),
        OpValue::Number(f64::from(count as u8)),
        OpValue::Bool(statement.readonly()),
        OpValue::Array(column_names(statement)),
        OpValue::Array(parameters.collect()),
    ])
    .into_js(scope)
}

/// Whether there is more to it than spaces and comments.
fn is_statement(statement: &Statement<'_>) -> bool {
    statement.column_count() > 0
        || statement.parameter_count() > 0
        || statement.expanded_sql().is_some()
}

/// Looks at a text that is no single statement.
fn survey<'t>(connection: &Connection, sql: &'t str) -> OpResult<(Count, &'t str)> {
    let mut batch = Batch::new(connection, sql);
    if batch.next().map_err(sqlite_error)?.is_none() {
        return Ok((Count::None, ""));
    }
    if matches!(batch.next(), Ok(None)) {
        return Ok((Count::One, sql));
    }
    Ok((Count::More, first_of(connection, sql)))
}

/// The first statement of several: up to the first semicolon that ends one.
fn first_of<'t>(connection: &Connection, sql: &'t str) -> &'t str {
    let ends = sql.match_indices(';').map(|(at, _)| &sql[..=at]);
    let mut whole = ends.filter(|text| {
        let compiled = connection.prepare(text);
        compiled.is_ok_and(|statement| is_statement(&statement))
    });
    whole.next().unwrap_or(sql)
}

fn column_names(statement: &Statement<'_>) -> Vec<OpValue> {
    let names = statement.column_names();
    names.map(|name| OpValue::String(name.to_owned())).collect()
}

/// Five texts for each column: its name, then where it comes from: column, table, database, declared type.
pub(super) fn op_sqlite_columns<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let sql = args.string(1)?;
    let (_, connection) = opened(state, args)?;
    let statement = connection.prepare_cached(&sql).map_err(sqlite_error)?;
    let mut list = Vec::new();
    let or_null =
        |text: Option<&str>| text.map_or(OpValue::Null, |text| OpValue::String(text.to_owned()));
    for (origin, column) in statement.columns_with_metadata().zip(statement.columns()) {
        list.extend([
            OpValue::String(origin.name().to_owned()),
            or_null(origin.origin_name()),
            or_null(origin.table_name()),
            or_null(origin.database_name()),
            or_null(column.decl_type()),
        ]);
    }
    OpValue::Array(list).into_js(scope)
}

/// Runs `work` with the compiled and bound statement of the arguments.
fn with_statement<'s, R>(
    scope: &Scope<'s>,
    state: &OpState,
    args: &Args<'_, 's>,
    work: impl FnOnce(&Connection, &mut Statement<'_>) -> OpResult<R>,
) -> OpResult<R> {
    let sql = args.string(1)?;
    with_connection(scope, state, args, |connection| {
        let mut statement = connection.prepare_cached(&sql).map_err(sqlite_error)?;
        statement.clear_bindings();
        bind(scope, &mut statement, args, 2)?;
        work(connection, &mut statement)
    })
}

pub(super) fn op_sqlite_run<'s>(
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

/// The number of columns, their names, then the cells.
pub(super) fn op_sqlite_query<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let limit = args.number(3)?;
    let all_big = args.boolean(4);
    let list = with_statement(scope, state, args, |_, statement| {
        let mut list = header(statement);
        let width = statement.column_count();
        let mut rows = statement.raw_query();
        let mut count = 0.0;
        while count < limit {
            let Some(row) = rows.next().map_err(sqlite_error)? else {
                break;
            };
            push_cells(&mut list, row, width, all_big)?;
            count += 1.0;
        }
        Ok(list)
    })?;
    OpValue::Array(list).into_js(scope)
}

/// What a list of cells begins with: the number of columns and their names.
pub(super) fn header(statement: &Statement<'_>) -> Vec<OpValue> {
    let mut list = vec![OpValue::Number(statement.column_count() as f64)];
    list.extend(column_names(statement));
    list
}

pub(super) fn push_cells(
    list: &mut Vec<OpValue>,
    row: &rusqlite::Row<'_>,
    width: usize,
    all_big: bool,
) -> OpResult<()> {
    for index in 0..width {
        list.push(cell(row.get_ref(index).map_err(sqlite_error)?, all_big));
    }
    Ok(())
}

/// The largest integer a JavaScript number holds exactly.
const SAFE: u64 = (1 << 53) - 1;

/// A value on its way out, as `native.d.ts` describes it.
pub(super) fn cell(value: ValueRef<'_>, all_big: bool) -> OpValue {
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

pub(super) fn op_sqlite_expanded<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let text = with_statement(scope, state, args, |_, statement| {
        Ok(statement.expanded_sql())
    })?;
    Ok(text.map_or_else(|| scope.undefined(), |text| scope.string(&text)))
}
