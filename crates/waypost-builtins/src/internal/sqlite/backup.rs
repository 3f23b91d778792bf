//! Copies of a database while it is in use. <https://sqlite.org/backup.html>

use std::rc::Rc;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use self_cell::{MutBorrow, self_cell};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpResult, OpState, OpValue, Resource};

use super::database::opened;
use super::errors::{code_error, sqlite_error};

struct Pair {
    source: Rc<Connection>,
    target: MutBorrow<Connection>,
}

type Copying<'a> = Backup<'a, 'a>;

self_cell!(
    struct Running {
        owner: Pair,
        #[covariant]
        dependent: Copying,
    }
);

impl Resource for Running {}

const SQLITE_LOCKED: i32 = 6;

pub(super) fn op_sqlite_backup_begin<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (schema, path) = (args.string(1)?, args.string(2)?);
    let (_, source) = opened(state, args)?;
    let target = Connection::open(path).map_err(sqlite_error)?;
    let pair = Pair {
        source,
        target: MutBorrow::new(target),
    };
    let running = Running::try_new(pair, |pair| {
        Backup::new_with_names(
            &pair.source,
            schema.as_str(),
            pair.target.borrow_mut(),
            "main",
        )
    })
    .map_err(sqlite_error)?;
    let id = state.resources.add(running);
    Ok(scope.number(f64::from(id)))
}

/// Copies that many pages; how many there are and how many remain.
pub(super) fn op_sqlite_backup_step<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let running = state
        .resources
        .get::<Running>(args.u32(0)?)
        .ok_or_else(|| JsError::with_code("ERR_INVALID_STATE", "the backup has ended"))?;
    let backup = running.borrow_dependent();
    let pages = args.number(1)?.clamp(0.0, f64::from(i32::MAX)) as i32;
    if let StepResult::Locked = backup.step(pages).map_err(sqlite_error)? {
        return Err(code_error(SQLITE_LOCKED));
    }
    let progress = backup.progress();
    OpValue::Array(vec![
        OpValue::Number(f64::from(progress.pagecount)),
        OpValue::Number(f64::from(progress.remaining)),
    ])
    .into_js(scope)
}

pub(super) fn op_sqlite_backup_end<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    drop(state.resources.take::<Running>(args.u32(0)?));
    Ok(scope.undefined())
}
