//! Small public files that were sent a moment ago, in memory with their heads.
//!
//! A use asks the file system whether the file is still the same, unless one did a moment ago: a file
//! that was just in use is known to the kernel, so that question does not wait for the disk, and it may
//! be asked here. It costs as much as all else of the answer.

use super::conditional::Validators;
use crate::compress::{self, Coding};
use bytes::Bytes;
use http::HeaderMap;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

/// Larger files are read piece by piece, each time.
pub(super) const LARGEST: u64 = 64 * 1024;
/// Bytes that one worker keeps, encoded forms not counted.
const LIMIT: usize = 4 * 1024 * 1024;

/// How long an answer of the file system stands. Its own clock is coarser: two writes within one of its
/// ticks, some milliseconds, look the same to whoever asks.
const STANDS: Duration = Duration::from_millis(1);

/// What tells one state of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    device: u64,
    inode: u64,
    pub(super) length: u64,
    pub(super) modified: SystemTime,
    /// Seconds and nanoseconds.
    changed: (i64, i64),
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            length: metadata.len(),
            modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// A file with the head of its whole answer.
pub(super) struct Small {
    pub(super) stamp: Stamp,
    pub(super) validators: Validators,
    pub(super) bytes: Bytes,
    pub(super) headers: HeaderMap,
    gzip: OnceLock<Bytes>,
}

impl Small {
    pub(super) fn new(
        stamp: Stamp,
        validators: Validators,
        bytes: Bytes,
        headers: HeaderMap,
    ) -> Self {
        Self {
            stamp,
            validators,
            bytes,
            headers,
            gzip: OnceLock::new(),
        }
    }

    pub(super) fn gzip(&self) -> Bytes {
        let make = || compress::whole(Coding::Gzip, &self.bytes);
        self.gzip.get_or_init(make).clone()
    }
}

/// The files of one site.
#[derive(Default)]
pub(super) struct SmallFiles(RefCell<Kept>);

#[derive(Default)]
struct Kept {
    /// By path. As text: to hash a path is to take it apart.
    files: HashMap<OsString, Known>,
    bytes: usize,
}

struct Known {
    small: Arc<Small>,
    /// When the file system last said that it is still so.
    asked: Instant,
}

impl fmt::Debug for SmallFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmallFiles({} bytes)", self.0.borrow().bytes)
    }
}

impl SmallFiles {
    /// The file as it is now, if it is here.
    pub(super) fn get(&self, path: &Path) -> Option<Arc<Small>> {
        let mut kept = self.0.borrow_mut();
        let known = kept.files.get_mut(path.as_os_str())?;
        let now = Instant::now();
        if now.duration_since(known.asked) < STANDS {
            return Some(Arc::clone(&known.small));
        }
        let metadata = std::fs::metadata(path);
        if metadata.is_ok_and(|it| it.is_file() && Stamp::of(&it) == known.small.stamp) {
            known.asked = now;
            return Some(Arc::clone(&known.small));
        }
        kept.remove(path);
        None
    }

    pub(super) fn put(&self, path: &Path, small: &Arc<Small>) {
        let mut kept = self.0.borrow_mut();
        kept.remove(path);
        if kept.bytes + small.bytes.len() > LIMIT {
            // What is in use comes back with its next request.
            kept.files.clear();
            kept.bytes = 0;
        }
        kept.bytes += small.bytes.len();
        let known = Known {
            small: Arc::clone(small),
            asked: Instant::now(),
        };
        kept.files.insert(path.as_os_str().to_owned(), known);
    }
}

impl Kept {
    fn remove(&mut self, path: &Path) {
        if let Some(before) = self.files.remove(path.as_os_str()) {
            self.bytes -= before.small.bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(path: &Path, bytes: Bytes) -> Arc<Small> {
        let stamp = Stamp::of(&std::fs::metadata(path).unwrap());
        let validators = Validators {
            etag: None,
            modified: stamp.modified,
        };
        Arc::new(Small::new(stamp, validators, bytes, HeaderMap::new()))
    }

    #[test]
    fn a_changed_file_is_not_known_any_more() {
        let path = std::env::temp_dir().join(format!("waypost-small-{}", std::process::id()));
        let files = SmallFiles::default();
        let put = |text: &'static str| {
            std::fs::write(&path, text).unwrap();
            files.put(&path, &small(&path, Bytes::from_static(text.as_bytes())));
        };
        put("one");
        assert_eq!(files.get(&path).unwrap().bytes, "one");
        put("two");
        assert_eq!(files.get(&path).unwrap().bytes, "two");
        std::fs::write(&path, "longer").unwrap();
        std::thread::sleep(STANDS);
        assert!(files.get(&path).is_none());
        assert_eq!(files.0.borrow().bytes, 0);
        put("again");
        std::fs::remove_file(&path).unwrap();
        std::thread::sleep(STANDS);
        assert!(files.get(&path).is_none());
    }

    #[test]
    fn there_is_a_bound() {
        let path = std::env::temp_dir();
        let files = SmallFiles::default();
        let small = small(&path, Bytes::from(vec![0; LARGEST as usize]));
        for number in 0..200 {
            files.put(&path.join(number.to_string()), &small);
            assert!(files.0.borrow().bytes <= LIMIT);
        }
    }
}
