//! Functions of Rust as callback objects of the public API: where host functions cannot be had.
//!
//! Such a function is an object of one class whose private data is the closure. The engine lets go of its lock
//! around the call and each call inside takes it again, so a call costs several times what one of a
//! [host function](crate::host_function) does; all else is the same.

use std::ffi::c_void;
use std::ptr;

use crate::local::{Function, Local, Object, Value};
use crate::native_function::{FunctionData, REALM_IS_CLOSED, Running};
use crate::object::Attributes;
use crate::private_api;
use crate::realm::RealmInner;
use crate::scope::Scope;
use crate::string::RawString;
use crate::sys::{self, JSClassRef, JSContextRef, JSObjectRef, JSValueRef};

/// Makes the function that runs `data`.
pub(crate) fn make<'s>(scope: &Scope<'s>, data: Box<FunctionData>) -> Local<'s, Function> {
    let name = scope.string_from_raw(&RawString::from_str(data.name()));
    let class = scope.vm_inner().function_class().raw();
    // SAFETY: `scope` keeps the context alive; the class has the callbacks below. The object owns the
    // data from here; `finalize` takes it back exactly once.
    let raw = unsafe { sys::JSObjectMake(scope.raw(), class, Box::into_raw(data).cast()) };
    let object: Local<'s, Object> = Local::from_infallible(raw);
    // The name comes before the prototype, whose own read-only `name` would keep it out.
    let named = object.define(
        scope,
        "name",
        name,
        Attributes::HIDDEN | Attributes::READ_ONLY,
    );
    debug_assert!(named.is_ok(), "a new object takes any property");
    object.set_prototype(
        scope,
        Local::from_infallible(scope.intrinsics().function_prototype),
    );
    object.cast()
}

/// The class of all callback functions of a VM.
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

/// The collector drops a callback function.
unsafe extern "C" fn finalize(object: JSObjectRef) {
    // SAFETY: the class gives every object a `FunctionData`, and the engine finalizes it once.
    let data = unsafe { Box::from_raw(sys::JSObjectGetPrivate(object).cast::<FunctionData>()) };
    data.retire();
}

