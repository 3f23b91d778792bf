//! `node:child_process`: other programs, started and listened to.
//!
//! A running program is a resource. Its pipes are read when JavaScript asks, so a program that writes faster than
//! it is read waits. `fork` is not here: there is no Node.js to run the module.

mod command;
mod sync;

use std::cell::{Cell, RefCell};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::rc::Rc;

use rustix::process::{Pid, Signal};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use tokio::sync::Mutex;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpFuture, OpResult, OpState, OpValue, PropValue, Resource};

use self::command::Plan;
use crate::declare::{Builtin, script};

pub(crate) const CHILD_PROCESS: Builtin = Builtin::new("node/child_process")
    .scripts(&[
        script!("node/child_process/arguments.ts"),
        script!("node/child_process/child.ts"),
        script!("node/child_process/child_process.ts"),
        script!("node/child_process/exec.ts"),
        script!("node/child_process/sync.ts"),
    ])
    .public(&[("node:child_process", "node/child_process/child_process")])
    .ops(&[
        Op::sync("op_child_spawn", op_child_spawn),
        Op::future("op_child_wait", op_child_wait),
        Op::future("op_child_read", op_child_read),
        Op::future("op_child_write", op_child_write),
        Op::sync("op_child_end_input", op_child_end_input),
        Op::sync("op_child_kill", op_child_kill),
        Op::sync("op_child_run", sync::op_child_run),
    ]);

/// How much of a pipe is read at once.
const PIECE: usize = 64 * 1024;

/// A program that was started.
struct Running {
    pid: u32,
    child: RefCell<Option<Child>>,
    /// Whether its end was seen: its number may belong to another program then.
    is_over: Cell<bool>,
    input: Mutex<Option<ChildStdin>>,
    output: Mutex<Option<ChildStdout>>,
    errors: Mutex<Option<ChildStderr>>,
}

impl Resource for Running {}

/// The error of a program that could not be started: TypeScript words it.
fn failure(error: &std::io::Error, syscall: &str) -> JsError {
    let errno = error.raw_os_error().unwrap_or(5);
    JsError::new(syscall)
        .prop("errno", PropValue::Number(-f64::from(errno)))
        .prop("syscall", PropValue::String(syscall.to_owned()))
}

/// Exit code or null, and the number of the signal or null.
fn ending(status: ExitStatus) -> OpValue {
    let number =
        |value: Option<i32>| value.map_or(OpValue::Null, |it| OpValue::Number(f64::from(it)));
    OpValue::Array(vec![number(status.code()), number(status.signal())])
}

/// `op_child_spawn(plan)`: id and process id.
fn op_child_spawn<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let plan = Plan::read(scope, args.object(0)?)?;
    let mut command = tokio::process::Command::from(plan.command(state)?);
    let mut child = command.spawn().map_err(|error| failure(&error, "spawn"))?;
    let pid = child.id().unwrap_or(0);
    let running = Running {
        pid,
        input: Mutex::new(child.stdin.take()),
        output: Mutex::new(child.stdout.take()),
        errors: Mutex::new(child.stderr.take()),
        child: RefCell::new(Some(child)),
        is_over: Cell::new(false),
    };
    let id = state.resources.add(running);
    OpValue::Array(vec![OpValue::Resource(id), OpValue::Number(f64::from(pid))]).into_js(scope)
}

fn running(state: &OpState, args: &Args<'_, '_>) -> OpResult<Option<Rc<Running>>> {
    Ok(state.resources.get::<Running>(args.u32(0)?))
}

/// `op_child_wait(id)`: how it ended. Once.
fn op_child_wait<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let running = running(state, args)?;
    Ok(Box::pin(async move {
        let Some(running) = running else {
            return Ok(OpValue::Null);
        };
        let Some(mut child) = running.child.take() else {
            return Ok(OpValue::Null);
        };
        let status = child.wait().await;
        running.is_over.set(true);
        status.map(ending).map_err(|error| failure(&error, "wait"))
    }))
}

/// `op_child_read(id, isErrors)`: the next bytes; null at the end.
fn op_child_read<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let running = running(state, args)?;
    let is_errors = args.boolean(1);
    Ok(Box::pin(async move {
        let Some(running) = running else {
            return Ok(OpValue::Null);
        };
        let mut bytes = vec![0; PIECE];
        let read = if is_errors {
            match running.errors.lock().await.as_mut() {
                Some(pipe) => pipe.read(&mut bytes).await,
                None => Ok(0),
            }
        } else {
            match running.output.lock().await.as_mut() {
                Some(pipe) => pipe.read(&mut bytes).await,
                None => Ok(0),
            }
        };
        match read {
            Ok(0) => Ok(OpValue::Null),
            Ok(count) => {
                bytes.truncate(count);
                Ok(OpValue::Bytes(bytes))
            }
            Err(error) => Err(failure(&error, "read")),
        }
    }))
}

/// `op_child_write(id, bytes)`
fn op_child_write<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let running = running(state, args)?;
    let bytes = args.bytes(1)?;
    Ok(Box::pin(async move {
        let closed = || failure(&std::io::Error::from_raw_os_error(32), "write");
        let running = running.ok_or_else(closed)?;
        let mut input = running.input.lock().await;
        let pipe = input.as_mut().ok_or_else(closed)?;
        pipe.write_all(&bytes)
            .await
            .map_err(|error| failure(&error, "write"))?;
        Ok(OpValue::Undefined)
    }))
}

/// `op_child_end_input(id)`: it reads the end of its input.
fn op_child_end_input<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    // A write under way keeps the pipe; streams end after their last write.
    if let Some(running) = running(state, args)?
        && let Ok(mut input) = running.input.try_lock()
    {
        input.take();
    }
    Ok(scope.undefined())
}

/// `op_child_kill(id, signal)`: 0, or the number of the error, negative.
fn op_child_kill<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    const ESRCH: f64 = -3.0;
    const EINVAL: f64 = -22.0;
    let number = args.number(1)? as i32;
    let target = running(state, args)?
        .filter(|running| !running.is_over.get())
        .and_then(|running| Pid::from_raw(running.pid as i32));
    let Some(pid) = target else {
        return Ok(scope.number(ESRCH));
    };
    let sent = if number == 0 {
        rustix::process::test_kill_process(pid)
    } else {
        match Signal::from_named_raw(number) {
            Some(signal) => rustix::process::kill_process(pid, signal),
            None => return Ok(scope.number(EINVAL)),
        }
    };
    Ok(scope.number(match sent {
        Ok(()) => 0.0,
        Err(errno) => -f64::from(errno.raw_os_error()),
    }))
}
