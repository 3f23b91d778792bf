//! The store as one SQLite file in WAL mode: readers never wait for a writer, and a worker that
//! ends in the middle of a write costs that write alone.
//!
//! Two connections: `work` reads and writes values, `watch` only asks what changed, so that a
//! worker's look at the store never waits for its own writes. Rows are numbered in the order in
//! which they were written; that order is also the order of eviction.

use crate::store::{Change, Changes, Store, StoreError};
use crate::{Entry, Lifetime, Mark, Value};
use rusqlite::types::ValueRef;
use rusqlite::{
    Connection, ErrorCode, OptionalExtension, Row, Transaction, TransactionBehavior, params,
};
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Who holds the store open. Shared while it is used, exclusive while it is made or repaired.
pub(crate) const LOCK: &str = "lock";
const DATA: &str = "data.sqlite";
/// Says that the data must not be used again: whoever is alone removes it.
const DAMAGED: &str = "damaged";
/// `user_version` of the file. A store of another format is made anew.
const FORMAT: i64 = 1;
/// How long a write waits for those of other workers. Writes are on blocking threads.
const PATIENCE: Duration = Duration::from_secs(2);
/// Marks that are kept. Past it the older half goes, and with it the values it concerned.
const MAX_MARKS: i64 = 16_384;
/// Entry names that are told at once: more are told as "everything".
const MAX_CHANGES: usize = 4096;

const SCHEMA: &str = "
    CREATE TABLE entries (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        created INTEGER NOT NULL,
        revalidate INTEGER,
        expire INTEGER,
        tags TEXT NOT NULL,
        status INTEGER NOT NULL,
        headers TEXT NOT NULL,
        url TEXT NOT NULL,
        body BLOB NOT NULL
    );
    CREATE TABLE marks (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        tag TEXT NOT NULL UNIQUE,
        stale INTEGER,
        expired INTEGER
    );
    CREATE TABLE leases (key TEXT PRIMARY KEY, holder INTEGER NOT NULL, until INTEGER NOT NULL);
    CREATE TABLE facts (bytes INTEGER NOT NULL, forgotten INTEGER NOT NULL);
    INSERT INTO facts VALUES (0, 0);
";

/// A store in a folder of its own.
pub struct SqliteStore {
    work: Mutex<Connection>,
    watch: Mutex<Watch>,
    /// The index of the write-ahead log: its head changes with every transaction.
    index: Option<&'static File>,
    limit: u64,
    folder: PathBuf,
    /// Held for as long as the store is open.
    _lock: File,
}

struct Connections {
    work: Connection,
    watch: Connection,
    /// The last position among the entries.
    entry: i64,
}

/// What the last look at the store saw.
struct Watch {
    connection: Connection,
    version: Option<i64>,
    forgotten: i64,
    mark: i64,
    entry: i64,
    /// The head of the index before the last look.
    index: Option<IndexHead>,
}

/// Both copies of the head of the index. <https://www.sqlite.org/walformat.html#the_wal_index_header>
type IndexHead = [u8; 96];

impl SqliteStore {
    /// Opens the store of a folder, or makes it. `limit` bounds its values in bytes.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it is damaged and others still use it.
    pub fn open(folder: &Path, limit: u64) -> Result<Self, StoreError> {
        let unavailable = |error: std::io::Error| StoreError::Unavailable(error.to_string());
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        let lock = options.open(folder.join(LOCK)).map_err(unavailable)?;
        let alone = lock.try_lock().is_ok();
        if !alone {
            lock.lock_shared().map_err(unavailable)?;
        }
        let connections = connect_or_repair(folder, alone)?;
        if alone {
            lock.unlock().map_err(unavailable)?;
            lock.lock_shared().map_err(unavailable)?;
        }
        let Connections { work, watch, entry } = connections;
        Ok(Self {
            work: Mutex::new(work),
            watch: Mutex::new(Watch {
                connection: watch,
                version: None,
                forgotten: 0,
                mark: 0,
                entry,
                index: None,
            }),
            index: open_index(folder),
            limit,
            folder: folder.to_owned(),
            _lock: lock,
        })
    }

