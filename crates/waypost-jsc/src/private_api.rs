//! Engine symbols that are exported but in no public header.
//!
//! Every one is `extern "C"` with a stable name; they are used by WebKit's own tests and by
//! Apple's frameworks, and all of them are in the GTK builds from 2.40 to 2.50. The program does
//! not link where one is absent, so a change shows at build time and not in a running worker.
//!
//! | symbol | what the public API lacks | why this one fills it | if it were absent |
//! |---|---|---|---|
//! | `JSLock`, `JSUnlock` | entering the VM once for many calls | recursive; the outermost release is the microtask checkpoint | every call would lock by itself: about three times the cost, and no control over checkpoints |
//! | `JSContextGroupSetExecutionTimeLimit`, `…Clear…` | ending a synchronous loop | counts the CPU time of an entry, asks a callback, which may re-arm it | only the supervisor's heartbeat could end a loop, by killing the worker |
//! | `JSGlobalContextSetUnhandledRejectionCallback` | hearing of rejected promises | called after the checkpoint for promises still unhandled | they would vanish silently |
//! | `JSReportExtraMemoryCost` | telling the collector of memory it cannot see | adds to the bytes that pace collection | native memory held by small JS objects would grow unseen |
//! | `JSGetMemoryUsageStatistics` | heap figures | an object with sizes and counts of the last collection | `process.memoryUsage()` would know RSS only |
//! | `JSSynchronousGarbageCollectForDebugging` | a collection now (`JSGarbageCollect` asks a timer) | full and synchronous | memory of a burst would stay until the next one |
//! | `JSScriptCreateReferencingImmortalASCIIText`, `JSScriptEvaluate`, `JSScriptRelease` | a source that is not copied | keeps a pointer into the binary's read-only data | builtin sources would be on the heap once more |
//! | `JSConfigureSignalForGC` (not on macOS) | choosing the signal that suspends threads | moves it away from `SIGUSR1`, which user code may handle | a handler for `SIGUSR1` would stop the collector for ever |
//! | `g_main_context_*` (GLib, not on macOS) | WebKit's run loop, which settles `WebAssembly` promises and runs `FinalizationRegistry` callbacks | it takes the thread's default context when the VM is made | neither would ever happen |
//! | `CFRunLoopRunInMode` (macOS) | the same | the run loop of that platform | the same |

use std::ffi::{c_char, c_int, c_void};

use crate::sys::{
    JSContextGroupRef, JSContextRef, JSGlobalContextRef, JSObjectRef, JSStringRef, JSValueRef,
};

/// What `JSScriptRef` points to.
#[repr(C)]
pub(crate) struct OpaqueScript {
    _private: [u8; 0],
}

pub(crate) type JSScriptRef = *mut OpaqueScript;
pub(crate) type ShouldTerminateCallback =
    unsafe extern "C" fn(context: JSContextRef, data: *mut c_void) -> bool;

unsafe extern "C" {
    pub(crate) fn JSLock(context: JSContextRef);
    pub(crate) fn JSUnlock(context: JSContextRef);

    pub(crate) fn JSContextGroupSetExecutionTimeLimit(
        group: JSContextGroupRef,
        seconds: f64,
        callback: ShouldTerminateCallback,
        data: *mut c_void,
    );
    pub(crate) fn JSContextGroupClearExecutionTimeLimit(group: JSContextGroupRef);

    pub(crate) fn JSGlobalContextSetUnhandledRejectionCallback(
        context: JSGlobalContextRef,
        function: JSObjectRef,
        exception: *mut JSValueRef,
    );

    pub(crate) fn JSReportExtraMemoryCost(context: JSContextRef, bytes: usize);
    pub(crate) fn JSGetMemoryUsageStatistics(context: JSContextRef) -> JSObjectRef;
    pub(crate) fn JSSynchronousGarbageCollectForDebugging(context: JSContextRef);

    pub(crate) fn JSScriptCreateReferencingImmortalASCIIText(
        group: JSContextGroupRef,
        url: JSStringRef,
        first_line: c_int,
        source: *const c_char,
        length: usize,
        error_message: *mut JSStringRef,
        error_line: *mut c_int,
    ) -> JSScriptRef;
    pub(crate) fn JSScriptEvaluate(
        context: JSContextRef,
        script: JSScriptRef,
        this: JSValueRef,
        exception: *mut JSValueRef,
    ) -> JSValueRef;
    pub(crate) fn JSScriptRelease(script: JSScriptRef);
}

/// GLib's main context, which is WebKit's run loop on every system but Apple's.
#[cfg(not(target_os = "macos"))]
pub(crate) mod glib {
    use std::ffi::c_int;

    /// What a `GMainContext *` points to.
    #[repr(C)]
    pub(crate) struct MainContext {
        _private: [u8; 0],
    }

    unsafe extern "C" {
        pub(crate) fn JSConfigureSignalForGC(signal: c_int) -> bool;

        pub(crate) fn g_main_context_new() -> *mut MainContext;
        pub(crate) fn g_main_context_unref(context: *mut MainContext);
        pub(crate) fn g_main_context_push_thread_default(context: *mut MainContext);
        pub(crate) fn g_main_context_iteration(
            context: *mut MainContext,
            may_block: c_int,
        ) -> c_int;
        pub(crate) fn g_main_context_pending(context: *mut MainContext) -> c_int;
    }
}

/// Core Foundation's run loop, which is WebKit's on Apple's systems.
#[cfg(target_os = "macos")]
pub(crate) mod core_foundation {
    use std::ffi::c_void;

    pub(crate) const HANDLED_SOURCE: i32 = 4;

    unsafe extern "C" {
        pub(crate) static kCFRunLoopDefaultMode: *const c_void;
        pub(crate) fn CFRunLoopRunInMode(
            mode: *const c_void,
            seconds: f64,
            return_after_one: u8,
        ) -> i32;
    }
}
