//! SQL functions that JavaScript defines.
//!
//! SQLite calls them in the middle of a statement, thus in the middle of an op: what that op works on is
//! noted on the thread, since SQLite's callbacks may hold nothing of the engine.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::Error;
use rusqlite::functions::{Aggregate, Context, FunctionFlags, WindowAggregate};
use rusqlite::types::Value as Sql;
use waypost_jsc::{Function, Global, Local, Realm, Scope, Value};
use waypost_ops::{Args, JsError, OpResult, OpState, OpValue};

use super::bind::sql_value;
use super::database::{Database, opened};
use super::errors::sqlite_error;
use super::statement::cell;

/// The functions of a database.
#[derive(Default)]
pub(super) struct Functions {
    defined: RefCell<HashMap<u32, Global<Function>>>,
    /// By name and number of arguments, which make it the same function for SQLite.
    ids: RefCell<HashMap<(String, i32), u32>>,
    last: Cell<u32>,
}

impl Functions {
    fn add(&self, function: Global<Function>) -> u32 {
        let id = self.last.get() + 1;
        self.last.set(id);
        self.defined.borrow_mut().insert(id, function);
        id
    }

    /// SQLite has `id` under this name from now on; what it had before is let go.
    fn replace(&self, name: &str, arguments: i32, id: u32) {
        let key = (name.to_ascii_lowercase(), arguments);
        if let Some(before) = self.ids.borrow_mut().insert(key, id) {
            self.defined.borrow_mut().remove(&before);
        }
    }
}

thread_local! {
    static RUNNING: RefCell<Vec<(Realm, Rc<Database>)>> = const { RefCell::new(Vec::new()) };
}

/// As long as it lives, statements find the functions of this database.
pub(super) struct Running(bool);

impl Running {
    pub(super) fn of(scope: &Scope<'_>, database: &Rc<Database>) -> Self {
        let has_functions = database.functions.last.get() > 0;
        if has_functions {
            let running = (scope.realm(), Rc::clone(database));
            RUNNING.with_borrow_mut(|all| all.push(running));
        }
        Self(has_functions)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.0 {
            RUNNING.with_borrow_mut(Vec::pop);
        }
    }
}

/// What SQLite asks of a function, as `native.d.ts` numbers it.
#[derive(Clone, Copy)]
enum Ask {
    Call = 0,
    Start = 1,
    Step = 2,
    Inverse = 3,
    Value = 4,
    End = 5,
}

/// SQLite's side of a function.
#[derive(Clone, Copy)]
struct Defined {
    id: u32,
    all_big: bool,
}

/// The other side keeps what was thrown and throws it once the statement has failed.
fn failed() -> Error {
    Error::UserFunctionError("a function threw".into())
}

impl Defined {
    /// `None` as the accumulator of an aggregate stands for one that no row has begun.
    fn ask(
        self,
        ask: Ask,
        accumulator: Option<u32>,
        context: Option<&Context<'_>>,
    ) -> rusqlite::Result<Sql> {
        let running = RUNNING.with_borrow(|all| all.last().cloned());
        let (realm, database) = running.ok_or_else(failed)?;
        realm.enter(|scope| {
            let function = {
                let defined = database.functions.defined.borrow();
                defined.get(&self.id).ok_or_else(failed)?.local(scope)
            };
            let arguments = context.map_or_else(Vec::new, |context| self.arguments(context));
            let arguments = OpValue::Array(arguments).into_js(scope);
            let ask = scope.number(f64::from(ask as u8));
            let accumulator = accumulator.map_or_else(
                || scope.undefined(),
                |accumulator| scope.number(f64::from(accumulator)),
            );
            let arguments = [ask, accumulator, arguments.map_err(|_| failed())?];
            let answer = function.call(scope, None, &arguments);
            answer
                .ok()
                .and_then(|answer| sql_value(scope, answer).ok())
                .ok_or_else(failed)
        })
    }

    fn arguments(self, context: &Context<'_>) -> Vec<OpValue> {
        (0..context.len())
            .map(|index| cell(context.get_raw(index), self.all_big))
            .collect()
    }
}

impl Aggregate<u32, Sql> for Defined {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<u32> {
        match self.ask(Ask::Start, None, None)? {
            Sql::Real(accumulator) => Ok(accumulator as u32),
            _ => Err(failed()),
        }
    }

    fn step(&self, context: &mut Context<'_>, accumulator: &mut u32) -> rusqlite::Result<()> {
        self.ask(Ask::Step, Some(*accumulator), Some(context))
            .map(drop)
    }

    fn finalize(&self, _: &mut Context<'_>, accumulator: Option<u32>) -> rusqlite::Result<Sql> {
        self.ask(Ask::End, accumulator, None)
    }
}

impl WindowAggregate<u32, Sql> for Defined {
    fn value(&self, accumulator: Option<&mut u32>) -> rusqlite::Result<Sql> {
        self.ask(Ask::Value, accumulator.copied(), None)
    }

    fn inverse(&self, context: &mut Context<'_>, accumulator: &mut u32) -> rusqlite::Result<()> {
        self.ask(Ask::Inverse, Some(*accumulator), Some(context))
            .map(drop)
    }
}

// The bits and kinds of `op_sqlite_define`, as `native.d.ts` names them.
const DETERMINISTIC: u32 = 1;
const DIRECT_ONLY: u32 = 2;
const ALL_BIG: u32 = 4;
const SCALAR: u32 = 0;
const AGGREGATE: u32 = 1;

pub(super) fn op_sqlite_define<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (database, connection) = opened(state, args)?;
    let name = args.string(1)?;
    let arguments = args.number(2)? as i32;
    let bits = args.u32(3)?;
    let function = args
        .get(5)
        .as_function(scope)
        .ok_or_else(|| JsError::new("a function is defined by a function"))?;
    let mut flags = FunctionFlags::SQLITE_UTF8;
    flags.set(
        FunctionFlags::SQLITE_DETERMINISTIC,
        bits & DETERMINISTIC != 0,
    );
    flags.set(FunctionFlags::SQLITE_DIRECTONLY, bits & DIRECT_ONLY != 0);
    let defined = Defined {
        id: database.functions.add(Global::new(scope, function)),
        all_big: bits & ALL_BIG != 0,
    };
    let name = name.as_str();
    match args.u32(4)? {
        SCALAR => connection.create_scalar_function(name, arguments, flags, move |context| {
            defined.ask(Ask::Call, None, Some(context))
        }),
        AGGREGATE => connection.create_aggregate_function(name, arguments, flags, defined),
        _ => connection.create_window_function(name, arguments, flags, defined),
    }
    .map_err(sqlite_error)?;
    database.functions.replace(name, arguments, defined.id);
    Ok(scope.undefined())
}
