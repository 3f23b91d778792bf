//! What a future op may hand back: plain data, made into JavaScript in the completion phase.

use waypost_jsc::{Local, LocalVec, Scope, Value};

use crate::error::JsError;
use crate::resources::ResourceId;

/// A result that crosses into JavaScript later, when a scope is at hand.
#[derive(Debug, Clone, PartialEq)]
pub enum OpValue {
    /// `undefined`.
    Undefined,
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    String(String),
    /// A `Uint8Array` that takes over the memory.
    Bytes(Vec<u8>),
    /// An array.
    Array(Vec<OpValue>),
    /// A plain object.
    Object(Vec<(&'static str, OpValue)>),
    /// A resource's id, as a number.
    Resource(ResourceId),
}

impl OpValue {
    /// The JavaScript value.
    pub fn into_js<'s>(self, scope: &Scope<'s>) -> Result<Local<'s, Value>, JsError> {
        Ok(match self {
            OpValue::Undefined => scope.undefined(),
            OpValue::Null => scope.null(),
            OpValue::Bool(value) => scope.boolean(value),
            OpValue::Number(value) => scope.number(value),
            OpValue::String(text) => scope.string(&text),
            OpValue::Bytes(bytes) => scope.uint8_array(bytes).into(),
            OpValue::Resource(id) => scope.number(f64::from(id)),
            OpValue::Array(items) if items.len() <= LocalVec::INLINE => {
                let mut values = LocalVec::new(scope);
                for item in items {
                    values.push(item.into_js(scope)?);
                }
                scope.array(values.as_slice()).into()
            }
            // More of them could not all be on the stack.
            OpValue::Array(items) => {
                let array = scope.array(&[]);
                for (index, item) in items.into_iter().enumerate() {
                    let item = item.into_js(scope)?;
                    array
                        .set_index(scope, index as u32, item)
                        .map_err(|_| JsError::new("out of memory while building an array"))?;
                }
                array.into()
            }
            OpValue::Object(entries) => {
                let object = scope.object();
                for (name, item) in entries {
                    let item = item.into_js(scope)?;
                    object
                        .set(scope, name, item)
                        .map_err(|_| JsError::new("out of memory while building an object"))?;
                }
                object.into()
            }
        })
    }
}

impl From<()> for OpValue {
    fn from((): ()) -> Self {
        OpValue::Undefined
    }
}
impl From<bool> for OpValue {
    fn from(value: bool) -> Self {
        OpValue::Bool(value)
    }
}
impl From<f64> for OpValue {
    fn from(value: f64) -> Self {
        OpValue::Number(value)
    }
}
impl From<u32> for OpValue {
    fn from(value: u32) -> Self {
        OpValue::Number(f64::from(value))
    }
}
impl From<String> for OpValue {
    fn from(text: String) -> Self {
        OpValue::String(text)
    }
}
impl From<&str> for OpValue {
    fn from(text: &str) -> Self {
        OpValue::String(text.to_owned())
    }
}
impl From<Vec<u8>> for OpValue {
    fn from(bytes: Vec<u8>) -> Self {
        OpValue::Bytes(bytes)
    }
}
impl<T: Into<OpValue>> From<Option<T>> for OpValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(OpValue::Null, Into::into)
    }
}
