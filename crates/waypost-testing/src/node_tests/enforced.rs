//! Deno's list of the files of Node.js's tests that it runs: `tests/node_compat/config.jsonc` of denoland/deno.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::NodeTestError;

/// The files of the list, by path below `test/`, with whether Deno passes them on Linux.
pub(crate) fn read(path: &Path) -> Result<BTreeMap<String, bool>, NodeTestError> {
    let text = fs::read_to_string(path).map_err(|error| NodeTestError::of(path, error))?;
    let json: Value =
        serde_json::from_str(&plain(&text)).map_err(|error| NodeTestError::of(path, error))?;
    let tests = json
        .get("tests")
        .and_then(Value::as_object)
        .ok_or_else(|| NodeTestError::of(path, "has no tests"))?;
    Ok(tests
        .iter()
        .map(|(name, entry)| (name.clone(), passes(entry)))
        .collect())
}

/// Files that are left out on Linux do not pass, nor do those that are to fail.
fn passes(entry: &Value) -> bool {
    let is = |name: &str| entry.get(name);
    let fails = |entry: &Value| {
        let code = entry.get("exitCode").and_then(Value::as_i64);
        code.is_some_and(|code| code != 0)
    };
    if is("ignore") == Some(&Value::Bool(true)) || fails(entry) {
        return false;
    }
    !["linux", "linuxX86_64"].iter().any(|name| match is(name) {
        Some(Value::Bool(enabled)) => !enabled,
        Some(expected) => fails(expected),
        None => false,
    })
}

/// JSON without comments and without commas before a closing bracket.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut comma = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'/') => while rest.next_if(|c| *c != '\n').is_some() {},
            ',' => comma = true,
            c if c.is_whitespace() => {}
            c => {
                if std::mem::take(&mut comma) && !matches!(c, '}' | ']') {
                    out.push(',');
                }
                out.push(c);
                if c == '"' {
                    copy_string(&mut rest, &mut out);
                }
            }
        }
    }
    out
}

/// The rest of a string with its end.
fn copy_string(rest: &mut impl Iterator<Item = char>, out: &mut String) {
    while let Some(c) = rest.next() {
        out.push(c);
        match c {
            '"' => return,
            '\\' => out.extend(rest.next()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{passes, plain};
    use serde_json::json;

    #[test]
    fn comments_and_last_commas_go() {
        let text = "{ // a\n \"x//y\\\"\": [1, 2,], // b\n}";
        assert_eq!(plain(text), "{\"x//y\\\"\":[1,2]}");
    }

    #[test]
    fn entries_say_what_passes_on_linux() {
        assert!(passes(&json!({})));
        assert!(passes(&json!({ "windows": false, "flaky": true })));
        assert!(!passes(&json!({ "linux": false })));
        assert!(!passes(&json!({ "ignore": true, "reason": "x" })));
        assert!(!passes(&json!({ "exitCode": 1 })));
        assert!(!passes(&json!({ "linux": { "exitCode": 1 } })));
    }
}
