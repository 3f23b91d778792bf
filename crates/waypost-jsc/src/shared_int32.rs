//! Numbers that Rust and JavaScript both see, without a call.

use std::cell::RefCell;
use std::ffi::c_void;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Weak};

use crate::local::{Int32Array, Local};
use crate::scope::Scope;
use crate::sys;

/// A fixed number of 32-bit integers, shared with an `Int32Array`.
///
/// The memory lives as long as either side. Each cell is read and written whole; a plain machine
/// load or store, since both sides are on one thread.
#[derive(Clone)]
pub struct SharedInt32(Arc<[AtomicI32]>);

impl SharedInt32 {
    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number in a cell.
    ///
    /// # Panics
    /// When `index` is not below [`SharedInt32::len`].
    pub fn get(&self, index: usize) -> i32 {
        self.0[index].load(Ordering::Relaxed)
    }

    /// Puts a number into a cell.
    ///
    /// # Panics
    /// When `index` is not below [`SharedInt32::len`].
    pub fn set(&self, index: usize, value: i32) {
        self.0[index].store(value, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for SharedInt32 {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SharedInt32({})", self.len())
    }
}

impl<'s> Scope<'s> {
    /// Makes `length` cells of zero and the `Int32Array` that shows them to JavaScript.
    pub fn shared_int32(&self, length: usize) -> (SharedInt32, Local<'s, Int32Array>) {
        let cells: Arc<[AtomicI32]> = (0..length).map(|_| AtomicI32::new(0)).collect();
        self.vm_inner().shared_cells().add(&cells);
        // The engine's share: a boxed clone, so that a thin pointer can name it.
        let share = Box::into_raw(Box::new(Arc::clone(&cells)));
        let array = self.made(|context, exception| {
            // SAFETY: the scope keeps the context alive; the cells stay in place while the engine
            // has its share, which it gives back once, also when it throws here. Atomic cells
            // allow writes through this pointer.
            unsafe {
                sys::JSObjectMakeTypedArrayWithBytesNoCopy(
                    context,
                    sys::TYPED_ARRAY_INT32,
                    cells.as_ptr().cast_mut().cast(),
                    length * size_of::<AtomicI32>(),
                    release,
                    share.cast(),
                    exception,
                )
            }
        });
        (SharedInt32(cells), array.cast())
    }
}

/// The cells of a VM that Rust may write at any time, so that nobody is lent them as bytes.
#[derive(Default)]
pub(crate) struct SharedCells(RefCell<Vec<Weak<[AtomicI32]>>>);

impl SharedCells {
    fn add(&self, cells: &Arc<[AtomicI32]>) {
        let mut all = self.0.borrow_mut();
        all.retain(|other| other.strong_count() > 0);
        all.push(Arc::downgrade(cells));
    }

    /// True when `address` is inside such cells.
    pub(crate) fn contain(&self, address: *const u8) -> bool {
        self.0.borrow().iter().any(|cells| {
            let cells = cells.as_ptr();
            let first = cells.cast::<u8>().addr();
            (first..first + cells.len() * size_of::<AtomicI32>()).contains(&address.addr())
        })
    }
}

/// The engine gives back its share of the cells.
unsafe extern "C" fn release(_bytes: *mut c_void, share: *mut c_void) {
    // SAFETY: `share` is the box of `shared_int32`, given back once; the count is atomic, so this
    // may be the collector's thread.
    drop(unsafe { Box::from_raw(share.cast::<Arc<[AtomicI32]>>()) });
}
