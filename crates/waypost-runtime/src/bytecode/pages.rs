//! The memory of mapped bytecode: the engine reads through most of a chunk's when it is evaluated, and needs little of it
//! afterwards.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;
use waypost_jsc::MappedFile;

/// From the first reading until the memory is given back. Handlers evaluate most of what they need at once.
const DELAY: Duration = Duration::from_millis(250);

/// The memory of one mapped file.
pub(crate) struct Pages {
    file: MappedFile,
    is_due: Cell<bool>,
}

impl Pages {
    pub(crate) fn new(file: MappedFile) -> Rc<Self> {
        Rc::new(Self {
            file,
            is_due: Cell::new(false),
        })
    }

    /// Something was read, so there will be memory to give back. To be called on the worker's `LocalSet`.
    pub(crate) fn touch(self: &Rc<Self>) {
        if self.is_due.replace(true) {
            return;
        }
        let pages = Rc::clone(self);
        spawn_local(async move {
            tokio::time::sleep(DELAY).await;
            pages.is_due.set(false);
            pages.file.release();
        });
    }
}
