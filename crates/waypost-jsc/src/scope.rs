//! The token that proves a realm is entered, and the values it makes.

use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::rc::Rc;

use crate::entry_scope;
use crate::exception::{Exception, JsResult};
use crate::local::{Array, JsString, Local, Object, Value};
use crate::private_api;
use crate::realm::{Intrinsics, Realm, RealmInner};
use crate::string::RawString;
use crate::string_value::{self, OwnedText};
use crate::sys::{self, JSContextGroupRef, JSContextRef, JSObjectRef, JSValueRef};
use crate::vm::{Vm, VmInner};

/// Proof that a realm is entered on this thread and that the engine's lock is held; the first
/// parameter of everything that touches the engine.
pub struct Scope<'s> {
    context: JSContextRef,
    realm: &'s Rc<RealmInner>,
    vm: &'s Rc<VmInner>,
    not_send: PhantomData<*mut ()>,
}

impl<'s> Scope<'s> {
    pub(crate) fn new(realm: &'s Rc<RealmInner>) -> Self {
        Self {
            context: realm.context(),
            realm,
            vm: realm.vm_inner(),
            not_send: PhantomData,
        }
    }

    /// The context, for a call into the engine.
    ///
    /// # Panics
    /// When a closure holds the bytes of a buffer: the call could move or alias them.
    #[inline]
    pub(crate) fn raw(&self) -> JSContextRef {
        assert!(
            !self.vm.borrowed().get(),
            "the engine was called while the bytes of a buffer are borrowed"
        );
        self.context
    }

    /// The VM, for a call into the engine; panics as [`Scope::raw`] does.
    fn group(&self) -> JSContextGroupRef {
        self.raw();
        self.vm.group()
    }

    /// The context, for the few calls that run no JavaScript and move nothing.
    pub(crate) fn context(&self) -> JSContextRef {
        self.context
    }

