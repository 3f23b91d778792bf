//! `fs.watch`: the system's notifications, one queue per watcher.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use notify::event::{EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use rustix::io::Errno;
use tokio::sync::{Mutex, mpsc};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, OpFuture, OpResult, OpState, OpValue, Resource};

use super::failure::{Failure, errno_of};
use super::input::Input;

/// Changes that wait for JavaScript; what comes while so many wait is lost, as with the system's own queue.
const WAITING: usize = 4096;

/// What happened, in Node's words, and the name it happened to.
type Change = (&'static str, String);

struct Watch {
    changes: Mutex<mpsc::Receiver<Change>>,
    /// Dropping it ends the notifications.
    watcher: std::cell::RefCell<Option<RecommendedWatcher>>,
}

impl Resource for Watch {
    fn close(self: Rc<Self>) {
        self.watcher.take();
    }
}

fn word(kind: &EventKind) -> Option<&'static str> {
    match kind {
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => {
            Some("rename")
        }
        EventKind::Modify(_) => Some("change"),
        _ => None,
    }
}

/// The name of a changed file from the watched one.
fn name_of(changed: &Path, watched: &Path) -> String {
    let below = changed.strip_prefix(watched).unwrap_or(changed);
    let name = if below.as_os_str().is_empty() {
        watched.file_name().unwrap_or_else(|| OsStr::new(""))
    } else {
        below.as_os_str()
    };
    name.to_string_lossy().into_owned()
}

fn failure(error: &notify::Error, shown: String) -> Failure {
    let errno = match &error.kind {
        notify::ErrorKind::Io(error) => errno_of(error),
        notify::ErrorKind::PathNotFound => Errno::NOENT,
        notify::ErrorKind::MaxFilesWatch => Errno::NOSPC,
        _ => Errno::INVAL,
    };
    Failure::new(errno, "watch").path(shown)
}

/// `op_fs_watch_open(path, recursive)`: an id.
pub(super) fn op_fs_watch_open<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let input = Input::read(scope, state, args, 0)?;
    let path: PathBuf = input.path(0);
    let (send, changes) = mpsc::channel(WAITING);
    let watched = path.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        let Some(word) = word(&event.kind) else {
            return;
        };
        for changed in &event.paths {
            // Past the bound it is lost; the receiver is gone only with the watcher.
            let _ = send.try_send((word, name_of(changed, &watched)));
        }
    })
    .map_err(|error| failure(&error, input.shown(0)))?;
    let mode = if input.flag(1) {
        RecursiveMode::Recursive
    } else {
        RecursiveMode::NonRecursive
    };
    watcher
        .watch(&path, mode)
        .map_err(|error| failure(&error, input.shown(0)))?;
    let id = state.resources.add(Watch {
        changes: Mutex::new(changes),
        watcher: std::cell::RefCell::new(Some(watcher)),
    });
    Ok(scope.number(f64::from(id)))
}

/// `op_fs_watch_next(id)`: word and name of the next change; null when the watcher was closed.
pub(super) fn op_fs_watch_next<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let watch = state.resources.get::<Watch>(args.u32(0)?);
    Ok(Box::pin(async move {
        let Some(watch) = watch else {
            return Ok(OpValue::Null);
        };
        let next = watch.changes.lock().await.recv().await;
        Ok(next.map_or(OpValue::Null, |(word, name)| {
            OpValue::Array(vec![word.into(), name.into()])
        }))
    }))
}

/// `op_fs_watch_close(id)`
pub(super) fn op_fs_watch_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}
