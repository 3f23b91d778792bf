//! Questions to a value, and its conversions to Rust.

use crate::buffer::{EngineClosed, keep_alive};
use crate::exception::JsResult;
use crate::local::{Array, Function, JsString, Local, Object, ObjectType, Promise};
use crate::scope::Scope;
use crate::string::RawString;
use crate::string_layout::StringUnits;
use crate::string_value;
use crate::sys;
use crate::value_bits;

/// The language type of a value, with functions told apart from other objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// `undefined`
    Undefined,
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// A symbol.
    Symbol,
    /// A BigInt.
    BigInt,
    /// An object that cannot be called.
    Object,
    /// An object that can be called.
    Function,
}

impl ValueType {
    /// What `typeof` says, but "null" for null.
    pub fn name(self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Symbol => "symbol",
            Self::BigInt => "bigint",
            Self::Object => "object",
            Self::Function => "function",
        }
    }
}

/// Defines yes-or-no questions that the engine answers without running JavaScript.
macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident => $call:ident),+ $(,)?) => {
        $($(#[$doc])*
        pub fn $name(self, scope: &Scope<'s>) -> bool {
            // SAFETY: `scope` keeps the context alive on this thread; `self` is a live value.
            unsafe { sys::$call(scope.raw(), self.raw()) }
        })+
    };
}

impl<'s, T> Local<'s, T> {
    questions! {
        /// True for `undefined`.
        is_undefined => JSValueIsUndefined,
        /// True for `null`.
        is_null => JSValueIsNull,
        /// True for `true` and `false`.
        is_boolean => JSValueIsBoolean,
        /// True for a number.
        is_number => JSValueIsNumber,
        /// True for a string value (not for a `String` object).
        is_string => JSValueIsString,
        /// True for a symbol.
        is_symbol => JSValueIsSymbol,
        /// True for a BigInt.
        is_bigint => JSValueIsBigInt,
        /// True for any object, functions included.
        is_object => JSValueIsObject,
        /// True for an array.
        is_array => JSValueIsArray,
        /// True for a `Date`.
        is_date => JSValueIsDate,
        /// What `Boolean(value)` gives; never throws.
        to_boolean => JSValueToBoolean,
    }

    /// True for `undefined` and `null`.
    pub fn is_nullish(self, scope: &Scope<'s>) -> bool {
        self.is_undefined(scope) || self.is_null(scope)
    }

    /// True for an object that can be called.
    pub fn is_function(self, scope: &Scope<'s>) -> bool {
        self.as_function(scope).is_some()
    }

    /// True for a promise of this realm (not for another thenable).
    pub fn is_promise(self, scope: &Scope<'s>) -> bool {
        self.as_promise(scope).is_some()
    }

    /// The language type.
    pub fn type_of(self, scope: &Scope<'s>) -> ValueType {
        // SAFETY: `scope` keeps the context alive on this thread; `self` is a live value.
        match unsafe { sys::JSValueGetType(scope.raw(), self.raw()) } {
            sys::TYPE_UNDEFINED => ValueType::Undefined,
            sys::TYPE_NULL => ValueType::Null,
            sys::TYPE_BOOLEAN => ValueType::Boolean,
            sys::TYPE_NUMBER => ValueType::Number,
            sys::TYPE_STRING => ValueType::String,
            sys::TYPE_SYMBOL => ValueType::Symbol,
            sys::TYPE_OBJECT if self.is_function(scope) => ValueType::Function,
            sys::TYPE_OBJECT => ValueType::Object,
            _ => ValueType::BigInt,
        }
    }

    /// The name of the language type, as `typeof` says it, but "null" for null.
    pub fn type_name(self, scope: &Scope<'s>) -> &'static str {
        self.type_of(scope).name()
    }

    /// What `===` says.
    pub fn strict_equals<U>(self, scope: &Scope<'s>, other: Local<'s, U>) -> bool {
        // SAFETY: `scope` keeps the context alive on this thread; both are live values.
        unsafe { sys::JSValueIsStrictEqual(scope.raw(), self.raw(), other.raw()) }
    }

    /// What `instanceof` says; user code may run (`Symbol.hasInstance`).
    pub fn instance_of<U: ObjectType>(
        self,
        scope: &Scope<'s>,
        constructor: Local<'s, U>,
    ) -> JsResult<'s, bool> {
        scope.attempt(|context, exception| {
            // SAFETY: `scope` keeps the context alive; both are live values, the second an object.
            unsafe {
                sys::JSValueIsInstanceOfConstructor(
                    context,
                    self.raw(),
                    constructor.raw_object(),
                    exception,
                )
            }
        })
    }

