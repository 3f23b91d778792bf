//! Bounds the memory of bodies that stream through the VM.
//!
//! A piece of a body is memory that only a collection frees. The engine begins its collections beside the
//! worker's thread; where processors are short they end late, and a gigabyte that passes through leaves
//! tens of megabytes waiting for them. So who hands over a piece looks at what waits first, and past a limit
//! a collection runs to its end. Of a stream hardly anything lives, so that takes well under a
//! millisecond for some megabytes, and the engine, which begins anew after it, collects the less often.
//!
//! It must not collect again and again for pieces that somebody keeps, nor keep the engine from what only its own
//! collections do: both limits grow where they turn out to be in the way.

use std::cell::Cell;

use waypost_jsc::{Scope, collections, lent_bytes};

/// Smaller pieces are not what fills the memory.
const COUNTED: usize = 16 * 1024;
/// Bytes of lent pieces that may wait for the engine to collect by itself.
const LENT: usize = 2 * 1024 * 1024;
/// The same for pieces that JavaScript made. The engine knows them, and most often was there before.
const MADE: usize = 3 * 1024 * 1024;
/// After that many collections with none of the engine's own between them, everything is collected: what was in use
/// in one of them is garbage that none of the others sees.
const IN_A_ROW: u32 = 16;
/// A collection of everything takes longer the larger the heap is. Pieces may take this part of it before there is one.
const PART_OF_HEAP: usize = 2;

/// What of an engine matters here.
trait Heap {
    /// Bytes that the engine was lent and has not given back.
    fn lent(&self) -> usize;
    /// How many collections there were.
    fn collections(&self) -> usize;
    /// Frees the garbage among new objects, after a collection that is under way.
    fn collect_young(&self);
    /// Frees all garbage; how large the heap then is, in bytes.
    fn collect_all(&self) -> usize;
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

    fn collect_all(&self) -> usize {
        self.collect_now();
        self.memory_statistics().heap_size as usize
    }
}

/// The pieces of one worker's bodies.
#[derive(Debug)]
pub struct Pieces {
    /// Past this many lent bytes there is a collection.
    lent: Cell<usize>,
    /// What that limit must be for collections of everything to be worth their time.
    least: Cell<usize>,
    /// Past this many bytes that JavaScript made, there is one.
    made_limit: Cell<usize>,
    /// Bytes that JavaScript made and gave away since `seen`.
    made: Cell<usize>,
    /// The number of collections when somebody last looked.
    seen: Cell<usize>,
    /// How many of them in a row were begun here.
    own: Cell<u32>,
}

impl Default for Pieces {
    fn default() -> Self {
        Self {
            lent: Cell::new(LENT),
            least: Cell::new(0),
            made_limit: Cell::new(MADE),
            made: Cell::new(0),
            seen: Cell::new(0),
            own: Cell::new(0),
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
        let (held, limit) = (heap.lent(), self.lent.get());
        if held <= limit {
            // Those that were kept are gone.
            if held < limit / 4 {
                self.lent.set(LENT.max(held * 2).max(self.least.get()));
            }
            return;
        }
        self.collect_young(heap);
        let mut left = heap.lent();
        // Each time a few of them are in use, and wait from then on for a collection of everything.
        if left > limit / 2 || self.own.get() >= IN_A_ROW {
            self.least.set(heap.collect_all() / PART_OF_HEAP);
            self.look(heap);
            left = heap.lent();
        }
        self.lent.set(LENT.max(left * 2).max(self.least.get()));
    }

    fn count_made(&self, heap: &impl Heap, length: usize) {
        if self.seen.get() != heap.collections() {
            if self.made.get() < self.made_limit.get() / 4 {
                self.made_limit.set(MADE);
            }
            self.look(heap);
        }
        self.made.set(self.made.get() + length);
        if self.made.get() <= self.made_limit.get() {
            return;
        }
        self.collect_young(heap);
        // Nothing was late: the engine has more room than this, and is to use it.
        if self.own.get() > 1 {
            self.made_limit.set(self.made_limit.get() * 2);
        }
    }

    /// Takes note of a collection by somebody else.
    fn look(&self, heap: &impl Heap) {
        self.seen.set(heap.collections());
        self.own.set(0);
        self.made.set(0);
    }

    /// Collects, and counts whether the engine was about to.
    fn collect_young(&self, heap: &impl Heap) {
        let own = self.own.get();
        let seen = self.seen.get();
        heap.collect_young();
        self.look(heap);
        if self.seen.get() == seen.wrapping_add(1) {
            self.own.set(own + 1);
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
        size: Cell<usize>,
        late: Cell<bool>,
    }

    impl Heap for Fake {
        fn lent(&self) -> usize {
            self.new.get() + self.old.get()
        }

        fn collections(&self) -> usize {
            self.young.get() + self.all.get()
        }

        fn collect_young(&self) {
            self.young
                .set(self.young.get() + 1 + usize::from(self.late.get()));
            let kept = self.new.replace(0).min(self.used.get());
            self.old.set(self.old.get() + kept);
        }

        fn collect_all(&self) -> usize {
            self.all.set(self.all.get() + 1);
            self.old.set(self.used.get());
            self.new.set(0);
            self.size.get()
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
    fn collections_of_a_large_heap_are_few() {
        let (pieces, heap) = (Pieces::default(), Fake::default());
        heap.used.set(2 * 65536);
        heap.size.set(100 * MEGABYTE);
        for _ in 0..16 * 1024 {
            pieces.make_room(&heap);
            heap.new.set(heap.new.get() + 65536);
        }
        assert!(heap.all.get() <= 16, "{} collections", heap.all.get());
    }

    #[test]
    fn what_survives_once_does_not_stay_for_ever() {
        let (pieces, heap) = (Pieces::default(), Fake::default());
        for _ in 0..16 * 1024 {
            pieces.make_room(&heap);
            heap.new.set(heap.new.get() + 65536);
        }
        let (young, all) = (heap.young.get(), heap.all.get());
        assert!(all >= young / 17, "{all} of {young} were whole");
    }

    #[test]
    fn garbage_of_javascript_is_collected_when_the_engine_is_late() {
        let (pieces, heap) = (Pieces::default(), Fake::default());
        // The engine has begun a collection each time, and it ends with the one that is asked for here.
        heap.late.set(true);
        for _ in 0..64 {
            pieces.count_made(&heap, MEGABYTE);
        }
        assert_eq!(heap.young.get(), 2 * (64 / 4));
        heap.late.set(false);
        let before = heap.young.get();
        for _ in 0..64 {
            heap.all.set(heap.all.get() + 1);
            pieces.count_made(&heap, MEGABYTE);
        }
        assert_eq!(heap.young.get(), before, "the engine collects by itself");
    }

    #[test]
    fn an_engine_with_room_is_left_alone() {
        let (pieces, heap) = (Pieces::default(), Fake::default());
        for _ in 0..1024 {
            pieces.count_made(&heap, MEGABYTE);
        }
        assert!(heap.young.get() < 20, "{} collections", heap.young.get());
    }
}
