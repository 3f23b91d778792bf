//! Functions of Rust that JavaScript calls.
//!
//! A function owns a closure. One of two ways leads into it, the fast one where the engine allows it:
//! [`host_function`](crate::host_function) or [`callback_function`](crate::callback_function). Both find the
//! closure and its realm, run it here inside a scope, and let no panic out: a panic poisons the VM and is
//! thrown as an internal error. The collector only moves the closure of a dead function to the VM's graveyard,
//! since it may run at any moment and on its own thread; the closure is dropped on the VM's thread
//! when no JavaScript runs.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::callback_function;
use crate::exception::{ErrorKind, Thrown};
use crate::host_function::{self, Methods};
use crate::local::{Function, Local, Value};
use crate::realm::RealmInner;
use crate::scope::Scope;
use crate::vm::{PoisonReason, VmInner};

/// A function of Rust for JavaScript to call.
pub type NativeFunction =
    Box<dyn for<'a, 's> Fn(&Scope<'s>, &Arguments<'a, 's>) -> Result<Local<'s, Value>, Thrown<'s>>>;

/// What is thrown by a function whose realm was dropped, called through another one.
pub(crate) const REALM_IS_CLOSED: &str = "the realm of this native function is closed";

/// What a native function was called with.
///
/// `this` is not among it: the engine passes scopes of its own there, which nobody may see.
pub struct Arguments<'a, 's> {
    values: &'a [Local<'s, Value>],
    undefined: Local<'s, Value>,
}

impl<'a, 's> Arguments<'a, 's> {
    /// How many arguments were given.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// True when none were given.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The argument at `index`; undefined past the last.
    pub fn get(&self, index: usize) -> Local<'s, Value> {
        self.values.get(index).copied().unwrap_or(self.undefined)
    }

    /// All that were given.
    pub fn as_slice(&self) -> &'a [Local<'s, Value>] {
        self.values
    }
}

impl<'s> Scope<'s> {
    /// Makes a function that runs `function`. It is dropped some time after JavaScript has
    /// dropped the last reference to it.
    ///
    /// The function cannot be used with `new`. A [`Global`](crate::Global) inside `function` that
    /// leads back to the new function keeps both alive for the life of the VM.
    pub fn function(&self, name: &str, function: NativeFunction) -> Local<'s, Function> {
        let data = FunctionData::new(self, name, function);
        host_function::make(self, data).unwrap_or_else(|data| callback_function::make(self, data))
    }
}

/// What the object of a native function owns.
#[repr(C)]
pub(crate) struct FunctionData {
    /// The first word: to the engine this is an object of C++ with virtual functions.
    methods: &'static Methods,
    function: NativeFunction,
    name: Box<str>,
    /// Weak: the realm's host data may hold the function.
    realm: Weak<RealmInner>,
    graveyard: Arc<Graveyard>,
}

impl FunctionData {
    pub(crate) fn new(scope: &Scope<'_>, name: &str, function: NativeFunction) -> Box<Self> {
        Box::new(Self {
            methods: &host_function::METHODS,
            function,
            name: name.into(),
            realm: Rc::downgrade(scope.realm_inner()),
            graveyard: Arc::clone(scope.vm_inner().graveyard()),
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The realm the function was made in; none when it was dropped.
    pub(crate) fn realm(&self) -> Option<Rc<RealmInner>> {
        self.realm.upgrade()
    }

    /// Runs the closure; no panic leaves it.
    pub(crate) fn invoke<'s>(
        &self,
        scope: &Scope<'s>,
        values: &[Local<'s, Value>],
    ) -> Result<Local<'s, Value>, Thrown<'s>> {
        let arguments = Arguments {
            values,
            undefined: scope.undefined(),
        };
        let run = AssertUnwindSafe(|| (self.function)(scope, &arguments));
        panic::catch_unwind(run).unwrap_or_else(|payload| Err(self.panicked(scope, payload)))
    }

    /// Poisons the VM; gives what is thrown instead of the panic.
    #[cold]
    fn panicked<'s>(&self, scope: &Scope<'s>, payload: Box<dyn Any + Send>) -> Thrown<'s> {
        scope
            .vm_inner()
            .poison(PoisonReason::Panic(panic_message(payload)));
        let message = format!("internal error in the native function \"{}\"", self.name);
        Thrown::new(scope.make_error(ErrorKind::Error, &message))
    }

    /// Nothing calls the function any more. This may be the collector's thread.
    pub(crate) fn retire(self: Box<Self>) {
        let graveyard = Arc::clone(&self.graveyard);
        graveyard.receive(Dead(self));
    }
}

/// Counts a native function as running, until it is dropped.
pub(crate) struct Running<'a>(&'a Cell<u32>);

impl<'a> Running<'a> {
    pub(crate) fn new(vm: &'a VmInner) -> Self {
        let calls = vm.native_calls();
        calls.set(calls.get() + 1);
        Self(calls)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// Closures whose function objects were collected, waiting to be dropped on the VM's thread.
#[derive(Default)]
pub(crate) struct Graveyard {
    dead: Mutex<Vec<Dead>>,
    occupied: AtomicBool,
}

/// A closure on its way to be dropped. It is only ever opened on the VM's thread.
struct Dead(#[expect(dead_code, reason = "owned to be dropped")] Box<FunctionData>);

// SAFETY: the collector's thread moves the box and reads only its `Arc`; `Graveyard::bury`, which
// drops it, is only called by `VmInner` and `RealmInner`, which never leave the VM's thread.
unsafe impl Send for Dead {}

impl Graveyard {
    fn receive(&self, dead: Dead) {
        self.dead
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(dead);
        self.occupied.store(true, Ordering::Release);
    }

    /// Drops what has been received. Closures may drop globals and with them wake further ones.
    pub(crate) fn bury(&self) {
        while self.occupied.load(Ordering::Acquire) {
            self.occupied.store(false, Ordering::Release);
            let dead =
                std::mem::take(&mut *self.dead.lock().unwrap_or_else(PoisonError::into_inner));
            drop(dead);
        }
    }
}

/// The text of a panic. A payload of another type is leaked: dropping it could panic again.
fn panic_message(payload: Box<dyn Any + Send>) -> String {
    let message = match (
        payload.downcast_ref::<&str>(),
        payload.downcast_ref::<String>(),
    ) {
        (Some(text), _) => (*text).to_owned(),
        (None, Some(text)) => text.clone(),
        (None, None) => "a panic without a message".to_owned(),
    };
    std::mem::forget(payload);
    message
}
