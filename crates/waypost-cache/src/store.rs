//! What a store of cached values can do. One machine needs the one that is here; several would put
//! another behind the same trait.

use crate::{Entry, Mark};

/// Where values, revalidations and leases lie, shared by every worker.
pub trait Store: Send + Sync {
    /// The entry, with the position of its writing in the order of changes.
    fn read(&self, key: &str) -> Result<Option<(u64, Entry)>, StoreError>;

    /// Stores an entry, makes room by removing the oldest, ends the lease on its key. Returns its
    /// position; `None` when it is larger than the whole store.
    fn write(&self, key: &str, entry: &Entry) -> Result<Option<u64>, StoreError>;

    /// Marks tags. When this returns, every worker's next [`Store::changes`] tells of it.
    fn mark(&self, tags: &[String], mark: Mark) -> Result<(), StoreError>;

    /// Whether `holder` may make this key's value anew. Nobody else may until the value is
    /// written, the lease is released, or `until` has come (microseconds since 1970).
    fn lease(&self, key: &str, holder: u64, until: i64) -> Result<bool, StoreError>;

    /// Gives a lease back without a value.
    fn release(&self, key: &str, holder: u64) -> Result<(), StoreError>;

    /// What changed since the last call. Cheap when nothing did: a worker asks before each use of
    /// a value. Never waits for a writer.
    fn changes(&self) -> Result<Option<Changes>, StoreError>;
}

/// What happened in a store, in order.
#[derive(Debug, Default)]
pub struct Changes {
    /// Forget every mark that was known: old ones were removed, with the values they concerned.
    pub all_marks: bool,
    pub marks: Vec<(String, Mark)>,
    /// Entries that were written.
    pub entries: Vec<Change>,
}

/// An entry that was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    pub key: String,
    pub position: u64,
}

/// Why a store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be used any more, by nobody.
    #[error("{0}")]
    Damaged(String),
    /// It may work again later: another writer was too slow, the disk is full.
    #[error("{0}")]
    Busy(String),
    /// It cannot be opened.
    #[error("{0}")]
    Unavailable(String),
}
