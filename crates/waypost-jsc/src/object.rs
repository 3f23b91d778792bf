//! Objects: properties, keys, prototypes.

use std::ffi::c_uint;
use std::ops::BitOr;

use crate::exception::JsResult;
use crate::local::{Array, Function, Local, Object, ObjectType, Value};
use crate::scope::Scope;
use crate::string::{PropertyKey, RawString};
use crate::sys::{self, JSStringRef};

/// How a property is defined; `|` combines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes(c_uint);

impl Attributes {
    /// Writable, enumerable, configurable: as an assignment makes it.
    pub const NONE: Self = Self(sys::PROPERTY_NONE);
    /// Not writable.
    pub const READ_ONLY: Self = Self(sys::PROPERTY_READ_ONLY);
    /// Not enumerable.
    pub const HIDDEN: Self = Self(sys::PROPERTY_DONT_ENUM);
    /// Not configurable.
    pub const PERMANENT: Self = Self(sys::PROPERTY_DONT_DELETE);
}

impl BitOr for Attributes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl<'s, T: ObjectType> Local<'s, T> {
    /// Reads `this[name]`; a getter may run.
    pub fn get(self, scope: &Scope<'s>, name: &str) -> JsResult<'s, Local<'s, Value>> {
        self.get_raw(scope, RawString::from_str(name).raw())
    }

    /// Reads a property whose name was made before.
    pub fn get_key(self, scope: &Scope<'s>, key: &PropertyKey) -> JsResult<'s, Local<'s, Value>> {
        self.get_raw(scope, key.raw())
    }

    fn get_raw(self, scope: &Scope<'s>, name: JSStringRef) -> JsResult<'s, Local<'s, Value>> {
        scope.attempt_value(|context, exception| {
            // SAFETY: `scope` keeps the context alive; `self` is a live object; the caller holds
            // a reference to the name.
            unsafe { sys::JSObjectGetProperty(context, self.raw_object(), name, exception) }
        })
    }

    /// Reads `this[key]` for any value as the key: a symbol, or a name that is a value already.
    pub fn get_value(
        self,
        scope: &Scope<'s>,
        key: Local<'s, Value>,
    ) -> JsResult<'s, Local<'s, Value>> {
        scope.attempt_value(|context, exception| {
            // SAFETY: `scope` keeps the context alive; both are live values, the first an object.
            unsafe {
                sys::JSObjectGetPropertyForKey(context, self.raw_object(), key.raw(), exception)
            }
        })
    }

    /// Reads `this[index]`.
    pub fn get_index(self, scope: &Scope<'s>, index: u32) -> JsResult<'s, Local<'s, Value>> {
        scope.attempt_value(|context, exception| {
            // SAFETY: `scope` keeps the context alive; `self` is a live object.
            unsafe { sys::JSObjectGetPropertyAtIndex(context, self.raw_object(), index, exception) }
        })
    }

