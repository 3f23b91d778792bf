//! Functions of Rust that JavaScript calls, all through one trampoline.
//!
//! Such a function is an object of one class whose private data is the closure. The trampoline
//! finds the closure and its realm, runs it inside a scope, and lets no panic out: a panic poisons
//! the VM and is thrown as an internal error. The collector's finalizer only moves the closure to
//! the VM's graveyard, since it may run at any moment and on the collector's thread; the closure
//! is dropped on the VM's thread when no JavaScript runs.

use std::any::Any;
use std::cell::Cell;
use std::ffi::c_void;
use std::panic::{self, AssertUnwindSafe};
use std::ptr;
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::exception::{ErrorKind, Thrown};
use crate::local::{Function, Local, Object, Value};
use crate::object::Attributes;
use crate::private_api;
use crate::realm::RealmInner;
use crate::scope::Scope;
use crate::string::RawString;
use crate::sys::{self, JSClassRef, JSContextRef, JSObjectRef, JSValueRef};
use crate::vm::PoisonReason;

/// A function of Rust for JavaScript to call.
pub type NativeFunction =
    Box<dyn for<'a, 's> Fn(&Scope<'s>, &Arguments<'a, 's>) -> Result<Local<'s, Value>, Thrown<'s>>>;

/// What a native function was called with.
pub struct Arguments<'a, 's> {
    this: Local<'s, Value>,
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

    /// What `this` is in the call.
    pub fn this(&self) -> Local<'s, Value> {
        self.this
    }
}

impl<'s> Scope<'s> {
    /// Makes a function that runs `function`. It is dropped some time after JavaScript has
    /// dropped the last reference to it.
    ///
    /// The function cannot be used with `new`. A [`Global`](crate::Global) inside `function` that
    /// leads back to the new function keeps both alive for the life of the VM.
    pub fn function(&self, name: &str, function: NativeFunction) -> Local<'s, Function> {
        let vm = self.vm_inner();
        let data = Box::new(FunctionData {
            function,
            name: name.into(),
            realm: Rc::downgrade(self.realm_inner()),
            graveyard: Arc::clone(vm.graveyard()),
        });
        let class = vm.function_class().raw();
        // SAFETY: `self` keeps the context alive; the class has the callbacks below. The object
        // owns the data from here; `finalize` takes it back exactly once.
        let raw = unsafe { sys::JSObjectMake(self.raw(), class, Box::into_raw(data).cast()) };
        let object: Local<'s, Object> = Local::from_infallible(raw);
        // The name comes before the prototype, whose own read-only `name` would keep it out.
        let name = self.string_from_raw(&RawString::from_str(name));
        let named = object.define(
            self,
            "name",
            name,
            Attributes::HIDDEN | Attributes::READ_ONLY,
        );
        debug_assert!(named.is_ok(), "a new object takes any property");
        object.set_prototype(
            self,
            Local::from_infallible(self.intrinsics().function_prototype),
        );
        object.cast()
    }
}

/// What the object of a native function owns.
struct FunctionData {
    function: NativeFunction,
    name: Box<str>,
    /// Weak: the realm's host data may hold the function.
    realm: Weak<RealmInner>,
    graveyard: Arc<Graveyard>,
}

/// The class of all native functions of a VM.
pub(crate) struct FunctionClass(JSClassRef);

impl FunctionClass {
    pub(crate) fn new() -> Self {
        let definition = sys::JSClassDefinition {
            version: 0,
            attributes: sys::CLASS_NO_AUTOMATIC_PROTOTYPE,
            class_name: c"Function".as_ptr(),
            parent_class: ptr::null_mut(),
            static_values: ptr::null(),
            static_functions: ptr::null(),
            initialize: ptr::null(),
            finalize: Some(finalize),
            has_property: ptr::null(),
            get_property: ptr::null(),
            set_property: ptr::null(),
            delete_property: ptr::null(),
            get_property_names: ptr::null(),
            call_as_function: Some(trampoline),
            call_as_constructor: ptr::null(),
            has_instance: ptr::null(),
            convert_to_type: ptr::null(),
        };
        // SAFETY: the definition is complete and copied; its name is a constant.
        Self(unsafe { sys::JSClassCreate(&definition) })
    }

