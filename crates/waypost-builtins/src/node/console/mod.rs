//! The global `console` and `node:console`, and the way of text to the standard streams.

use std::io::Write as _;
use std::rc::Rc;

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpResult, OpState};

use crate::declare::{Builtin, script};

pub(crate) const CONSOLE: Builtin = Builtin::new("node/console")
    .scripts(&[
        script!("node/console/console.ts"),
        script!("node/console/output.ts"),
        script!("node/console/table.ts"),
    ])
    .public(&[("node:console", "node/console/console")])
    .globals(&[("console", "node/console/console")])
    .ops(&[
        Op::sync("op_console_write", op_console_write),
        Op::sync("op_console_settings", op_console_settings),
    ]);

/// How the console writes; the host puts it into the state. Without it text is plain.
#[derive(Debug, Clone, Copy, Default)]
pub struct ConsoleSettings {
    /// Whether standard output is to be coloured.
    pub colors_out: bool,
    /// Whether standard error is to be coloured.
    pub colors_err: bool,
    /// The width of the terminal, when standard output is one.
    pub columns: Option<u32>,
}

/// A closed pipe behind our output is nobody's fault here: the text is dropped.
fn op_console_write<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let fd = args.u32(0)?;
    let write = |bytes: &[u8]| {
        let _ = match fd {
            1 => std::io::stdout()
                .lock()
                .write_all(bytes)
                .and_then(|()| std::io::stdout().flush()),
            _ => std::io::stderr().lock().write_all(bytes),
        };
    };
    if !matches!(fd, 1 | 2) {
        return Err(JsError::with_code(
            "EBADF",
            "EBADF: bad file descriptor, write",
        ));
    }
    if args.get(1).is_string(scope) {
        write(args.string(1)?.as_bytes());
    } else {
        args.with_bytes(1, write)?;
    }
    Ok(scope.undefined())
}

fn op_console_settings<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let settings = state
        .try_borrow::<ConsoleSettings>()
        .map_or_else(ConsoleSettings::default, |settings| *settings);
    let colors = if args.u32(0)? == 1 {
        settings.colors_out
    } else {
        settings.colors_err
    };
    let object = scope.object();
    let fill = || -> Result<(), waypost_jsc::Exception<'s>> {
        object.set(scope, "colors", scope.boolean(colors))?;
        object.set(scope, "isTty", scope.boolean(settings.columns.is_some()))?;
        object.set(
            scope,
            "columns",
            scope.number(f64::from(settings.columns.unwrap_or(80))),
        )?;
        Ok(())
    };
    fill().map_err(|_| JsError::new("a fresh object takes any property"))?;
    Ok(object.into())
}
