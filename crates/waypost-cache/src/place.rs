//! Where the store of a build lies: below the project, or in a folder for temporary files when the
//! project cannot be written.
//!
//! A cached value becomes an answer, so a folder that somebody else could have made is not used.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Stores of other builds are removed when they were not written for so long.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 60 * 60);

/// The folder of one build's store.
#[derive(Debug, Clone)]
pub struct Place {
    preferred: PathBuf,
    fallback: PathBuf,
}

impl Place {
    /// Below `.waypost/cache` of the project; `build` is a name that every worker of one build
    /// knows: letters, digits, `-` and `_`.
    #[must_use]
    pub fn new(root: &Path, build: &str) -> Self {
        let user = rustix::process::geteuid().as_raw();
        let temporary = std::env::temp_dir().join(format!("waypost-{user}"));
        Self {
            preferred: root.join(".waypost/cache").join(build),
            fallback: temporary.join(build),
        }
    }

    /// The folder, made if need be.
    pub(crate) fn prepare(&self) -> io::Result<PathBuf> {
        match fs::create_dir_all(&self.preferred).and_then(|()| writable(&self.preferred)) {
            Ok(()) => {
                remove_left_behind(&self.preferred);
                Ok(self.preferred.clone())
            }
            Err(_) => {
                self.own_fallback()?;
                remove_left_behind(&self.fallback);
                Ok(self.fallback.clone())
            }
        }
    }

    fn own_fallback(&self) -> io::Result<()> {
        let parent = self.fallback.parent().unwrap_or(&self.fallback);
        for folder in [parent, self.fallback.as_path()] {
            match DirBuilder::new().mode(0o700).create(folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
            let found = fs::symlink_metadata(folder)?;
            let own = found.uid() == rustix::process::geteuid().as_raw();
            if !found.is_dir() || !own || found.mode() & 0o022 != 0 {
                return Err(io::Error::other(format!(
                    "{} belongs to somebody else",
                    folder.display()
                )));
            }
        }
        writable(&self.fallback)
    }
}

fn writable(folder: &Path) -> io::Result<()> {
    fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join(crate::sqlite::LOCK))
        .map(drop)
}

/// Removes the stores of earlier builds. What cannot be removed stays: the next start tries again.
fn remove_left_behind(current: &Path) {
    let Some(parent) = current.parent() else {
        return;
    };
    for other in fs::read_dir(parent).into_iter().flatten().flatten() {
        let path = other.path();
        if path != current && path.join(crate::sqlite::LOCK).is_file() && is_old(&path) {
            let _ = fs::remove_dir_all(path);
        }
    }
}

fn is_old(folder: &Path) -> bool {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let youngest = files
        .filter_map(|file| file.metadata().ok()?.modified().ok())
        .max();
    youngest.is_some_and(|time| {
        SystemTime::now()
            .duration_since(time)
            .is_ok_and(|age| age > LEFT_BEHIND)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_builds_are_removed_and_others_stay() {
        let root = std::env::temp_dir().join(format!("waypost-place-{}", std::process::id()));
        let old = root.join(".waypost/cache/old");
        fs::create_dir_all(&old).unwrap();
        let lock = fs::File::create(old.join(crate::sqlite::LOCK)).unwrap();
        let past = SystemTime::now() - 2 * LEFT_BEHIND;
        lock.set_modified(past).unwrap();
        let folder = Place::new(&root, "new").prepare().unwrap();
        assert!(!old.exists());
        Place::new(&root, "newer").prepare().unwrap();
        assert!(folder.exists(), "it was written a moment ago");
        fs::remove_dir_all(&root).unwrap();
    }
}
