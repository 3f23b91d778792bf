//! An entry in a worker's memory, with the form in which it is used.

use crate::Entry;
use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

/// An entry, and beside it what somebody made of it to use it again and again. Both go together.
pub struct Held {
    entry: Entry,
    form: OnceLock<Box<dyn Any + Send + Sync>>,
}

impl Held {
    #[must_use]
    pub fn new(entry: Entry) -> Self {
        Self {
            entry,
            form: OnceLock::new(),
        }
    }

    /// The form, made by who asks first; `None` when that was one of another type.
    pub fn form<T: Any + Send + Sync>(&self, make: impl FnOnce(&Entry) -> T) -> Option<&T> {
        self.form
            .get_or_init(|| Box::new(make(&self.entry)))
            .downcast_ref()
    }
}

impl Deref for Held {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        &self.entry
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entry.fmt(f)
    }
}
