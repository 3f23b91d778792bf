//! `node:fs` and `node:fs/promises`.
//!
//! One Rust function per operation works on plain data, so that the same function serves the sync
//! form (at once), the callback form and the promise form (on a blocking thread). A file descriptor
//! that JavaScript holds is the number of one we opened: the server's own sockets and files cannot be
//! reached by guessing a number.
//!
//! Never here: option parsing and Node's argument errors, which are TypeScript's.

mod descriptors;
mod directories;
mod failure;
mod files;
mod input;
mod metadata;
mod paths;
mod watch;

use std::rc::Rc;

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpFuture, OpResult, OpState, OpValue, call_later};

use self::descriptors::Descriptors;
use self::failure::Failure;
use self::input::Input;
use crate::declare::{Builtin, script};

pub(crate) const FS: Builtin = Builtin::new("node/fs")
    .scripts(&[
        script!("node/fs/call.ts"),
        script!("node/fs/check.ts"),
        script!("node/fs/constants.ts"),
        script!("node/fs/copy_tree.ts"),
        script!("node/fs/dir.ts"),
        script!("node/fs/file_handle.ts"),
        script!("node/fs/forms.ts"),
        script!("node/fs/fs.ts"),
        script!("node/fs/glob.ts"),
        script!("node/fs/operations.ts"),
        script!("node/fs/promises.ts"),
        script!("node/fs/read_stream.ts"),
        script!("node/fs/stats.ts"),
        script!("node/fs/transfer.ts"),
        script!("node/fs/watch.ts"),
        script!("node/fs/whole_file.ts"),
        script!("node/fs/write_stream.ts"),
    ])
    .public(&[
        ("node:fs", "node/fs/fs"),
        ("node:fs/promises", "node/fs/promises"),
    ])
    .ops(&[
        Op::sync("op_fs_now", op_fs_now),
        Op::future("op_fs_later", op_fs_later),
        Op::sync("op_fs_call", op_fs_call),
        Op::sync("op_fs_read_into", op_fs_read_into),
        Op::sync("op_fs_watch_open", watch::op_fs_watch_open),
        Op::future("op_fs_watch_next", watch::op_fs_watch_next),
        Op::sync("op_fs_watch_close", watch::op_fs_watch_close),
    ]);

/// One operation of the file system.
type Operation = fn(&Descriptors, &Input) -> Result<OpValue, Failure>;

fn operation(name: &str) -> Option<Operation> {
    Some(match name {
        "access" => paths::access,
        "chmod" => paths::chmod,
        "chown" => paths::chown,
        "copyFile" => paths::copy_file,
        "exists" => paths::exists,
        "link" => paths::link,
        "readlink" => paths::readlink,
        "realpath" => paths::realpath,
        "rename" => paths::rename,
        "symlink" => paths::symlink,
        "truncate" => paths::truncate,
        "unlink" => paths::unlink,
        "utimes" => paths::utimes,
        "stat" => metadata::stat,
        "fstat" => metadata::fstat,
        "statfs" => metadata::statfs,
        "mkdir" => directories::mkdir,
        "mkdtemp" => directories::mkdtemp,
        "readdir" => directories::readdir,
        "rm" => directories::rm,
        "rmdir" => directories::rmdir,
        "open" => files::open,
        "close" => files::close,
        "read" => files::read,
        "write" => files::write,
        "readFile" => files::read_file,
        "writeFile" => files::write_file,
        "fchmod" => files::fchmod,
        "fchown" => files::fchown,
        "fsync" => files::fsync,
        "fdatasync" => files::fdatasync,
        "ftruncate" => files::ftruncate,
        "futimes" => files::futimes,
        _ => return None,
    })
}

fn operation_of(args: &Args<'_, '_>, index: usize) -> OpResult<Operation> {
    let name = args.string(index)?;
    operation(&name).ok_or_else(|| JsError::new(format!("node:fs has no operation {name:?}")))
}

/// `op_fs_now(operation, ...arguments)`: on this thread, at once.
fn op_fs_now<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let run = operation_of(args, 0)?;
    let input = Input::read(scope, state, args, 1)?;
    run(&Descriptors::of(state), &input)?.into_js(scope)
}

/// The same on a blocking thread.
fn elsewhere<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
    first: usize,
) -> OpResult<OpFuture> {
    let run = operation_of(args, first)?;
    let input = Input::read(scope, state, args, first + 1)?;
    let descriptors = Descriptors::of(state);
    Ok(Box::pin(async move {
        let done = tokio::task::spawn_blocking(move || run(&descriptors, &input)).await;
        match done {
            Ok(result) => Ok(result?),
            Err(_) => Err(JsError::new("internal error in a file operation")),
        }
    }))
}

/// `op_fs_later(operation, ...arguments)`: a promise.
fn op_fs_later<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    elsewhere(scope, state, args, 0)
}

/// `op_fs_call(callback, operation, ...arguments)`: calls back with an error or the result.
fn op_fs_call<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let callback = args.function(0)?;
    let future = elsewhere(scope, state, args, 1)?;
    call_later(scope, state, callback, future);
    Ok(scope.undefined())
}

/// `op_fs_read_into(fd, view, position)`: reads into the view's memory; how many bytes.
fn op_fs_read_into<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let file = Descriptors::of(state)
        .get(args.number(0)? as i32)
        .map_err(|errno| Failure::new(errno, "read"))?;
    let position = args.number(2)?;
    let count = args
        .with_bytes_mut(1, |bytes| files::read_at(&file, bytes, position))?
        .map_err(|errno| Failure::new(errno, "read"))?;
    Ok(scope.number(count as f64))
}

/// An open file of JavaScript's as a stream of a program that is started.
pub(crate) fn standard_stream(state: &OpState, number: i32) -> OpResult<std::fs::File> {
    let failed = |errno| Failure::new(errno, "spawn");
    let file = Descriptors::of(state).get(number).map_err(failed)?;
    file.try_clone()
        .map_err(|error| failed(failure::errno_of(&error)).into())
}
