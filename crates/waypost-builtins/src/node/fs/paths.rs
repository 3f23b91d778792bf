//! Operations that name a path.

use std::fs::{self, File, OpenOptions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::{Access, AtFlags, CWD, Gid, Mode, Timespec, Timestamps, Uid};
use rustix::io::Errno;
use waypost_ops::OpValue;

use super::descriptors::Descriptors;
use super::failure::{Failure, errno_of};
use super::input::Input;

type Answer = Result<OpValue, Failure>;

const COPYFILE_EXCL: u32 = 1;
const COPYFILE_FICLONE_FORCE: u32 = 4;

/// A failure that names the operation's one path.
fn at(input: &Input, errno: Errno, syscall: &'static str) -> Failure {
    Failure::new(errno, syscall).path(input.shown(0))
}

/// A failure that names both paths.
fn between(input: &Input, errno: Errno, syscall: &'static str) -> Failure {
    at(input, errno, syscall).dest(input.shown(1))
}

/// `(path, mode)`
pub(super) fn access(_: &Descriptors, input: &Input) -> Answer {
    let mode = Access::from_bits_truncate(input.number(1) as _);
    rustix::fs::access(input.path(0), mode).map_err(|errno| at(input, errno, "access"))?;
    Ok(OpValue::Undefined)
}

/// `(path)`
pub(super) fn exists(_: &Descriptors, input: &Input) -> Answer {
    let path = input.path(0);
    Ok((rustix::fs::access(path, Access::EXISTS).is_ok()).into())
}

/// `(path, mode)`
pub(super) fn chmod(_: &Descriptors, input: &Input) -> Answer {
    let mode = Mode::from_raw_mode(input.number(1) as _);
    rustix::fs::chmod(input.path(0), mode).map_err(|errno| at(input, errno, "chmod"))?;
    Ok(OpValue::Undefined)
}

/// Owner and group; -1 leaves one as it is.
pub(super) fn owners(input: &Input, first: usize) -> (Option<Uid>, Option<Gid>) {
    let id = |index| {
        let number = input.number(index);
        (number >= 0.0 && number < f64::from(u32::MAX)).then_some(number as u32)
    };
    (
        id(first).map(Uid::from_raw),
        id(first + 1).map(Gid::from_raw),
    )
}

/// `(path, uid, gid, ofLink)`
pub(super) fn chown(_: &Descriptors, input: &Input) -> Answer {
    let (uid, gid) = owners(input, 1);
    let (flags, syscall) = of_link(input.flag(3), "chown", "lchown");
    rustix::fs::chownat(CWD, input.path(0), uid, gid, flags)
        .map_err(|errno| at(input, errno, syscall))?;
    Ok(OpValue::Undefined)
}

fn of_link(is: bool, plain: &'static str, link: &'static str) -> (AtFlags, &'static str) {
    if is {
        (AtFlags::SYMLINK_NOFOLLOW, link)
    } else {
        (AtFlags::empty(), plain)
    }
}

/// Access and modification time in seconds, as two arguments.
pub(super) fn times(input: &Input, first: usize) -> Timestamps {
    let time = |seconds: f64| {
        let whole = seconds.floor();
        let nanos = ((seconds - whole) * 1e9).round().clamp(0.0, 999_999_999.0);
        Timespec {
            tv_sec: whole as _,
            tv_nsec: nanos as _,
        }
    };
    Timestamps {
        last_access: time(input.number(first)),
        last_modification: time(input.number(first + 1)),
    }
}

/// `(path, atime, mtime, ofLink)`
pub(super) fn utimes(_: &Descriptors, input: &Input) -> Answer {
    let (flags, syscall) = of_link(input.flag(3), "utime", "lutime");
    rustix::fs::utimensat(CWD, input.path(0), &times(input, 1), flags)
        .map_err(|errno| at(input, errno, syscall))?;
    Ok(OpValue::Undefined)
}

/// `(existing, path)`
pub(super) fn link(_: &Descriptors, input: &Input) -> Answer {
    rustix::fs::link(input.path(0), input.path(1))
        .map_err(|errno| between(input, errno, "link"))?;
    Ok(OpValue::Undefined)
}

/// `(target, path)`: the target is kept as it is.
pub(super) fn symlink(_: &Descriptors, input: &Input) -> Answer {
    rustix::fs::symlink(input.raw_path(0), input.path(1))
        .map_err(|errno| between(input, errno, "symlink"))?;
    Ok(OpValue::Undefined)
}

/// `(from, to)`
pub(super) fn rename(_: &Descriptors, input: &Input) -> Answer {
    rustix::fs::rename(input.path(0), input.path(1))
        .map_err(|errno| between(input, errno, "rename"))?;
    Ok(OpValue::Undefined)
}

/// `(path)`: the bytes of the target.
pub(super) fn readlink(_: &Descriptors, input: &Input) -> Answer {
    let target =
        fs::read_link(input.path(0)).map_err(|error| at(input, errno_of(&error), "readlink"))?;
    Ok(target.as_os_str().as_bytes().to_vec().into())
}

/// `(path, isNative)`: the bytes of the whole path.
pub(super) fn realpath(_: &Descriptors, input: &Input) -> Answer {
    let path = input.path(0);
    let resolved = fs::canonicalize(&path).map_err(|error| {
        let errno = errno_of(&error);
        if input.flag(1) {
            return at(input, errno, "realpath");
        }
        // The other form walks the path and names the part it could not go past.
        let mut parts: Vec<&Path> = path.ancestors().collect();
        parts.reverse();
        let last = parts
            .into_iter()
            .find(|part| fs::symlink_metadata(part).is_err());
        let shown = last.unwrap_or(&path).to_string_lossy().into_owned();
        Failure::new(errno, "lstat").path(shown)
    })?;
    Ok(resolved.as_os_str().as_bytes().to_vec().into())
}

/// `(path, length)`
pub(super) fn truncate(_: &Descriptors, input: &Input) -> Answer {
    let file = OpenOptions::new()
        .write(true)
        .open(input.path(0))
        .map_err(|error| at(input, errno_of(&error), "open"))?;
    file.set_len(input.number(1).max(0.0) as u64)
        .map_err(|error| Failure::new(errno_of(&error), "ftruncate"))?;
    Ok(OpValue::Undefined)
}

/// `(path)`
pub(super) fn unlink(_: &Descriptors, input: &Input) -> Answer {
    rustix::fs::unlink(input.path(0)).map_err(|errno| at(input, errno, "unlink"))?;
    Ok(OpValue::Undefined)
}

/// `(from, to, mode)`
pub(super) fn copy_file(_: &Descriptors, input: &Input) -> Answer {
    let mode = input.number(2) as u32;
    copy(&input.path(0), &input.path(1), mode)
        .map_err(|errno| between(input, errno, "copyfile"))?;
    Ok(OpValue::Undefined)
}

fn copy(from: &Path, to: &Path, mode: u32) -> Result<(), Errno> {
    let plain = |error: std::io::Error| errno_of(&error);
    let mut source = File::open(from).map_err(plain)?;
    let known = source.metadata().map_err(plain)?;
    if known.is_dir() {
        return Err(Errno::ISDIR);
    }
    let is_new = mode & COPYFILE_EXCL != 0;
    if !is_new
        && let Ok(other) = fs::metadata(to)
        && (other.dev(), other.ino()) == (known.dev(), known.ino())
    {
        // Opening it for writing would empty the source.
        return Ok(());
    }
    let mut target = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(!is_new)
        .create_new(is_new)
        .mode(known.mode() & 0o7777)
        .open(to)
        .map_err(plain)?;
    if mode & COPYFILE_FICLONE_FORCE != 0 {
        return clone_blocks(&source, &target);
    }
    std::io::copy(&mut source, &mut target).map_err(plain)?;
    // The mask of the process took bits away that the source has.
    target.set_permissions(known.permissions()).map_err(plain)
}

#[cfg(target_os = "linux")]
fn clone_blocks(source: &File, target: &File) -> Result<(), Errno> {
    rustix::fs::ioctl_ficlone(target, source)
}

#[cfg(not(target_os = "linux"))]
fn clone_blocks(_: &File, _: &File) -> Result<(), Errno> {
    Err(Errno::NOSYS)
}
