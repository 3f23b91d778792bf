//! The files that JavaScript holds by number.
//!
//! The numbers are the system's, so that they look as on Node.js and go on to other interfaces, but only
//! what was opened here can be found by one. An operation under way keeps its file: closing meanwhile
//! cannot make it work on another file that got the same number.

use std::collections::HashMap;
use std::fs::File;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::io::Errno;
use waypost_ops::OpState;

/// The open files of one worker; a clone is the same table.
#[derive(Clone, Default)]
pub(super) struct Descriptors(Arc<Mutex<HashMap<i32, Arc<File>>>>);

impl Descriptors {
    /// The worker's table.
    pub(super) fn of(state: &OpState) -> Self {
        state.borrow_mut::<Descriptors>().clone()
    }

    fn open(&self) -> MutexGuard<'_, HashMap<i32, Arc<File>>> {
        // A table is whole after every step, also when a thread panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a file in and answers its number.
    pub(super) fn add(&self, fd: OwnedFd) -> i32 {
        let number = fd.as_raw_fd();
        self.open().insert(number, Arc::new(File::from(fd)));
        number
    }

    /// The file behind a number: ours, or one of the three standard ones.
    pub(super) fn get(&self, number: i32) -> Result<Arc<File>, Errno> {
        if let Some(file) = self.open().get(&number) {
            return Ok(Arc::clone(file));
        }
        let standard = match number {
            0 => std::io::stdin().as_fd().try_clone_to_owned(),
            1 => std::io::stdout().as_fd().try_clone_to_owned(),
            2 => std::io::stderr().as_fd().try_clone_to_owned(),
            _ => return Err(Errno::BADF),
        };
        let file = Arc::new(File::from(standard.map_err(|_| Errno::BADF)?));
        self.open().insert(number, Arc::clone(&file));
        Ok(file)
    }

    /// Forgets a number; the file is closed when the last operation on it has ended.
    pub(super) fn remove(&self, number: i32) -> Result<(), Errno> {
        match self.open().remove(&number) {
            Some(_) => Ok(()),
            None => Err(Errno::BADF),
        }
    }
}