/// The way from JavaScript into Rust.
unsafe extern "C" fn trampoline(
    context: JSContextRef,
    function: JSObjectRef,
    _this: JSObjectRef,
    count: usize,
    arguments: *const JSValueRef,
    exception: *mut JSValueRef,
) -> JSValueRef {
    // SAFETY: the class gives every object a `FunctionData`; the engine keeps the function it
    // calls alive, and with it the data.
    let data = unsafe { &*sys::JSObjectGetPrivate(function).cast::<FunctionData>() };
    let Some(realm) = data.realm() else {
        // SAFETY: the engine gave the context and a place for the exception.
        return unsafe { throw_realm_closed(context, exception) };
    };
    let running = Running::new(realm.vm_inner());
    let locked = Locked::new(&realm);
    let scope = Scope::new(&realm);
    let values = if count == 0 {
        &[]
    } else {
        // SAFETY: the engine gives `count` live values for the time of the call; `Local` is
        // transparent over a value pointer.
        unsafe { std::slice::from_raw_parts(arguments.cast::<Local<'_, Value>>(), count) }
    };
    let outcome = data.invoke(&scope, values);
    let value = match outcome {
        Ok(value) => value.raw(),
        Err(thrown) => {
            // SAFETY: the engine gave a place for the exception.
            unsafe { *exception = thrown.value().raw() };
            ptr::null()
        }
    };
    drop(locked);
    drop(running);
    value
}

/// The lock, held for one call: the engine lets go of it around a callback, and would take it again for
/// each call inside.
struct Locked<'a>(&'a RealmInner);

impl<'a> Locked<'a> {
    fn new(realm: &'a RealmInner) -> Self {
        // SAFETY: the realm keeps its context alive, and the engine calls on the VM's thread.
        // `drop` unlocks. Inside a callback an unlock is never a checkpoint.
        unsafe { private_api::JSLock(realm.context()) };
        Self(realm)
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        // SAFETY: `new` took this lock on this thread.
        unsafe { private_api::JSUnlock(self.0.context()) };
    }
}

/// Throws into a function of a realm that was dropped, called through another one.
unsafe fn throw_realm_closed(context: JSContextRef, exception: *mut JSValueRef) -> JSValueRef {
    let message = RawString::from_str(REALM_IS_CLOSED);
    // SAFETY: the caller got the context and the place for the exception from the engine; the
    // message outlives the call.
    unsafe { *exception = sys::JSValueMakeString(context, message.raw()) };
    ptr::null()
}

/// The private data as the engine keeps it.
const _: () = assert!(size_of::<*mut c_void>() == size_of::<Box<FunctionData>>());

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;
    use crate::native_function::NativeFunction;
    use crate::{Exception, Global, Origin, Vm, VmOptions};

    fn define<'s>(scope: &Scope<'s>, name: &str, body: NativeFunction) -> Local<'s, Function> {
        let function = make(scope, FunctionData::new(scope, name, body));
        let defined = scope.global_object().set(scope, name, function);
        assert!(defined.is_ok());
        function
    }

    fn text(scope: &Scope<'_>, source: &str) -> String {
        let value = scope
            .evaluate(source, &Origin::new("test"))
            .expect("it runs");
        value.to_rust_string(scope).expect("a text")
    }

    /// Other systems have no other functions.
    #[test]
    fn callback_functions_are_the_same_functions() {
        let vm = Vm::new(VmOptions::default()).expect("a VM");
        let realm = vm.new_realm();
        let drops = Rc::new(Cell::new(0));
        let kept = realm.enter(|scope| {
            define(
                scope,
                "join",
                Box::new(|scope, arguments| {
                    let mut text = arguments.len().to_string();
                    for value in arguments.as_slice() {
                        text.push_str(&value.to_rust_string(scope)?);
                    }
                    Ok(scope.string(&text))
                }),
            );
            define(
                scope,
                "fail",
                Box::new(|_, arguments| Err(Exception::new(arguments.get(0)))),
            );
            define(scope, "explode", Box::new(|_, _| panic!("a defect")));
            assert_eq!(text(scope, "join() + join(1, 'b', null)"), "031bnull");
            assert_eq!(
                text(scope, "join.name + typeof join + Object.keys(join).length"),
                "joinfunction0"
            );
            assert_eq!(
                text(scope, "try { new join() } catch (e) { e.name }"),
                "TypeError"
            );
            assert_eq!(text(scope, "try { fail(42) } catch (e) { e + '' }"), "42");
            let message = "internal error in the native function \"explode\"";
            assert_eq!(
                text(scope, "try { explode() } catch (e) { e.message }"),
                message
            );
            for _ in 0..50 {
                let token = Rc::clone(&drops);
                let count = move || token.set(token.get() + 1);
                struct Token<F: Fn()>(F);
                impl<F: Fn()> Drop for Token<F> {
                    fn drop(&mut self) {
                        (self.0)();
                    }
                }
                let token = Token(count);
                let body: NativeFunction = Box::new(move |scope, _| {
                    let _ = &token;
                    Ok(scope.undefined())
                });
                make(scope, FunctionData::new(scope, "token", body));
            }
            Global::new(
                scope,
                define(scope, "kept", Box::new(|scope, _| Ok(scope.null()))),
            )
        });
        assert!(vm.is_poisoned());
        let other = vm.new_realm();
        drop(realm);
        other.enter(|scope| {
            let thrown = kept.local(scope).call(scope, None, &[]);
            let thrown = thrown.map(|_| ()).expect_err("its realm is closed");
            assert_eq!(thrown.describe(scope).message, REALM_IS_CLOSED);
        });
        drop((kept, other, vm));
        assert_eq!(drops.get(), 50);
    }
}
