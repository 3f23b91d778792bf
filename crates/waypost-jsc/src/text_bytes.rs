//! Strings written as UTF-8 straight into a buffer of JavaScript, and ISO 8859-1 of a buffer read as a string.
//!
//! For the texts that most calls are about, a buffer between the two costs more than the work.

use crate::buffer::{Bytes, EngineClosed, keep_alive};
use crate::exception::JsResult;
use crate::local::{Local, Value};
use crate::scope::Scope;
use crate::string::{RawString, is_ascii};
use crate::string_value;

impl<'s> Local<'s, Value> {
    /// How many bytes `String(value)` takes as UTF-8; a lone surrogate takes three.
    pub fn utf8_length(self, scope: &Scope<'s>) -> JsResult<'s, usize> {
        self.with_units(scope, |units| units.utf8_length())
    }

    /// Writes `String(value)` as UTF-8 to the start of the bytes of `target`, and says how many it took; none,
    /// with nothing written, when it does not fit or `target` has no bytes. Lone surrogates become U+FFFD.
    pub fn write_utf8_into(
        self,
        scope: &Scope<'s>,
        target: Local<'s, Value>,
    ) -> JsResult<'s, Option<usize>> {
        let bytes = Bytes::find(scope, target);
        // SAFETY: `self` is a live value and visible to the collector until `keep_alive`; until then the engine
        // is closed.
        if let Some(units) = unsafe { string_value::units_of(self.raw()) } {
            let closed = EngineClosed::new(scope);
            let written = bytes.and_then(|bytes| {
                // SAFETY: the bytes were just found, and nothing of the engine has run since or does until they are
                // given back. They are no part of a text, which JavaScript cannot write.
                units.write_utf8_to(unsafe { bytes.as_slice_mut() })
            });
            drop(closed);
            keep_alive(self);
            keep_alive(target);
            return Ok(written);
        }
        // The conversion may run user code, so the bytes are looked for again.
        let string = self.to_raw_string(scope)?;
        let write = |bytes: &mut [u8]| string.contents().write_utf8_to(bytes);
        Ok(target.with_bytes_mut(scope, write).flatten())
    }

    /// The string of the bytes when all of them are ASCII; none otherwise, and for what has no bytes.
    pub fn ascii_string(self, scope: &Scope<'s>) -> Option<Local<'s, Value>> {
        self.narrow_text(scope, is_ascii)
    }

    /// The string of the bytes, each one code unit (ISO 8859-1); none for what has no bytes.
    pub fn latin1_string(self, scope: &Scope<'s>) -> Option<Local<'s, Value>> {
        self.narrow_text(scope, |_| true)
    }

    fn narrow_text(
        self,
        scope: &Scope<'s>,
        is_wanted: impl FnOnce(&[u8]) -> bool,
    ) -> Option<Local<'s, Value>> {
        let text = self.with_bytes(scope, |bytes| {
            let scratch = scope.vm_inner().scratch();
            is_wanted(bytes).then(|| {
                // Only texts: the engine is closed.
                string_value::text_for_value(bytes)
                    .ok_or_else(|| RawString::from_latin1(scratch, bytes))
            })
        })??;
        match text {
            Ok(text) => scope.string_of_text(&text).map(Local::value),
            Err(text) => Some(scope.string_from_raw(&text).value()),
        }
    }
}
