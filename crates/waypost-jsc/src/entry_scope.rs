//! One entry of the engine for all microtasks of a checkpoint.
//!
//! Releasing the lock drains the microtasks outside of any entry. Each is an outermost entry then, for which the engine
//! forgets what it worked out of dates and starts the clock of the time limit anew: a tenth of a microsecond and more,
//! where the microtask itself often takes less. Here one `JSC::VMEntryScope` is held around all of them, as later releases
//! of the engine do themselves.
//!
//! Where a symbol is absent, releasing the lock drains as before.

use crate::sys::{JSContextGroupRef, JSContextRef};

pub(crate) use engine::{drain_microtasks, find};

#[cfg(not(target_os = "macos"))]
mod engine {
    use super::{JSContextGroupRef, JSContextRef};
    use std::ffi::c_void;
    use std::sync::OnceLock;

    /// `class VMEntryScope { VM& m_vm; JSGlobalObject* m_globalObject; }`, with room for what a release may add: the
    /// members that others had were containers, for which zeros are none.
    #[repr(C)]
    struct EntryScope {
        vm: JSContextGroupRef,
        global: JSContextRef,
        room: [usize; 6],
    }

    /// `void VMEntryScope::setUpSlow()`, which makes the scope the VM's outermost entry
    type SetUp = unsafe extern "C" fn(scope: *mut EntryScope);
    /// `void VMEntryScope::tearDownSlow()`
    type TearDown = unsafe extern "C" fn(scope: *mut EntryScope);
    /// `void VM::drainMicrotasks()`
    type Drain = unsafe extern "C" fn(vm: JSContextGroupRef);

    struct Functions {
        set_up: SetUp,
        tear_down: TearDown,
        drain: Drain,
    }

    static FUNCTIONS: OnceLock<Functions> = OnceLock::new();

    /// Looks for the three.
    pub(crate) fn find(library: &libloading::Library) {
        let symbol = |name| crate::library::symbol(library, name).ok();
        let (Some(set_up), Some(tear_down), Some(drain)) = (
            symbol("_ZN3JSC12VMEntryScope9setUpSlowEv\0"),
            symbol("_ZN3JSC12VMEntryScope12tearDownSlowEv\0"),
            symbol("_ZN3JSC2VM15drainMicrotasksEv\0"),
        ) else {
            return;
        };
        // SAFETY: none has a parameter but the object it is a member of, and none a result.
        let functions = unsafe {
            Functions {
                set_up: std::mem::transmute::<*mut c_void, SetUp>(set_up),
                tear_down: std::mem::transmute::<*mut c_void, TearDown>(tear_down),
                drain: std::mem::transmute::<*mut c_void, Drain>(drain),
            }
        };
        let _ = FUNCTIONS.set(functions);
    }

    /// Runs the microtasks that are queued and those that they queue; false, and nothing, where the engine cannot be
    /// asked to.
    ///
    /// # Safety
    /// This thread holds the lock of the VM, which `context` belongs to, and no script or function of it runs.
    pub(crate) unsafe fn drain_microtasks(group: JSContextGroupRef, context: JSContextRef) -> bool {
        let Some(functions) = FUNCTIONS.get() else {
            return false;
        };
        // A group is the VM, and a context its global object.
        let mut scope = EntryScope {
            vm: group,
            global: context,
            room: [0; 6],
        };
        // SAFETY: nothing has entered the VM, as the caller promises, so that this scope is the outermost one, and it is
        // left before it is gone: what microtasks call of ours lets no panic through.
        unsafe {
            (functions.set_up)(&raw mut scope);
            (functions.drain)(group);
            (functions.tear_down)(&raw mut scope);
        }
        true
    }
}

#[cfg(target_os = "macos")]
mod engine {
    use super::{JSContextGroupRef, JSContextRef};

    pub(crate) fn find(_library: &libloading::Library) {}

    /// # Safety
    /// None is needed.
    pub(crate) unsafe fn drain_microtasks(_: JSContextGroupRef, _: JSContextRef) -> bool {
        false
    }
}