    /// What `Number(value)` gives.
    pub fn to_number(self, scope: &Scope<'s>) -> JsResult<'s, f64> {
        if let Some(number) = value_bits::number_of(self.raw()) {
            return Ok(number);
        }
        scope.attempt(|context, exception| {
            // SAFETY: `scope` keeps the context alive; `self` is a live value.
            unsafe { sys::JSValueToNumber(context, self.raw(), exception) }
        })
    }

    /// A number or BigInt as a 64-bit integer, cut to its low bits when it does not fit.
    pub fn to_i64(self, scope: &Scope<'s>) -> JsResult<'s, i64> {
        scope.attempt(|context, exception| {
            // SAFETY: `scope` keeps the context alive; `self` is a live value.
            unsafe { sys::JSValueToInt64(context, self.raw(), exception) }
        })
    }

    /// What `String(value)` gives, as Rust text; lone surrogates become U+FFFD.
    pub fn to_rust_string(self, scope: &Scope<'s>) -> JsResult<'s, String> {
        self.with_units(scope, |units| units.to_text())
    }

    /// Appends what `String(value)` gives as UTF-8; lone surrogates become U+FFFD.
    pub fn write_utf8(self, scope: &Scope<'s>, out: &mut Vec<u8>) -> JsResult<'s, ()> {
        self.with_units(scope, |units| units.write_utf8(out))
    }

    /// Appends what `String(value)` gives as UTF-16, code unit by code unit.
    pub fn write_utf16(self, scope: &Scope<'s>, out: &mut Vec<u16>) -> JsResult<'s, ()> {
        self.with_units(scope, |units| match units {
            StringUnits::Narrow(bytes) => out.extend(bytes.iter().map(|byte| u16::from(*byte))),
            StringUnits::Wide(units) => out.extend_from_slice(units),
        })
    }

    /// Lends the code units of what `String(value)` gives as wide as they are kept: the cheapest way.
    ///
    /// # Panics
    /// When `read` touches the engine, for that could give the string another text.
    pub fn with_units<R>(
        self,
        scope: &Scope<'s>,
        read: impl FnOnce(StringUnits<'_>) -> R,
    ) -> JsResult<'s, R> {
        // Refuses where the engine is closed already.
        scope.raw();
        // SAFETY: `self` is a live value and visible to the collector until `keep_alive`; meanwhile the engine
        // is closed.
        if let Some(units) = unsafe { string_value::units_of(self.raw()) } {
            let closed = EngineClosed::new(scope);
            let result = read(units);
            drop(closed);
            keep_alive(self);
            return Ok(result);
        }
        let string = self.to_raw_string(scope)?;
        let closed = EngineClosed::new(scope);
        let result = read(string.contents());
        drop(closed);
        Ok(result)
    }

    /// The length in UTF-16 code units of what `String(value)` gives.
    pub fn string_length(self, scope: &Scope<'s>) -> JsResult<'s, usize> {
        Ok(self.to_raw_string(scope)?.len())
    }

    /// What `JSON.stringify(value)` gives; none for `undefined`, functions and symbols.
    pub fn to_json(self, scope: &Scope<'s>) -> JsResult<'s, Option<String>> {
        let string = scope.attempt(|context, exception| {
            // SAFETY: `scope` keeps the context alive; `self` is a live value.
            unsafe { sys::JSValueCreateJSONString(context, self.raw(), 0, exception) }
        })?;
        Ok(RawString::from_owned(string).map(|string| string.to_text()))
    }

    pub(crate) fn to_raw_string(self, scope: &Scope<'s>) -> JsResult<'s, RawString> {
        let string = scope.attempt(|context, exception| {
            // SAFETY: `scope` keeps the context alive; `self` is a live value.
            unsafe { sys::JSValueToStringCopy(context, self.raw(), exception) }
        })?;
        RawString::from_owned(string).ok_or_else(|| scope.no_value_exception())
    }

    /// The same value when it is an object, functions included.
    pub fn as_object(self, scope: &Scope<'s>) -> Option<Local<'s, Object>> {
        self.is_object(scope).then(|| self.cast())
    }

    /// The same value when it is a string.
    pub fn as_string(self, scope: &Scope<'s>) -> Option<Local<'s, JsString>> {
        self.is_string(scope).then(|| self.cast())
    }

    /// The same value when it is an array.
    pub fn as_array(self, scope: &Scope<'s>) -> Option<Local<'s, Array>> {
        self.is_array(scope).then(|| self.cast())
    }

    /// The same value when it can be called.
    pub fn as_function(self, scope: &Scope<'s>) -> Option<Local<'s, Function>> {
        let object = self.as_object(scope)?;
        // SAFETY: `scope` keeps the context alive; `object` is a live object.
        unsafe { sys::JSObjectIsFunction(scope.raw(), object.raw_object()) }.then(|| self.cast())
    }

    /// The same value when it is a promise of this realm, subclasses included.
    pub fn as_promise(self, scope: &Scope<'s>) -> Option<Local<'s, Promise>> {
        let promise: Local<'s, Function> = Local::from_infallible(scope.intrinsics().promise);
        // A proxy may throw from its `getPrototypeOf` trap: then it is not taken for a promise.
        let is_promise = self.is_object(scope) && self.instance_of(scope, promise).unwrap_or(false);
        is_promise.then(|| self.cast())
    }

    /// The number, when the value is one; nothing is converted.
    pub fn as_number(self, scope: &Scope<'s>) -> Option<f64> {
        if self.is_number(scope) {
            self.to_number(scope).ok()
        } else {
            None
        }
    }

    /// The boolean, when the value is one; nothing is converted.
    pub fn as_boolean(self, scope: &Scope<'s>) -> Option<bool> {
        self.is_boolean(scope).then(|| self.to_boolean(scope))
    }

    /// The text, when the value is a string; nothing is converted but lone surrogates.
    pub fn as_text(self, scope: &Scope<'s>) -> Option<String> {
        self.as_string(scope)?.to_rust_string(scope).ok()
    }
}
