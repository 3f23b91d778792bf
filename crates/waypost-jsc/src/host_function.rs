//! Functions of Rust as host functions of the engine: called as its own are, with the lock held.
//!
//! The public API has only callback objects. Around each of their calls the engine lets go of its lock, copies the
//! arguments and looks up the callback; each call inside takes the lock again. A host function is called from
//! compiled code by two indirect calls and reads its arguments from the frame where they are.
//!
//! The engine makes such functions from a closure of C++ (`JSNativeStdFunction` over a `WTF::Function`), which
//! it calls and deletes through a table of virtual functions. Here that closure is a [`FunctionData`], and the
//! table is [`METHODS`]: so the engine itself leads to the closure, and the collector drops it.
//!
//! All of it is tried in the first realm: one function is called, which looks at what it is called with, returns
//! a value and throws one. Where a symbol is absent, the processor is another or anything looks otherwise, functions
//! are callback objects, and nothing but time is lost.

use crate::native_function::FunctionData;
use crate::sys::{JSContextRef, JSObjectRef, JSValueRef};

pub(crate) use engine::{find, make, probe};

/// `JSC::CallFrame`: where its header is, and that the arguments follow, is part of the engine's compiled code.
#[repr(C)]
pub(crate) struct Frame {
    caller: usize,
    return_address: usize,
    code_block: usize,
    callee: JSObjectRef,
    count_including_this: u32,
    call_site: u32,
    this: JSValueRef,
    arguments: [JSValueRef; 0],
}

type Call = unsafe extern "C" fn(
    closure: *mut FunctionData,
    context: JSContextRef,
    frame: *const Frame,
) -> JSValueRef;
type Delete = unsafe extern "C" fn(closure: *mut FunctionData);

/// The virtual functions of `WTF::Detail::CallableWrapperBase`, in the order of its declaration: the destructor
/// (alone, then with the memory, as the ABI of C++ has it) and the call.
#[repr(C)]
pub(crate) struct Methods {
    destroy: Delete,
    delete: Delete,
    call: Call,
}

/// What every [`FunctionData`] begins with.
pub(crate) static METHODS: Methods = Methods {
    destroy: delete,
    delete,
    call: engine::call,
};

/// The collector drops a host function.
unsafe extern "C" fn delete(closure: *mut FunctionData) {
    // SAFETY: the engine took the closure over from `make` as a box, and deletes it once: with its function,
    // or with the `WTF::Function` that a failed `make` left.
    unsafe { Box::from_raw(closure) }.retire();
}

#[cfg(all(target_arch = "x86_64", not(target_os = "macos")))]
mod engine {
    use std::cell::Cell;
    use std::ffi::{c_uint, c_void};
    use std::ptr;
    use std::sync::OnceLock;

    use super::{Frame, Methods};
    use crate::local::{Function, Local, Object, Value};
    use crate::native_function::{FunctionData, REALM_IS_CLOSED, Running};
    use crate::private_api;
    use crate::scope::Scope;
    use crate::string::RawString;
    use crate::string_value::OwnedText;
    use crate::sys::{self, JSContextGroupRef, JSContextRef, JSObjectRef, JSValueRef};

    /// `EncodedJSValue (JSGlobalObject*, CallFrame*)`
    type HostFunction =
        unsafe extern "C" fn(context: JSContextRef, frame: *const Frame) -> JSValueRef;
    /// `JSNativeStdFunction::create(VM&, JSGlobalObject*, unsigned length, const String& name,
    /// WTF::Function<…>&&, Intrinsic, NativeFunction constructor)`. A `String`, a `WTF::Function` and a
    /// `NativeFunction` are one pointer each, an `Intrinsic` is an enumeration.
    type Create = unsafe extern "C" fn(
        vm: JSContextGroupRef,
        context: JSContextRef,
        length: c_uint,
        name: *const *const c_void,
        closure: *mut *mut c_void,
        intrinsic: c_uint,
        constructor: HostFunction,
    ) -> JSObjectRef;
    /// `VM::throwException(JSGlobalObject*, JSValue)`; a `JSValue` is one register.
    type Throw = unsafe extern "C" fn(
        vm: JSContextGroupRef,
        context: JSContextRef,
        value: JSValueRef,
    ) -> *mut c_void;

