//! Operations on directories and trees.

use std::collections::VecDeque;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use rustix::fs::Mode;
use rustix::io::Errno;
use waypost_ops::OpValue;

use super::descriptors::Descriptors;
use super::failure::{Failure, errno_of};
use super::input::Input;

type Answer = Result<OpValue, Failure>;

/// `(path, mode, recursive)`: the first directory that was made, when recursive.
pub(super) fn mkdir(_: &Descriptors, input: &Input) -> Answer {
    let mode = Mode::from_raw_mode(input.number(1) as _);
    let path = input.path(0);
    if !input.flag(2) {
        rustix::fs::mkdir(path, mode)
            .map_err(|errno| Failure::new(errno, "mkdir").path(input.shown(0)))?;
        return Ok(OpValue::Undefined);
    }
    let made =
        make_all(&path, mode).map_err(|errno| Failure::new(errno, "mkdir").path(input.shown(0)))?;
    Ok(made.map_or(OpValue::Undefined, |path| {
        path.to_string_lossy().into_owned().into()
    }))
}

/// Makes what is missing, from the top; the topmost that was made.
fn make_all(path: &Path, mode: Mode) -> Result<Option<PathBuf>, Errno> {
    let mut missing: Vec<&Path> = Vec::new();
    let mut current = Some(path);
    while let Some(folder) = current.filter(|folder| !folder.as_os_str().is_empty()) {
        match fs::metadata(folder) {
            Ok(known) if known.is_dir() => break,
            Ok(_) if missing.is_empty() => return Err(Errno::EXIST),
            Ok(_) => return Err(Errno::NOTDIR),
            Err(error) if errno_of(&error) == Errno::NOTDIR => return Err(Errno::NOTDIR),
            Err(_) => missing.push(folder),
        }
        current = folder.parent();
    }
    let mut first = None;
    for folder in missing.into_iter().rev() {
        match rustix::fs::mkdir(folder, mode) {
            Ok(()) => first = first.or_else(|| Some(folder.to_owned())),
            // Somebody else was faster.
            Err(Errno::EXIST) if folder.is_dir() => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(first)
}

/// `(prefix)`: the bytes of the path that was made.
pub(super) fn mkdtemp(_: &Descriptors, input: &Input) -> Answer {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const TRIES: usize = 100;
    let failed = |errno| Failure::new(errno, "mkdtemp").path(format!("{}XXXXXX", input.shown(0)));
    let random = SystemRandom::new();
    for _ in 0..TRIES {
        let mut bytes = [0u8; 6];
        random.fill(&mut bytes).map_err(|_| failed(Errno::IO))?;
        let suffix: String = bytes
            .iter()
            .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
            .collect();
        let with_suffix = |path: PathBuf| {
            let mut path = path.into_os_string();
            path.push(&suffix);
            path
        };
        match rustix::fs::mkdir(with_suffix(input.path(0)), Mode::RWXU) {
            Ok(()) => return Ok(with_suffix(input.raw_path(0)).as_bytes().to_vec().into()),
            Err(Errno::EXIST) => {}
            Err(errno) => return Err(failed(errno)),
        }
    }
    Err(failed(Errno::EXIST))
}

/// Node's number of a file type (`UV_DIRENT_*`), as a digit.
fn kind(file_type: fs::FileType) -> u8 {
    match file_type {
        _ if file_type.is_file() => b'1',
        _ if file_type.is_dir() => b'2',
        _ if file_type.is_symlink() => b'3',
        _ if file_type.is_fifo() => b'4',
        _ if file_type.is_socket() => b'5',
        _ if file_type.is_char_device() => b'6',
        _ if file_type.is_block_device() => b'7',
        _ => b'0',
    }
}

/// `(path, recursive, forHandle)`: for each entry a digit for its type, its path from there, and a NUL.
pub(super) fn readdir(_: &Descriptors, input: &Input) -> Answer {
    let syscall = if input.flag(2) { "opendir" } else { "scandir" };
    let root = input.path(0);
    let mut out = Vec::new();
    let mut waiting = VecDeque::from([PathBuf::new()]);
    while let Some(folder) = waiting.pop_front() {
        let place = if folder.as_os_str().is_empty() {
            root.clone()
        } else {
            root.join(&folder)
        };
        let read = fs::read_dir(&place).map_err(|error| {
            let shown = Path::new(&input.shown(0)).join(&folder);
            Failure::new(errno_of(&error), syscall)
                .path(shown.to_string_lossy().trim_end_matches('/'))
        })?;
        // As scandir sorts them.
        let mut entries: Vec<_> = read.flatten().collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let digit = entry.file_type().map_or(b'0', kind);
            let path = folder.join(entry.file_name());
            out.push(digit);
            out.extend_from_slice(path.as_os_str().as_bytes());
            out.push(0);
            if input.flag(1) && digit == b'2' {
                waiting.push_back(path);
            }
        }
    }
    Ok(OpValue::Bytes(out))
}

/// `(path)`
pub(super) fn rmdir(_: &Descriptors, input: &Input) -> Answer {
    rustix::fs::rmdir(input.path(0))
        .map_err(|errno| Failure::new(errno, "rmdir").path(input.shown(0)))?;
    Ok(OpValue::Undefined)
}

/// `(path, recursive, force, retries, delay)`
pub(super) fn rm(_: &Descriptors, input: &Input) -> Answer {
    let (path, shown) = (input.path(0), input.shown(0));
    let (recursive, force) = (input.flag(1), input.flag(2));
    let retries = input.number(3) as u32;
    let delay = Duration::from_millis(input.number(4).max(0.0) as u64);
    let known = match fs::symlink_metadata(&path) {
        Ok(known) => known,
        Err(error) => {
            let errno = errno_of(&error);
            if force && errno == Errno::NOENT {
                return Ok(OpValue::Undefined);
            }
            return Err(Failure::new(errno, "lstat").path(shown));
        }
    };
    if known.is_dir() && !recursive {
        return Err(Failure::with_code("ERR_FS_EISDIR", "rm").path(shown));
    }
    let mut tries = 0;
    loop {
        let removed = if known.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        let errno = match removed {
            Ok(()) => return Ok(OpValue::Undefined),
            Err(error) => errno_of(&error),
        };
        if errno == Errno::NOENT && force {
            return Ok(OpValue::Undefined);
        }
        let is_busy = matches!(
            errno,
            Errno::BUSY | Errno::MFILE | Errno::NFILE | Errno::NOTEMPTY | Errno::PERM
        );
        if !is_busy || tries >= retries {
            return Err(Failure::new(errno, "rm").path(shown));
        }
        tries += 1;
        std::thread::sleep(delay * tries);
    }
}
