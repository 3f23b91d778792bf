//! Waiting for changes below a project directory.
//!
//! Only says that something has changed; whether it matters is for the build's digest to say. What
//! packages and tools write is not watched: it is too much.

use anyhow::{Context, Result, anyhow};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::cell::RefCell;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Editors write a file in several steps, and tools several files at once.
const QUIET: Duration = Duration::from_millis(30);
/// A project that keeps writing files is not waited for longer than this.
const LONGEST: Duration = Duration::from_millis(300);

/// Directories of the project that nobody edits by hand.
const UNWATCHED: [&str; 3] = ["node_modules", "target", "dist"];

pub(super) struct Watch {
    root: PathBuf,
    watcher: RefCell<RecommendedWatcher>,
    events: Receiver<notify::Result<Event>>,
    /// The directories in the root that are watched with all that is in them.
    watched: RefCell<HashSet<PathBuf>>,
}

impl Watch {
    pub(super) fn new(root: &Path) -> Result<Self> {
        let (sender, events) = channel();
        let mut watcher = notify::recommended_watcher(sender).context("cannot watch files")?;
        watcher
            .watch(root, RecursiveMode::NonRecursive)
            .with_context(|| format!("cannot watch {}", root.display()))?;
        let watch = Self {
            root: root.to_owned(),
            watcher: RefCell::new(watcher),
            events,
            watched: RefCell::default(),
        };
        watch.watch_directories();
        Ok(watch)
    }

    /// Returns after a change, once nothing more happens or [`LONGEST`] has passed.
    pub(super) fn wait(&self) -> Result<()> {
        loop {
            let event = self.events.recv().context("the watch on files has ended")?;
            if is_change(event)? {
                break;
            }
        }
        let changed = Instant::now();
        while changed.elapsed() < LONGEST {
            match self.events.recv_timeout(QUIET) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(anyhow!("the watch on files has ended"));
                }
            }
        }
        self.watch_directories();
        Ok(())
    }

    /// Watches the directories that came since, and forgets those that went.
    fn watch_directories(&self) {
        let mut watched = self.watched.borrow_mut();
        watched.retain(|directory| directory.is_dir());
        let entries = std::fs::read_dir(&self.root)
            .into_iter()
            .flatten()
            .flatten();
        for directory in entries.map(|entry| entry.path()) {
            let is_new = directory.is_dir()
                && directory.file_name().is_some_and(is_watched)
                && !watched.contains(&directory);
            let mut watcher = self.watcher.borrow_mut();
            // A directory that is gone again needs no watch.
            if is_new && watcher.watch(&directory, RecursiveMode::Recursive).is_ok() {
                watched.insert(directory);
            }
        }
    }
}

fn is_watched(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    !name.starts_with('.') && !UNWATCHED.contains(&name)
}

/// Reading a file is an event too, and the build itself reads.
fn is_change(event: notify::Result<Event>) -> Result<bool> {
    let event = event.context("cannot watch files")?;
    Ok(!matches!(event.kind, EventKind::Access(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_write_is_not_watched() {
        for name in ["app", "pages", "src", "lib"] {
            assert!(is_watched(OsStr::new(name)), "{name}");
        }
        for name in ["node_modules", ".next", ".git", ".waypost", "dist"] {
            assert!(!is_watched(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn new_directories_are_watched_too() {
        let root = std::env::temp_dir().join(format!("waypost-watch-{}", std::process::id()));
        std::fs::create_dir_all(root.join("app")).unwrap();
        let watch = Watch::new(&root).unwrap();
        std::fs::create_dir_all(root.join("pages")).unwrap();
        watch.wait().unwrap();
        std::fs::write(root.join("pages/a.ts"), "").unwrap();
        watch.wait().unwrap();
        std::fs::write(root.join("app/a.ts"), "").unwrap();
        watch.wait().unwrap();
        std::fs::remove_dir_all(&root).unwrap();
    }
}