    struct Functions {
        create: Create,
        throw: Throw,
        /// What the engine gives to functions that are no constructors, and knows them by.
        not_a_constructor: HostFunction,
    }

    static FUNCTIONS: OnceLock<Functions> = OnceLock::new();
    static IS_KNOWN: OnceLock<bool> = OnceLock::new();

    const NO_INTRINSIC: c_uint = 0;

    /// Looks for the three; without them functions are callback objects.
    pub(crate) fn find(library: &libloading::Library) {
        let symbol = |name| crate::library::symbol(library, name).ok();
        let (Some(create), Some(throw), Some(not_a_constructor)) = (
            symbol(
                "_ZN3JSC19JSNativeStdFunction6createERNS_2VMEPNS_14JSGlobalObjectEjRKN3WTF6StringEONS5_8FunctionIFlS4_PNS_9CallFrameEEEENS_9IntrinsicENS5_11FunctionPtrILNS5_6PtrTagE1ESC_LNS5_18FunctionAttributesE2EEE\0",
            ),
            symbol("_ZN3JSC2VM14throwExceptionEPNS_14JSGlobalObjectENS_7JSValueE\0"),
            symbol("_ZN3JSC29callHostFunctionAsConstructorEPNS_14JSGlobalObjectEPNS_9CallFrameE\0"),
        ) else {
            return;
        };
        // SAFETY: the names say the parameters, and the source of the engine the results.
        let functions = unsafe {
            Functions {
                create: std::mem::transmute::<*mut c_void, Create>(create),
                throw: std::mem::transmute::<*mut c_void, Throw>(throw),
                not_a_constructor: std::mem::transmute::<*mut c_void, HostFunction>(
                    not_a_constructor,
                ),
            }
        };
        let _ = FUNCTIONS.set(functions);
    }

