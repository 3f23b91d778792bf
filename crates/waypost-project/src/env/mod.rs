//! Environment files in Next.js's order and spelling.
//!
//! The first file that defines a name wins, and what the process already has wins over all files. The
//! values are for the processes waypost starts; they never enter an image, except those whose names
//! say that they are public.

mod expand;
mod parse;

use crate::files::{Files, LARGEST_SOURCE};
use std::collections::HashSet;
use std::path::Path;
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::Inputs;

/// What `NODE_ENV` says; it chooses the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Production,
    Development,
    Test,
}

impl Mode {
    /// The value of `NODE_ENV`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Development => "development",
            Self::Test => "test",
        }
    }

    /// Highest first. Tests are to run alike on every machine, so they leave out `.env.local`.
    fn files(self) -> Vec<String> {
        let name = self.as_str();
        let mut files = vec![format!(".env.{name}.local")];
        if self != Self::Test {
            files.push(".env.local".to_owned());
        }
        files.extend([format!(".env.{name}"), ".env".to_owned()]);
        files
    }
}

/// A variable to add to the environment.
#[derive(Clone, PartialEq, Eq)]
pub struct EnvVar {
    pub name: String,
    pub value: String,
    /// The file that defines it.
    pub file: String,
}

/// Values may be secrets: they are not printed.
impl std::fmt::Debug for EnvVar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} from {}", self.name, self.file)
    }
}

/// The environment files of a project, read and expanded.
#[derive(Debug, Default)]
pub struct EnvFiles {
    vars: Vec<EnvVar>,
    /// The files that were there, highest first: what Next.js prints as `Environments`.
    pub files: Vec<String>,
    /// The files, present and absent, for an image that has public values in it.
    pub inputs: Inputs,
    pub diagnostics: Diagnostics,
}

impl EnvFiles {
    /// Reads the files of `mode` in the project directory. `process` answers for the environment the process
    /// began with.
    #[must_use]
    pub fn load(root: &Path, mode: Mode, process: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut files = Files::new(root);
        let mut loaded = Vec::new();
        let mut vars: Vec<EnvVar> = Vec::new();
        let mut known = HashSet::new();
        for file in mode.files() {
            let Some(text) = files.read_text(&root.join(&file), LARGEST_SOURCE) else {
                continue;
            };
            let (assignments, odd_lines) = parse::parse(&text);
            for line in odd_lines {
                let message = "this line is no assignment, it is passed over";
                let help = "write NAME=value; lines of a long value stand between quotes";
                files.report(
                    Diagnostic::warning(message)
                        .with_help(help)
                        .at_position(&*file, &text, line, 1)
                        .without_frame(),
                );
            }
            for parse::Assignment { name, value } in assignments {
                if known.insert(name.clone()) {
                    vars.push(EnvVar {
                        name,
                        value,
                        file: file.clone(),
                    });
                }
            }
            loaded.push(file);
        }
        vars.retain(|var| process(&var.name).is_none());
        expand::expand_all(&mut vars, process, &mut files.diagnostics);
        let Files {
            inputs,
            diagnostics,
            ..
        } = files;
        Self {
            vars,
            files: loaded,
            inputs,
            diagnostics,
        }
    }

    /// Variables that the process does not have yet, in the order of their files and lines.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.vars
            .iter()
            .map(|var| (var.name.as_str(), var.value.as_str()))
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.vars
            .iter()
            .find(|var| var.name == name)
            .map(|var| var.value.as_str())
    }

    #[must_use]
    pub fn vars(&self) -> &[EnvVar] {
        &self.vars
    }
}
