//! Parameters of statements: by name first, then the rest in order, as Node binds them.

use rusqlite::Statement;
use rusqlite::types::Value as Sql;
use waypost_jsc::{Exception, Local, Object, Scope, Value};
use waypost_ops::{Args, JsError, OpResult};

use super::errors::sqlite_error;

/// Arguments 2 to 5: names, their values, the values without names, whether bare names count.
pub(super) fn bind<'s>(
    scope: &Scope<'s>,
    statement: &mut Statement<'_>,
    args: &Args<'_, 's>,
) -> OpResult<()> {
    let names = items(scope, args.object(2)?)?;
    let named = items(scope, args.object(3)?)?;
    let allows_bare = args.boolean(5);
    let mut taken = Vec::new();
    for (name, value) in names.zip(named) {
        let name = name?
            .to_rust_string(scope)
            .map_err(|error| foreign(scope, &error))?;
        // A leading question mark says: an unknown name is to be passed over.
        let (name, lenient) = match name.strip_prefix('?') {
            Some(rest) => (rest, true),
            None => (name.as_str(), false),
        };
        match index_of(statement, name, allows_bare)? {
            Some(index) => {
                set(statement, index, sql_value(scope, value?)?)?;
                taken.push(index);
            }
            None if lenient => {}
            None => {
                return Err(JsError::with_code(
                    "ERR_INVALID_STATE",
                    format!("Unknown named parameter '{name}'"),
                ));
            }
        }
    }
    bind_rest(scope, statement, args, &taken)
}

fn bind_rest<'s>(
    scope: &Scope<'s>,
    statement: &mut Statement<'_>,
    args: &Args<'_, 's>,
    taken: &[usize],
) -> OpResult<()> {
    let mut index = 1;
    for value in items(scope, args.object(4)?)? {
        // Parameters with a name are skipped by those without.
        while taken.contains(&index)
            || statement
                .parameter_name(index)
                .is_some_and(|name| !name.starts_with('?'))
        {
            index += 1;
        }
        set(statement, index, sql_value(scope, value?)?)?;
        index += 1;
    }
    Ok(())
}

fn set(statement: &mut Statement<'_>, index: usize, value: Sql) -> OpResult<()> {
    if index > statement.parameter_count() {
        return Err(
            JsError::with_code("ERR_SQLITE_ERROR", "column index out of range")
                .prop("errcode", waypost_ops::PropValue::Number(25.0))
                .prop(
                    "errstr",
                    waypost_ops::PropValue::String("column index out of range".into()),
                ),
        );
    }
    statement
        .raw_bind_parameter(index, value)
        .map_err(sqlite_error)
}

fn index_of(statement: &Statement<'_>, name: &str, allows_bare: bool) -> OpResult<Option<usize>> {
    let find = |name: &str| statement.parameter_index(name).map_err(sqlite_error);
    if let Some(index) = find(name)? {
        return Ok(Some(index));
    }
    if !allows_bare {
        return Ok(None);
    }
    for prefix in ["$", ":", "@"] {
        if let Some(index) = find(&format!("{prefix}{name}"))? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// The items of an array that our own TypeScript made. Each is read when it is its turn, because a
/// list of references on the heap would be hidden from the collector.
fn items<'a, 's>(
    scope: &'a Scope<'s>,
    array: Local<'s, Object>,
) -> OpResult<impl Iterator<Item = OpResult<Local<'s, Value>>> + use<'a, 's>> {
    let length = array
        .get(scope, "length")
        .and_then(|length| length.to_number(scope))
        .map_err(|error| foreign(scope, &error))?;
    Ok((0..length as u32).map(move |index| item(scope, array, index)))
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
fn sql_value<'s>(scope: &Scope<'s>, bound: Local<'s, Value>) -> OpResult<Sql> {
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
