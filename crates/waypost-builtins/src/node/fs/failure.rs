//! What a failed operation tells: TypeScript words it (`ENOENT: no such file or directory, open 'x'`).

use rustix::io::Errno;
use waypost_ops::{JsError, PropValue};

/// A refused operation of the file system.
#[derive(Debug)]
pub(super) struct Failure {
    errno: i32,
    /// Node's own code, where it has one of its own.
    code: Option<&'static str>,
    syscall: &'static str,
    path: Option<String>,
    dest: Option<String>,
}

impl Failure {
    pub(super) fn new(errno: Errno, syscall: &'static str) -> Self {
        Self {
            errno: errno.raw_os_error(),
            code: None,
            syscall,
            path: None,
            dest: None,
        }
    }

    /// A failure of Node's own, without a call of the system.
    pub(super) fn with_code(code: &'static str, syscall: &'static str) -> Self {
        Self {
            code: Some(code),
            ..Self::new(Errno::INVAL, syscall)
        }
    }

    #[must_use]
    pub(super) fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    #[must_use]
    pub(super) fn dest(mut self, dest: impl Into<String>) -> Self {
        self.dest = Some(dest.into());
        self
    }
}

/// The number behind an error of the standard library; what has none is an input/output error.
pub(super) fn errno_of(error: &std::io::Error) -> Errno {
    error
        .raw_os_error()
        .map_or(Errno::IO, Errno::from_raw_os_error)
}

impl From<Failure> for JsError {
    fn from(failure: Failure) -> Self {
        let mut error = match failure.code {
            Some(code) => JsError::with_code(code, failure.syscall),
            None => JsError::new(failure.syscall),
        };
        error = error
            .prop("errno", PropValue::Number(-f64::from(failure.errno)))
            .prop("syscall", PropValue::String(failure.syscall.to_owned()));
        if let Some(path) = failure.path {
            error = error.prop("path", PropValue::String(path));
        }
        if let Some(dest) = failure.dest {
            error = error.prop("dest", PropValue::String(dest));
        }
        error
    }
}