    /// Makes the function that runs `data`; gives it back where host functions are not to be had.
    pub(crate) fn make<'s>(
        scope: &Scope<'s>,
        data: Box<FunctionData>,
    ) -> Result<Local<'s, Function>, Box<FunctionData>> {
        if IS_KNOWN.get() != Some(&true) {
            return Err(data);
        }
        let (Some(functions), Some(name)) =
            (FUNCTIONS.get(), OwnedText::new(data.name().as_bytes()))
        else {
            return Err(data);
        };
        if !data.name().is_ascii() {
            return Err(data);
        }
        let closure = Box::into_raw(data).cast::<c_void>();
        // SAFETY: `scope` holds the lock and keeps the context alive; the closure begins with its table.
        let function = unsafe { create(functions, scope.raw(), &name, closure) };
        Ok(Local::<Object>::from_infallible(function).cast())
    }

    /// # Safety
    /// The lock is held and the context alive; `closure` begins with a pointer to its [`Methods`] and is valid
    /// until they delete it.
    unsafe fn create(
        functions: &Functions,
        context: JSContextRef,
        name: &OwnedText,
        closure: *mut c_void,
    ) -> JSObjectRef {
        let mut closure = closure;
        // SAFETY: the caller's promise. The name outlives the call, which takes a reference of its own; the
        // function takes the closure over and leaves null.
        unsafe {
            (functions.create)(
                sys::JSContextGetGroup(context),
                context,
                0,
                name.as_string(),
                &raw mut closure,
                NO_INTRINSIC,
                functions.not_a_constructor,
            )
        }
    }

    /// The way from JavaScript into Rust. The engine holds its lock, and is in the realm of the function.
    pub(super) unsafe extern "C" fn call(
        closure: *mut FunctionData,
        context: JSContextRef,
        frame: *const Frame,
    ) -> JSValueRef {
        // SAFETY: `make` gave the closure to the function that is called. The frame holds that function, so
        // the collector, which scans the stack, keeps both until this returns.
        let data = unsafe { &*closure };
        let Some(realm) = data.realm() else {
            let message = RawString::from_str(REALM_IS_CLOSED);
            // SAFETY: the function that is called keeps its context alive; the message outlives the call.
            unsafe {
                let message = sys::JSValueMakeString(context, message.raw());
                return throw(context, message);
            }
        };
        let running = Running::new(realm.vm_inner());
        let scope = Scope::new(&realm);
        // SAFETY: this is the frame of the call, which stays until this returns.
        let values = unsafe { arguments_of(frame) };
        let value = match data.invoke(&scope, values) {
            Ok(value) => value.raw(),
            // SAFETY: as above; the thrown value is live.
            Err(thrown) => unsafe { throw(context, thrown.value().raw()) },
        };
        drop(running);
        value
    }

    /// The arguments where the caller put them.
    ///
    /// # Safety
    /// `frame` is the frame of a call of the layout above, for the life of the slice.
    unsafe fn arguments_of<'a, 's>(frame: *const Frame) -> &'a [Local<'s, Value>] {
        // SAFETY: the caller's promise. The slots belong to the function that is called: the engine does not
        // write them while it runs. Each holds a value, which is never null, and the collector sees them there.
        // `Local` is transparent over a value pointer.
        unsafe {
            let count = (*frame).count_including_this as usize;
            let first = (&raw const (*frame).arguments).cast::<Local<'s, Value>>();
            std::slice::from_raw_parts(first, count.saturating_sub(1))
        }
    }

    /// Leaves `value` as what the running host function throws; gives what that function returns.
    ///
    /// # Safety
    /// A host function of the context is running; `value` is live.
    unsafe fn throw(context: JSContextRef, value: JSValueRef) -> JSValueRef {
        if let Some(functions) = FUNCTIONS.get() {
            // SAFETY: the caller's promise; the group of a context is its VM.
            unsafe { (functions.throw)(sys::JSContextGetGroup(context), context, value) };
        }
        ptr::null()
    }

    /// Tries everything once per process, in the first realm: its context was just made on this thread.
    pub(crate) fn probe(context: JSContextRef) {
        IS_KNOWN.get_or_init(|| {
            let (Some(functions), Some(name)) = (FUNCTIONS.get(), OwnedText::new(b"probe")) else {
                return false;
            };
            // SAFETY: the context is alive on this thread. The lock is held while the function is made; without
            // a scope nobody else needs it.
            unsafe {
                private_api::JSLock(context);
                let is_right = is_called_right(functions, context, &name);
                private_api::JSUnlock(context);
                is_right
            }
        });
    }

    /// A closure that looks at what it is called with. It is never freed, and deleting it does nothing: nothing
    /// depends on the place of the destructor in a table that is not known yet.
    #[repr(C)]
    struct Probe {
        methods: *const [ProbeMethod; 8],
    }

    // SAFETY: it is only a pointer to constant functions.
    unsafe impl Sync for Probe {}

    type ProbeMethod = unsafe extern "C" fn(
        closure: *const Probe,
        context: JSContextRef,
        frame: *const Frame,
    ) -> JSValueRef;

    static PROBE_METHODS: [ProbeMethod; 8] = {
        let mut methods: [ProbeMethod; 8] = [probe_other; 8];
        methods[std::mem::offset_of!(Methods, call) / size_of::<usize>()] = probe_call;
        methods
    };
    static PROBE: Probe = Probe {
        methods: &raw const PROBE_METHODS,
    };

    /// What the call of the probe is to look like.
    #[derive(Clone, Copy)]
    struct Expected {
        context: JSContextRef,
        callee: JSObjectRef,
        arguments: [JSValueRef; 3],
    }

    thread_local! {
        static EXPECTED: Cell<Option<Expected>> = const { Cell::new(None) };
    }

    /// Any other virtual function: what it gives is not what the probe expects.
    unsafe extern "C" fn probe_other(
        _: *const Probe,
        _: JSContextRef,
        _: *const Frame,
    ) -> JSValueRef {
        ptr::null()
    }

    /// Gives the first argument back or, called with two, throws the second; null when anything is
    /// not as it should be.
    unsafe extern "C" fn probe_call(
        closure: *const Probe,
        context: JSContextRef,
        frame: *const Frame,
    ) -> JSValueRef {
        let Some(expected) = EXPECTED.get() else {
            return ptr::null();
        };
        if closure != &raw const PROBE || context != expected.context || frame.is_null() {
            return ptr::null();
        }
        // SAFETY: whatever the layout is, the frame is on the stack with more above it than is read here; the
        // arguments are only read as numbers, and no more of them than were given.
        unsafe {
            let given = match (*frame).count_including_this {
                3 => 2,
                4 => 3,
                _ => return ptr::null(),
            };
            let first = (&raw const (*frame).arguments).cast::<JSValueRef>();
            let is_right = (*frame).callee == expected.callee
                && (0..given).all(|index| *first.add(index) == expected.arguments[index]);
            match given {
                _ if !is_right => ptr::null(),
                2 => throw(context, expected.arguments[1]),
                _ => expected.arguments[0],
            }
        }
    }

    /// # Safety
    /// The lock is held and the context alive.
    unsafe fn is_called_right(
        functions: &Functions,
        context: JSContextRef,
        name: &OwnedText,
    ) -> bool {
        let closure = (&raw const PROBE).cast_mut().cast::<c_void>();
        let argument = RawString::from_str("an argument");
        // SAFETY: the caller's promise. The closure begins with its table and is never freed. Function, string and
        // arguments stay on the stack until the last call; all other pointers are to locals.
        unsafe {
            let function = create(functions, context, name, closure);
            let arguments = [
                sys::JSValueMakeString(context, argument.raw()),
                sys::JSValueMakeNumber(context, 1.5),
                sys::JSValueMakeUndefined(context),
            ];
            EXPECTED.set(Some(Expected {
                context,
                callee: function,
                arguments,
            }));
            let call = |count: usize| {
                let mut exception = ptr::null();
                let value = sys::JSObjectCallAsFunction(
                    context,
                    function,
                    ptr::null_mut(),
                    count,
                    arguments.as_ptr(),
                    &mut exception,
                );
                (value, exception)
            };
            let is_right = !function.is_null()
                && sys::JSObjectIsFunction(context, function)
                && !sys::JSObjectIsConstructor(context, function)
                && call(3) == (arguments[0], ptr::null())
                && call(2) == (ptr::null(), arguments[1]);
            EXPECTED.set(None);
            std::hint::black_box(arguments);
            is_right
        }
    }

    /// The table begins where the engine looks, and has no gaps.
    const _: () = assert!(size_of::<Methods>() == 3 * size_of::<usize>());
    const _: () = assert!(std::mem::offset_of!(Frame, arguments) == 6 * size_of::<usize>());

    #[cfg(test)]
    pub(super) fn is_known() -> bool {
        IS_KNOWN.get() == Some(&true)
    }
}

