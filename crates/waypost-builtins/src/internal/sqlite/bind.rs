//! Values on their way into SQLite.

use rusqlite::Statement;
use rusqlite::types::Value as Sql;
use waypost_jsc::{Exception, Local, Object, Scope, Value, ValueType};
use waypost_ops::{Args, JsError, OpResult};

use super::errors::sqlite_error;

/// Binds the values of an argument, an array by position that our own TypeScript made; a hole binds nothing.
pub(super) fn bind<'s>(
    scope: &Scope<'s>,
    statement: &mut Statement<'_>,
    args: &Args<'_, 's>,
    argument: usize,
) -> OpResult<()> {
    let values = args.object(argument)?;
    let length = values
        .get(scope, "length")
        .and_then(|length| length.to_number(scope))
        .map_err(|error| foreign(scope, &error))?;
    for index in 0..length as u32 {
        let value = item(scope, values, index)?;
        if !value.is_undefined(scope) {
            statement
                .raw_bind_parameter(index as usize + 1, sql_value(scope, value)?)
                .map_err(sqlite_error)?;
        }
    }
    Ok(())
}

fn item<'s>(scope: &Scope<'s>, array: Local<'s, Object>, index: u32) -> OpResult<Local<'s, Value>> {
    array
        .get_index(scope, index)
        .map_err(|error| foreign(scope, &error))
}

fn foreign<'s>(scope: &Scope<'s>, error: &Exception<'s>) -> JsError {
    JsError::new(error.describe(scope).to_string())
}

/// A `Bound` of `native.d.ts`.
pub(super) fn sql_value<'s>(scope: &Scope<'s>, bound: Local<'s, Value>) -> OpResult<Sql> {
    let text = |value: Local<'s, Value>| {
        value
            .to_rust_string(scope)
            .map_err(|error| foreign(scope, &error))
    };
    match bound.type_of(scope) {
        ValueType::Null => return Ok(Sql::Null),
        ValueType::String => return text(bound).map(Sql::Text),
        _ => {}
    }
    if let Some(number) = bound.as_number(scope) {
        return Ok(Sql::Real(number));
    }
    if let Some(bytes) = bound.copy_bytes(scope) {
        return Ok(Sql::Blob(bytes));
    }
    let wrong = || JsError::new("a value that SQLite has no type for");
    let big = bound.as_object(scope).ok_or_else(wrong)?.get(scope, "big");
    let big = text(big.map_err(|error| foreign(scope, &error))?)?;
    big.parse().map(Sql::Integer).map_err(|_| wrong())
}
