//! Scripts: evaluated, or only checked.

use std::ffi::c_int;
use std::ptr;

use crate::exception::{ErrorKind, Exception, JsResult};
use crate::local::{Local, Value};
use crate::private_api::{self, JSScriptRef};
use crate::scope::Scope;
use crate::string::RawString;
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
        let (source, url) = (
            RawString::from_str(source),
            RawString::from_str(&origin.url),
        );
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

    /// Evaluates a script of ASCII text that is part of the program, which the engine then refers
    /// to instead of copying it. Other text is evaluated as by [`Scope::evaluate`].
    pub fn evaluate_static_ascii(
        &self,
        source: &'static str,
        origin: &Origin,
    ) -> JsResult<'s, Local<'s, Value>> {
        self.vm_inner().refuse_after_termination(self)?;
        if !source.is_ascii() {
            return self.evaluate(source, origin);
        }
        let script = Script::from_static_ascii(self, source, origin)?;
        self.attempt_value(|context, exception| {
            // SAFETY: the scope keeps the context alive; `script` is alive; null means the global
            // object.
            unsafe { private_api::JSScriptEvaluate(context, script.0, ptr::null(), exception) }
        })
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

/// A parsed script.
struct Script(JSScriptRef);

impl Script {
    fn from_static_ascii<'s>(
        scope: &Scope<'s>,
        source: &'static str,
        origin: &Origin,
    ) -> JsResult<'s, Self> {
        let url = RawString::from_str(&origin.url);
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
        // SAFETY: this gives back the reference of `from_static_ascii`.
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
