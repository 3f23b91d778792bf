//! What an object holds that no JavaScript can ask for: a proxy's target, a promise's state.
//!
//! `util.inspect` shows both. Nothing here runs user code or changes the object.

use crate::local::{Local, Object, Value};
use crate::private_api;
use crate::scope::Scope;
#[cfg(not(target_os = "macos"))]
use crate::sys;

/// Where a promise stands.
#[derive(Clone, Copy)]
pub enum PromiseState<'s> {
    /// Neither fulfilled nor rejected.
    Pending,
    /// Fulfilled with this value.
    Fulfilled(Local<'s, Value>),
    /// Rejected with this reason.
    Rejected(Local<'s, Value>),
}

impl<'s> Local<'s, Object> {
    /// The target of a proxy; nothing for other objects, and for a proxy that was revoked.
    pub fn proxy_target(self, _scope: &Scope<'s>) -> Option<Local<'s, Object>> {
        // SAFETY: `self` is an object of a live realm on this thread, which the scope proves;
        // the call reads the object and answers an object it holds, or null.
        let target = unsafe { private_api::JSObjectGetProxyTarget(self.raw_object()) };
        (!target.is_null()).then(|| Local::from_infallible(target))
    }

    /// The state of a promise, nothing for other objects. The promise does not count as handled.
    #[cfg(not(target_os = "macos"))]
    pub fn promise_state(self, scope: &Scope<'s>) -> Option<PromiseState<'s>> {
        if !self.has_cell_type_of(scope.deferred_promise().0.cast()) {
            return None;
        }
        let promise = self.raw_object();
        // SAFETY: the cell type says that the object is a promise; on 64-bit systems a reference
        // to an object is the address of its cell, and the context group is the VM.
        let (status, result) = unsafe {
            let group = sys::JSContextGetGroup(scope.raw());
            (
                private_api::promise_status(promise.cast_const().cast(), group),
                private_api::promise_result(promise.cast_const().cast(), group),
            )
        };
        Some(match status {
            1 => PromiseState::Fulfilled(Local::from_infallible(result)),
            2 => PromiseState::Rejected(Local::from_infallible(result)),
            _ => PromiseState::Pending,
        })
    }

    /// Promise states cannot be read on this platform.
    #[cfg(target_os = "macos")]
    pub fn promise_state(self, _scope: &Scope<'s>) -> Option<PromiseState<'s>> {
        None
    }

    /// Whether both objects are of one native kind. The kind is the sixth byte of a cell.
    #[cfg(not(target_os = "macos"))]
    fn has_cell_type_of(self, other: Local<'s, Object>) -> bool {
        const TYPE_OFFSET: usize = 5;
        let kind = |object: Local<'s, Object>| {
            // SAFETY: every cell begins with a header of eight bytes, and the object is alive.
            unsafe { object.raw_object().cast::<u8>().add(TYPE_OFFSET).read() }
        };
        kind(self) == kind(other)
    }
}
