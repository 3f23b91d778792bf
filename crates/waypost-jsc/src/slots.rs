//! What an object holds that no JavaScript can ask for: a proxy's target, a promise's state.
//!
//! `util.inspect` shows both. Nothing here runs user code or changes the object.

use crate::local::{Local, Object, Value};
use crate::private_api;
use crate::scope::Scope;
#[cfg(not(target_os = "macos"))]
use crate::script::Origin;
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
        let kind = *scope
            .vm_inner()
            .promise_kind()
            .get_or_init(|| promise_kind(scope));
        if kind? != self.cell_kind() {
            return None;
        }
        let promise = self.raw_object();
        // SAFETY: the cell type says that the object is a promise; on 64-bit systems a reference
        // to an object is the address of its cell, and the context group is the VM.
        let (status, result) = unsafe {
            let group = sys::JSContextGetGroup(scope.raw());
            (
                private_api::promises::promise_status(promise.cast_const().cast(), group),
                private_api::promises::promise_result(promise.cast_const().cast(), group),
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

    /// The native kind of an object: the sixth byte of its cell.
    #[cfg(not(target_os = "macos"))]
    fn cell_kind(self) -> u8 {
        const KIND_OFFSET: usize = 5;
        // SAFETY: every cell begins with a header of eight bytes, and the object is alive.
        unsafe { self.raw_object().cast::<u8>().add(KIND_OFFSET).read() }
    }
}

/// Promises of three shapes, then objects that are none; made by syntax alone, so that nothing a
/// user replaced takes part.
#[cfg(not(target_os = "macos"))]
const SAMPLES: &str = "(() => {
  const make = async () => {}, own = make(), bare = make();
  own.a = own.b = 1;
  bare.__proto__ = null;
  return [make(), own, bare, {}, { a: 1, b: 1 }, { __proto__: own }, [], [1.5], () => {}, make,
    class {}, /x/, (function* () {})(), (async function* () {})()];
})()";
#[cfg(not(target_os = "macos"))]
const SAMPLE_PROMISES: u32 = 3;

/// The kind byte of promises. None where the byte does not tell promises of every shape from all
/// other samples: an engine whose cells are laid out in another way shows no promise's state.
#[cfg(not(target_os = "macos"))]
fn promise_kind(scope: &Scope<'_>) -> Option<u8> {
    let origin = Origin::new("waypost:slots");
    let samples = scope.evaluate(SAMPLES, &origin).ok()?.as_object(scope)?;
    let length = samples.get(scope, "length").ok()?.to_number(scope).ok()? as u32;
    let kind = |index| {
        let sample = samples.get_index(scope, index).ok()?.as_object(scope)?;
        Some(sample.cell_kind())
    };
    let promise = kind(0)?;
    for index in 0..length {
        if (kind(index)? == promise) != (index < SAMPLE_PROMISES) {
            return None;
        }
    }
    Some(promise)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Vm, VmOptions};

    #[test]
    #[cfg(not(target_os = "macos"))]
    fn only_promises_have_a_state() {
        let vm = Vm::new(VmOptions::default()).expect("a VM");
        vm.new_realm().enter(|scope| {
            let object = |source: &str| {
                let value = scope.evaluate(source, &Origin::new("test"));
                let value = value.ok().and_then(|value| value.as_object(scope));
                value.expect("an object")
            };
            for source in [
                "Promise.resolve(1)",
                "new (class extends Promise {})(() => {})",
            ] {
                assert!(object(source).promise_state(scope).is_some(), "{source}");
            }
            let others = [
                "Promise",
                "Promise.prototype",
                "new Proxy(Promise.resolve(1), {})",
                "({ __proto__: Promise.prototype, then() {} })",
                "new Map",
                "new WeakRef({})",
                "new Uint8Array(8)",
                "Iterator.from({ next() {} })",
                "globalThis",
            ];
            for source in others {
                assert!(object(source).promise_state(scope).is_none(), "{source}");
            }
        });
    }
}
