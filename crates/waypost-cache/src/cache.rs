//! One worker's view of the store.

use crate::memory::Memory;
use crate::{Entry, Freshness, Held, Mark, Place, SqliteStore, Store, StoreError, TagMarks};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Values that one worker keeps in memory.
const MEMORY: u64 = 32 << 20;
/// How long one regeneration may take before another worker may try, in microseconds.
const LEASE: i64 = 30_000_000;

/// Called with what a user should know, at most once for each kind of trouble.
type Report = Box<dyn Fn(&str) + Send + Sync>;

/// One worker's view of the store: what it read, and what it knows of revalidations.
pub struct Cache {
    /// `None`: nothing is ever found, nothing is kept.
    store: Option<Arc<dyn Store>>,
    known: Mutex<Known>,
    /// The store was found damaged: it is not asked again.
    given_up: AtomicBool,
    reported: AtomicBool,
    report: Report,
    leases: AtomicU64,
}

struct Known {
    memory: Memory,
    marks: TagMarks,
}

/// A value that may be used.
#[derive(Debug, Clone)]
pub struct Found {
    pub entry: Arc<Held>,
    /// It should be made anew meanwhile.
    pub stale: bool,
}

/// What a look into memory finds.
#[derive(Debug)]
pub enum Peek {
    Found(Found),
    /// There is none that may be used.
    Absent,
    /// Only the store knows: ask [`Cache::load`].
    Unknown,
}

impl Cache {
    /// Opens the store of a place, bounded by `limit` bytes. One that cannot be had is reported,
    /// and the cache stays empty. May wait for the disk.
    #[must_use]
    pub fn open(place: &Place, limit: u64, report: impl Fn(&str) + Send + Sync + 'static) -> Self {
        if limit == 0 {
            return Self::on(None, report);
        }
        let opened = place
            .prepare()
            .map_err(|error| StoreError::Unavailable(error.to_string()))
            .and_then(|folder| SqliteStore::open(&folder, limit));
        match opened {
            Ok(store) => Self::on(Some(Arc::new(store)), report),
            Err(error) => {
                let cache = Self::on(None, report);
                cache.tell(&error);
                cache
            }
        }
    }

    /// A cache on any store; without one it is empty.
    #[must_use]
    pub fn on(
        store: Option<Arc<dyn Store>>,
        report: impl Fn(&str) + Send + Sync + 'static,
    ) -> Self {
        Self {
            store,
            known: Mutex::new(Known {
                memory: Memory::new(MEMORY),
                marks: TagMarks::default(),
            }),
            given_up: AtomicBool::new(false),
            reported: AtomicBool::new(false),
            report: Box::new(report),
            leases: AtomicU64::new(1),
        }
    }

    /// Looks into memory, and at whether the store says otherwise. Takes microseconds.
    #[must_use]
    pub fn peek(&self, key: &str, implied: &[String]) -> Peek {
        let Some(mut known) = self.current() else {
            return Peek::Absent;
        };
        let Some(entry) = known.memory.get(key) else {
            return Peek::Unknown;
        };
        let freshness = entry.freshness(&known.marks, implied, crate::now());
        if freshness == Freshness::Expired {
            known.memory.remove(key);
        }
        found(entry, freshness).map_or(Peek::Absent, Peek::Found)
    }

    /// Reads a value from the store. Waits for the disk.
    #[must_use]
    pub fn load(&self, key: &str, implied: &[String]) -> Option<Found> {
        self.load_or(key, implied, || None)
    }

    /// Reads a value from the store; where there is none, `first` is what was there before
    /// anything was stored. Waits for the disk.
    #[must_use]
    pub fn load_or(
        &self,
        key: &str,
        implied: &[String],
        first: impl FnOnce() -> Option<Entry>,
    ) -> Option<Found> {
        let stored = self.ask(|store| store.read(key)).flatten();
        let (position, entry) = match stored {
            Some(stored) => stored,
            // Anything that is written later has a higher position.
            None => (0, first()?),
        };
        let entry = Arc::new(Held::new(entry));
        // After the reading, so that no revalidation before it is missed.
        let Some(mut known) = self.current() else {
            // Without a store nothing is revalidated, and nothing is read from memory.
            return found(
                Arc::clone(&entry),
                entry.freshness(&TagMarks::default(), implied, crate::now()),
            );
        };
        let freshness = entry.freshness(&known.marks, implied, crate::now());
        if freshness != Freshness::Expired {
            known.memory.put(key, position, Arc::clone(&entry));
        }
        found(entry, freshness)
    }

    /// Stores a value, and gives it as it is held. Waits for the disk.
    pub fn store(&self, key: &str, entry: Entry) -> Arc<Held> {
        let entry = Arc::new(Held::new(entry));
        let written = self.ask(|store| store.write(key, &entry)).flatten();
        let mut known = self.known();
        match written {
            Some(position) => known.memory.put(key, position, Arc::clone(&entry)),
            None => known.memory.remove(key),
        }
        entry
    }

    /// Revalidates tags for every worker. Waits for the disk.
    pub fn mark(&self, tags: &[String], mark: Mark) {
        self.ask(|store| store.mark(tags, mark));
    }

    /// A lease on making this key's value anew; `None` while somebody else has it. It ends when the
    /// value is stored, or by [`Cache::release`]. Waits for the disk.
    #[must_use]
    pub fn lease(&self, key: &str) -> Option<u64> {
        let count = self.leases.fetch_add(1, Ordering::Relaxed) & 0x3fff_ffff;
        // Unique on the machine, and a whole number for JavaScript.
        let holder = (u64::from(std::process::id() & 0x3f_ffff) << 30) | count;
        let until = crate::now().saturating_add(LEASE);
        self.ask(|store| store.lease(key, holder, until))?
            .then_some(holder)
    }

    /// Gives a lease back without a value. Waits for the disk.
    pub fn release(&self, key: &str, holder: u64) {
        self.ask(|store| store.release(key, holder));
    }

    /// What is known, brought up to date; `None` when the store cannot say.
    fn current(&self) -> Option<MutexGuard<'_, Known>> {
        let changes = self.ask(|store| store.changes())?;
        let mut known = self.known();
        if let Some(changes) = changes {
            if changes.all_marks {
                known.marks.clear();
                known.memory.clear();
            }
            for (tag, mark) in changes.marks {
                known.marks.set(tag, mark);
            }
            for change in changes.entries {
                known.memory.outdate(&change.key, change.position);
            }
        }
        Some(known)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask<R>(&self, question: impl FnOnce(&dyn Store) -> Result<R, StoreError>) -> Option<R> {
        let store = self.store.as_deref()?;
        if self.given_up.load(Ordering::Relaxed) {
            return None;
        }
        match question(store) {
            Ok(answer) => Some(answer),
            Err(error) => {
                if matches!(error, StoreError::Damaged(_)) {
                    self.given_up.store(true, Ordering::Relaxed);
                }
                self.tell(&error);
                None
            }
        }
    }

    fn tell(&self, error: &StoreError) {
        if !self.reported.swap(true, Ordering::Relaxed) {
            (self.report)(&format!(
                "the data cache cannot be used, answers are made without it: {error}"
            ));
        }
    }
}

fn found(entry: Arc<Held>, freshness: Freshness) -> Option<Found> {
    match freshness {
        Freshness::Fresh => Some(Found {
            entry,
            stale: false,
        }),
        Freshness::Stale => Some(Found { entry, stale: true }),
        Freshness::Expired => None,
    }
}