    pub(crate) fn vm_inner(&self) -> &'s Rc<VmInner> {
        self.vm
    }

    pub(crate) fn realm_inner(&self) -> &'s Rc<RealmInner> {
        self.realm
    }

    pub(crate) fn intrinsics(&self) -> &'s Intrinsics {
        self.realm.intrinsics()
    }

    /// Another handle to the realm that is entered.
    pub fn realm(&self) -> Realm {
        Realm::from_inner(Rc::clone(self.realm))
    }

    /// The VM of the realm.
    pub fn vm(&self) -> &'s Vm {
        self.realm.vm()
    }

    /// The host data of type `T` that [`Realm::set_data`] stored.
    pub fn data<T: 'static>(&self) -> Option<Rc<T>> {
        self.realm.data()
    }

    /// Runs `f` in another realm of the same VM, with values of both.
    ///
    /// # Panics
    /// When `realm` is of another VM.
    pub fn enter_realm<R>(&self, realm: &Realm, f: impl FnOnce(&Scope<'_>) -> R) -> R {
        assert!(
            Rc::ptr_eq(realm.inner().vm_inner(), self.vm),
            "the realm is of another VM"
        );
        realm.enter(f)
    }

    /// Does a microtask checkpoint now, in the middle of an entry; values stay valid.
    ///
    /// Only the outermost entry can: in a nested one or inside a native function nothing happens
    /// and the answer is false, for the microtasks must not run before the caller has returned.
    pub fn checkpoint(&self) -> bool {
        if self.vm.entries().get() != 1 || self.vm.native_calls().get() != 0 {
            return false;
        }
        let context = self.raw();
        // SAFETY: the outermost entry of this thread holds the lock exactly once, and nothing runs inside of it; where
        // the engine must be made to drain, releasing the lock does, and it is taken again before anything else
        // happens. Values of this scope are on the stack, which is scanned meanwhile.
        unsafe {
            if !entry_scope::drain_microtasks(self.vm.group(), context) {
                private_api::JSUnlock(context);
                private_api::JSLock(context);
            }
        }
        true
    }

    /// The global object.
    pub fn global_object(&self) -> Local<'s, Object> {
        // SAFETY: the scope keeps the context alive on this thread.
        Local::from_infallible(unsafe { sys::JSContextGetGlobalObject(self.raw()) })
    }

    /// `undefined`.
    pub fn undefined(&self) -> Local<'s, Value> {
        // SAFETY: the scope keeps the context alive on this thread.
        Local::from_infallible(unsafe { sys::JSValueMakeUndefined(self.raw()) })
    }

    /// `null`.
    pub fn null(&self) -> Local<'s, Value> {
        // SAFETY: the scope keeps the context alive on this thread.
        Local::from_infallible(unsafe { sys::JSValueMakeNull(self.raw()) })
    }

    /// `true` or `false`.
    pub fn boolean(&self, value: bool) -> Local<'s, Value> {
        // SAFETY: the scope keeps the context alive on this thread.
        Local::from_infallible(unsafe { sys::JSValueMakeBoolean(self.raw(), value) })
    }

    /// A number.
    pub fn number(&self, value: f64) -> Local<'s, Value> {
        // SAFETY: the scope keeps the context alive on this thread.
        Local::from_infallible(unsafe { sys::JSValueMakeNumber(self.raw(), value) })
    }

    /// A BigInt from a signed integer.
    pub fn bigint(&self, value: i64) -> JsResult<'s, Local<'s, Value>> {
        // SAFETY: the scope keeps the context alive; `attempt` gives a valid exception pointer.
        self.attempt_value(|context, exception| unsafe {
            sys::JSBigIntCreateWithInt64(context, value, exception)
        })
    }

    /// A BigInt from an unsigned integer.
    pub fn bigint_u64(&self, value: u64) -> JsResult<'s, Local<'s, Value>> {
        // SAFETY: the scope keeps the context alive; `attempt` gives a valid exception pointer.
        self.attempt_value(|context, exception| unsafe {
            sys::JSBigIntCreateWithUInt64(context, value, exception)
        })
    }

    /// A new symbol.
    pub fn symbol(&self, description: &str) -> Local<'s, Value> {
        let description = RawString::from_str(description);
        // SAFETY: the scope keeps the context alive; the string outlives the call.
        Local::from_infallible(unsafe { sys::JSValueMakeSymbol(self.raw(), description.raw()) })
    }

    /// A `Date` of `milliseconds` since 1970.
    pub fn date(&self, milliseconds: f64) -> JsResult<'s, Local<'s, Object>> {
        let arguments = [self.number(milliseconds).raw()];
        self.attempt_object(|context, exception| {
            // SAFETY: the scope keeps the context alive; the one argument is a live number.
            unsafe { sys::JSObjectMakeDate(context, 1, arguments.as_ptr(), exception) }
        })
    }

    /// A string.
    pub fn string(&self, text: &str) -> Local<'s, Value> {
        self.js_string(text).value()
    }

    /// A string, with the type that says so.
    pub fn js_string(&self, text: &str) -> Local<'s, JsString> {
        if text.is_ascii()
            && let Some(value) = self.narrow_string(text.as_bytes())
        {
            return value;
        }
        let string = RawString::from_text(self.vm.scratch(), text);
        self.string_from_raw(&string)
    }

    /// A string from UTF-16 code units, lone surrogates included. The cheapest way in.
    pub fn string_utf16(&self, units: &[u16]) -> Local<'s, Value> {
        self.string_from_raw(&RawString::from_utf16(units)).value()
    }

    /// A string from bytes that each are one code unit (ISO 8859-1), as header values are.
    pub fn string_latin1(&self, bytes: &[u8]) -> Local<'s, Value> {
        if let Some(value) = self.narrow_string(bytes) {
            return value.value();
        }
        let string = RawString::from_latin1(self.vm.scratch(), bytes);
        self.string_from_raw(&string).value()
    }

    /// A string of ASCII text that is part of the program, kept with one byte per character.
    ///
    /// Slower to make than [`Scope::string`], smaller to keep.
    pub fn static_ascii_string(&self, text: &'static str) -> Local<'s, Value> {
        debug_assert!(text.is_ascii(), "the text is said to be ASCII");
        self.string_from_raw(&RawString::from_str(text)).value()
    }

    /// A string of bytes that each are one code unit, where it can be made without the public API.
    fn narrow_string(&self, bytes: &[u8]) -> Option<Local<'s, JsString>> {
        // SAFETY: the scope holds the lock and keeps the context alive on this thread.
        unsafe { string_value::make(self.group(), bytes) }.map(Local::from_infallible)
    }

    /// The value of a text made for it; none where the public API has to make it.
    pub(crate) fn string_of_text(&self, text: &OwnedText) -> Option<Local<'s, JsString>> {
        // SAFETY: as above.
        unsafe { string_value::value_of(self.group(), text) }.map(Local::from_infallible)
    }

    pub(crate) fn string_from_raw(&self, string: &RawString) -> Local<'s, JsString> {
        // SAFETY: the scope keeps the context alive; the string outlives the call.
        Local::from_infallible(unsafe { sys::JSValueMakeString(self.raw(), string.raw()) })
    }

    /// An empty object.
    pub fn object(&self) -> Local<'s, Object> {
        // SAFETY: the scope keeps the context alive; a null class means a plain object.
        let object = unsafe { sys::JSObjectMake(self.raw(), ptr::null_mut(), ptr::null_mut()) };
        Local::from_infallible(object)
    }

    /// An array of `values`.
    pub fn array(&self, values: &[Local<'s, Value>]) -> Local<'s, Array> {
        self.made(|context, exception| {
            // SAFETY: the scope keeps the context alive. `Local` is transparent over a value
            // pointer, so the slice is an array of live values.
            unsafe {
                sys::JSObjectMakeArray(context, values.len(), values.as_ptr().cast(), exception)
            }
        })
        .cast()
    }

    /// The value of a JSON text; a `SyntaxError` as `JSON.parse` throws it.
    pub fn parse_json(&self, text: &str) -> JsResult<'s, Local<'s, Value>> {
        let string = RawString::from_text(self.vm.scratch(), text);
        // SAFETY: the scope keeps the context alive; the string outlives the call.
        let value = unsafe { sys::JSValueMakeFromJSONString(self.raw(), string.raw()) };
        if let Some(value) = NonNull::new(value.cast_mut()) {
            return Ok(Local::from_raw(value));
        }
        // The C function does not say what is wrong; the JavaScript one does.
        let parse: Local<'s, crate::Function> =
            Local::from_infallible(self.intrinsics().json_parse);
        parse.call(self, None, &[self.string_from_raw(&string).value()])
    }

    /// Reports memory that a JavaScript object keeps alive and the collector cannot see.
    ///
    /// Buffers made by this crate are seen already.
    pub fn report_extra_memory(&self, bytes: usize) {
        // SAFETY: the scope keeps the context alive on this thread.
        unsafe { private_api::JSReportExtraMemoryCost(self.raw(), bytes) };
    }

    /// Makes an engine call that may throw.
    pub(crate) fn attempt<T>(
        &self,
        call: impl FnOnce(JSContextRef, *mut JSValueRef) -> T,
    ) -> JsResult<'s, T> {
        let mut exception: JSValueRef = ptr::null();
        let result = call(self.raw(), &mut exception);
        match NonNull::new(exception.cast_mut()) {
            None => Ok(result),
            Some(exception) => Err(Exception::new(Local::<Value>::from_raw(exception))),
        }
    }

    /// Makes an engine call that gives a value or throws.
    pub(crate) fn attempt_value(
        &self,
        call: impl FnOnce(JSContextRef, *mut JSValueRef) -> JSValueRef,
    ) -> JsResult<'s, Local<'s, Value>> {
        let value = self.attempt(call)?;
        NonNull::new(value.cast_mut())
            .map(Local::from_raw)
            .ok_or_else(|| self.no_value_exception())
    }

    /// Makes an engine call that gives an object or throws.
    pub(crate) fn attempt_object(
        &self,
        call: impl FnOnce(JSContextRef, *mut JSValueRef) -> JSObjectRef,
    ) -> JsResult<'s, Local<'s, Object>> {
        self.attempt_value(|context, exception| call(context, exception).cast_const())
            .map(Local::cast)
    }

    /// Makes an engine call that gives a new object and fails only when memory is exhausted, which
    /// the engine answers by ending the process nearly everywhere.
    pub(crate) fn made(
        &self,
        call: impl FnOnce(JSContextRef, *mut JSValueRef) -> JSObjectRef,
    ) -> Local<'s, Object> {
        self.attempt_object(call)
            .expect("the engine makes an object unless memory is exhausted")
    }

    /// What a call fails with that gave neither a value nor an exception.
    pub(crate) fn no_value_exception(&self) -> Exception<'s> {
        if self.vm.watchdog().has_fired() {
            return self.terminated_exception();
        }
        self.error("the engine gave no value")
    }

    /// What a script or call fails with once the VM was terminated.
    pub(crate) fn terminated_exception(&self) -> Exception<'s> {
        Exception::new(self.static_ascii_string("JavaScript execution terminated."))
    }
}

impl std::fmt::Debug for Scope<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Scope({:p})", self.context)
    }
}
