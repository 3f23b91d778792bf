//! The state of one worker that ops share: typed slots, resources, completions.

use std::any::{Any, TypeId};
use std::cell::{Ref, RefCell, RefMut};
use std::collections::HashMap;

use crate::completions::Completions;
use crate::pieces::Pieces;
use crate::resources::Resources;

/// Per-worker state reached by every op.
///
/// Typed slots hold what one builtin keeps between calls (a connection pool, the object-URL
/// store). A borrow is for the length of an op's own work: never keep one across an `await` or
/// across a call into JavaScript.
#[derive(Default)]
pub struct OpState {
    slots: RefCell<HashMap<TypeId, Box<dyn Any>>>,
    /// Native objects that JavaScript holds by id.
    pub resources: Resources,
    /// Outcomes waiting for the next turn.
    pub completions: Completions,
    /// The pieces of bodies that stream through the VM.
    pub pieces: Pieces,
}

impl OpState {
    /// An empty state.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stores `value`, replacing an earlier one of the same type.
    pub fn put<T: 'static>(&self, value: T) {
        self.slots
            .borrow_mut()
            .insert(TypeId::of::<T>(), Box::new(value));
    }

    /// Whether a value of this type is stored.
    pub fn has<T: 'static>(&self) -> bool {
        self.slots.borrow().contains_key(&TypeId::of::<T>())
    }

    /// The stored value of type `T`, or `None` when nothing was put.
    pub fn try_borrow<T: 'static>(&self) -> Option<Ref<'_, T>> {
        Ref::filter_map(self.slots.borrow(), |slots| {
            slots.get(&TypeId::of::<T>())?.downcast_ref()
        })
        .ok()
    }

    /// The stored value of type `T`.
    ///
    /// # Panics
    /// When no value of this type was put: the builtin that owns the slot puts it at install.
    pub fn borrow<T: 'static>(&self) -> Ref<'_, T> {
        self.try_borrow()
            .expect("the slot's owner puts it before any of its ops can run")
    }

    /// The stored value of type `T`, for change; created by `Default` when absent.
    pub fn borrow_mut<T: Default + 'static>(&self) -> RefMut<'_, T> {
        RefMut::map(self.slots.borrow_mut(), |slots| {
            slots
                .entry(TypeId::of::<T>())
                .or_insert_with(|| Box::new(T::default()))
                .downcast_mut()
                .expect("a slot is stored under its own type")
        })
    }
}
