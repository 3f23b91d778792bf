//! What can be wrong with an app image, and whether a new build would cure it.

use std::io;
use std::path::{Path, PathBuf};

/// Why an image cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    #[error("there is no app image in {}; run `waypost build`", .directory.display())]
    Missing { directory: PathBuf },
    #[error("the app image in {} has format {found}, this waypost reads format {expected}; run `waypost build`", .directory.display())]
    Format {
        directory: PathBuf,
        found: u64,
        expected: u32,
    },
    #[error("the app image in {} was built by waypost {found}, this is waypost {expected}; run `waypost build`", .directory.display())]
    OtherWaypost {
        directory: PathBuf,
        found: String,
        expected: &'static str,
    },
    #[error("{} is damaged: {reason}; run `waypost build`", .path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("cannot {action} {}: {source}", .path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error("the operating system gave no random bytes for the build id: {reason}")]
    Random { reason: String },
}

impl ImageError {
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            reason: reason.into(),
        }
    }

    /// A new build would produce a readable image: nothing is wrong with the disk.
    #[must_use]
    pub fn is_cured_by_build(&self) -> bool {
        !matches!(self, Self::Io { .. } | Self::Random { .. })
    }

    /// The place is not writable, so the image has to stay in memory.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        let Self::Io { source, .. } = self else {
            return false;
        };
        matches!(
            source.kind(),
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied
        )
    }
}
