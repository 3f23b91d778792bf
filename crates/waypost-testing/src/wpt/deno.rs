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
    let text = without_lone_surrogates(&String::from_utf8_lossy(json));
    serde_json::from_str(&text).map_err(|error| WptError::of(file, error))
}

/// Names of subtests hold lone surrogates as escapes, which no text in Rust can be.
fn without_lone_surrogates(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match (escaped_unit(rest), rest.get(6..).and_then(escaped_unit)) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => 12,
            (Some(0xd800..0xe000), _) => {
                out.push('\u{fffd}');
                rest = &rest[6..];
                continue;
            }
            // An escape is a backslash and one character at least, both ASCII in valid JSON.
            _ => 2,
        };
        let end = rest
            .char_indices()
            .nth(length)
            .map_or(rest.len(), |(i, _)| i);
        out.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The code unit of a `\uXXXX` at the start.
fn escaped_unit(text: &str) -> Option<u32> {
    u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
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
    use super::{Case, passes, without_lone_surrogates};
    use serde_json::json;

    #[test]
    fn lone_surrogates_become_replacement_characters() {
        let check = |json: &str, expected: &str| {
            assert_eq!(without_lone_surrogates(json), expected);
        };
        check(r#""\ud83d\ude00""#, r#""\ud83d\ude00""#);
        check(r#""a\ud800b""#, "\"a\u{fffd}b\"");
        check(r#""\udc00\ud800""#, "\"\u{fffd}\u{fffd}\"");
        check(r#""\\ud800""#, r#""\\ud800""#);
        check(r#""\n\u0041\\""#, r#""\n\u0041\\""#);
    }

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
