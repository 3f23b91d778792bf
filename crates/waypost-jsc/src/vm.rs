//! The VM: one heap, one thread, and what is true of all of its realms.

#[cfg(not(target_os = "macos"))]
use std::cell::OnceCell;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};
use std::sync::Arc;
#[cfg(not(target_os = "macos"))]
use std::sync::Once;

use crate::callback_function::FunctionClass;
use crate::exception::JsResult;
use crate::library::{self, LibraryError};
use crate::local::{Local, Promise, Value};
use crate::memory::{MemoryStatistics, count_collections};
use crate::native_function::Graveyard;
#[cfg(not(target_os = "macos"))]
use crate::private_api::glib;
use crate::realm::{Realm, RealmInner};
use crate::run_loop::RunLoop;
use crate::scope::Scope;
use crate::shared_int32::SharedCells;
use crate::string_layout;
use crate::sys::{self, JSContextGroupRef, JSGlobalContextRef, JSValueRef};
use crate::watchdog::Watchdog;

/// The signal that suspends threads for the collector when [`VmOptions`] names no other: a
/// real-time signal, which neither Node.js programs nor tokio use.
const SUSPEND_SIGNAL: i32 = 40;

/// Settings of a VM.
#[derive(Debug, Clone)]
pub struct VmOptions {
    /// The signal with which the engine suspends threads for a collection (not on macOS).
    ///
    /// It is a setting of the process: the first VM decides. No other code may handle it.
    pub suspend_signal: i32,
}

impl Default for VmOptions {
    fn default() -> Self {
        Self {
            suspend_signal: SUSPEND_SIGNAL,
        }
    }
}

/// Why there is no VM.
#[derive(Debug, thiserror::Error)]
pub enum VmError {
    /// This thread has a VM already; a thread has at most one at a time.
    #[error("this thread already has a VM; drop it first, or use another thread")]
    ThreadHasVm,
    /// The engine's library cannot be used.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The engine made no VM.
    #[error("JavaScriptCore could not start a VM; the address space may be limited (ulimit -v)")]
    EngineRefused,
}

/// Why a VM takes no more work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PoisonReason {
    /// A native function panicked, with this message.
    Panic(String),
    /// The watchdog ended JavaScript that ran too long.
    Terminated,
    /// The owner decided so.
    Other(String),
}

impl fmt::Display for PoisonReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panic(message) => write!(formatter, "a native function panicked: {message}"),
            Self::Terminated => {
                formatter.write_str("JavaScript ran longer than its limit and was terminated")
            }
            Self::Other(message) => formatter.write_str(message),
        }
    }
}

/// What hears of promises that were rejected and not handled by the checkpoint: the reason, and the
/// promise.
pub type RejectionHandler = Box<dyn for<'s> Fn(&Scope<'s>, Local<'s, Value>, Local<'s, Promise>)>;

/// One JavaScript heap, bound to the thread that made it. Cloning gives another handle.
#[derive(Clone)]
pub struct Vm(Rc<VmInner>);

pub(crate) struct VmInner {
    group: JSContextGroupRef,
    run_loop: RunLoop,
    /// Watched by the engine through a pointer, so boxed.
    watchdog: Box<Watchdog>,
    function_class: FunctionClass,
    graveyard: Arc<Graveyard>,
    rejection_handler: RefCell<Option<Rc<RejectionHandler>>>,
    poison: RefCell<Option<PoisonReason>>,
    poisoned: Cell<bool>,
    /// How many `Realm::enter` closures are running, those inside native functions included.
    entries: Cell<u32>,
    /// How many native functions are running.
    native_calls: Cell<u32>,
    /// True while a closure holds the bytes of a buffer: the engine may not be called.
    borrowed: Cell<bool>,
    /// The realms that are alive, and their contexts.
    realms: RefCell<Vec<(JSGlobalContextRef, Weak<RealmInner>)>>,
    /// Values whose `Global` was dropped while no realm was alive; unprotected by the next one.
    orphans: RefCell<Vec<JSValueRef>>,
    shared_cells: SharedCells,
    scratch: Cell<Vec<u16>>,
    /// What tells a promise from other objects, once somebody asked.
    #[cfg(not(target_os = "macos"))]
    promise_kind: OnceCell<Option<u8>>,
}

thread_local! {
    static THREAD_HAS_VM: Cell<bool> = const { Cell::new(false) };
}