    /// Assigns `this[name] = value`; a setter may run, a read-only property stays as it is.
    pub fn set(
        self,
        scope: &Scope<'s>,
        name: &str,
        value: impl Into<Local<'s, Value>>,
    ) -> JsResult<'s, ()> {
        self.set_raw(
            scope,
            RawString::from_str(name).raw(),
            value.into(),
            Attributes::NONE,
        )
    }

    /// Assigns a property whose name was made before.
    pub fn set_key(
        self,
        scope: &Scope<'s>,
        key: &PropertyKey,
        value: impl Into<Local<'s, Value>>,
    ) -> JsResult<'s, ()> {
        self.set_raw(scope, key.raw(), value.into(), Attributes::NONE)
    }

    /// Defines a new property with `attributes`; one that exists, the prototype chain included, is
    /// assigned instead.
    pub fn define(
        self,
        scope: &Scope<'s>,
        name: &str,
        value: impl Into<Local<'s, Value>>,
        attributes: Attributes,
    ) -> JsResult<'s, ()> {
        self.set_raw(
            scope,
            RawString::from_str(name).raw(),
            value.into(),
            attributes,
        )
    }

    fn set_raw(
        self,
        scope: &Scope<'s>,
        name: JSStringRef,
        value: Local<'s, Value>,
        attributes: Attributes,
    ) -> JsResult<'s, ()> {
        scope.attempt(|context, exception| {
            // SAFETY: `scope` keeps the context alive; object and value are live; the caller
            // holds a reference to the name.
            unsafe {
                sys::JSObjectSetProperty(
                    context,
                    self.raw_object(),
                    name,
                    value.raw(),
                    attributes.0,
                    exception,
                );
            }
        })
    }

    /// Assigns `this[key] = value` for any value as the key.
    pub fn set_value(
        self,
        scope: &Scope<'s>,
        key: Local<'s, Value>,
        value: impl Into<Local<'s, Value>>,
    ) -> JsResult<'s, ()> {
        let value = value.into();
        scope.attempt(|context, exception| {
            // SAFETY: `scope` keeps the context alive; all three are live, the first an object.
            unsafe {
                let attributes = sys::PROPERTY_NONE;
                let object = self.raw_object();
                sys::JSObjectSetPropertyForKey(
                    context,
                    object,
                    key.raw(),
                    value.raw(),
                    attributes,
                    exception,
                );
            }
        })
    }

    /// Assigns `this[index] = value`.
    pub fn set_index(
        self,
        scope: &Scope<'s>,
        index: u32,
        value: impl Into<Local<'s, Value>>,
    ) -> JsResult<'s, ()> {
        let value = value.into();
        scope.attempt(|context, exception| {
            // SAFETY: `scope` keeps the context alive; object and value are live.
            unsafe {
                sys::JSObjectSetPropertyAtIndex(
                    context,
                    self.raw_object(),
                    index,
                    value.raw(),
                    exception,
                )
            }
        })
    }

    /// What `name in this` says, the prototype chain included.
    pub fn has(self, scope: &Scope<'s>, name: &str) -> bool {
        let name = RawString::from_str(name);
        // SAFETY: `scope` keeps the context alive; `self` is a live object; the name outlives the
        // call.
        unsafe { sys::JSObjectHasProperty(scope.raw(), self.raw_object(), name.raw()) }
    }

    /// Deletes a property; false when it cannot be deleted.
    pub fn delete(self, scope: &Scope<'s>, name: &str) -> JsResult<'s, bool> {
        let name = RawString::from_str(name);
        scope.attempt(|context, exception| {
            // SAFETY: `scope` keeps the context alive; `self` is a live object; the name outlives
            // the call.
            unsafe {
                sys::JSObjectDeleteProperty(context, self.raw_object(), name.raw(), exception)
            }
        })
    }

    /// The object's own enumerable names, in the order of `Object.keys`.
    pub fn keys(self, scope: &Scope<'s>) -> JsResult<'s, Vec<String>> {
        let object_keys: Local<'s, Function> =
            Local::from_infallible(scope.intrinsics().object_keys);
        let names: Local<'s, Array> = object_keys.call(scope, None, &[self.value()])?.cast();
        let length = names.length(scope)?;
        (0..length)
            .map(|index| names.get_index(scope, index)?.to_rust_string(scope))
            .collect()
    }

    /// The prototype: an object or null.
    pub fn prototype(self, scope: &Scope<'s>) -> Local<'s, Value> {
        // SAFETY: `scope` keeps the context alive; `self` is a live object.
        Local::from_infallible(unsafe { sys::JSObjectGetPrototype(scope.raw(), self.raw_object()) })
    }

    /// Replaces the prototype with an object or null.
    pub fn set_prototype(self, scope: &Scope<'s>, prototype: Local<'s, Value>) {
        // SAFETY: `scope` keeps the context alive; both are live.
        unsafe { sys::JSObjectSetPrototype(scope.raw(), self.raw_object(), prototype.raw()) };
    }
}

impl<'s> Local<'s, Array> {
    /// How many elements the array has.
    pub fn length(self, scope: &Scope<'s>) -> JsResult<'s, u32> {
        let length = self.object().get(scope, "length")?.to_number(scope)?;
        // An array's length is an integer below 2^32.
        Ok(length as u32)
    }
}

impl<'s> Local<'s, Object> {
    /// The same object when it can be used with `new`.
    pub fn as_constructor(self, scope: &Scope<'s>) -> Option<Local<'s, Function>> {
        // SAFETY: `scope` keeps the context alive; `self` is a live object.
        unsafe { sys::JSObjectIsConstructor(scope.raw(), self.raw_object()) }.then(|| self.cast())
    }
}
