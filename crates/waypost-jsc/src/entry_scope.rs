//! One entry of the engine for all microtasks of a checkpoint.
//!
//! Releasing the lock drains the microtasks outside of any entry. Each is an outermost entry then, for which the engine
//! forgets what it worked out of dates and starts the clock of the time limit anew: a tenth of a microsecond and more,
//! where the microtask itself often takes less. Here one `JSC::VMEntryScope` is held around all of them, as later releases
//! of the engine do themselves.
//!
//! Where a symbol is absent, releasing the lock drains as before.

use crate::library::engine_functions;
use crate::sys::{JSContextGroupRef, JSContextRef};

/// `class VMEntryScope { VM& m_vm; JSGlobalObject* m_globalObject; }`, with room for what a release may add: the
/// members that others had were containers, for which zeros are none.
#[repr(C)]
pub(crate) struct EntryScope {
    vm: JSContextGroupRef,
    global: JSContextRef,
    room: [usize; 6],
}

// None has a parameter but the object it is a member of, and none a result.
engine_functions! {
    // Makes the scope the VM's outermost entry.
    #[symbol = "_ZN3JSC12VMEntryScope9setUpSlowEv"]
    fn set_up(scope: *mut EntryScope);
    #[symbol = "_ZN3JSC12VMEntryScope12tearDownSlowEv"]
    fn tear_down(scope: *mut EntryScope);
    // The group is the VM.
    #[symbol = "_ZN3JSC2VM15drainMicrotasksEv"]
    fn drain(vm: JSContextGroupRef);
}

/// Runs the microtasks that are queued and those that they queue; false, and nothing, where the engine cannot be
/// asked to.
///
/// # Safety
/// This thread holds the lock of the VM, which `context` belongs to, and no script or function of it runs.
pub(crate) unsafe fn drain_microtasks(group: JSContextGroupRef, context: JSContextRef) -> bool {
    if FUNCTIONS.get().is_none() {
        return false;
    }
    // A context is its global object.
    let mut scope = EntryScope {
        vm: group,
        global: context,
        room: [0; 6],
    };
    // SAFETY: the functions are there. Nothing has entered the VM, as the caller promises, so that this scope is the
    // outermost one, and it is left before it is gone: what microtasks call of ours lets no panic through.
    unsafe {
        set_up(&raw mut scope);
        drain(group);
        tear_down(&raw mut scope);
    }
    true
}
