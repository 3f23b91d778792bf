//! Values that a worker keeps in memory: those used last, up to a number of bytes.

use crate::Held;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

struct Slot {
    entry: Arc<Held>,
    /// Where its writing is in the order of the store's changes.
    position: u64,
    /// When it was last used, counted in uses.
    used: u64,
}

pub(crate) struct Memory {
    limit: u64,
    bytes: u64,
    uses: u64,
    slots: HashMap<Arc<str>, Slot>,
    by_use: BTreeMap<u64, Arc<str>>,
}

impl Memory {
    pub(crate) fn new(limit: u64) -> Self {
        Self {
            limit,
            bytes: 0,
            uses: 0,
            slots: HashMap::new(),
            by_use: BTreeMap::new(),
        }
    }

    pub(crate) fn get(&mut self, key: &str) -> Option<Arc<Held>> {
        let count = self.slots.len() as u64;
        let slot = self.slots.get_mut(key)?;
        // Among the younger half anyway: its rank need not be exact.
        if self.uses - slot.used < count.div_ceil(2) {
            return Some(Arc::clone(&slot.entry));
        }
        self.uses += 1;
        if let Some(name) = self.by_use.remove(&slot.used) {
            self.by_use.insert(self.uses, name);
        }
        slot.used = self.uses;
        Some(Arc::clone(&slot.entry))
    }

    /// Keeps an entry, unless a younger one is there.
    pub(crate) fn put(&mut self, key: &str, position: u64, entry: Arc<Held>) {
        if self
            .slots
            .get(key)
            .is_some_and(|slot| slot.position > position)
        {
            return;
        }
        self.remove(key);
        let size = size_of(key, &entry);
        if size > self.limit {
            return;
        }
        self.uses += 1;
        let name: Arc<str> = key.into();
        self.by_use.insert(self.uses, Arc::clone(&name));
        let used = self.uses;
        self.slots.insert(
            name,
            Slot {
                entry,
                position,
                used,
            },
        );
        self.bytes += size;
        self.make_room();
    }

    fn make_room(&mut self) {
        while self.bytes > self.limit {
            let Some((_, oldest)) = self.by_use.first_key_value() else {
                return;
            };
            let oldest = Arc::clone(oldest);
            self.remove(&oldest);
        }
    }

    /// The store holds a writing at `position`: what was written before is out of date.
    pub(crate) fn outdate(&mut self, key: &str, position: u64) {
        if self
            .slots
            .get(key)
            .is_some_and(|slot| slot.position < position)
        {
            self.remove(key);
        }
    }

    pub(crate) fn remove(&mut self, key: &str) {
        if let Some(slot) = self.slots.remove(key) {
            self.by_use.remove(&slot.used);
            self.bytes -= size_of(key, &slot.entry);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.slots.clear();
        self.by_use.clear();
        self.bytes = 0;
    }
}

fn size_of(key: &str, entry: &Held) -> u64 {
    entry.size() + key.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entry, Lifetime, Value};

    fn entry(bytes: usize) -> Arc<Held> {
        Arc::new(Held::new(Entry {
            value: Value {
                body: vec![0; bytes].into(),
                ..Value::default()
            },
            created: 0,
            lifetime: Lifetime::default(),
            tags: Vec::new(),
        }))
    }

    #[test]
    fn what_was_not_used_goes_first() {
        let mut memory = Memory::new(3 * size_of("a", &entry(1000)));
        for (position, key) in (1..).zip(["a", "b", "c"]) {
            memory.put(key, position, entry(1000));
        }
        assert!(memory.get("a").is_some());
        memory.put("d", 4, entry(1000));
        assert!(memory.get("b").is_none());
        assert!(memory.get("a").is_some() && memory.get("c").is_some());
        memory.put("e", 5, entry(100_000));
        assert!(memory.get("e").is_none(), "larger than everything");
        assert!(memory.get("d").is_some());
        memory.clear();
        assert_eq!(memory.bytes, 0);
    }

    #[test]
    fn a_younger_writing_wins() {
        let mut memory = Memory::new(100_000);
        memory.put("a", 2, entry(2));
        memory.put("a", 1, entry(1));
        assert_eq!(memory.get("a").unwrap().value.body.len(), 2);
        memory.outdate("a", 2);
        assert!(memory.get("a").is_some());
        memory.outdate("a", 3);
        assert!(memory.get("a").is_none());
        assert_eq!(memory.bytes, 0);
    }
}
