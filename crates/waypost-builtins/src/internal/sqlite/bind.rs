//! Values on their way into SQLite.

use rusqlite::Statement;
use rusqlite::types::Value as Sql;
use waypost_jsc::{Exception, Local, Object, Scope, Value};
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

/// `[kind, payload]` as `native.d.ts` describes it.
pub(super) fn sql_value<'s>(scope: &Scope<'s>, bound: Local<'s, Value>) -> OpResult<Sql> {
    let wrong = || JsError::new("a bound value is a pair");
    let pair = bound.as_object(scope).ok_or_else(wrong)?;
    let (kind, payload) = (item(scope, pair, 0)?, item(scope, pair, 1)?);
    let kind = kind
        .to_number(scope)
        .map_err(|error| foreign(scope, &error))?;
    let text = || {
        payload
            .to_rust_string(scope)
            .map_err(|error| foreign(scope, &error))
    };
    Ok(match kind as u8 {
        1 => Sql::Real(
            payload
                .to_number(scope)
                .map_err(|error| foreign(scope, &error))?,
        ),
        2 => Sql::Integer(text()?.parse().map_err(|_| wrong())?),
        3 => Sql::Text(text()?),
        4 => Sql::Blob(payload.copy_bytes(scope).ok_or_else(wrong)?),
        _ => Sql::Null,
    })
}