    /// Does work in one transaction on the connection for values.
    fn transaction<R>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<R>,
    ) -> Result<R, StoreError> {
        let mut connection = guard(&self.work);
        let done = (|| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        })();
        done.map_err(|error| self.fault(error))
    }

    /// The head of the index, read without a question to SQLite, which would lock and unlock.
    fn index_head(&self) -> Option<IndexHead> {
        let mut head = [0; size_of::<IndexHead>()];
        self.index?.read_exact_at(&mut head, 0).ok()?;
        Some(head)
    }

    /// Sorts an error; what is damaged is marked, for the next start.
    fn fault(&self, error: rusqlite::Error) -> StoreError {
        let error = sorted(error);
        if matches!(error, StoreError::Damaged(_)) {
            // Without the mark the damage is found again.
            let _ = fs::write(self.folder.join(DAMAGED), "");
        }
        error
    }
}

/// Never closed: that would end the locks which this process holds on the file by SQLite.
/// <https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>
fn open_index(folder: &Path) -> Option<&'static File> {
    let index = File::open(folder.join(format!("{DATA}-shm"))).ok()?;
    Some(Box::leak(Box::new(index)))
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A transaction that was cut short was rolled back.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn sorted(error: rusqlite::Error) -> StoreError {
    let message = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged(message),
        Some(_) => StoreError::Busy(message),
        // A row that is not what was written.
        None => StoreError::Damaged(message),
    }
}

fn connect_or_repair(folder: &Path, alone: bool) -> Result<Connections, StoreError> {
    let damaged = folder.join(DAMAGED);
    if alone && damaged.exists() {
        remove_data(folder);
    }
    if !alone && damaged.exists() {
        let message = "it is damaged; it is made anew when no worker uses it".to_owned();
        return Err(StoreError::Damaged(message));
    }
    match connect(folder) {
        Err(StoreError::Damaged(_)) if alone => {
            remove_data(folder);
            connect(folder)
        }
        result => result,
    }
}

/// Only for who holds the lock exclusively.
fn remove_data(folder: &Path) {
    for end in ["", "-wal", "-shm"] {
        // What stays is found by the connection.
        let _ = fs::remove_file(folder.join(format!("{DATA}{end}")));
    }
    let _ = fs::remove_file(folder.join(DAMAGED));
}

fn connect(folder: &Path) -> Result<Connections, StoreError> {
    let path = folder.join(DATA);
    let mut work = Connection::open(&path).map_err(sorted)?;
    prepare(&mut work).map_err(sorted)?;
    let format: i64 = work
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(sorted)?;
    if format != FORMAT {
        return Err(StoreError::Damaged("it has another format".to_owned()));
    }
    let watch = Connection::open(&path).map_err(sorted)?;
    watch.busy_timeout(Duration::ZERO).map_err(sorted)?;
    let entry = last_position(&watch)?;
    Ok(Connections { work, watch, entry })
}

fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    // A crash of the machine may cost the last writes, never the file.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216;",
    )?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let tables: i64 =
        transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "user_version", FORMAT)?;
    }
    transaction.commit()
}

fn last_position(connection: &Connection) -> Result<i64, StoreError> {
    connection
        .query_row("SELECT ifnull(max(position), 0) FROM entries", [], |row| {
            row.get(0)
        })
        .map_err(sorted)
}

impl Store for SqliteStore {
    fn read(&self, key: &str) -> Result<Option<(u64, Entry)>, StoreError> {
        let connection = guard(&self.work);
        let found = connection
            .prepare_cached(
                "SELECT position, created, revalidate, expire, tags, status, headers, url, body
                 FROM entries WHERE key = ?1",
            )
            .and_then(|mut statement| statement.query_row([key], read_entry).optional());
        found.map_err(|error| self.fault(error))
    }

    fn write(&self, key: &str, entry: &Entry) -> Result<Option<u64>, StoreError> {
        let size = entry.size() + key.len() as u64;
        let (size, limit) = (signed(size), signed(self.limit));
        self.transaction(|transaction| {
            let mut bytes: i64 =
                transaction.query_row("SELECT bytes FROM facts", [], |row| row.get(0))?;
            bytes -= take(
                transaction,
                "DELETE FROM entries WHERE key = ?1 RETURNING size",
                [key],
            )?
            .unwrap_or(0);
            let mut position = None;
            if size <= limit {
                insert(transaction, key, size, entry)?;
                position = Some(transaction.last_insert_rowid().unsigned_abs());
                bytes += size;
            }
            bytes = make_room(transaction, bytes, limit)?;
            transaction
                .prepare_cached("UPDATE facts SET bytes = ?1")?
                .execute([bytes])?;
            transaction
                .prepare_cached("DELETE FROM leases WHERE key = ?1")?
                .execute([key])?;
            Ok(position)
        })
    }

