//! The cases of a test file: its META lines, read as the tests' own server reads them.
//!
//! <https://web-platform-tests.org/writing-tests/testharness.html#specifying-a-test-title>

use std::fs;
use std::path::{Path, PathBuf};

use super::WptError;

/// The kinds of global that ours can stand for; a test that names only others is not run.
const GLOBALS: [&str; 4] = ["window", "worker", "dedicatedworker", "jsshell"];

/// One run of one test file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// Path below the root with the variant: `url/url-setters.any.js?include=file`.
    pub name: String,
    /// Scripts to run before the test, as paths below the root.
    pub scripts: Vec<String>,
    /// Whether the test asks for more time than others.
    pub long: bool,
    /// The page's title, by which tests without a name are called.
    pub title: String,
}

impl AsRef<str> for Case {
    fn as_ref(&self) -> &str {
        &self.name
    }
}

impl Case {
    /// The path of the test below the root.
    pub(crate) fn path(&self) -> &str {
        self.name.split('?').next().unwrap_or(&self.name)
    }

    /// The case of this name.
    pub(crate) fn named(root: &Path, name: &str) -> Result<Self, WptError> {
        let path = name.split('?').next().unwrap_or(name);
        of_file(root, path)?
            .into_iter()
            .find(|case| case.name == name)
            .ok_or_else(|| WptError(format!("{name}: the file has no such variant")))
    }
}

/// The cases of every `.any.js` file of an area, sorted by name.
pub(crate) fn of_area(root: &Path, area: &str) -> Result<Vec<Case>, WptError> {
    let mut files = Vec::new();
    collect(&root.join(area), &mut files)?;
    let mut cases = Vec::new();
    for file in files {
        let path = file
            .strip_prefix(root)
            .map_err(|error| WptError::of(&file, error))?;
        cases.extend(of_file(root, &path.to_string_lossy().replace('\\', "/"))?);
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), WptError> {
    let entries = fs::read_dir(folder).map_err(|error| WptError::of(folder, error))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.to_string_lossy().ends_with(".any.js") {
            files.push(path);
        }
    }
    Ok(())
}

fn of_file(root: &Path, path: &str) -> Result<Vec<Case>, WptError> {
    let file = root.join(path);
    let source = fs::read(&file).map_err(|error| WptError::of(&file, error))?;
    let source = String::from_utf8_lossy(&source);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let stem = path.rsplit('/').next().unwrap_or(path);
    let mut case = Case {
        name: path.to_owned(),
        scripts: Vec::new(),
        long: false,
        title: stem.trim_end_matches(".any.js").to_owned(),
    };
    let mut variants = Vec::new();
    let mut has_global = true;
    for (key, value) in source.lines().map_while(meta) {
        match key {
            "script" => case.scripts.push(resolve(folder, value)),
            "timeout" => case.long = value == "long",
            "variant" => variants.push(value.to_owned()),
            "title" => case.title = value.to_owned(),
            "global" => has_global = value.split(',').any(|kind| GLOBALS.contains(&kind.trim())),
            _ => {}
        }
    }
    if !has_global {
        return Ok(Vec::new());
    }
    if variants.is_empty() {
        return Ok(vec![case]);
    }
    let named = |variant: String| Case {
        name: format!("{path}{variant}"),
        ..case.clone()
    };
    Ok(variants.into_iter().map(named).collect())
}

/// `// META: key=value`; the first line of another kind ends the list.
fn meta(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim().strip_prefix("//")?.trim_start();
    let (key, value) = rest.strip_prefix("META:")?.split_once('=')?;
    Some((key.trim(), value.trim()))
}

/// A path that a META line names, below the root.
fn resolve(folder: &str, path: &str) -> String {
    let joined = match path.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{path}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    match parts.join("/").as_str() {
        // The tests' own server knows the parser of interface definitions by this name.
        "resources/WebIDLParser.js" => "resources/webidl2/lib/webidl2.js".to_owned(),
        path => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{meta, resolve};

    #[test]
    fn meta_lines_are_keys_and_values() {
        assert_eq!(meta("// META: script=../a.js"), Some(("script", "../a.js")));
        assert_eq!(meta("//META: timeout=long"), Some(("timeout", "long")));
        assert_eq!(meta("// a comment"), None);
        assert_eq!(meta("test(() => {});"), None);
    }

    #[test]
    fn scripts_are_relative_to_their_test_or_the_root() {
        assert_eq!(resolve("url/a", "../resources/x.js"), "url/resources/x.js");
        assert_eq!(resolve("url", "/common/gc.js"), "common/gc.js");
        assert_eq!(resolve("url", "./../../x.js"), "x.js");
    }
}
