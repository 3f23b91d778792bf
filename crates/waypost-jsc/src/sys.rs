//! The public C API of JavaScriptCore, declared by hand.
//!
//! Only what this crate calls is here, grouped as Apple's headers group it. Nothing outside the
//! crate sees these names; symbols that are exported but in no public header live in
//! [`private_api`](crate::private_api).
//!
//! Rules that every call relies on, kept by the types above this module:
//! * the engine's library was loaded: [`Vm::new`](crate::Vm::new) does so first, and nothing else
//!   makes the first value;
//! * a context pointer comes from a live `RealmInner`, and the thread is the one that made the VM;
//! * a value pointer is a live value of that VM: it is on the stack (`Local`) or protected (`Global`);
//! * an `exception` pointer is valid for writes; the engine leaves it null or stores a value in it.

use std::ffi::{c_char, c_int, c_uint, c_void};

use crate::library::engine_functions;

/// What a `JSValueRef` points to. On 64-bit systems the pointer *is* the encoded value: it is
/// never null for a value, and never read through.
#[repr(C)]
pub(crate) struct OpaqueValue {
    _private: [u8; 0],
}

/// Declares opaque engine types that are only used behind pointers.
macro_rules! opaque {
    ($($name:ident),+ $(,)?) => {
        $(#[repr(C)]
        pub(crate) struct $name {
            _private: [u8; 0],
        })+
    };
}

opaque!(OpaqueContext, OpaqueGroup, OpaqueString, OpaqueClass);

pub(crate) type JSContextGroupRef = *const OpaqueGroup;
pub(crate) type JSContextRef = *const OpaqueContext;
pub(crate) type JSGlobalContextRef = *mut OpaqueContext;
pub(crate) type JSStringRef = *mut OpaqueString;
pub(crate) type JSClassRef = *mut OpaqueClass;
pub(crate) type JSValueRef = *const OpaqueValue;
pub(crate) type JSObjectRef = *mut OpaqueValue;

pub(crate) type JSType = c_uint;
pub(crate) const TYPE_UNDEFINED: JSType = 0;
pub(crate) const TYPE_NULL: JSType = 1;
pub(crate) const TYPE_BOOLEAN: JSType = 2;
pub(crate) const TYPE_NUMBER: JSType = 3;
pub(crate) const TYPE_STRING: JSType = 4;
pub(crate) const TYPE_OBJECT: JSType = 5;
pub(crate) const TYPE_SYMBOL: JSType = 6;

pub(crate) type JSTypedArrayType = c_uint;
pub(crate) const TYPED_ARRAY_INT32: JSTypedArrayType = 2;
pub(crate) const TYPED_ARRAY_UINT8: JSTypedArrayType = 3;
pub(crate) const TYPED_ARRAY_ARRAY_BUFFER: JSTypedArrayType = 9;
pub(crate) const TYPED_ARRAY_NONE: JSTypedArrayType = 10;

pub(crate) const PROPERTY_NONE: c_uint = 0;
pub(crate) const PROPERTY_READ_ONLY: c_uint = 1 << 1;
pub(crate) const PROPERTY_DONT_ENUM: c_uint = 1 << 2;
pub(crate) const PROPERTY_DONT_DELETE: c_uint = 1 << 3;

pub(crate) const CLASS_NO_AUTOMATIC_PROTOTYPE: c_uint = 1 << 1;

pub(crate) type FinalizeCallback = unsafe extern "C" fn(object: JSObjectRef);
pub(crate) type CallAsFunctionCallback = unsafe extern "C" fn(
    context: JSContextRef,
    function: JSObjectRef,
    this: JSObjectRef,
    count: usize,
    arguments: *const JSValueRef,
    exception: *mut JSValueRef,
) -> JSValueRef;
pub(crate) type BytesDeallocator = unsafe extern "C" fn(bytes: *mut c_void, context: *mut c_void);

/// `JSClassDefinition`; callbacks this crate leaves null are declared as plain pointers.
#[repr(C)]
pub(crate) struct JSClassDefinition {
    pub(crate) version: c_int,
    pub(crate) attributes: c_uint,
    pub(crate) class_name: *const c_char,
    pub(crate) parent_class: JSClassRef,
    pub(crate) static_values: *const c_void,
    pub(crate) static_functions: *const c_void,
    pub(crate) initialize: *const c_void,
    pub(crate) finalize: Option<FinalizeCallback>,
    pub(crate) has_property: *const c_void,
    pub(crate) get_property: *const c_void,
    pub(crate) set_property: *const c_void,
    pub(crate) delete_property: *const c_void,
    pub(crate) get_property_names: *const c_void,
    pub(crate) call_as_function: Option<CallAsFunctionCallback>,
    pub(crate) call_as_constructor: *const c_void,
    pub(crate) has_instance: *const c_void,
    pub(crate) convert_to_type: *const c_void,
}