    fn mark(&self, tags: &[String], mark: Mark) -> Result<(), StoreError> {
        self.transaction(|transaction| {
            for tag in tags {
                let before = transaction
                    .prepare_cached("DELETE FROM marks WHERE tag = ?1 RETURNING stale, expired")?
                    .query_row([tag], |row| {
                        Ok(Mark {
                            stale: row.get(0)?,
                            expired: row.get(1)?,
                        })
                    })
                    .optional()?;
                let mark = before.unwrap_or_default().followed_by(mark);
                transaction
                    .prepare_cached("INSERT INTO marks (tag, stale, expired) VALUES (?1, ?2, ?3)")?
                    .execute(params![tag, mark.stale, mark.expired])?;
            }
            forget_old_marks(transaction)
        })
    }

    fn lease(&self, key: &str, holder: u64, until: i64) -> Result<bool, StoreError> {
        let now = crate::now();
        self.transaction(|transaction| {
            // Leases of workers that ended early lie here until they are over.
            transaction
                .prepare_cached("DELETE FROM leases WHERE until <= ?1")?
                .execute([now])?;
            let taken = transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO leases (key, holder, until) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![key, signed(holder), until])?;
            Ok(taken == 1)
        })
    }

    fn release(&self, key: &str, holder: u64) -> Result<(), StoreError> {
        self.transaction(|transaction| {
            transaction
                .prepare_cached("DELETE FROM leases WHERE key = ?1 AND holder = ?2")?
                .execute(params![key, signed(holder)])
                .map(drop)
        })
    }

    fn changes(&self) -> Result<Option<Changes>, StoreError> {
        let mut watch = guard(&self.watch);
        // Read before the look: what is committed after it, the next one sees.
        let head = self.index_head();
        if head.is_some() && head == watch.index {
            return Ok(None);
        }
        let changes = watch.look().map_err(|error| self.fault(error))?;
        watch.index = head;
        Ok(changes)
    }
}

impl Watch {
    fn look(&mut self) -> rusqlite::Result<Option<Changes>> {
        let version: i64 = self
            .connection
            .prepare_cached("PRAGMA data_version")?
            .query_row([], |row| row.get(0))?;
        if self.version == Some(version) {
            return Ok(None);
        }
        let transaction = self.connection.transaction()?;
        let mut changes = Changes::default();
        let forgotten: i64 =
            transaction.query_row("SELECT forgotten FROM facts", [], |row| row.get(0))?;
        changes.all_marks = forgotten != self.forgotten;
        let since = if changes.all_marks { 0 } else { self.mark };
        let mut mark = since;
        let mut statement = transaction.prepare_cached(
            "SELECT position, tag, stale, expired FROM marks WHERE position > ?1 ORDER BY position",
        )?;
        let mut rows = statement.query([since])?;
        while let Some(row) = rows.next()? {
            mark = row.get(0)?;
            let read = Mark {
                stale: row.get(2)?,
                expired: row.get(3)?,
            };
            changes.marks.push((row.get(1)?, read));
        }
        drop(rows);
        drop(statement);
        let mut entry = self.entry;
        let mut statement = transaction.prepare_cached(
            "SELECT position, key FROM entries WHERE position > ?1 ORDER BY position LIMIT ?2",
        )?;
        let mut rows = statement.query(params![entry, MAX_CHANGES as i64 + 1])?;
        while let Some(row) = rows.next()? {
            entry = row.get(0)?;
            changes.entries.push(Change {
                key: row.get(1)?,
                position: entry.unsigned_abs(),
            });
        }
        drop(rows);
        drop(statement);
        if changes.entries.len() > MAX_CHANGES {
            // Nothing that is in memory is known to be current.
            changes = Changes {
                all_marks: true,
                marks: all_marks(&transaction)?,
                entries: Vec::new(),
            };
            entry = transaction.query_row(
                "SELECT ifnull(max(position), 0) FROM entries",
                [],
                |row| row.get(0),
            )?;
        }
        transaction.commit()?;
        self.version = Some(version);
        self.forgotten = forgotten;
        self.mark = mark;
        self.entry = entry;
        Ok(Some(changes))
    }
}

