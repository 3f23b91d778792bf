//! References that live on the stack, and the types they can have.
//!
//! A [`Local`] is the engine's own value pointer: the collector finds it because it scans the
//! thread's stack and registers. It must stay there; see [`LocalVec`] and [`Global`](crate::Global)
//! for the other cases.

use std::marker::PhantomData;
use std::ptr::NonNull;

use crate::scope::Scope;
use crate::sys::{self, JSObjectRef, JSValueRef, OpaqueValue};

/// Declares the marker types of references.
macro_rules! markers {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        $($(#[$doc])*
        #[derive(Debug)]
        pub enum $name {})+
    };
}

markers! {
    /// Any JavaScript value.
    Value,
    /// A value known to be a string.
    JsString,
    /// A value known to be an object.
    Object,
    /// An object that can be called.
    Function,
    /// An array.
    Array,
    /// A promise.
    Promise,
    /// An `ArrayBuffer` or `SharedArrayBuffer`.
    ArrayBuffer,
    /// A `Uint8Array`.
    Uint8Array,
    /// An `Int32Array`.
    Int32Array,
}

/// The marker types that stand for objects.
pub trait ObjectType: sealed::Sealed {}

mod sealed {
    pub trait Sealed {}
}

/// A reference to a JavaScript value, valid while the scope `'s` is entered.
///
/// It may only live on the stack: the collector does not look into Rust's heap.
#[repr(transparent)]
pub struct Local<'s, T = Value> {
    raw: NonNull<OpaqueValue>,
    marker: PhantomData<(&'s (), T)>,
}

impl<T> Copy for Local<'_, T> {}

impl<T> Clone for Local<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> std::fmt::Debug for Local<'_, T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Local({:p})", self.raw)
    }
}

impl<'s, T> Local<'s, T> {
    /// Wraps a value pointer the engine just gave for the scope `'s`.
    pub(crate) fn from_raw(raw: NonNull<OpaqueValue>) -> Self {
        Self {
            raw,
            marker: PhantomData,
        }
    }

    /// Wraps a value pointer of an engine function that does not fail.
    pub(crate) fn from_infallible(raw: JSValueRef) -> Self {
        Self::from_raw(NonNull::new(raw.cast_mut()).expect("this engine call always makes a value"))
    }

    pub(crate) fn raw(self) -> JSValueRef {
        self.raw.as_ptr()
    }

    /// Changes the marker type; the caller has seen that the value has it.
    pub(crate) fn cast<U>(self) -> Local<'s, U> {
        Local::from_raw(self.raw)
    }

    /// The same reference, as a plain value.
    pub fn value(self) -> Local<'s, Value> {
        self.cast()
    }
}

impl<'s, T: ObjectType> Local<'s, T> {
    pub(crate) fn raw_object(self) -> JSObjectRef {
        self.raw.as_ptr()
    }

    /// The same reference, as a plain object.
    pub fn object(self) -> Local<'s, Object> {
        self.cast()
    }
}

/// Implements the conversions of one marker to [`Value`], and to [`Object`] for object types.
macro_rules! conversions {
    (value: $($name:ident),+; object: $($object:ident),+) => {
        $(impl<'s> From<Local<'s, $name>> for Local<'s, Value> {
            fn from(local: Local<'s, $name>) -> Self {
                local.cast()
            }
        })+
        $(impl<'s> From<Local<'s, $object>> for Local<'s, Object> {
            fn from(local: Local<'s, $object>) -> Self {
                local.cast()
            }
        }
        impl sealed::Sealed for $object {}
        impl ObjectType for $object {})+
    };
}

conversions! {
    value: JsString, Object, Function, Array, Promise, ArrayBuffer, Uint8Array, Int32Array;
    object: Function, Array, Promise, ArrayBuffer, Uint8Array, Int32Array
}

impl sealed::Sealed for Object {}
impl ObjectType for Object {}

const INLINE: usize = 16;

/// A growing list of local references that the collector sees, for calls whose number of
/// arguments is only known at run time.
///
/// Up to sixteen lie inside the value, so on the stack; when there are more, all of them are
/// protected until it is dropped. It must not be boxed itself.
pub struct LocalVec<'a, 's> {
    scope: &'a Scope<'s>,
    inline: [Local<'s, Value>; INLINE],
    /// How many are in `inline`; zero once they have moved to `spilled`.
    inlined: usize,
    spilled: Vec<Local<'s, Value>>,
}

impl<'a, 's> LocalVec<'a, 's> {
    /// How many references are kept on the stack; when there are more, all are protected instead.
    pub const INLINE: usize = INLINE;

    /// An empty list.
    pub fn new(scope: &'a Scope<'s>) -> Self {
        Self {
            scope,
            inline: [scope.undefined(); INLINE],
            inlined: 0,
            spilled: Vec::new(),
        }
    }

    /// Adds `value` at the end.
    pub fn push(&mut self, value: impl Into<Local<'s, Value>>) {
        let value = value.into();
        if self.spilled.is_empty() && self.inlined < INLINE {
            self.inline[self.inlined] = value;
            self.inlined += 1;
            return;
        }
        for index in 0..std::mem::take(&mut self.inlined) {
            self.spill(self.inline[index]);
        }
        self.spill(value);
    }

    fn spill(&mut self, value: Local<'s, Value>) {
        // SAFETY: `scope` holds the lock and keeps the context alive; `value` is a live value of
        // its VM. `drop` below gives the protection back.
        unsafe { sys::JSValueProtect(self.scope.raw(), value.raw()) };
        self.spilled.push(value);
    }

    /// The references in the order they were added.
    pub fn as_slice(&self) -> &[Local<'s, Value>] {
        if self.spilled.is_empty() {
            &self.inline[..self.inlined]
        } else {
            &self.spilled
        }
    }
}

impl Drop for LocalVec<'_, '_> {
    fn drop(&mut self) {
        for value in &self.spilled {
            // SAFETY: `spill` protected this value, and `scope` still holds the lock and context.
            unsafe { sys::JSValueUnprotect(self.scope.context(), value.raw()) };
        }
    }
}
