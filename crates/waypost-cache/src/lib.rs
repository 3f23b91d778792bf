//! The data cache: values that all workers of a machine share and that outlive a restart.
//!
//! A [`Store`] is where values, revalidations and leases lie; [`SqliteStore`] is the one there is
//! (docs/decisions/0011). A [`Cache`] is one worker's view of a store: values in memory that a
//! cheap look at the store keeps honest, and the rule when a value is stale. A value is a whole
//! answer (status, headers, body), so that a route's answer can be stored by its path and sent
//! without entering JavaScript.
//!
//! Everything but [`Cache::peek`] may wait for the disk: call it on a blocking thread. A store
//! that is damaged or cannot be written costs the values, never an answer. Never here: what a key
//! is made of, and what is worth storing.

mod cache;
mod clock;
mod entry;
mod held;
mod memory;
mod place;
mod sqlite;
mod store;
mod tags;

pub use cache::{Cache, Found, Peek};
pub use clock::now;
pub use entry::{Entry, Freshness, Lifetime, Value};
pub use held::Held;
pub use place::Place;
pub use sqlite::SqliteStore;
pub use store::{Change, Changes, Store, StoreError};
pub use tags::{Mark, TagMarks};
