//! What an op throws: the one place where a Rust error gets its JavaScript class.

use waypost_jsc::{ErrorKind, Function, Global, Local, Object, Scope, Value};

use crate::state::OpState;

/// The result of an op's own work.
pub type OpResult<T> = Result<T, JsError>;

/// The JavaScript class of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// `Error`.
    Error,
    /// `TypeError`.
    TypeError,
    /// `RangeError`.
    RangeError,
    /// `SyntaxError`.
    SyntaxError,
    /// `DOMException` with this name.
    DomException(&'static str),
}

/// An additional own property of an error (`errno`, `syscall`, `port` …).
#[derive(Debug, Clone, PartialEq)]
pub enum PropValue {
    /// A string.
    String(String),
    /// A number.
    Number(f64),
    /// A boolean.
    Bool(bool),
}

/// An error on its way into JavaScript.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct JsError {
    /// The class it becomes.
    pub class: ErrorClass,
    /// The `code` property.
    pub code: Option<&'static str>,
    /// The message.
    pub message: String,
    /// Further own properties.
    pub props: Vec<(&'static str, PropValue)>,
    /// The `cause` property.
    pub cause: Option<Box<JsError>>,
}

impl JsError {
    /// A plain `Error`.
    pub fn new(message: impl ToString) -> Self {
        Self::of(ErrorClass::Error, None, message)
    }

    /// An error of any class.
    pub fn of(class: ErrorClass, code: Option<&'static str>, message: impl ToString) -> Self {
        Self {
            class,
            code,
            message: message.to_string(),
            props: Vec::new(),
            cause: None,
        }
    }

    /// An `Error` with a code.
    pub fn with_code(code: &'static str, message: impl ToString) -> Self {
        Self::of(ErrorClass::Error, Some(code), message)
    }

    /// A `TypeError` with a code.
    pub fn type_error(code: &'static str, message: impl ToString) -> Self {
        Self::of(ErrorClass::TypeError, Some(code), message)
    }

    /// A `TypeError` without a code, as web APIs throw.
    pub fn plain_type_error(message: impl ToString) -> Self {
        Self::of(ErrorClass::TypeError, None, message)
    }

    /// A `RangeError` with a code.
    pub fn range_error(code: &'static str, message: impl ToString) -> Self {
        Self::of(ErrorClass::RangeError, Some(code), message)
    }

    /// A `DOMException` of this name.
    pub fn dom(name: &'static str, message: impl ToString) -> Self {
        Self::of(ErrorClass::DomException(name), None, message)
    }

    /// Adds an own property.
    #[must_use]
    pub fn prop(mut self, name: &'static str, value: PropValue) -> Self {
        self.props.push((name, value));
        self
    }

    /// Adds a cause.
    #[must_use]
    pub fn caused_by(mut self, cause: JsError) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }

    /// The JavaScript error object.
    pub fn to_js<'s>(&self, scope: &Scope<'s>, state: &OpState) -> Local<'s, Value> {
        let kind = match self.class {
            ErrorClass::DomException(name) => {
                if let Some(error) = self.dom_exception(scope, state, name) {
                    return error;
                }
                ErrorKind::Error
            }
            ErrorClass::Error => ErrorKind::Error,
            ErrorClass::TypeError => ErrorKind::TypeError,
            ErrorClass::RangeError => ErrorKind::RangeError,
            ErrorClass::SyntaxError => ErrorKind::SyntaxError,
        };
        let error = scope.make_error(kind, &self.message);
        self.decorate(scope, state, error);
        error.into()
    }

    fn dom_exception<'s>(
        &self,
        scope: &Scope<'s>,
        state: &OpState,
        name: &str,
    ) -> Option<Local<'s, Value>> {
        let make = {
            let factory = state.try_borrow::<ErrorFactory>()?;
            factory.dom_exception.local(scope)
        };
        let args = [scope.string(&self.message), scope.string(name)];
        let error = make.call(scope, None, &args).ok()?;
        if let Some(object) = error.as_object(scope) {
            self.decorate(scope, state, object);
        }
        Some(error)
    }

    /// Adds `code`, the further properties and the cause. A property that cannot be set is left
    /// out: the error itself matters more.
    fn decorate<'s>(&self, scope: &Scope<'s>, state: &OpState, error: Local<'s, Object>) {
        if let Some(code) = self.code {
            let _ = error.set(scope, "code", scope.string(code));
        }
        for (name, value) in &self.props {
            let value = match value {
                PropValue::String(text) => scope.string(text),
                PropValue::Number(number) => scope.number(*number),
                PropValue::Bool(boolean) => scope.boolean(*boolean),
            };
            let _ = error.set(scope, name, value);
        }
        if let Some(cause) = &self.cause {
            let _ = error.set(scope, "cause", cause.to_js(scope, state));
        }
    }
}

/// How a `DOMException` is made: a function `(message, name)` that the bootstrap script hands
/// over, so that the class itself is evaluated only when one is thrown.
pub struct ErrorFactory {
    /// The maker.
    pub dom_exception: Global<Function>,
}
