//! One message and where it points.

use crate::position::{Frame, Location};
use serde::Serialize;
use std::ops::Range;

/// How much of a problem it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The project can be served, but something in it does not mean what it seems to.
    Warning,
    /// The project cannot be served like this.
    Error,
}

/// A message about the user's project. Built by chaining:
/// `Diagnostic::error("…").with_code("route-conflict").at_span(file, source, 10..13).with_help("…")`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    pub severity: Severity,
    /// Stable name of the kind of problem, for searching and for tests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    pub message: String,
    /// Relative to the project, with `/` between the parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The lines around the location, cut out when it was set: the file may change before printing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame: Option<Frame>,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Diagnostic {
    #[must_use]
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message.into())
    }

    #[must_use]
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message.into())
    }

    fn new(severity: Severity, message: String) -> Self {
        Self {
            severity,
            code: None,
            message,
            file: None,
            location: None,
            frame: None,
            help: None,
        }
    }

    #[must_use]
    pub fn with_code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Points at a whole file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Points at bytes of a file whose text is at hand.
    #[must_use]
    pub fn at_span(mut self, file: impl Into<String>, source: &str, span: Range<usize>) -> Self {
        let location = Location::of_span(source, span);
        self.frame = Some(Frame::around(source, &location));
        self.location = Some(location);
        self.in_file(file)
    }

    /// Points at a line and column (both from 1, columns in characters) of a file whose text is at hand.
    #[must_use]
    pub fn at_position(
        self,
        file: impl Into<String>,
        source: &str,
        line: usize,
        column: usize,
    ) -> Self {
        let start = Location::byte_of(source, line, column);
        self.at_span(file, source, start..start)
    }

    /// Leaves out the source lines, for files that hold secrets.
    #[must_use]
    pub fn without_frame(mut self) -> Self {
        self.frame = None;
        self
    }

    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// `app/api/users/route.ts:3:14`, as far as it is known.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        let file = self.file.as_deref()?;
        Some(match &self.location {
            Some(at) => format!("{file}:{}:{}", at.line, at.column),
            None => file.to_owned(),
        })
    }

    /// The shape the error page of `dev` reads.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("a diagnostic has string keys and plain values only")
    }
}
