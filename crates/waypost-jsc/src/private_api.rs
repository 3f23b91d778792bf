//! Engine symbols that are exported but in no public header.
//!
//! All but one are `extern "C"` with a stable name; they are used by WebKit's own tests and by
//! Apple's frameworks, and all of them are in the GTK builds from 2.40 to 2.50. Where one is absent
//! (but for those that make strings, functions or bytecode) no VM is made, with an error that names it, so a change shows at the start and not in a running worker.
//!
//! | symbol | what the public API lacks | why this one fills it | if it were absent |
//! |---|---|---|---|
//! | `JSLock`, `JSUnlock` | entering the VM once for many calls | recursive; the outermost release is the microtask checkpoint | every call would lock by itself: about three times the cost, and no control over checkpoints |
//! | `JSContextGroupSetExecutionTimeLimit`, `…Clear…` | ending a synchronous loop | counts the CPU time of an entry, asks a callback, which may re-arm it | only the supervisor's heartbeat could end a loop, by killing the worker |
//! | `JSGlobalContextSetUnhandledRejectionCallback` | hearing of rejected promises | called after the checkpoint for promises still unhandled | they would vanish silently |
//! | `JSReportExtraMemoryCost` | telling the collector of memory it cannot see | adds to the bytes that pace collection | native memory held by small JS objects would grow unseen |
//! | `JSGetMemoryUsageStatistics` | heap figures | an object with sizes and counts of the last collection | `process.memoryUsage()` would know RSS only |
//! | `JSSynchronousGarbageCollectForDebugging` | a collection now (`JSGarbageCollect` asks a timer) | full and synchronous | memory of a burst would stay until the next one |
//! | `JSSynchronousEdenCollectForDebugging` | a collection of new objects now | of new objects only, and synchronous | bodies that stream would leave more garbage behind than they may |
//! | `JSContextGroupAddHeapFinalizer` | hearing that a collection ended | calls a function, with the engine locked | nobody could tell garbage that waits from garbage that is gone |
//! | `JSScriptCreateReferencingImmortalASCIIText`, `JSScriptEvaluate`, `JSScriptRelease` | a source that is not copied | keeps a pointer into the binary's read-only data | builtin sources would be on the heap once more |
//! | `JSConfigureSignalForGC` (not on macOS) | choosing the signal that suspends threads | moves it away from `SIGUSR1`, which user code may handle | a handler for `SIGUSR1` would stop the collector for ever |
//! | `g_main_context_*` (GLib, not on macOS) | WebKit's run loop, which settles `WebAssembly` promises and runs `FinalizationRegistry` callbacks | it takes the thread's default context when the VM is made | neither would ever happen |
//! | `WTF::initializeMainThread` (not on macOS) | naming a main thread | done once, on a thread that never ends | a full collection by timer asks for memory pressure, for which the engine follows a null pointer |
//! | `WTF::CPUTime::forCurrentThread` (Linux), *defined* here and not called | a cheap time limit: at every entry the engine asks for the thread's CPU time, a system call of 200 ns | the loader takes the program's definition before the library's; this one reads a clock without a system call | the engine uses its own: the limit costs more, and counts CPU time |
//! | `JSObjectGetProxyTarget` | what a proxy stands for | answers the target, or null | `util.inspect` would run the traps of what it shows |
//! | `JSC::JSPromise::status`, `…result` (not on macOS) | a promise's state | read the object only | `util.inspect` would show every promise without its state |
//! | `WTF::StringImpl::create`, `OpaqueJSString::tryCreate` (x86-64, not on macOS; in `string_layout.rs`) | making a string with one byte per unit | called with bytes, as the engine does | such strings have 16 bits per unit |
//! | `JSC::JSNativeStdFunction::create`, `JSC::VM::throwException`, `JSC::callHostFunctionAsConstructor` (x86-64, not on macOS; in `host_function.rs`) | functions of Rust that the engine calls as its own | the lock stays, arguments are read from the frame | functions are callback objects: a call costs nine times as much |
//! | `JSC::VMEntryScope::setUpSlow`, `…tearDownSlow`, `JSC::VM::drainMicrotasks` (not on macOS; in `entry_scope.rs`) | one entry for all microtasks of a checkpoint | what the engine's own callers do around a call | each microtask is an entry of its own: a tenth of a microsecond more |
//! | `JSC::jsStringWithCacheSlowCase`, `WTF::StringImpl::destroy` (x86-64, not on macOS; in `string_value.rs`) | a string value of a text, without a copy | makes the cell that holds the text | a short string costs twice as much |
//! | `JSC::generateProgramBytecode`, `…CachePayload::span`, `…computeJSCBytecodeCacheVersion`, three virtual functions of `JSC::SourceProvider` (x86-64, not on macOS; in `bytecode.rs`) | bytecode that is kept | what Apple's browsers call; the three are compared, to know a table of virtual functions | scripts are compiled at each start |
//! | `CFRunLoopRunInMode` (macOS) | the same | the run loop of that platform | the same |

use std::ffi::{c_char, c_int, c_void};

use crate::library::engine_functions;
use crate::sys::{
    JSContextGroupRef, JSContextRef, JSGlobalContextRef, JSObjectRef, JSStringRef, JSValueRef,
};

/// What `JSScriptRef` points to.
#[repr(C)]
pub(crate) struct OpaqueScript {
    _private: [u8; 0],
}

pub(crate) type JSScriptRef = *mut OpaqueScript;
pub(crate) type HeapFinalizer = unsafe extern "C" fn(group: JSContextGroupRef, data: *mut c_void);
pub(crate) type ShouldTerminateCallback =
    unsafe extern "C" fn(context: JSContextRef, data: *mut c_void) -> bool;

