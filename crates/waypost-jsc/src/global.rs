//! References that outlive a scope.

use std::marker::PhantomData;
use std::ptr::NonNull;
use std::rc::{Rc, Weak};

use crate::local::{Local, Value};
use crate::scope::Scope;
use crate::sys::{self, OpaqueValue};
use crate::vm::VmInner;

/// A protected reference to a JavaScript value: it may live in structs, collections and closures.
///
/// It does not keep its VM alive, so host data of a realm may hold references into it. Dropping
/// one after its realm or VM is gone does nothing.
pub struct Global<T = Value> {
    raw: NonNull<OpaqueValue>,
    vm: Weak<VmInner>,
    marker: PhantomData<fn() -> T>,
}

impl<T> Global<T> {
    /// Protects the value of `local` until the new reference is dropped.
    pub fn new(scope: &Scope<'_>, local: Local<'_, T>) -> Self {
        // SAFETY: `scope` holds the lock and keeps the context alive; `local` is a live value of
        // its VM. `drop` gives the protection back.
        unsafe { sys::JSValueProtect(scope.raw(), local.raw()) };
        let raw = NonNull::new(local.raw().cast_mut()).expect("a local reference is never null");
        Self {
            raw,
            vm: Rc::downgrade(scope.vm_inner()),
            marker: PhantomData,
        }
    }

    /// The value, for the time of `scope`.
    ///
    /// # Panics
    /// When `scope` is of another VM than the one this reference was made in.
    pub fn local<'s>(&self, scope: &Scope<'s>) -> Local<'s, T> {
        assert!(
            std::ptr::eq(self.vm.as_ptr(), Rc::as_ptr(scope.vm_inner())),
            "a global reference was used with another VM than its own"
        );
        Local::from_raw(self.raw)
    }

    /// A second reference to the same value.
    pub fn duplicate(&self, scope: &Scope<'_>) -> Self {
        Self::new(scope, self.local(scope))
    }
}

impl<T> Drop for Global<T> {
    fn drop(&mut self) {
        if let Some(vm) = self.vm.upgrade() {
            vm.unprotect(self.raw.as_ptr());
        }
    }
}

impl<T> std::fmt::Debug for Global<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Global({:p})", self.raw)
    }
}
