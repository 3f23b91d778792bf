//! Scripts: evaluated, or only checked.

use std::cell::Cell;
use std::ffi::c_int;
use std::ptr;

use crate::bytecode::{self, Offer};
use crate::exception::{ErrorKind, Exception, JsResult};
use crate::local::{Local, Value};
use crate::private_api::{self, JSScriptRef};
use crate::scope::Scope;
use crate::string::RawString;
use crate::string_layout::StringUnits;
use crate::sys;

/// Where a source comes from, for stacks and messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What stacks call the source.
    pub url: String,
    /// The number of its first line, from 1.
    pub first_line: u32,
}

impl Origin {
    /// A source that begins at line 1.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            first_line: 1,
        }
    }

    fn first_line(&self) -> c_int {
        c_int::try_from(self.first_line).unwrap_or(c_int::MAX)
    }
}

impl<'s> Scope<'s> {
    /// Evaluates a script; gives the value of its last statement.
    pub fn evaluate(&self, source: &str, origin: &Origin) -> JsResult<'s, Local<'s, Value>> {
        self.vm_inner().refuse_after_termination(self)?;
        self.evaluate_raw(&RawString::from_str(source), origin)
    }

    fn evaluate_raw(&self, source: &RawString, origin: &Origin) -> JsResult<'s, Local<'s, Value>> {
        let url = RawString::from_str(&origin.url);
        let first_line = origin.first_line();
        self.attempt_value(|context, exception| {
            // SAFETY: the scope keeps the context alive; both strings outlive the call; null means
            // the global object.
            unsafe {
                let this = ptr::null_mut();
                sys::JSEvaluateScript(
                    context,
                    source.raw(),
                    this,
                    url.raw(),
                    first_line,
                    exception,
                )
            }
        })
    }

    /// Evaluates a script whose text stays for as long as the process: the engine refers to it instead of copying it.
    ///
    /// `bytecode` is what [`Scope::compile`] made of this text, unchanged, in a process with the same options of the
    /// engine. The engine then neither scans nor compiles the text, if it is the same release; else it does.
    pub fn evaluate_kept(
        &self,
        text: KeptText,
        bytecode: Option<&'static [u8]>,
        origin: &Origin,
    ) -> JsResult<'s, Local<'s, Value>> {
        self.vm_inner().refuse_after_termination(self)?;
        let Some(script) = Script::of_kept(self, text, origin)? else {
            return self.evaluate_raw(&text.to_raw(), origin);
        };
        let _offer = bytecode.map(Offer::new);
        self.attempt_value(|context, exception| {
            // SAFETY: the scope keeps the context alive; `script` is alive; null means the global
            // object.
            unsafe { private_api::JSScriptEvaluate(context, script.0, ptr::null(), exception) }
        })
    }

    /// The bytecode of a script with all its functions, for [`Scope::evaluate_kept`]. None where the engine cannot make
    /// any, and for a text with an error.
    pub fn compile(&self, text: KeptText, origin: &Origin) -> Option<Vec<u8>> {
        let script = Script::of_kept(self, text, origin).ok().flatten()?;
        bytecode::compile(self.vm_inner().group(), script.0, text.len())
    }

    /// Parses a script without running it.
    pub fn check_syntax(&self, source: &str, origin: &Origin) -> JsResult<'s, ()> {
        let (source, url) = (
            RawString::from_str(source),
            RawString::from_str(&origin.url),
        );
        let first_line = origin.first_line();
        self.attempt(|context, exception| {
            // SAFETY: the scope keeps the context alive; both strings outlive the call. False
            // comes with an exception, which says more.
            unsafe {
                sys::JSCheckScriptSyntax(context, source.raw(), url.raw(), first_line, exception)
            }
        })
        .map(drop)
    }
}