engine_functions! {
    fn JSLock(context: JSContextRef);
    fn JSUnlock(context: JSContextRef);

    fn JSContextGroupSetExecutionTimeLimit(
        group: JSContextGroupRef,
        seconds: f64,
        callback: ShouldTerminateCallback,
        data: *mut c_void,
    );
    fn JSContextGroupClearExecutionTimeLimit(group: JSContextGroupRef);

    fn JSGlobalContextSetUnhandledRejectionCallback(
        context: JSGlobalContextRef,
        function: JSObjectRef,
        exception: *mut JSValueRef,
    );

    fn JSObjectGetProxyTarget(object: JSObjectRef) -> JSObjectRef;

    fn JSReportExtraMemoryCost(context: JSContextRef, bytes: usize);
    fn JSGetMemoryUsageStatistics(context: JSContextRef) -> JSObjectRef;
    fn JSSynchronousGarbageCollectForDebugging(context: JSContextRef);
    fn JSSynchronousEdenCollectForDebugging(context: JSContextRef);
    fn JSContextGroupAddHeapFinalizer(
        group: JSContextGroupRef,
        finalizer: HeapFinalizer,
        data: *mut c_void,
    );

    fn JSScriptCreateReferencingImmortalASCIIText(
        group: JSContextGroupRef,
        url: JSStringRef,
        first_line: c_int,
        source: *const c_char,
        length: usize,
        error_message: *mut JSStringRef,
        error_line: *mut c_int,
    ) -> JSScriptRef;
    fn JSScriptEvaluate(
        context: JSContextRef,
        script: JSScriptRef,
        this: JSValueRef,
        exception: *mut JSValueRef,
    ) -> JSValueRef;
    fn JSScriptRelease(script: JSScriptRef);
}

/// GLib's main context, which is WebKit's run loop on every system but Apple's.
#[cfg(not(target_os = "macos"))]
pub(crate) mod glib {
    use std::ffi::c_int;

    use crate::library::engine_functions;

    /// What a `GMainContext *` points to.
    #[repr(C)]
    pub(crate) struct MainContext {
        _private: [u8; 0],
    }

    engine_functions! {
        fn JSConfigureSignalForGC(signal: c_int) -> bool;
        #[symbol = "_ZN3WTF20initializeMainThreadEv"]
        fn initialize_main_thread();

        fn g_main_context_new() -> *mut MainContext;
        fn g_main_context_unref(context: *mut MainContext);
        fn g_main_context_push_thread_default(context: *mut MainContext);
        fn g_main_context_iteration(
            context: *mut MainContext,
            may_block: c_int,
        ) -> c_int;
        fn g_main_context_pending(context: *mut MainContext) -> c_int;
    }
}

/// The clock of the engine's time limit, replaced by a cheaper one.
#[cfg(target_os = "linux")]
pub(crate) mod limit_clock {
    use std::ffi::{c_int, c_long};

    const CLOCK_MONOTONIC_COARSE: c_int = 6;

    #[repr(C)]
    struct Timespec {
        seconds: c_long,
        nanoseconds: c_long,
    }

    unsafe extern "C" {
        fn clock_gettime(clock: c_int, time: *mut Timespec) -> c_int;
    }

    /// `WTF::CPUTime::forCurrentThread()`: seconds on a clock that only goes forward. The build
    /// scripts of the programs export it, or the library would not see it.
    // SAFETY: the engine's function has no parameters and returns a class of one double, which
    // the C++ ABI returns as a double; it is only asked for differences.
    #[unsafe(export_name = "_ZN3WTF7CPUTime16forCurrentThreadEv")]
    extern "C" fn for_current_thread() -> f64 {
        let mut time = Timespec {
            seconds: 0,
            nanoseconds: 0,
        };
        // SAFETY: the place for the time is valid for writes, and Linux has the clock.
        unsafe { clock_gettime(CLOCK_MONOTONIC_COARSE, &mut time) };
        time.seconds as f64 + time.nanoseconds as f64 * 1e-9
    }

    /// Names the function, so that it becomes part of every program that makes a VM.
    pub(crate) fn link() {
        std::hint::black_box(for_current_thread as extern "C" fn() -> f64);
    }

    #[cfg(test)]
    mod tests {
        use std::ffi::{c_char, c_void};
        use std::ptr;

        unsafe extern "C" {
            fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
        }

        #[test]
        fn the_engine_finds_this_clock_first() {
            super::link();
            let name = c"_ZN3WTF7CPUTime16forCurrentThreadEv";
            // SAFETY: a null handle asks for the first definition in the order of the libraries,
            // as the loader does; the name is a C string.
            let found = unsafe { dlsym(ptr::null_mut(), name.as_ptr()) };
            assert_eq!(found, super::for_current_thread as *mut c_void);
            let (first, second) = (super::for_current_thread(), super::for_current_thread());
            assert!(first > 0.0 && second >= first);
        }
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

/// The state of promises, which only C++ can ask for.
#[cfg(not(target_os = "macos"))]
pub(crate) mod promises {
    use std::ffi::{c_int, c_void};

    use crate::library::engine_functions;
    use crate::sys::{JSContextGroupRef, JSValueRef};

    engine_functions! {
        #[symbol = "_ZNK3JSC9JSPromise6statusERNS_2VME"]
        fn promise_status(promise: *const c_void, vm: JSContextGroupRef) -> c_int;
        #[symbol = "_ZNK3JSC9JSPromise6resultERNS_2VME"]
        fn promise_result(promise: *const c_void, vm: JSContextGroupRef) -> JSValueRef;
    }
}
