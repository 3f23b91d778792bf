//! A cached value with its age, its lifetime and its tags.

use crate::TagMarks;
use bytes::Bytes;
use std::mem::size_of;

/// What is cached: an answer. A value of a cached function is its body alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Value {
    pub status: u16,
    /// Name and value by turns, each ended by a line feed: the form in which heads cross.
    pub headers: String,
    /// The URL that answered, after redirects.
    pub url: String,
    pub body: Bytes,
}

/// How long a value serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lifetime {
    /// Microseconds until it is stale; `None`: until it is revalidated.
    pub revalidate: Option<i64>,
    /// Microseconds until it is no longer used, stale or not; `None`: never.
    pub expire: Option<i64>,
}

/// A value as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub value: Value,
    /// When its making began, in microseconds since 1970: a revalidation that happened meanwhile
    /// concerns it too.
    pub created: i64,
    pub lifetime: Lifetime,
    pub tags: Vec<String>,
}

/// Whether an entry may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    Fresh,
    /// It is used, and made anew meanwhile.
    Stale,
    /// It must not be used.
    Expired,
}

impl Entry {
    /// Whether the entry may be used at `now`. `implied` are tags that come with who asks, such as
    /// the path of a route.
    #[must_use]
    pub fn freshness(&self, marks: &TagMarks, implied: &[String], now: i64) -> Freshness {
        let over = |limit: Option<i64>| {
            limit.is_some_and(|limit| now.saturating_sub(self.created) >= limit)
        };
        if over(self.lifetime.expire) {
            return Freshness::Expired;
        }
        let mut stale = over(self.lifetime.revalidate);
        for tag in self.tags.iter().chain(implied) {
            match marks.freshness(tag, self.created, now) {
                Freshness::Expired => return Freshness::Expired,
                Freshness::Stale => stale = true,
                Freshness::Fresh => {}
            }
        }
        if stale {
            Freshness::Stale
        } else {
            Freshness::Fresh
        }
    }

    /// Bytes that it counts for in the bounds of store and memory.
    #[must_use]
    pub fn size(&self) -> u64 {
        let tags: usize = self.tags.iter().map(String::len).sum();
        let value = &self.value;
        let text = value.headers.len() + value.url.len() + value.body.len();
        (size_of::<Self>() + tags + text) as u64
    }
}
