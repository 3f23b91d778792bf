//! What the system knows of a file.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::time::UNIX_EPOCH;

use rustix::io::Errno;
use waypost_ops::OpValue;

use super::descriptors::Descriptors;
use super::failure::{Failure, errno_of};
use super::input::Input;

type Answer = Result<OpValue, Failure>;

/// Doubles in the machine's order, which JavaScript reads as a `Float64Array`.
fn doubles(values: &[f64]) -> OpValue {
    let bytes: Vec<u8> = values
        .iter()
        .flat_map(|value| value.to_ne_bytes())
        .collect();
    OpValue::Bytes(bytes)
}

/// In the order of `native.d.ts`.
fn figures(known: &Metadata) -> OpValue {
    let birth = known
        .created()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    // What keeps no time of birth shows the change of the inode.
    let (birth, birth_nanos) = birth
        .map_or((known.ctime() as f64, known.ctime_nsec() as f64), |time| {
            (time.as_secs() as f64, f64::from(time.subsec_nanos()))
        });
    doubles(&[
        known.dev() as f64,
        f64::from(known.mode()),
        known.nlink() as f64,
        f64::from(known.uid()),
        f64::from(known.gid()),
        known.rdev() as f64,
        known.blksize() as f64,
        known.ino() as f64,
        known.size() as f64,
        known.blocks() as f64,
        known.atime() as f64,
        known.atime_nsec() as f64,
        known.mtime() as f64,
        known.mtime_nsec() as f64,
        known.ctime() as f64,
        known.ctime_nsec() as f64,
        birth,
        birth_nanos,
    ])
}

/// `(path, ofLink, quiet)`: undefined for a missing file when quiet.
pub(super) fn stat(_: &Descriptors, input: &Input) -> Answer {
    let path = input.path(0);
    let (found, syscall) = if input.flag(1) {
        (fs::symlink_metadata(path), "lstat")
    } else {
        (fs::metadata(path), "stat")
    };
    match found {
        Ok(known) => Ok(figures(&known)),
        Err(error) => {
            let errno = errno_of(&error);
            if input.flag(2) && matches!(errno, Errno::NOENT | Errno::NOTDIR) {
                return Ok(OpValue::Undefined);
            }
            Err(Failure::new(errno, syscall).path(input.shown(0)))
        }
    }
}

/// `(fd)`
pub(super) fn fstat(files: &Descriptors, input: &Input) -> Answer {
    let known = files
        .get(input.number(0) as i32)
        .and_then(|file| file.metadata().map_err(|error| errno_of(&error)))
        .map_err(|errno| Failure::new(errno, "fstat"))?;
    Ok(figures(&known))
}

/// `(path)`
pub(super) fn statfs(_: &Descriptors, input: &Input) -> Answer {
    let known = rustix::fs::statfs(input.path(0))
        .map_err(|errno| Failure::new(errno, "statfs").path(input.shown(0)))?;
    Ok(doubles(&[
        known.f_type as f64,
        known.f_bsize as f64,
        known.f_blocks as f64,
        known.f_bfree as f64,
        known.f_bavail as f64,
        known.f_files as f64,
        known.f_ffree as f64,
    ]))
}