/// The text of a script, kept for as long as the process.
#[derive(Debug, Clone, Copy)]
pub struct KeptText(StringUnits<'static>);

impl KeptText {
    /// Text that is part of the program. ASCII is referred to; other text is copied once more.
    pub fn of_static(text: &'static str) -> Self {
        if text.is_ascii() {
            return Self::narrow(text.as_bytes());
        }
        Self::keep(text.to_owned())
    }

    /// Keeps a text for ever.
    pub fn keep(text: String) -> Self {
        if text.is_ascii() {
            return Self::narrow(text.into_bytes().leak());
        }
        let is_narrow = text.chars().all(|character| u32::from(character) <= 0xff);
        if is_narrow {
            let units: Vec<u8> = text.chars().map(|character| character as u8).collect();
            return Self::narrow(units.leak());
        }
        Self::wide(text.encode_utf16().collect::<Vec<_>>().leak())
    }

    /// Units of one byte each: ISO 8859-1.
    pub fn narrow(units: &'static [u8]) -> Self {
        Self(StringUnits::Narrow(units))
    }

    /// UTF-16.
    pub fn wide(units: &'static [u16]) -> Self {
        Self(StringUnits::Wide(units))
    }

    /// The units.
    pub fn units(self) -> StringUnits<'static> {
        self.0
    }

    fn len(self) -> usize {
        match self.0 {
            StringUnits::Narrow(units) => units.len(),
            StringUnits::Wide(units) => units.len(),
        }
    }

    fn to_raw(self) -> RawString {
        match self.0 {
            StringUnits::Narrow(units) => RawString::from_latin1(&Cell::default(), units),
            StringUnits::Wide(units) => RawString::from_utf16(units),
        }
    }
}

/// A script that the engine has, not yet evaluated.
struct Script(JSScriptRef);

impl Script {
    /// None where the engine can only copy the text.
    fn of_kept<'s>(
        scope: &Scope<'s>,
        text: KeptText,
        origin: &Origin,
    ) -> JsResult<'s, Option<Self>> {
        let url = RawString::from_str(&origin.url);
        let (group, line) = (scope.vm_inner().group(), origin.first_line());
        if let Some(script) = bytecode::make_script(group, url.raw(), line, text.0) {
            return Ok(Some(Self(script)));
        }
        match text.0 {
            StringUnits::Narrow(units) if units.is_ascii() => {
                Self::of_ascii(scope, units, &url, origin).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Without the layout of scripts: the engine parses the text here, and once more when it is evaluated.
    fn of_ascii<'s>(
        scope: &Scope<'s>,
        source: &'static [u8],
        url: &RawString,
        origin: &Origin,
    ) -> JsResult<'s, Self> {
        let mut message = ptr::null_mut();
        let mut line: c_int = 0;
        // SAFETY: the scope's VM keeps the group alive. The text is ASCII (seen by the caller) and
        // lives for ever; the places for the message and the line are valid for writes.
        let script = unsafe {
            private_api::JSScriptCreateReferencingImmortalASCIIText(
                scope.vm_inner().group(),
                url.raw(),
                origin.first_line(),
                source.as_ptr().cast(),
                source.len(),
                &mut message,
                &mut line,
            )
        };
        let message = RawString::from_owned(message).map(|message| message.to_text());
        if script.is_null() {
            return Err(syntax_error(
                scope,
                &message.unwrap_or_default(),
                line,
                origin,
            ));
        }
        Ok(Self(script))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        // SAFETY: this gives back the reference of `of_kept`.
        unsafe { private_api::JSScriptRelease(self.0) };
    }
}

fn syntax_error<'s>(
    scope: &Scope<'s>,
    message: &str,
    line: c_int,
    origin: &Origin,
) -> Exception<'s> {
    let error = scope.make_error(ErrorKind::SyntaxError, message);
    let located = error
        .set(scope, "line", scope.number(f64::from(line)))
        .and_then(|()| error.set(scope, "sourceURL", scope.string(&origin.url)));
    located.err().unwrap_or_else(|| Exception::new(error))
}