engine_functions! {
    // JSBase.h, JSContextRef.h
    fn JSContextGroupCreate() -> JSContextGroupRef;
    fn JSContextGroupRelease(group: JSContextGroupRef);
    fn JSGlobalContextCreateInGroup(
        group: JSContextGroupRef,
        class: JSClassRef,
    ) -> JSGlobalContextRef;
    fn JSGlobalContextRelease(context: JSGlobalContextRef);
    fn JSContextGetGlobalObject(context: JSContextRef) -> JSObjectRef;
    fn JSEvaluateScript(
        context: JSContextRef,
        script: JSStringRef,
        this: JSObjectRef,
        source_url: JSStringRef,
        first_line: c_int,
        exception: *mut JSValueRef,
    ) -> JSValueRef;
    fn JSCheckScriptSyntax(
        context: JSContextRef,
        script: JSStringRef,
        source_url: JSStringRef,
        first_line: c_int,
        exception: *mut JSValueRef,
    ) -> bool;

    // JSValueRef.h
    fn JSValueGetType(context: JSContextRef, value: JSValueRef) -> JSType;
    fn JSValueIsUndefined(context: JSContextRef, value: JSValueRef) -> bool;
    fn JSValueIsNull(context: JSContextRef, value: JSValueRef) -> bool;
    fn JSValueIsBoolean(context: JSContextRef, value: JSValueRef) -> bool;
    fn JSValueIsNumber(context: JSContextRef, value: JSValueRef) -> bool;
    fn JSValueIsString(context: JSContextRef, value: JSValueRef) -> bool;
    fn JSValueIsSymbol(context: JSContextRef, value: JSValueRef) -> bool;
    fn JSValueIsBigInt(context: JSContextRef, value: JSValueRef) -> bool;
    fn JSValueIsObject(context: JSContextRef, value: JSValueRef) -> bool;
    fn JSValueIsArray(context: JSContextRef, value: JSValueRef) -> bool;
    fn JSValueIsDate(context: JSContextRef, value: JSValueRef) -> bool;
    fn JSValueIsStrictEqual(context: JSContextRef, a: JSValueRef, b: JSValueRef)
    -> bool;
    fn JSValueIsInstanceOfConstructor(
        context: JSContextRef,
        value: JSValueRef,
        constructor: JSObjectRef,
        exception: *mut JSValueRef,
    ) -> bool;
    fn JSValueMakeUndefined(context: JSContextRef) -> JSValueRef;
    fn JSValueMakeNull(context: JSContextRef) -> JSValueRef;
    fn JSValueMakeBoolean(context: JSContextRef, value: bool) -> JSValueRef;
    fn JSValueMakeNumber(context: JSContextRef, value: f64) -> JSValueRef;
    fn JSValueMakeString(context: JSContextRef, string: JSStringRef) -> JSValueRef;
    fn JSValueMakeSymbol(context: JSContextRef, description: JSStringRef) -> JSValueRef;
    fn JSBigIntCreateWithInt64(
        context: JSContextRef,
        value: i64,
        exception: *mut JSValueRef,
    ) -> JSValueRef;
    fn JSBigIntCreateWithUInt64(
        context: JSContextRef,
        value: u64,
        exception: *mut JSValueRef,
    ) -> JSValueRef;
    fn JSValueMakeFromJSONString(
        context: JSContextRef,
        string: JSStringRef,
    ) -> JSValueRef;
    fn JSValueCreateJSONString(
        context: JSContextRef,
        value: JSValueRef,
        indent: c_uint,
        exception: *mut JSValueRef,
    ) -> JSStringRef;
    fn JSValueToBoolean(context: JSContextRef, value: JSValueRef) -> bool;
    fn JSValueToNumber(
        context: JSContextRef,
        value: JSValueRef,
        exception: *mut JSValueRef,
    ) -> f64;
    fn JSValueToInt64(
        context: JSContextRef,
        value: JSValueRef,
        exception: *mut JSValueRef,
    ) -> i64;
    fn JSValueToStringCopy(
        context: JSContextRef,
        value: JSValueRef,
        exception: *mut JSValueRef,
    ) -> JSStringRef;
    fn JSValueProtect(context: JSContextRef, value: JSValueRef);
    fn JSValueUnprotect(context: JSContextRef, value: JSValueRef);

    // JSStringRef.h
    fn JSStringCreateWithCharacters(characters: *const u16, count: usize)
    -> JSStringRef;
    fn JSStringCreateWithUTF8CString(string: *const c_char) -> JSStringRef;
    fn JSStringRelease(string: JSStringRef);
    fn JSStringGetLength(string: JSStringRef) -> usize;
    fn JSStringGetCharactersPtr(string: JSStringRef) -> *const u16;

    // JSObjectRef.h
    fn JSClassCreate(definition: *const JSClassDefinition) -> JSClassRef;
    fn JSClassRelease(class: JSClassRef);
    fn JSObjectMake(
        context: JSContextRef,
        class: JSClassRef,
        data: *mut c_void,
    ) -> JSObjectRef;
    fn JSObjectMakeFunctionWithCallback(
        context: JSContextRef,
        name: JSStringRef,
        callback: CallAsFunctionCallback,
    ) -> JSObjectRef;
    fn JSObjectMakeArray(
        context: JSContextRef,
        count: usize,
        values: *const JSValueRef,
        exception: *mut JSValueRef,
    ) -> JSObjectRef;
    fn JSObjectMakeDate(
        context: JSContextRef,
        count: usize,
        arguments: *const JSValueRef,
        exception: *mut JSValueRef,
    ) -> JSObjectRef;
    fn JSObjectMakeDeferredPromise(
        context: JSContextRef,
        resolve: *mut JSObjectRef,
        reject: *mut JSObjectRef,
        exception: *mut JSValueRef,
    ) -> JSObjectRef;
    fn JSObjectGetPrototype(context: JSContextRef, object: JSObjectRef) -> JSValueRef;
    fn JSObjectSetPrototype(
        context: JSContextRef,
        object: JSObjectRef,
        prototype: JSValueRef,
    );
    fn JSObjectHasProperty(
        context: JSContextRef,
        object: JSObjectRef,
        name: JSStringRef,
    ) -> bool;
    fn JSObjectGetProperty(
        context: JSContextRef,
        object: JSObjectRef,
        name: JSStringRef,
        exception: *mut JSValueRef,
    ) -> JSValueRef;
    fn JSObjectSetProperty(
        context: JSContextRef,
        object: JSObjectRef,
        name: JSStringRef,
        value: JSValueRef,
        attributes: c_uint,
        exception: *mut JSValueRef,
    );
    fn JSObjectDeleteProperty(
        context: JSContextRef,
        object: JSObjectRef,
        name: JSStringRef,
        exception: *mut JSValueRef,
    ) -> bool;
    fn JSObjectGetPropertyForKey(
        context: JSContextRef,
        object: JSObjectRef,
        key: JSValueRef,
        exception: *mut JSValueRef,
    ) -> JSValueRef;
    fn JSObjectSetPropertyForKey(
        context: JSContextRef,
        object: JSObjectRef,
        key: JSValueRef,
        value: JSValueRef,
        attributes: c_uint,
        exception: *mut JSValueRef,
    );
    fn JSObjectGetPropertyAtIndex(
        context: JSContextRef,
        object: JSObjectRef,
        index: c_uint,
        exception: *mut JSValueRef,
    ) -> JSValueRef;
    fn JSObjectSetPropertyAtIndex(
        context: JSContextRef,
        object: JSObjectRef,
        index: c_uint,
        value: JSValueRef,
        exception: *mut JSValueRef,
    );
    fn JSContextGetGroup(context: JSContextRef) -> JSContextGroupRef;
    fn JSObjectGetPrivate(object: JSObjectRef) -> *mut c_void;
    fn JSObjectIsFunction(context: JSContextRef, object: JSObjectRef) -> bool;
    fn JSObjectIsConstructor(context: JSContextRef, object: JSObjectRef) -> bool;
    fn JSObjectCallAsFunction(
        context: JSContextRef,
        function: JSObjectRef,
        this: JSObjectRef,
        count: usize,
        arguments: *const JSValueRef,
        exception: *mut JSValueRef,
    ) -> JSValueRef;
    fn JSObjectCallAsConstructor(
        context: JSContextRef,
        constructor: JSObjectRef,
        count: usize,
        arguments: *const JSValueRef,
        exception: *mut JSValueRef,
    ) -> JSObjectRef;

    // JSTypedArray.h
    fn JSValueGetTypedArrayType(
        context: JSContextRef,
        value: JSValueRef,
        exception: *mut JSValueRef,
    ) -> JSTypedArrayType;
    fn JSObjectMakeTypedArrayWithBytesNoCopy(
        context: JSContextRef,
        kind: JSTypedArrayType,
        bytes: *mut c_void,
        byte_length: usize,
        deallocator: BytesDeallocator,
        deallocator_context: *mut c_void,
        exception: *mut JSValueRef,
    ) -> JSObjectRef;
    fn JSObjectGetTypedArrayBytesPtr(
        context: JSContextRef,
        object: JSObjectRef,
        exception: *mut JSValueRef,
    ) -> *mut c_void;
    fn JSObjectGetTypedArrayByteLength(
        context: JSContextRef,
        object: JSObjectRef,
        exception: *mut JSValueRef,
    ) -> usize;
    fn JSObjectGetTypedArrayByteOffset(
        context: JSContextRef,
        object: JSObjectRef,
        exception: *mut JSValueRef,
    ) -> usize;
    fn JSObjectMakeArrayBufferWithBytesNoCopy(
        context: JSContextRef,
        bytes: *mut c_void,
        byte_length: usize,
        deallocator: BytesDeallocator,
        deallocator_context: *mut c_void,
        exception: *mut JSValueRef,
    ) -> JSObjectRef;
    fn JSObjectGetArrayBufferBytesPtr(
        context: JSContextRef,
        object: JSObjectRef,
        exception: *mut JSValueRef,
    ) -> *mut c_void;
    fn JSObjectGetArrayBufferByteLength(
        context: JSContextRef,
        object: JSObjectRef,
        exception: *mut JSValueRef,
    ) -> usize;
}
