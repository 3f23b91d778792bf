//! Operations on open files, and on whole files.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use waypost_ops::OpValue;

use super::descriptors::Descriptors;
use super::failure::{Failure, errno_of};
use super::input::Input;
use super::paths::{owners, times};

type Answer = Result<OpValue, Failure>;

/// What `readFile` reads at most, as Node.js: 2 GiB.
const MAX_WHOLE_FILE: u64 = 1 << 31;
/// What one read may ask for: more comes in pieces.
const MAX_READ: f64 = (1u64 << 31) as f64;

fn found(files: &Descriptors, input: &Input, syscall: &'static str) -> Result<Arc<File>, Failure> {
    files
        .get(input.number(0) as i32)
        .map_err(|errno| Failure::new(errno, syscall))
}

fn open_path(input: &Input, flags: f64, mode: f64) -> Result<rustix::fd::OwnedFd, Failure> {
    let flags = OFlags::from_bits_retain(flags as i32 as _) | OFlags::CLOEXEC;
    rustix::fs::open(input.path(0), flags, Mode::from_raw_mode(mode as _))
        .map_err(|errno| Failure::new(errno, "open").path(input.shown(0)))
}

/// `(path, flags, mode)`: its number.
pub(super) fn open(files: &Descriptors, input: &Input) -> Answer {
    let fd = open_path(input, input.number(1), input.number(2))?;
    Ok(OpValue::Number(f64::from(files.add(fd))))
}

/// `(fd)`
pub(super) fn close(files: &Descriptors, input: &Input) -> Answer {
    files
        .remove(input.number(0) as i32)
        .map_err(|errno| Failure::new(errno, "close"))?;
    Ok(OpValue::Undefined)
}

/// Reads once, at a position or, below zero, where the file stands.
pub(super) fn read_at(file: &File, bytes: &mut [u8], position: f64) -> Result<usize, Errno> {
    loop {
        let mut reader = file;
        let read = if position >= 0.0 {
            file.read_at(bytes, position as u64)
        } else {
            reader.read(bytes)
        };
        match read {
            Ok(count) => return Ok(count),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(errno_of(&error)),
        }
    }
}

/// `(fd, length, position)`: the bytes.
pub(super) fn read(files: &Descriptors, input: &Input) -> Answer {
    let file = found(files, input, "read")?;
    let mut bytes = vec![0; input.number(1).clamp(0.0, MAX_READ) as usize];
    let count = read_at(&file, &mut bytes, input.opt_number(2).unwrap_or(-1.0))
        .map_err(|errno| Failure::new(errno, "read"))?;
    bytes.truncate(count);
    Ok(OpValue::Bytes(bytes))
}

/// `(fd, data, position)`: how many bytes.
pub(super) fn write(files: &Descriptors, input: &Input) -> Answer {
    let file = found(files, input, "write")?;
    let (bytes, position) = (input.bytes(1), input.opt_number(2).unwrap_or(-1.0));
    loop {
        let mut writer = &*file;
        let written = if position >= 0.0 {
            file.write_at(bytes, position as u64)
        } else {
            writer.write(bytes)
        };
        match written {
            Ok(count) => return Ok(OpValue::Number(count as f64)),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::new(errno_of(&error), "write")),
        }
    }
}

/// `(path or fd, flags, asText)`: all bytes, or the text they are in UTF-8.
pub(super) fn read_file(files: &Descriptors, input: &Input) -> Answer {
    let file = if input.is_number(0) {
        found(files, input, "read")?
    } else {
        // The flags may ask for a file that is not there yet.
        Arc::new(File::from(open_path(
            input,
            input.number(1),
            f64::from(0o666),
        )?))
    };
    let known = file.metadata().map(|known| known.len()).unwrap_or(0);
    let too_large =
        |size: u64| Failure::with_code("ERR_FS_FILE_TOO_LARGE", "read").path(size.to_string());
    if known > MAX_WHOLE_FILE {
        return Err(too_large(known));
    }
    let mut bytes = Vec::with_capacity(known as usize);
    let mut bounded = (&*file).take(MAX_WHOLE_FILE + 1);
    bounded
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new(errno_of(&error), "read"))?;
    if bytes.len() as u64 > MAX_WHOLE_FILE {
        return Err(too_large(bytes.len() as u64));
    }
    if !input.flag(2) {
        return Ok(OpValue::Bytes(bytes));
    }
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
        .into())
}

/// `(path or fd, data, flags, mode, flush)`
pub(super) fn write_file(files: &Descriptors, input: &Input) -> Answer {
    let file = if input.is_number(0) {
        found(files, input, "write")?
    } else {
        Arc::new(File::from(open_path(
            input,
            input.number(2),
            input.number(3),
        )?))
    };
    (&*file)
        .write_all(input.bytes(1))
        .map_err(|error| Failure::new(errno_of(&error), "write"))?;
    if input.flag(4) {
        file.sync_all()
            .map_err(|error| Failure::new(errno_of(&error), "fsync"))?;
    }
    Ok(OpValue::Undefined)
}

/// `(fd, mode)`
pub(super) fn fchmod(files: &Descriptors, input: &Input) -> Answer {
    let mode = Mode::from_raw_mode(input.number(1) as _);
    rustix::fs::fchmod(found(files, input, "fchmod")?, mode)
        .map_err(|errno| Failure::new(errno, "fchmod"))?;
    Ok(OpValue::Undefined)
}

/// `(fd, uid, gid)`
pub(super) fn fchown(files: &Descriptors, input: &Input) -> Answer {
    let (uid, gid) = owners(input, 1);
    rustix::fs::fchown(found(files, input, "fchown")?, uid, gid)
        .map_err(|errno| Failure::new(errno, "fchown"))?;
    Ok(OpValue::Undefined)
}

/// `(fd)`
pub(super) fn fsync(files: &Descriptors, input: &Input) -> Answer {
    rustix::fs::fsync(found(files, input, "fsync")?)
        .map_err(|errno| Failure::new(errno, "fsync"))?;
    Ok(OpValue::Undefined)
}

/// `(fd)`
pub(super) fn fdatasync(files: &Descriptors, input: &Input) -> Answer {
    found(files, input, "fdatasync")?
        .sync_data()
        .map_err(|error| Failure::new(errno_of(&error), "fdatasync"))?;
    Ok(OpValue::Undefined)
}

/// `(fd, length)`
pub(super) fn ftruncate(files: &Descriptors, input: &Input) -> Answer {
    rustix::fs::ftruncate(
        found(files, input, "ftruncate")?,
        input.number(1).max(0.0) as u64,
    )
    .map_err(|errno| Failure::new(errno, "ftruncate"))?;
    Ok(OpValue::Undefined)
}

/// `(fd, atime, mtime)`
pub(super) fn futimes(files: &Descriptors, input: &Input) -> Answer {
    rustix::fs::futimens(found(files, input, "futime")?, &times(input, 1))
        .map_err(|errno| Failure::new(errno, "futime"))?;
    Ok(OpValue::Undefined)
}
