//! Reading a project's files: bounded, and recorded as inputs of the image.
//!
//! Everything the other modules know of the disk comes through here. What cannot be read becomes a
//! diagnostic; what is not there does not.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::Inputs;

/// Route files, configuration and settings past this size are mistakes, not code.
pub(crate) const LARGEST_SOURCE: u64 = 8 * 1024 * 1024;
/// Images are written into the code, so that a build is whole.
pub(crate) const LARGEST_DATA: u64 = 32 * 1024 * 1024;
/// Lock files of large monorepos reach tens of megabytes.
pub(crate) const LARGEST_LOCK_FILE: u64 = 64 * 1024 * 1024;

/// The files of one project, what was read of them, and what was wrong with them.
#[derive(Debug)]
pub(crate) struct Files {
    root: PathBuf,
    pub(crate) inputs: Inputs,
    pub(crate) diagnostics: Diagnostics,
}

impl Files {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            inputs: Inputs::new(root),
            diagnostics: Diagnostics::new(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Text of a file, `None` when it is not there or cannot be used; the latter is reported.
    pub(crate) fn read_text(&mut self, path: &Path, largest: u64) -> Option<String> {
        if self.is_too_large(path, largest) {
            return None;
        }
        let bytes = match self.inputs.read(path) {
            Ok(bytes) => bytes?,
            Err(err) => {
                self.report_io("read", path, &err);
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(_) => {
                let help = "save it with the encoding UTF-8";
                let diagnostic = Diagnostic::error("the file is not UTF-8 text").with_help(help);
                self.report(diagnostic.in_file(self.relative(path)));
                None
            }
        }
    }

    /// Bytes of a file that is not looked into, `None` when it cannot be used, which is reported.
    pub(crate) fn read_data(&mut self, path: &Path, largest: u64) -> Option<u64> {
        if self.is_too_large(path, largest) {
            return None;
        }
        match self.inputs.read(path) {
            Ok(bytes) => bytes.map(|bytes| bytes.len() as u64),
            Err(err) => {
                self.report_io("read", path, &err);
                None
            }
        }
    }

    fn is_too_large(&mut self, path: &Path, largest: u64) -> bool {
        let Ok(metadata) = fs::metadata(path) else {
            return false;
        };
        // A pipe or a device would block the build; a directory is not what the name promises.
        let message = if !metadata.is_file() {
            "this is not a regular file".to_owned()
        } else if metadata.len() > largest {
            format!(
                "the file has {} bytes, more than the {largest} that are read",
                metadata.len()
            )
        } else {
            return false;
        };
        self.report(
            Diagnostic::error(message)
                .with_code("unusable-file")
                .in_file(self.relative(path)),
        );
        true
    }

    /// Sorted names in a directory, `None` when it is not there or cannot be read.
    pub(crate) fn read_directory(&mut self, path: &Path) -> Option<Vec<String>> {
        match self.inputs.read_directory(path) {
            Ok(names) => names,
            Err(err) => {
                self.report_io("list", path, &err);
                None
            }
        }
    }

    /// Whether a regular file is there. Its appearance or disappearance later makes an image stale.
    pub(crate) fn has_file(&mut self, path: &Path) -> bool {
        let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
        if is_file {
            // The text is not needed here, but a change of it may matter to the image.
            let _ = self.read_text(path, LARGEST_SOURCE);
        } else {
            self.inputs.record_absent(path);
        }
        is_file
    }

    fn report_io(&mut self, action: &str, path: &Path, err: &io::Error) {
        let file = self.relative(path);
        self.report(Diagnostic::error(format!("cannot {action} it: {err}")).in_file(file));
    }

    /// Relative to the project, with `/` between the parts, for diagnostics and the manifest.
    pub(crate) fn relative(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = relative
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        if parts.is_empty() {
            ".".to_owned()
        } else {
            parts.join("/")
        }
    }
}
