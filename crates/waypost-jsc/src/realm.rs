//! A realm: one global object, entered to run JavaScript.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::fmt;
use std::ptr;
use std::rc::Rc;

use crate::entry_scope;
use crate::host_function;
use crate::private_api;
use crate::promise;
use crate::scope::Scope;
use crate::string::RawString;
use crate::string_value;
use crate::sys::{self, JSContextRef, JSGlobalContextRef, JSObjectRef};
use crate::value_bits;
use crate::vm::{Vm, VmInner};

/// One global object of a [`Vm`]. Cloning gives another handle to the same one.
#[derive(Clone)]
pub struct Realm(Rc<RealmInner>);

pub(crate) struct RealmInner {
    vm: Vm,
    context: JSGlobalContextRef,
    intrinsics: Intrinsics,
    data: RefCell<Vec<(TypeId, Rc<dyn Any>)>>,
}

/// ECMAScript's own functions, taken before user code can replace them. All are protected.
#[derive(Clone, Copy)]
pub(crate) struct Intrinsics {
    pub(crate) json_parse: JSObjectRef,
    pub(crate) object_keys: JSObjectRef,
    pub(crate) array_buffer_is_view: JSObjectRef,
    pub(crate) function_prototype: JSObjectRef,
    pub(crate) promise: JSObjectRef,
    pub(crate) promise_then: JSObjectRef,
    pub(crate) aggregate_error: JSObjectRef,
    pub(crate) error: JSObjectRef,
    pub(crate) eval_error: JSObjectRef,
    pub(crate) range_error: JSObjectRef,
    pub(crate) reference_error: JSObjectRef,
    pub(crate) syntax_error: JSObjectRef,
    pub(crate) type_error: JSObjectRef,
    pub(crate) uri_error: JSObjectRef,
}

impl Realm {
    pub(crate) fn new(vm: &Vm) -> Self {
        // SAFETY: `vm` keeps the group alive and is on its own thread. A null class means the
        // default global object. The reference is given back in `RealmInner::drop`.
        let context =
            unsafe { sys::JSGlobalContextCreateInGroup(vm.inner().group(), ptr::null_mut()) };
        // What is learned from the first realm holds for all.
        host_function::probe(context);
        string_value::probe(context);
        value_bits::probe(context);
        let intrinsics = Intrinsics::take(context);
        let realm = Self(Rc::new(RealmInner {
            vm: vm.clone(),
            context,
            intrinsics,
            data: RefCell::default(),
        }));
        vm.inner().add_realm(&realm.0);
        realm.enter(promise::install_rejection_callback);
        realm
    }

    /// The VM this realm belongs to.
    pub fn vm(&self) -> &Vm {
        &self.0.vm
    }

    /// Runs `f` with the engine's lock held and a scope of this realm.
    ///
    /// The microtask checkpoint happens when the outermost `enter` of a thread ends, so JavaScript
    /// may still run after `f` has returned, and be ended by the watchdog. Inside a native function
    /// an `enter` is never the outermost one.
    pub fn enter<R>(&self, f: impl FnOnce(&Scope<'_>) -> R) -> R {
        // Dropped after `f` has returned or panicked, so that an entry always ends.
        let _entry = Entry::new(&self.0);
        f(&Scope::new(&self.0))
    }

    /// Keeps `data` for [`Scope::data`], in place of data of the same type set before.
    ///
    /// It may hold [`Global`](crate::Global)s. It must not hold this realm, which would then never
    /// be dropped.
    pub fn set_data<T: 'static>(&self, data: Rc<T>) {
        let id = TypeId::of::<T>();
        let mut entries = self.0.data.borrow_mut();
        entries.retain(|(other, _)| *other != id);
        entries.push((id, data));
    }

    /// The data of type `T`, if any was set.
    pub fn data<T: 'static>(&self) -> Option<Rc<T>> {
        self.0.data()
    }

    pub(crate) fn from_inner(inner: Rc<RealmInner>) -> Self {
        Self(inner)
    }

    pub(crate) fn inner(&self) -> &Rc<RealmInner> {
        &self.0
    }
}

impl fmt::Debug for Realm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Realm({:p})", self.0.context)
    }
}

impl RealmInner {
    pub(crate) fn vm(&self) -> &Vm {
        &self.vm
    }

    pub(crate) fn vm_inner(&self) -> &Rc<VmInner> {
        self.vm.inner()
    }

    pub(crate) fn context(&self) -> JSGlobalContextRef {
        self.context
    }

    pub(crate) fn intrinsics(&self) -> &Intrinsics {
        &self.intrinsics
    }

