//! What Deno passes, from its expectation files: a tree of folders whose leaves are files.
//!
//! A leaf is `true` (all pass), `false` (none), a list of the subtests that fail, or an object with
//! that list. A file that is not named passes, as in Deno's runner.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::WptError;
use super::case::Case;

/// The expectation files of one folder.
#[derive(Debug)]
pub(crate) struct Deno(PathBuf);

impl Deno {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// What Deno expects of an area's folder; nothing when it does not run it.
    pub(crate) fn expectations(&self, area: &str) -> Result<Option<Value>, WptError> {
        let top = area.split('/').next().unwrap_or(area);
        let file = self.0.join(format!("{top}.json"));
        match fs::read(&file) {
            Ok(json) => parse(&file, &json).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(WptError::of(&file, error)),
        }
    }
}

fn parse(file: &Path, json: &[u8]) -> Result<Value, WptError> {
    serde_json::from_slice(json).map_err(|error| WptError::of(file, error))
}

/// Which of these subtests Deno passes, as a test on their names.
pub(crate) fn passes(expectations: &Value, case: &Case) -> impl Fn(&str) -> bool + use<> {
    let expected = lookup(expectations, case);
    let mut none = false;
    let mut failing = HashSet::new();
    match expected {
        Some(Value::Bool(all)) => none = !all,
        Some(Value::Array(names)) => failing.extend(texts(names)),
        Some(Value::Object(entry)) => {
            none = entry.get("ignore") == Some(&Value::Bool(true));
            if let Some(Value::Array(names)) = entry.get("expectedFailures") {
                failing.extend(texts(names));
            }
        }
        _ => {}
    }
    move |name| !none && !failing.contains(name)
}

fn texts(names: &[Value]) -> impl Iterator<Item = String> {
    names
        .iter()
        .filter_map(|name| name.as_str().map(str::to_owned))
}

/// The entry of a case: of its page, else of its worker.
fn lookup<'v>(expectations: &'v Value, case: &Case) -> Option<&'v Value> {
    ["any.html", "any.worker.html"].iter().find_map(|kind| {
        let name = case.name.replacen("any.js", kind, 1);
        let (path, variant) = match name.split_once('?') {
            Some((path, variant)) => (path, format!("?{variant}")),
            None => (name.as_str(), String::new()),
        };
        let mut parts = path.split('/').skip(1).collect::<Vec<_>>();
        let last = format!("{}{variant}", parts.pop()?);
        let folder = parts
            .into_iter()
            .try_fold(expectations, |value, part| value.get(part))?;
        folder.get(last)
    })
}

#[cfg(test)]
mod tests {
    use super::{Case, passes};
    use serde_json::json;

    #[test]
    fn leaves_name_what_fails() {
        let tree = json!({
            "abort": { "all.any.html": true, "none.any.html": false },
            "some.any.html?x": { "expectedFailures": ["b"] },
            "worker.any.worker.html": ["a"],
        });
        let check = |name: &str, subtest: &str| {
            let case = Case {
                name: name.to_owned(),
                scripts: Vec::new(),
                long: false,
                title: String::new(),
            };
            passes(&tree, &case)(subtest)
        };
        assert!(check("dom/abort/all.any.js", "a"));
        assert!(!check("dom/abort/none.any.js", "a"));
        assert!(check("dom/some.any.js?x", "a"));
        assert!(!check("dom/some.any.js?x", "b"));
        assert!(!check("dom/worker.any.js", "a"));
        assert!(check("dom/unknown.any.js", "a"));
    }
}
