//! `$NAME`, `${NAME}`, `${NAME:-default}` in the values of environment files.
//!
//! A reference takes what the process has, else the value that won among the files, wherever it stands. It
//! applies inside single quotes too, as in Next.js; `\$` is a plain `$`.

use super::EnvVar;
use std::collections::HashMap;
use waypost_diagnostics::{Diagnostic, Diagnostics};

/// References that multiply each other must not fill the memory.
const LONGEST_VALUE: usize = 1024 * 1024;

pub(super) fn expand_all(
    vars: &mut [EnvVar],
    process: &dyn Fn(&str) -> Option<String>,
    diagnostics: &mut Diagnostics,
) {
    let raw: HashMap<&str, &str> = vars
        .iter()
        .map(|var| (var.name.as_str(), var.value.as_str()))
        .collect();
    let mut expander = Expander {
        raw,
        process,
        done: HashMap::new(),
        open: Vec::new(),
        too_long: Vec::new(),
    };
    let values: Vec<String> = vars
        .iter()
        .map(|var| expander.variable(&var.name))
        .collect();
    for name in expander.too_long {
        let message =
            format!("the value of {name} grows past {LONGEST_VALUE} bytes by its references");
        diagnostics.push(Diagnostic::error(message).with_code("env-too-long"));
    }
    for (var, value) in vars.iter_mut().zip(values) {
        var.value = value;
    }
}

struct Expander<'v> {
    raw: HashMap<&'v str, &'v str>,
    process: &'v dyn Fn(&str) -> Option<String>,
    done: HashMap<String, String>,
    /// Names whose values are being expanded: a reference to one of them leads in a circle.
    open: Vec<String>,
    too_long: Vec<String>,
}

/// A reference in a value: its name, its default and the bytes it takes.
struct Reference<'t> {
    name: &'t str,
    default: Option<&'t str>,
    length: usize,
}

impl Expander<'_> {
    /// The final value of a name; empty when nobody defines it.
    fn variable(&mut self, name: &str) -> String {
        if let Some(value) = (self.process)(name) {
            return value;
        }
        if let Some(value) = self.done.get(name) {
            return value.clone();
        }
        let Some(&raw) = self.raw.get(name) else {
            return String::new();
        };
        if self.open.iter().any(|open| open == name) {
            return String::new();
        }
        self.open.push(name.to_owned());
        let mut value = self.text(raw);
        self.open.pop();
        if value.len() > LONGEST_VALUE {
            self.too_long.push(name.to_owned());
            value.clear();
        }
        self.done.insert(name.to_owned(), value.clone());
        value
    }

    fn text(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, from) = rest.split_at(at);
            if let Some(before) = before.strip_suffix('\\') {
                out.push_str(before);
                out.push('$');
                rest = &from[1..];
                continue;
            }
            out.push_str(before);
            match read_reference(from) {
                Some(reference) => {
                    out.push_str(&self.resolve(&reference));
                    rest = &from[reference.length..];
                }
                None => {
                    out.push('$');
                    rest = &from[1..];
                }
            }
            if out.len() > LONGEST_VALUE {
                return out;
            }
        }
        out.push_str(rest);
        out
    }

    /// The default stands in for an unset and for an empty value.
    fn resolve(&mut self, reference: &Reference<'_>) -> String {
        let value = self.variable(reference.name);
        match reference.default {
            Some(default) if value.is_empty() => self.text(default),
            _ => value,
        }
    }
}

/// `text` begins with `$`.
fn read_reference(text: &str) -> Option<Reference<'_>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let after = &text[1..];
    let Some(inner) = after.strip_prefix('{') else {
        let length = after.find(|c| !is_name(c)).unwrap_or(after.len());
        let name = &after[..length];
        return (!name.is_empty()).then_some(Reference {
            name,
            default: None,
            length: 1 + length,
        });
    };
    let name_length = inner.find(|c| !is_name(c)).unwrap_or(inner.len());
    let (name, after_name) = inner.split_at(name_length);
    let end = closing_brace(after_name)?;
    let default = &after_name[..end];
    let default = default
        .strip_prefix(":-")
        .or_else(|| default.strip_prefix('-'));
    // Anything else between the braces is not a reference.
    if name.is_empty() || (default.is_none() && end > 0) {
        return None;
    }
    Some(Reference {
        name,
        default,
        length: 2 + name_length + end + 1,
    })
}

/// The brace that ends a reference, past those of references in its default.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}
