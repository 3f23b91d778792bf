//! The arguments of an op, with the conversions ops need.

use waypost_jsc::{Arguments, Function, Local, Object, Scope, StringUnits, Value};

use crate::error::{JsError, OpResult};

/// The arguments of one op call. Missing ones read as `undefined`.
pub struct Args<'a, 's> {
    scope: &'a Scope<'s>,
    values: &'a Arguments<'a, 's>,
}

impl<'a, 's> Args<'a, 's> {
    pub(crate) fn new(scope: &'a Scope<'s>, values: &'a Arguments<'a, 's>) -> Self {
        Self { scope, values }
    }

    /// How many were given.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether none was given.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The argument, or `undefined`.
    pub fn get(&self, index: usize) -> Local<'s, Value> {
        self.values.get(index)
    }

    /// A string; other types are converted as JavaScript does.
    pub fn string(&self, index: usize) -> OpResult<String> {
        self.get(index)
            .to_rust_string(self.scope)
            .map_err(|_| self.wrong(index, "a string"))
    }

    /// A string as UTF-8; lone surrogates become U+FFFD.
    pub fn utf8(&self, index: usize) -> OpResult<Vec<u8>> {
        let mut bytes = Vec::new();
        self.get(index)
            .write_utf8(self.scope, &mut bytes)
            .map_err(|_| self.wrong(index, "a string"))?;
        Ok(bytes)
    }

    /// How many bytes a string takes as UTF-8.
    pub fn utf8_length(&self, index: usize) -> OpResult<usize> {
        self.get(index)
            .utf8_length(self.scope)
            .map_err(|_| self.wrong(index, "a string"))
    }

    /// Writes a string as UTF-8 into the bytes of `target`; how many it took, or `None` when it does not fit.
    pub fn write_utf8_into(
        &self,
        index: usize,
        target: Local<'s, Value>,
    ) -> OpResult<Option<usize>> {
        self.get(index)
            .write_utf8_into(self.scope, target)
            .map_err(|_| self.wrong(index, "a string"))
    }

    /// Reads the code units of a string in place. `read` must not touch the engine.
    pub fn with_units<R>(
        &self,
        index: usize,
        read: impl FnOnce(StringUnits<'_>) -> R,
    ) -> OpResult<R> {
        self.get(index)
            .with_units(self.scope, read)
            .map_err(|_| self.wrong(index, "a string"))
    }

    /// A string, or `None` for `undefined` and `null`.
    pub fn opt_string(&self, index: usize) -> OpResult<Option<String>> {
        let value = self.get(index);
        if value.is_undefined(self.scope) || value.is_null(self.scope) {
            return Ok(None);
        }
        self.string(index).map(Some)
    }

    /// A number.
    pub fn number(&self, index: usize) -> OpResult<f64> {
        self.get(index)
            .to_number(self.scope)
            .map_err(|_| self.wrong(index, "a number"))
    }

    /// A number within the range of `u32`, without a fraction.
    pub fn u32(&self, index: usize) -> OpResult<u32> {
        let number = self.number(index)?;
        if number.fract() != 0.0 || !(0.0..=f64::from(u32::MAX)).contains(&number) {
            return Err(self.wrong(index, "an unsigned 32-bit integer"));
        }
        Ok(number as u32)
    }

    /// A truth value.
    pub fn boolean(&self, index: usize) -> bool {
        self.get(index).to_boolean(self.scope)
    }

    /// A copy of the bytes of an `ArrayBuffer` or view.
    pub fn bytes(&self, index: usize) -> OpResult<Vec<u8>> {
        self.get(index)
            .copy_bytes(self.scope)
            .ok_or_else(|| self.wrong(index, "an ArrayBuffer or a view on one"))
    }

    /// Reads the bytes of an `ArrayBuffer` or view in place. `read` must not touch the engine.
    pub fn with_bytes<R>(&self, index: usize, read: impl FnOnce(&[u8]) -> R) -> OpResult<R> {
        self.get(index)
            .with_bytes(self.scope, read)
            .ok_or_else(|| self.wrong(index, "an ArrayBuffer or a view on one"))
    }

    /// Changes the bytes of an `ArrayBuffer` or view in place. `write` must not touch the engine.
    pub fn with_bytes_mut<R>(
        &self,
        index: usize,
        write: impl FnOnce(&mut [u8]) -> R,
    ) -> OpResult<R> {
        self.get(index)
            .with_bytes_mut(self.scope, write)
            .ok_or_else(|| self.wrong(index, "an ArrayBuffer or a view on one"))
    }

    /// An object.
    pub fn object(&self, index: usize) -> OpResult<Local<'s, Object>> {
        self.get(index)
            .as_object(self.scope)
            .ok_or_else(|| self.wrong(index, "an object"))
    }

    /// A function.
    pub fn function(&self, index: usize) -> OpResult<Local<'s, Function>> {
        self.get(index)
            .as_function(self.scope)
            .ok_or_else(|| self.wrong(index, "a function"))
    }

    fn wrong(&self, index: usize, expected: &str) -> JsError {
        JsError::type_error(
            "ERR_INVALID_ARG_TYPE",
            format!("op argument {index} must be {expected}"),
        )
    }
}