#[cfg(not(all(target_arch = "x86_64", not(target_os = "macos"))))]
mod engine {
    use super::Frame;
    use crate::local::{Function, Local};
    use crate::native_function::FunctionData;
    use crate::scope::Scope;
    use crate::sys::{JSContextRef, JSValueRef};

    pub(crate) fn find(_library: &libloading::Library) {}

    pub(crate) fn probe(_context: JSContextRef) {}

    pub(crate) fn make<'s>(
        _scope: &Scope<'s>,
        data: Box<FunctionData>,
    ) -> Result<Local<'s, Function>, Box<FunctionData>> {
        Err(data)
    }

    /// Never called: no host function is made.
    pub(super) unsafe extern "C" fn call(
        _closure: *mut FunctionData,
        _context: JSContextRef,
        _frame: *const Frame,
    ) -> JSValueRef {
        std::ptr::null()
    }
}

#[cfg(test)]
#[cfg(all(target_arch = "x86_64", not(target_os = "macos")))]
mod tests {
    use crate::{Origin, Vm, VmOptions};

    #[test]
    fn functions_are_host_functions_here() {
        let vm = Vm::new(VmOptions::default()).expect("a VM");
        let realm = vm.new_realm();
        assert!(super::engine::is_known());
        realm.enter(|scope| {
            let function = scope.function("op_test", Box::new(|scope, _| Ok(scope.undefined())));
            let said = scope
                .evaluate("Function.prototype.toString", &Origin::new("test"))
                .ok()
                .and_then(|said| said.as_function(scope))
                .and_then(|said| said.call(scope, Some(function.object()), &[]).ok())
                .and_then(|said| said.as_text(scope));
            let said = said.expect("a text");
            assert!(said.starts_with("function op_test() {"), "{said}");
        });
    }
}