    fn raw(&self) -> JSClassRef {
        self.0
    }
}

impl Drop for FunctionClass {
    fn drop(&mut self) {
        // SAFETY: this gives back the reference of `new`; objects of the class hold their own.
        unsafe { sys::JSClassRelease(self.0) };
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

// SAFETY: the collector's thread moves the box and reads nothing in it; `Graveyard::bury`, which
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

/// The collector drops a native function.
unsafe extern "C" fn finalize(object: JSObjectRef) {
    // SAFETY: the class gives every object a `FunctionData`, and the engine finalizes it once.
    let data = unsafe { Box::from_raw(sys::JSObjectGetPrivate(object).cast::<FunctionData>()) };
    let graveyard = Arc::clone(&data.graveyard);
    graveyard.receive(Dead(data));
}

/// The one way from JavaScript into Rust.
unsafe extern "C" fn trampoline(
    context: JSContextRef,
    function: JSObjectRef,
    this: JSObjectRef,
    count: usize,
    arguments: *const JSValueRef,
    exception: *mut JSValueRef,
) -> JSValueRef {
    // SAFETY: the class gives every object a `FunctionData`; the engine keeps the function it
    // calls alive, and with it the data.
    let data = unsafe { &*sys::JSObjectGetPrivate(function).cast::<FunctionData>() };
    let Some(realm) = data.realm.upgrade() else {
        // SAFETY: the engine gave the context and a place for the exception.
        return unsafe { throw_realm_gone(context, exception) };
    };
    let call = NativeCall::enter(&realm);
    let scope = Scope::new(&realm);
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        let arguments = if count == 0 {
            &[]
        } else {
            // SAFETY: the engine gives `count` live values for the time of the call; `Local` is
            // transparent over a value pointer.
            unsafe { std::slice::from_raw_parts(arguments.cast::<Local<'_, Value>>(), count) }
        };
        let this = if this.is_null() {
            scope.undefined()
        } else {
            Local::from_infallible(this)
        };
        (data.function)(
            &scope,
            &Arguments {
                this,
                values: arguments,
                undefined: scope.undefined(),
            },
        )
    }));
    let thrown = match outcome {
        Ok(Ok(value)) => {
            drop(call);
            return value.raw();
        }
        Ok(Err(thrown)) => thrown.value(),
        Err(payload) => {
            realm
                .vm_inner()
                .poison(PoisonReason::Panic(panic_message(payload)));
            let message = format!("internal error in the native function \"{}\"", data.name);
            scope.make_error(ErrorKind::Error, &message).value()
        }
    };
    // SAFETY: the engine gave a place for the exception.
    unsafe { *exception = thrown.raw() };
    drop(call);
    ptr::null()
}

/// Counts a native function as running, and holds the lock for it: the engine lets go of the lock
/// around a callback, and would take it again for each call inside.
struct NativeCall<'a> {
    realm: &'a RealmInner,
    calls: &'a Cell<u32>,
}

impl<'a> NativeCall<'a> {
    fn enter(realm: &'a RealmInner) -> Self {
        let calls = realm.vm_inner().native_calls();
        calls.set(calls.get() + 1);
        // SAFETY: the realm keeps its context alive, and the engine calls on the VM's thread.
        // `drop` unlocks. Inside a callback an unlock is never a checkpoint.
        unsafe { private_api::JSLock(realm.context()) };
        Self { realm, calls }
    }
}

impl Drop for NativeCall<'_> {
    fn drop(&mut self) {
        // SAFETY: `enter` took this lock on this thread.
        unsafe { private_api::JSUnlock(self.realm.context()) };
        self.calls.set(self.calls.get() - 1);
    }
}

/// Throws into a function of a realm that was dropped, called through another one.
unsafe fn throw_realm_gone(context: JSContextRef, exception: *mut JSValueRef) -> JSValueRef {
    let message = RawString::from_str("the realm of this native function is closed");
    // SAFETY: the caller got the context and the place for the exception from the engine; the
    // message outlives the call.
    unsafe { *exception = sys::JSValueMakeString(context, message.raw()) };
    ptr::null()
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

/// The private data as the engine keeps it.
const _: () = assert!(size_of::<*mut c_void>() == size_of::<Box<FunctionData>>());