impl Vm {
    /// Starts a VM on this thread.
    pub fn new(options: VmOptions) -> Result<Self, VmError> {
        library::load()?;
        if THREAD_HAS_VM.replace(true) {
            return Err(VmError::ThreadHasVm);
        }
        configure_process(&options);
        // It makes strings, so it comes after what is only heard before the engine is in use.
        string_layout::probe();
        // The run loop comes first: WebKit takes the thread's default context when the VM is made.
        let run_loop = RunLoop::for_this_thread();
        // SAFETY: the call has no preconditions.
        let group = unsafe { sys::JSContextGroupCreate() };
        if group.is_null() {
            THREAD_HAS_VM.set(false);
            return Err(VmError::EngineRefused);
        }
        // SAFETY: the group was made just above.
        unsafe { count_collections(group) };
        Ok(Self(Rc::new(VmInner {
            group,
            run_loop,
            watchdog: Box::new(Watchdog::new(group)),
            function_class: FunctionClass::new(),
            graveyard: Arc::default(),
            rejection_handler: RefCell::default(),
            poison: RefCell::default(),
            poisoned: Cell::new(false),
            entries: Cell::new(0),
            native_calls: Cell::new(0),
            borrowed: Cell::new(false),
            realms: RefCell::default(),
            orphans: RefCell::default(),
            shared_cells: SharedCells::default(),
            scratch: Cell::default(),
            #[cfg(not(target_os = "macos"))]
            promise_kind: OnceCell::new(),
        })))
    }

    /// Makes a realm: a global object with ECMAScript's own globals and nothing else.
    pub fn new_realm(&self) -> Realm {
        Realm::new(self)
    }

    /// What ends JavaScript that runs too long.
    pub fn watchdog(&self) -> &Watchdog {
        &self.0.watchdog
    }

    /// True once the watchdog has ended JavaScript in this VM; scripts and calls are refused since.
    pub fn terminated(&self) -> bool {
        self.0.watchdog.has_fired()
    }

    /// True when the VM is to take no more requests: a panic, a termination or [`Vm::poison`].
    pub fn is_poisoned(&self) -> bool {
        self.0.poisoned.get() || self.terminated()
    }

    /// Why the VM is poisoned.
    pub fn poison_reason(&self) -> Option<PoisonReason> {
        let stated = self.0.poison.borrow().clone();
        stated.or_else(|| self.terminated().then_some(PoisonReason::Terminated))
    }

    /// Marks the VM as unfit for further requests; the first reason stays.
    pub fn poison(&self, reason: PoisonReason) {
        self.0.poison(reason);
    }

    /// Sets what is called, inside a scope, for each promise that is rejected and still unhandled
    /// when the microtask checkpoint ends. The engine never tells that one was handled later.
    pub fn on_unhandled_rejection(&self, handler: RejectionHandler) {
        *self.0.rejection_handler.borrow_mut() = Some(Rc::new(handler));
    }

    /// Handles, without waiting, what the engine's run loop has ready: `WebAssembly` promises,
    /// `FinalizationRegistry` callbacks. True when there was something.
    ///
    /// JavaScript may run in it, so it must be called outside of any scope; inside one it does
    /// nothing.
    pub fn pump_run_loop(&self) -> bool {
        if self.0.entries.get() > 0 || self.0.native_calls.get() > 0 {
            return false;
        }
        let handled = self.0.run_loop.pump();
        self.0.bury();
        handled
    }

    /// The heap's figures; zeros while there is no realm. See [`Scope::memory_statistics`].
    pub fn memory_statistics(&self) -> MemoryStatistics {
        self.any_realm()
            .map_or_else(MemoryStatistics::default, |realm| {
                realm.enter(|scope| scope.memory_statistics())
            })
    }

    /// Collects all garbage now, when there is a realm. See [`Scope::collect_now`].
    pub fn collect_now(&self) {
        if let Some(realm) = self.any_realm() {
            realm.enter(|scope| scope.collect_now());
        }
    }

    fn any_realm(&self) -> Option<Realm> {
        self.0
            .realms
            .borrow()
            .iter()
            .find_map(|(_, realm)| realm.upgrade())
            .map(Realm::from_inner)
    }

    /// True when [`Vm::pump_run_loop`] would find something.
    pub fn has_run_loop_work(&self) -> bool {
        self.0.run_loop.is_pending()
    }

    pub(crate) fn inner(&self) -> &Rc<VmInner> {
        &self.0
    }
}

