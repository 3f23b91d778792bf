//! WebKit's run loop, driven by the owner of the VM.
//!
//! JavaScriptCore hands `WebAssembly` compilation results and `FinalizationRegistry` callbacks to
//! the run loop of the thread that made the VM. On GLib builds that is the thread's default main
//! context at that moment, and WebKit remembers it for the life of the thread: so the context is
//! per thread, pushed before the first VM, and kept for later ones.

#[cfg(target_os = "macos")]
pub(crate) use self::core_foundation_loop::RunLoop;
#[cfg(not(target_os = "macos"))]
pub(crate) use self::glib_loop::RunLoop;

/// The most events one pump handles, so that a loop that refills itself cannot hold the thread.
const EVENTS_PER_PUMP: usize = 256;

#[cfg(not(target_os = "macos"))]
mod glib_loop {
    use std::sync::{Once, mpsc};
    use std::thread;

    use super::EVENTS_PER_PUMP;
    use crate::private_api::glib;

    /// Stack of the thread that WebKit takes for the main one.
    const MAIN_THREAD_STACK: usize = 128 * 1024;

    /// Gives WebKit a main thread: one that does nothing and never ends. When its timer asks for a full
    /// collection, the engine looks at the main thread's run loop, and follows a null pointer when there is
    /// none. The thread of a VM cannot be it: the loop would be gone with the first of them.
    fn have_main_thread() {
        static NAMED: Once = Once::new();
        NAMED.call_once(|| {
            let (named, wait) = mpsc::channel();
            let idle = move || {
                // SAFETY: the library is loaded, for a VM is being made, and the call is the first of its kind.
                unsafe { glib::initialize_main_thread() };
                let _ = named.send(());
                loop {
                    thread::park();
                }
            };
            thread::Builder::new()
                .name("webkit-main".to_owned())
                .stack_size(MAIN_THREAD_STACK)
                .spawn(idle)
                .expect("the system has room for a thread");
            let _ = wait.recv();
        });
    }

    thread_local! {
        static CONTEXT: Context = Context::push();
    }

    /// The main context of this thread.
    struct Context(*mut glib::MainContext);

    impl Context {
        fn push() -> Self {
            // SAFETY: both calls only need a thread; the new context is ours until `drop`, and the
            // thread-default stack takes a reference of its own.
            unsafe {
                let context = glib::g_main_context_new();
                glib::g_main_context_push_thread_default(context);
                Self(context)
            }
        }
    }

    impl Drop for Context {
        fn drop(&mut self) {
            // SAFETY: this gives back the reference of `push`. GLib's stack and WebKit's run loop
            // hold their own, and free them when the thread ends.
            unsafe { glib::g_main_context_unref(self.0) };
        }
    }

    /// The run loop of the thread it was made on.
    pub(crate) struct RunLoop(*mut glib::MainContext);

    impl RunLoop {
        /// Makes this thread's context the default, if it is not yet.
        pub(crate) fn for_this_thread() -> Self {
            have_main_thread();
            Self(CONTEXT.with(|context| context.0))
        }

        /// Handles what is ready without waiting; true when there was something.
        pub(crate) fn pump(&self) -> bool {
            let mut handled = false;
            for _ in 0..EVENTS_PER_PUMP {
                // SAFETY: the context lives until the thread ends, and `RunLoop` is not `Send`.
                if unsafe { glib::g_main_context_iteration(self.0, 0) } == 0 {
                    break;
                }
                handled = true;
            }
            handled
        }

        /// True when an event is ready to be handled.
        pub(crate) fn is_pending(&self) -> bool {
            // SAFETY: as in `pump`.
            unsafe { glib::g_main_context_pending(self.0) != 0 }
        }
    }
}

#[cfg(target_os = "macos")]
mod core_foundation_loop {
    use std::marker::PhantomData;

    use super::EVENTS_PER_PUMP;
    use crate::private_api::core_foundation as cf;

    /// The run loop of the thread it was made on.
    pub(crate) struct RunLoop(PhantomData<*mut ()>);

    impl RunLoop {
        pub(crate) fn for_this_thread() -> Self {
            Self(PhantomData)
        }

        /// Handles what is ready without waiting; true when there was something.
        pub(crate) fn pump(&self) -> bool {
            let mut handled = false;
            for _ in 0..EVENTS_PER_PUMP {
                // SAFETY: the mode is a constant of the framework; zero seconds never waits.
                let result = unsafe { cf::CFRunLoopRunInMode(cf::kCFRunLoopDefaultMode, 0.0, 1) };
                if result != cf::HANDLED_SOURCE {
                    break;
                }
                handled = true;
            }
            handled
        }

        /// Core Foundation cannot tell without running, so there may always be something.
        pub(crate) fn is_pending(&self) -> bool {
            true
        }
    }
}
