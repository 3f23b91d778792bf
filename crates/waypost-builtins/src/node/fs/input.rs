//! The arguments of an operation as plain data, which may go to another thread.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;
use std::rc::Rc;

use waypost_jsc::{Scope, ValueType};
use waypost_ops::{Args, OpResult, OpState};

use crate::node::process::working_directory;

/// One argument.
enum Item {
    Nothing,
    Bool(bool),
    Number(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The arguments of one operation, and what relative paths begin at.
pub(super) struct Input {
    items: Vec<Item>,
    cwd: PathBuf,
}

impl Input {
    /// Reads the arguments from `first` on.
    pub(super) fn read<'s>(
        scope: &Scope<'s>,
        state: &Rc<OpState>,
        args: &Args<'_, 's>,
        first: usize,
    ) -> OpResult<Self> {
        let mut items = Vec::with_capacity(args.len().saturating_sub(first));
        for index in first..args.len() {
            let value = args.get(index);
            items.push(match value.type_of(scope) {
                ValueType::String => Item::Text(args.string(index)?),
                ValueType::Number => Item::Number(args.number(index)?),
                ValueType::Boolean => Item::Bool(args.boolean(index)),
                ValueType::Object => Item::Bytes(args.bytes(index)?),
                _ => Item::Nothing,
            });
        }
        Ok(Self {
            items,
            cwd: working_directory(state).into(),
        })
    }

    /// A path as it was given.
    pub(super) fn raw_path(&self, index: usize) -> PathBuf {
        match self.items.get(index) {
            Some(Item::Text(text)) => PathBuf::from(text),
            Some(Item::Bytes(bytes)) => PathBuf::from(OsString::from_vec(bytes.clone())),
            _ => PathBuf::new(),
        }
    }

    /// A path, from the working directory of the project.
    pub(super) fn path(&self, index: usize) -> PathBuf {
        let raw = self.raw_path(index);
        // An empty path must stay one: the system refuses it, the directory it would not.
        if raw.is_absolute() || raw.as_os_str().is_empty() {
            return raw;
        }
        self.cwd.join(raw)
    }

    /// A path as messages show it.
    pub(super) fn shown(&self, index: usize) -> String {
        self.raw_path(index).to_string_lossy().into_owned()
    }

    /// A number; 0 for anything else.
    pub(super) fn number(&self, index: usize) -> f64 {
        self.opt_number(index).unwrap_or(0.0)
    }

    /// A number, if one was given.
    pub(super) fn opt_number(&self, index: usize) -> Option<f64> {
        match self.items.get(index) {
            Some(Item::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// A truth value; false for anything else.
    pub(super) fn flag(&self, index: usize) -> bool {
        matches!(self.items.get(index), Some(Item::Bool(true)))
    }

    /// Bytes, or a text as UTF-8.
    pub(super) fn bytes(&self, index: usize) -> &[u8] {
        match self.items.get(index) {
            Some(Item::Bytes(bytes)) => bytes,
            Some(Item::Text(text)) => text.as_bytes(),
            _ => &[],
        }
    }

    /// Whether a number was given, which names an open file.
    pub(super) fn is_number(&self, index: usize) -> bool {
        self.opt_number(index).is_some()
    }
}