impl fmt::Debug for Vm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Vm")
            .field("poison", &self.poison_reason())
            .finish_non_exhaustive()
    }
}

impl VmInner {
    pub(crate) fn group(&self) -> JSContextGroupRef {
        self.group
    }

    pub(crate) fn watchdog(&self) -> &Watchdog {
        &self.watchdog
    }

    pub(crate) fn function_class(&self) -> &FunctionClass {
        &self.function_class
    }

    pub(crate) fn graveyard(&self) -> &Arc<Graveyard> {
        &self.graveyard
    }

    pub(crate) fn entries(&self) -> &Cell<u32> {
        &self.entries
    }

    pub(crate) fn native_calls(&self) -> &Cell<u32> {
        &self.native_calls
    }

    pub(crate) fn borrowed(&self) -> &Cell<bool> {
        &self.borrowed
    }

    pub(crate) fn shared_cells(&self) -> &SharedCells {
        &self.shared_cells
    }

    pub(crate) fn scratch(&self) -> &Cell<Vec<u16>> {
        &self.scratch
    }

    #[cfg(not(target_os = "macos"))]
    pub(crate) fn promise_kind(&self) -> &OnceCell<Option<u8>> {
        &self.promise_kind
    }

    pub(crate) fn poison(&self, reason: PoisonReason) {
        self.poisoned.set(true);
        self.poison.borrow_mut().get_or_insert(reason);
    }

    /// Drops the closures of native functions that were collected. Never called by the collector.
    pub(crate) fn bury(&self) {
        self.graveyard.bury();
    }

    pub(crate) fn add_realm(&self, realm: &Rc<RealmInner>) {
        self.realms
            .borrow_mut()
            .push((realm.context(), Rc::downgrade(realm)));
        for value in self.orphans.take() {
            self.unprotect(value);
        }
    }

    pub(crate) fn remove_realm(&self, context: JSGlobalContextRef) {
        self.realms
            .borrow_mut()
            .retain(|(other, _)| *other != context);
    }

    /// Gives back one protection of `value`.
    pub(crate) fn unprotect(&self, value: JSValueRef) {
        let context = self.realms.borrow().first().map(|(context, _)| *context);
        match context {
            // SAFETY: the context is alive until `remove_realm`; its VM is the value's. The
            // caller owned one protection of the value.
            Some(context) => unsafe { sys::JSValueUnprotect(context, value) },
            None => self.orphans.borrow_mut().push(value),
        }
    }

    /// Tells the handler, if any, of a rejection nobody handled.
    pub(crate) fn report_rejection<'s>(
        &self,
        scope: &Scope<'s>,
        promise: Local<'s, Promise>,
        reason: Local<'s, Value>,
    ) {
        let handler = self.rejection_handler.borrow().clone();
        if let Some(handler) = handler {
            handler(scope, reason, promise);
        }
    }

    /// Err when the watchdog has ended JavaScript here: it must not be entered again.
    pub(crate) fn refuse_after_termination<'s>(&self, scope: &Scope<'s>) -> JsResult<'s, ()> {
        if self.watchdog.has_fired() {
            Err(scope.terminated_exception())
        } else {
            Ok(())
        }
    }
}

impl Drop for VmInner {
    fn drop(&mut self) {
        self.watchdog.disarm();
        // SAFETY: this gives back the reference of `Vm::new`. Every realm holds its VM, so all
        // contexts are released; finalizers run now and only reach the graveyard, which is alive.
        unsafe { sys::JSContextGroupRelease(self.group) };
        self.graveyard.bury();
        // The thread may be ending, with its locals gone; then no further VM can be made on it.
        let _ = THREAD_HAS_VM.try_with(|has_vm| has_vm.set(false));
    }
}

/// Makes the settings that the engine reads once per process.
#[cfg(not(target_os = "macos"))]
fn configure_process(options: &VmOptions) {
    static CONFIGURE: Once = Once::new();
    CONFIGURE.call_once(|| {
        // SAFETY: the call only stores the number. It refuses once the engine is in use, which
        // harms nothing.
        unsafe { glib::JSConfigureSignalForGC(options.suspend_signal) };
        #[cfg(target_os = "linux")]
        crate::private_api::limit_clock::link();
    });
}

/// Nothing to set: threads are suspended without signals.
#[cfg(target_os = "macos")]
fn configure_process(_options: &VmOptions) {}