fn all_marks(transaction: &Transaction<'_>) -> rusqlite::Result<Vec<(String, Mark)>> {
    transaction
        .prepare_cached("SELECT tag, stale, expired FROM marks")?
        .query_map([], |row| {
            Ok((
                row.get(0)?,
                Mark {
                    stale: row.get(1)?,
                    expired: row.get(2)?,
                },
            ))
        })?
        .collect()
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<(u64, Entry)> {
    let position: i64 = row.get(0)?;
    let tags: String = row.get(4)?;
    let body = match row.get_ref(8)? {
        ValueRef::Blob(bytes) => bytes.to_vec(),
        _ => Vec::new(),
    };
    let entry = Entry {
        created: row.get(1)?,
        lifetime: Lifetime {
            revalidate: row.get(2)?,
            expire: row.get(3)?,
        },
        tags: split_tags(&tags),
        value: Value {
            status: row.get(5)?,
            headers: row.get(6)?,
            url: row.get(7)?,
            body: body.into(),
        },
    };
    Ok((position.unsigned_abs(), entry))
}

fn insert(
    transaction: &Transaction<'_>,
    key: &str,
    size: i64,
    entry: &Entry,
) -> rusqlite::Result<()> {
    let Entry {
        value,
        created,
        lifetime,
        tags,
    } = entry;
    transaction
        .prepare_cached(
            "INSERT INTO entries (key, size, created, revalidate, expire, tags, status, headers, url, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            key,
            size,
            created,
            lifetime.revalidate,
            lifetime.expire,
            join_tags(tags),
            value.status,
            value.headers,
            value.url,
            &value.body[..],
        ])
        .map(drop)
}

/// Removes the oldest entries until the rest fits; returns the bytes of the rest.
fn make_room(transaction: &Transaction<'_>, mut bytes: i64, limit: i64) -> rusqlite::Result<i64> {
    const OLDEST: &str = "DELETE FROM entries
        WHERE position = (SELECT min(position) FROM entries) RETURNING size";
    while bytes > limit {
        match take(transaction, OLDEST, [])? {
            Some(size) => bytes -= size,
            None => return Ok(0),
        }
    }
    Ok(bytes)
}

/// Runs a `DELETE` of at most one row; its size, when there was one.
fn take(
    transaction: &Transaction<'_>,
    sql: &str,
    params: impl rusqlite::Params,
) -> rusqlite::Result<Option<i64>> {
    transaction
        .prepare_cached(sql)?
        .query_row(params, |row| row.get(0))
        .optional()
}

/// Without its mark a value would be fresh again: it goes with the mark.
fn forget_old_marks(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let count: i64 = transaction.query_row("SELECT count(*) FROM marks", [], |row| row.get(0))?;
    if count <= MAX_MARKS {
        return Ok(());
    }
    let half = "SELECT position FROM marks ORDER BY position LIMIT ?1";
    let concerned: i64 = transaction.query_row(
        &format!(
            "SELECT max(max(ifnull(stale, 0), min(ifnull(expired, 0), ?2))) FROM marks WHERE position IN ({half})"
        ),
        params![MAX_MARKS / 2, crate::now()],
        |row| row.get(0),
    )?;
    transaction.execute(
        &format!("DELETE FROM marks WHERE position IN ({half})"),
        [MAX_MARKS / 2],
    )?;
    transaction.execute("DELETE FROM entries WHERE created <= ?1", [concerned])?;
    transaction.execute(
        "UPDATE facts SET forgotten = forgotten + 1,
         bytes = (SELECT ifnull(sum(size), 0) FROM entries)",
        [],
    )?;
    Ok(())
}

/// Each tag after its length: a tag may hold any character.
fn join_tags(tags: &[String]) -> String {
    tags.iter()
        .map(|tag| format!("{}:{tag}", tag.len()))
        .collect()
}

fn split_tags(mut text: &str) -> Vec<String> {
    let mut tags = Vec::new();
    while let Some((length, rest)) = text.split_once(':')
        && let Ok(length) = length.parse::<usize>()
        && let Some((tag, rest)) = rest.split_at_checked(length)
    {
        tags.push(tag.to_owned());
        text = rest;
    }
    tags
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_any_text_come_back() {
        for tags in [vec![], vec![""], vec!["a", "1:b", "\0é\n"]] {
            let tags: Vec<String> = tags.into_iter().map(str::to_owned).collect();
            assert_eq!(split_tags(&join_tags(&tags)), tags);
        }
        assert_eq!(split_tags("9:a"), Vec::<String>::new());
    }
}
