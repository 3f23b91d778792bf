//! SQLite's errors as `ERR_SQLITE_ERROR` with `errcode` and `errstr`.

use waypost_ops::{JsError, PropValue};

pub(super) fn sqlite_error(error: rusqlite::Error) -> JsError {
    let (code, message) = match &error {
        rusqlite::Error::SqliteFailure(failure, message) => {
            let text = message
                .clone()
                .unwrap_or_else(|| describe(failure.extended_code).into());
            (failure.extended_code, text)
        }
        rusqlite::Error::SqlInputError { error, msg, .. } => (error.extended_code, msg.clone()),
        other => (1, other.to_string()),
    };
    JsError::with_code("ERR_SQLITE_ERROR", message)
        .prop("errcode", PropValue::Number(f64::from(code)))
        .prop("errstr", PropValue::String(describe(code).into()))
}

/// The error of a code, in SQLite's own words.
pub(super) fn code_error(code: i32) -> JsError {
    sqlite_error(rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(code),
        None,
    ))
}

/// SQLite's own word for a code, by its primary part.
fn describe(code: i32) -> &'static str {
    match code & 0xff {
        1 => "SQL logic error",
        3 => "access permission denied",
        4 => "query aborted",
        5 => "database is locked",
        6 => "database table is locked",
        7 => "out of memory",
        8 => "attempt to write a readonly database",
        9 => "interrupted",
        10 => "disk I/O error",
        11 => "database disk image is malformed",
        12 => "unknown operation",
        13 => "database or disk is full",
        14 => "unable to open database file",
        15 => "locking protocol",
        17 => "database schema has changed",
        18 => "string or blob too big",
        19 => "constraint failed",
        20 => "datatype mismatch",
        21 => "bad parameter or other API misuse",
        22 => "large file support is disabled",
        23 => "authorization denied",
        25 => "column index out of range",
        26 => "file is not a database",
        27 => "notification message",
        28 => "warning message",
        100 => "another row available",
        101 => "no more rows available",
        _ => "unknown error",
    }
}
