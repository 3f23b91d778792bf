//! Revalidations: when a tag last made the values that carry it stale, or unusable.

use crate::Freshness;
use std::collections::HashMap;

/// What a revalidation does to values made before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// They are stale if they are not younger than this, in microseconds since 1970.
    pub stale: Option<i64>,
    /// They are not used if they are not younger than this, once this time has come.
    pub expired: Option<i64>,
}

impl Mark {
    /// Values are made anew before they are used again.
    #[must_use]
    pub fn expire_at(time: i64) -> Self {
        Self {
            stale: None,
            expired: Some(time),
        }
    }

    /// Values serve on while they are made anew; `expired` ends that.
    #[must_use]
    pub fn stale_at(time: i64, expired: Option<i64>) -> Self {
        Self {
            stale: Some(time),
            expired,
        }
    }

    /// A later mark on the same tag: it replaces only what it says.
    #[must_use]
    pub fn followed_by(self, later: Self) -> Self {
        Self {
            stale: later.stale.or(self.stale),
            expired: later.expired.or(self.expired),
        }
    }

    fn freshness(self, created: i64, now: i64) -> Freshness {
        if self
            .expired
            .is_some_and(|time| time <= now && created <= time)
        {
            return Freshness::Expired;
        }
        match self.stale {
            Some(time) if created <= time => Freshness::Stale,
            _ => Freshness::Fresh,
        }
    }
}

/// The marks by tag, as far as a worker knows them.
#[derive(Debug, Default)]
pub struct TagMarks(HashMap<String, Mark>);

impl TagMarks {
    pub fn set(&mut self, tag: String, mark: Mark) {
        self.0.insert(tag, mark);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// What the tag says of a value made at `created`.
    #[must_use]
    pub fn freshness(&self, tag: &str, created: i64, now: i64) -> Freshness {
        match self.0.get(tag) {
            Some(mark) => mark.freshness(created, now),
            None => Freshness::Fresh,
        }
    }
}
