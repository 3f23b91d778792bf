//! Where the TypeScript or JavaScript configuration is. Its paths are the bundler's to read.

use crate::files::{Files, LARGEST_SOURCE};
use crate::json;
use std::path::{Path, PathBuf};
use waypost_diagnostics::Diagnostic;

/// A chain of `extends` longer than this leads in a circle.
const MOST_EXTENDED: usize = 16;

/// `tsconfig.json`, else `jsconfig.json`, in the project directory. A file that is no JSON, even with
/// comments and trailing commas, is reported.
pub(crate) fn find_tsconfig(files: &mut Files) -> Option<PathBuf> {
    for name in ["tsconfig.json", "jsconfig.json"] {
        let path = files.root().join(name);
        if let Some(text) = files.read_text(&path, LARGEST_SOURCE) {
            let config = parse(files, &path, &text)?;
            record_extended(files, &path, &config);
            return Some(path);
        }
    }
    None
}

fn parse(files: &mut Files, path: &Path, text: &str) -> Option<serde_json::Value> {
    // An empty file means the defaults, as for the TypeScript compiler.
    if text.trim().is_empty() {
        return Some(serde_json::Value::Null);
    }
    match json::parse_relaxed(text) {
        Ok(config) => Some(config),
        Err(err) => {
            let file = files.relative(path);
            let diagnostic =
                Diagnostic::error(format!("{file} is not valid JSON: {}", err.message));
            files.report(
                diagnostic
                    .with_code("tsconfig")
                    .at_position(file, text, err.line, err.column),
            );
            None
        }
    }
}

/// Files that are extended by a relative path hold paths too, so they are inputs. Those in packages
/// change with the lock file.
fn record_extended(files: &mut Files, path: &Path, config: &serde_json::Value) {
    let mut queue = extended(path, config);
    let mut seen = vec![path.to_owned()];
    while let Some(next) = queue.pop() {
        if seen.contains(&next) || seen.len() > MOST_EXTENDED {
            continue;
        }
        if let Some(text) = files.read_text(&next, LARGEST_SOURCE)
            && let Some(config) = parse(files, &next, &text)
        {
            queue.extend(extended(&next, &config));
        }
        seen.push(next);
    }
}

fn extended(path: &Path, config: &serde_json::Value) -> Vec<PathBuf> {
    let names = match config.get("extends") {
        Some(serde_json::Value::String(name)) => vec![name.as_str()],
        Some(serde_json::Value::Array(names)) => {
            names.iter().filter_map(|name| name.as_str()).collect()
        }
        _ => Vec::new(),
    };
    let directory = path.parent().unwrap_or(path);
    let relative = names.into_iter().filter(|name| name.starts_with('.'));
    relative
        .map(|name| {
            let exact = directory.join(name);
            if exact.extension().is_some() {
                exact
            } else {
                exact.with_extension("json")
            }
        })
        .collect()
}
