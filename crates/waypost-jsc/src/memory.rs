//! What the heap holds, and collecting it now.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::local::{Local, Object};
use crate::private_api;
use crate::scope::Scope;
use crate::sys::JSContextGroupRef;

/// How many collections have ended in this process.
static COLLECTIONS: AtomicUsize = AtomicUsize::new(0);

/// How many collections have ended in this process, those that the engine began included. It wraps.
pub fn collections() -> usize {
    COLLECTIONS.load(Ordering::Relaxed)
}

unsafe extern "C" fn collected(_group: JSContextGroupRef, _data: *mut c_void) {
    COLLECTIONS.fetch_add(1, Ordering::Relaxed);
}

/// Counts the collections of a VM that was just made.
///
/// # Safety
/// The group is alive.
pub(crate) unsafe fn count_collections(group: JSContextGroupRef) {
    // SAFETY: the caller's promise; the function touches neither the engine nor its data.
    unsafe { private_api::JSContextGroupAddHeapFinalizer(group, collected, ptr::null_mut()) };
}

/// Sizes of a VM's heap, in bytes, as of the last collection. Decide by the process's resident
/// memory; these say what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MemoryStatistics {
    /// What live objects take.
    pub heap_size: u64,
    /// What the heap has from the system.
    pub heap_capacity: u64,
    /// What objects keep alive outside of the heap: buffers, and what was reported.
    pub extra_memory_size: u64,
    /// How many objects there are.
    pub object_count: u64,
    /// How many of them are protected, by [`Global`](crate::Global)s among others.
    pub protected_object_count: u64,
    /// How many realms there are.
    pub global_object_count: u64,
}

impl Scope<'_> {
    /// The heap's figures. It walks the whole heap: for diagnostics, not for every request.
    pub fn memory_statistics(&self) -> MemoryStatistics {
        // SAFETY: the scope keeps the context alive on this thread.
        let raw = unsafe { private_api::JSGetMemoryUsageStatistics(self.raw()) };
        let statistics: Local<'_, Object> = Local::from_infallible(raw);
        let read = |name| {
            let number = statistics
                .get(self, name)
                .ok()
                .and_then(|value| value.as_number(self));
            number.map_or(0, |number| number as u64)
        };
        MemoryStatistics {
            heap_size: read("heapSize"),
            heap_capacity: read("heapCapacity"),
            extra_memory_size: read("extraMemorySize"),
            object_count: read("objectCount"),
            protected_object_count: read("protectedObjectCount"),
            global_object_count: read("globalObjectCount"),
        }
    }

    /// Collects all garbage now; it takes 10 to 50 ms per hundred megabytes of dead objects.
    ///
    /// For idle moments and after bursts, never with requests waiting.
    pub fn collect_now(&self) {
        // SAFETY: the scope keeps the context alive on this thread. Values in use are on the
        // stack or protected.
        unsafe { private_api::JSSynchronousGarbageCollectForDebugging(self.raw()) };
    }

    /// Collects the garbage among objects made since the last collection, which takes under a millisecond
    /// whatever the heap holds besides. What survives is freed by a collection of everything only:
    /// [`Scope::collect_now`], or one of the engine's own.
    pub fn collect_young(&self) {
        // SAFETY: as in `collect_now`.
        unsafe { private_api::JSSynchronousEdenCollectForDebugging(self.raw()) };
    }
}
