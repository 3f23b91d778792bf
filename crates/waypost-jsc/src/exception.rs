//! Thrown JavaScript values, and errors made to be thrown.

use std::fmt;

use crate::global::Global;
use crate::local::{Function, Local, Object, Value};
use crate::scope::Scope;

/// What an engine call gives: a value, or what JavaScript threw.
pub type JsResult<'s, T> = Result<T, Exception<'s>>;

/// A thrown value, as a native function returns it.
pub type Thrown<'s> = Exception<'s>;

/// A value that JavaScript threw, or that Rust throws into it. Any value can be thrown.
#[derive(Clone, Copy)]
pub struct Exception<'s> {
    value: Local<'s, Value>,
}

/// The error classes of ECMAScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// `Error`
    Error,
    /// `AggregateError`, with an empty list; set `errors` afterwards.
    AggregateError,
    /// `EvalError`
    EvalError,
    /// `RangeError`
    RangeError,
    /// `ReferenceError`
    ReferenceError,
    /// `SyntaxError`
    SyntaxError,
    /// `TypeError`
    TypeError,
    /// `URIError`
    UriError,
}

/// A thrown value as text, for logs and diagnostics.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErrorReport {
    /// The class, for example "TypeError"; the type's name for a value that is no object.
    pub name: String,
    /// The message, or the value as text.
    pub message: String,
    /// The engine's stack, one `function@source:line:column` per line; empty when there is none.
    pub stack: String,
    /// Where it was made, counted from 1; none when the engine does not know.
    pub line: Option<u32>,
    /// The column, counted from 1.
    pub column: Option<u32>,
    /// The source it was made in.
    pub source_url: Option<String>,
}

impl fmt::Display for ErrorReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source_url) = &self.source_url {
            write!(formatter, "{source_url}:")?;
            for number in [self.line, self.column].into_iter().flatten() {
                write!(formatter, "{number}:")?;
            }
            formatter.write_str(" ")?;
        }
        write!(formatter, "{}: {}", self.name, self.message)
    }
}

impl<'s> Exception<'s> {
    /// Throws `value`.
    pub fn new(value: impl Into<Local<'s, Value>>) -> Self {
        Self {
            value: value.into(),
        }
    }

    /// The thrown value.
    pub fn value(&self) -> Local<'s, Value> {
        self.value
    }

    /// The thrown value, to be kept.
    pub fn into_global(self, scope: &Scope<'s>) -> Global<Value> {
        Global::new(scope, self.value)
    }

    /// The thrown value as text. Getters may run; one that throws counts as missing.
    pub fn describe(&self, scope: &Scope<'s>) -> ErrorReport {
        match self.value.as_object(scope) {
            Some(object) => describe_object(scope, object),
            None => ErrorReport {
                name: self.value.type_name(scope).to_owned(),
                message: self.value.to_rust_string(scope).unwrap_or_default(),
                ..ErrorReport::default()
            },
        }
    }
}

impl fmt::Debug for Exception<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Exception({:?})", self.value)
    }
}

fn describe_object<'s>(scope: &Scope<'s>, object: Local<'s, Object>) -> ErrorReport {
    let read = |name| object.get(scope, name).ok();
    let text = |name| read(name)?.as_text(scope);
    let position = |name| Some(read(name)?.as_number(scope)? as u32);
    let mut report = ErrorReport {
        name: text("name").unwrap_or_else(|| "Object".to_owned()),
        message: text("message")
            .unwrap_or_else(|| object.to_rust_string(scope).unwrap_or_default()),
        stack: text("stack").unwrap_or_default(),
        line: position("line"),
        column: position("column"),
        source_url: text("sourceURL"),
    };
    if report.source_url.is_none() {
        locate_by_stack(&mut report);
    }
    report
}

/// Takes the position of the first frame that has one: an error made inside a default constructor
/// has no source of its own.
fn locate_by_stack(report: &mut ErrorReport) {
    let frame = report.stack.lines().find_map(|frame| {
        let (_, place) = frame.split_once('@')?;
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some((parts.next()?.to_owned(), line, column))
    });
    if let Some((source_url, line, column)) = frame {
        report.source_url = Some(source_url);
        report.line = Some(line);
        report.column = Some(column);
    }
}

impl<'s> Scope<'s> {
    /// Makes an error of a built-in class, whatever JavaScript has put in that class's place.
    pub fn make_error(&self, kind: ErrorKind, message: &str) -> Local<'s, Object> {
        let intrinsics = self.intrinsics();
        let constructor = match kind {
            ErrorKind::Error => intrinsics.error,
            ErrorKind::AggregateError => intrinsics.aggregate_error,
            ErrorKind::EvalError => intrinsics.eval_error,
            ErrorKind::RangeError => intrinsics.range_error,
            ErrorKind::ReferenceError => intrinsics.reference_error,
            ErrorKind::SyntaxError => intrinsics.syntax_error,
            ErrorKind::TypeError => intrinsics.type_error,
            ErrorKind::UriError => intrinsics.uri_error,
        };
        let constructor: Local<'s, Function> = Local::from_infallible(constructor);
        let message = self.string(message);
        let made = match kind {
            ErrorKind::AggregateError => {
                constructor.construct(self, &[self.array(&[]).value(), message])
            }
            _ => constructor.construct(self, &[message]),
        };
        // Only a stack that is nearly full, or a terminated VM, keeps an error from being made.
        made.unwrap_or_else(|exception| {
            exception
                .value()
                .as_object(self)
                .unwrap_or_else(|| self.object())
        })
    }

    /// An `Error` to be thrown.
    pub fn error(&self, message: &str) -> Exception<'s> {
        Exception::new(self.make_error(ErrorKind::Error, message))
    }

    /// A `TypeError` to be thrown.
    pub fn type_error(&self, message: &str) -> Exception<'s> {
        Exception::new(self.make_error(ErrorKind::TypeError, message))
    }

    /// A `RangeError` to be thrown.
    pub fn range_error(&self, message: &str) -> Exception<'s> {
        Exception::new(self.make_error(ErrorKind::RangeError, message))
    }
}
