//! Bounds the memory of bodies that stream through the VM.
//!
//! A piece of a body is memory that only a collection frees. The engine begins its collections beside the
//! worker's thread; where processors are short they end late, and a gigabyte that passes through leaves
//! tens of megabytes waiting for them. So who hands over a piece looks at what waits first, and past a limit
//! a collection runs to its end. Of a stream hardly anything lives, so that takes well under a
//! millisecond for some megabytes, and the engine, which begins anew after it, collects the less often.
//!
//! It must never collect for pieces that somebody keeps: the limit doubles over what a collection leaves.

use std::cell::Cell;

use waypost_jsc::{Scope, collections, lent_bytes};

/// Smaller pieces are not what fills the memory.
const COUNTED: usize = 16 * 1024;
/// Bytes of lent pieces that may wait for the engine to collect by itself.
const LENT: usize = 2 * 1024 * 1024;
/// The same for pieces that JavaScript made. The engine knows them, and most often was there before.
const MADE: usize = 4 * 1024 * 1024;

/// What of an engine matters here.
trait Heap {
    /// Bytes that the engine was lent and has not given back.
    fn lent(&self) -> usize;
    /// How many collections there were.
    fn collections(&self) -> usize;
    /// Frees the garbage among new objects.
    fn collect_young(&self);
    /// Frees all garbage.
    fn collect_all(&self);
}

impl Heap for Scope<'_> {
    fn lent(&self) -> usize {
        lent_bytes()
    }

    fn collections(&self) -> usize {
        collections()
    }

    fn collect_young(&self) {
        Scope::collect_young(self);
    }

    fn collect_all(&self) {
        self.collect_now();
    }
}

/// The pieces of one worker's bodies.
#[derive(Debug)]
pub struct Pieces {
    /// Past this many lent bytes there is a collection.
    limit: Cell<usize>,
    /// Bytes that JavaScript made and gave away since `seen`.
    made: Cell<usize>,
    /// The number of collections when `made` began.
    seen: Cell<usize>,
}

impl Default for Pieces {
    fn default() -> Self {
        Self {
            limit: Cell::new(LENT),
            made: Cell::new(0),
            seen: Cell::new(0),
        }
    }
}

impl Pieces {
    /// To be called before the engine is lent a piece of `length` bytes.
    pub fn lend(&self, scope: &Scope<'_>, length: usize) {
        if length >= COUNTED {
            self.make_room(scope);
        }
    }

    /// To be called when JavaScript has given away `length` bytes which may be garbage now.
    pub fn given_away(&self, scope: &Scope<'_>, length: usize) {
        if length >= COUNTED {
            self.count_made(scope, length);
        }
    }

    fn make_room(&self, heap: &impl Heap) {
        let (held, limit) = (heap.lent(), self.limit.get());
        if held <= limit {
            // Those that were kept are gone.
            if held < limit / 4 {
                self.limit.set(LENT.max(held * 2));
            }
            return;
        }
        heap.collect_young();
        let mut left = heap.lent();
        // Each time a few of them are in use, and wait from then on for a collection of everything.
        if left > limit / 2 {
            heap.collect_all();
            left = heap.lent();
        }
        self.limit.set(LENT.max(left * 2));
    }

    fn count_made(&self, heap: &impl Heap, length: usize) {
        if self.seen.replace(heap.collections()) != heap.collections() {
            self.made.set(0);
        }
        self.made.set(self.made.get() + length);
        if self.made.get() > MADE {
            heap.collect_young();
            self.seen.set(heap.collections());
            self.made.set(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEGABYTE: usize = 1024 * 1024;

    /// A heap of pieces: of those that are new and those that survived a collection, some are in use.
    #[derive(Default)]
    struct Fake {
        new: Cell<usize>,
        old: Cell<usize>,
        used: Cell<usize>,
        young: Cell<usize>,
        all: Cell<usize>,
    }

    impl Heap for Fake {
        fn lent(&self) -> usize {
            self.new.get() + self.old.get()
        }

        fn collections(&self) -> usize {
            self.young.get() + self.all.get()
        }

        fn collect_young(&self) {
            self.young.set(self.young.get() + 1);
            let kept = self.new.replace(0).min(self.used.get());
            self.old.set(self.old.get() + kept);
        }

        fn collect_all(&self) {
            self.all.set(self.all.get() + 1);
            self.old.set(self.used.get());
            self.new.set(0);
        }
    }

    #[test]
    fn what_passes_through_is_collected_cheaply() {
        let (pieces, heap) = (Pieces::default(), Fake::default());
        heap.used.set(2 * 65536);
        let mut most = 0;
        for _ in 0..16 * 1024 {
            pieces.make_room(&heap);
            heap.new.set(heap.new.get() + 65536);
            most = most.max(heap.lent());
        }
        assert!(most <= LENT + 65536, "{most} bytes were held");
        let (young, all) = (heap.young.get(), heap.all.get());
        assert!(young < 1024, "{young} collections for a gigabyte");
        assert!(all < young / 4, "{all} of {young} collections were whole");
    }

    #[test]
    fn pieces_that_are_kept_cost_few_collections() {
        let (pieces, heap) = (Pieces::default(), Fake::default());
        for _ in 0..256 {
            pieces.make_room(&heap);
            heap.new.set(heap.new.get() + MEGABYTE);
            heap.used.set(heap.used.get() + MEGABYTE);
        }
        assert!(heap.all.get() <= 8, "{} collections", heap.all.get());
        // Once they are gone there is no more room than before.
        heap.used.set(0);
        heap.collect_all();
        let before = heap.young.get();
        for _ in 0..64 {
            pieces.make_room(&heap);
            heap.new.set(heap.new.get() + MEGABYTE);
            assert!(heap.lent() <= LENT + MEGABYTE);
        }
        assert!(heap.young.get() > before + 16);
    }

    #[test]
    fn garbage_of_javascript_is_collected_when_the_engine_has_not() {
        let (pieces, heap) = (Pieces::default(), Fake::default());
        for _ in 0..64 {
            pieces.count_made(&heap, MEGABYTE);
        }
        assert_eq!(heap.young.get(), 64 / 5);
        let before = heap.young.get();
        for _ in 0..64 {
            heap.all.set(heap.all.get() + 1);
            pieces.count_made(&heap, MEGABYTE);
        }
        assert_eq!(heap.young.get(), before, "the engine collects by itself");
    }
}
