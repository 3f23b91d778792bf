//! Realms that only JavaScript holds: one more global object, for scripts that are to have their own.
//!
//! Nothing of Rust belongs to such a realm. It lives as long as JavaScript reaches its global object,
//! which a [`Realm`](crate::Realm) would keep alive for ever together with all it leads to. What
//! runs there runs inside the entry of the realm that asked for it, under the same watchdog.

use std::ffi::c_int;
use std::ptr;

use crate::exception::JsResult;
use crate::local::{Function, Local, Object};
use crate::promise::report_rejections_of;
use crate::scope::Scope;
use crate::string::RawString;
use crate::sys::{self, JSContextRef, JSObjectRef, JSStringRef, JSValueRef};

/// A realm without a handle.
#[derive(Debug, Clone, Copy)]
pub struct InnerRealm<'s> {
    /// Its global object, with ECMAScript's own globals and nothing else.
    pub global: Local<'s, Object>,
    /// `evaluate(source, url)` runs a script there and gives the value of its last statement.
    pub evaluate: Local<'s, Function>,
}

impl<'s> Scope<'s> {
    /// Makes a realm that lives as long as JavaScript reaches what is returned.
    ///
    /// Rejections that nobody handles there are reported as those of this realm.
    pub fn inner_realm(&self) -> JsResult<'s, InnerRealm<'s>> {
        self.vm_inner().refuse_after_termination(self)?;
        let name = RawString::from_str("evaluate");
        // SAFETY: the scope keeps the VM's group alive and is on its thread; a null class means the
        // default global object. The reference is given back below, after which the two objects,
        // which are on the stack until then, keep the realm alive.
        let context =
            unsafe { sys::JSGlobalContextCreateInGroup(self.vm_inner().group(), ptr::null_mut()) };
        // SAFETY: the context was just made on this thread; the name outlives the call.
        let (global, evaluate) = unsafe {
            (
                sys::JSContextGetGlobalObject(context),
                sys::JSObjectMakeFunctionWithCallback(context, name.raw(), evaluate_here),
            )
        };
        let made = InnerRealm {
            global: Local::from_infallible(global),
            evaluate: Local::<Object>::from_infallible(evaluate).cast(),
        };
        report_rejections_of(self, context);
        // SAFETY: this gives back the reference of `JSGlobalContextCreateInGroup`.
        unsafe { sys::JSGlobalContextRelease(context) };
        Ok(made)
    }
}

/// Runs a script in the realm of the function that is called.
unsafe extern "C" fn evaluate_here(
    context: JSContextRef,
    _function: JSObjectRef,
    _this: JSObjectRef,
    count: usize,
    arguments: *const JSValueRef,
    exception: *mut JSValueRef,
) -> JSValueRef {
    if count < 2 {
        // SAFETY: the engine gave the context, which is alive for the time of the call.
        return unsafe { sys::JSValueMakeUndefined(context) };
    }
    let text = |index: usize| -> Option<RawString> {
        // SAFETY: the engine gives `count` live values, the context of the function that is called
        // and a place for the exception, all for the time of the call; `index` is below `count`.
        let raw: JSStringRef =
            unsafe { sys::JSValueToStringCopy(context, *arguments.add(index), exception) };
        RawString::from_owned(raw)
    };
    let (Some(source), Some(url)) = (text(0), text(1)) else {
        return ptr::null();
    };
    const FIRST_LINE: c_int = 1;
    // SAFETY: as above; both strings outlive the call; null means the global object.
    unsafe {
        sys::JSEvaluateScript(
            context,
            source.raw(),
            ptr::null_mut(),
            url.raw(),
            FIRST_LINE,
            exception,
        )
    }
}