    pub(crate) fn data<T: 'static>(&self) -> Option<Rc<T>> {
        let id = TypeId::of::<T>();
        let found = self
            .data
            .borrow()
            .iter()
            .find(|(other, _)| *other == id)
            .map(|(_, data)| Rc::clone(data));
        found.and_then(|data| data.downcast().ok())
    }
}

impl Drop for RealmInner {
    fn drop(&mut self) {
        // Host data first: its global references want a context to unprotect with.
        drop(self.data.take());
        let vm = self.vm.inner();
        self.intrinsics.release(self.context);
        vm.remove_realm(self.context);
        // SAFETY: this gives back the reference of `Realm::new`; no scope is open, for an entry
        // holds its realm, and nothing of the VM uses the context after `remove_realm`.
        unsafe { sys::JSGlobalContextRelease(self.context) };
        vm.bury();
    }
}

/// The lock of the VM, held for one `Realm::enter`.
struct Entry<'a> {
    realm: &'a RealmInner,
}

impl<'a> Entry<'a> {
    fn new(realm: &'a RealmInner) -> Self {
        let entries = realm.vm_inner().entries();
        entries.set(entries.get() + 1);
        // SAFETY: the realm keeps its context alive, and this is the VM's thread. `drop` unlocks.
        unsafe { private_api::JSLock(realm.context) };
        Self { realm }
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        let vm = self.realm.vm_inner();
        if vm.entries().get() == 1 && vm.native_calls().get() == 0 {
            // SAFETY: `new` took the lock on this thread, and nothing runs inside of the outermost entry any more. Where
            // it drains nothing, releasing the lock does.
            unsafe { entry_scope::drain_microtasks(vm.group(), self.realm.context) };
        }
        // SAFETY: `new` took this lock on this thread; `self.realm` keeps the context alive. The
        // checkpoint that may follow calls Rust only through the trampoline.
        unsafe { private_api::JSUnlock(self.realm.context) };
        let entries = vm.entries();
        entries.set(entries.get() - 1);
        if entries.get() == 0 {
            vm.bury();
        }
    }
}

impl Intrinsics {
    /// Reads and protects the intrinsics of a context that has run no script yet.
    fn take(context: JSGlobalContextRef) -> Self {
        // SAFETY: the context was just made on this thread.
        let global = unsafe { sys::JSContextGetGlobalObject(context) };
        let class = |name| read(context, global, name);
        let method = |name, method| protected(context, read(context, class(name), method));
        let error = |name| protected(context, class(name));
        let promise_prototype = read(context, class("Promise"), "prototype");
        Self {
            json_parse: method("JSON", "parse"),
            object_keys: method("Object", "keys"),
            array_buffer_is_view: method("ArrayBuffer", "isView"),
            function_prototype: method("Function", "prototype"),
            promise: error("Promise"),
            promise_then: protected(context, read(context, promise_prototype, "then")),
            aggregate_error: error("AggregateError"),
            error: error("Error"),
            eval_error: error("EvalError"),
            range_error: error("RangeError"),
            reference_error: error("ReferenceError"),
            syntax_error: error("SyntaxError"),
            type_error: error("TypeError"),
            uri_error: error("URIError"),
        }
    }

    fn release(&self, context: JSContextRef) {
        let all = [
            self.json_parse,
            self.object_keys,
            self.array_buffer_is_view,
            self.function_prototype,
            self.promise,
            self.promise_then,
            self.aggregate_error,
            self.error,
            self.eval_error,
            self.range_error,
            self.reference_error,
            self.syntax_error,
            self.type_error,
            self.uri_error,
        ];
        for object in all {
            // SAFETY: `take` protected each of them once; the context is alive until the caller
            // releases it.
            unsafe { sys::JSValueUnprotect(context, object) };
        }
    }
}

/// Reads an object-valued property that ECMAScript defines.
fn read(context: JSContextRef, object: JSObjectRef, name: &str) -> JSObjectRef {
    let name = RawString::from_str(name);
    // SAFETY: the context is alive on this thread, `object` is one of its intrinsics (never
    // collected), and a null exception pointer is allowed: these reads run no user code.
    let value = unsafe { sys::JSObjectGetProperty(context, object, name.raw(), ptr::null_mut()) };
    value.cast_mut()
}

fn protected(context: JSContextRef, object: JSObjectRef) -> JSObjectRef {
    // SAFETY: `object` is an intrinsic of the context, which is alive on this thread.
    unsafe { sys::JSValueProtect(context, object) };
    object
}
