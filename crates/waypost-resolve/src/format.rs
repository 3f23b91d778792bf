//! The kind of a module, by its extension and the `type` of its package.

use std::fs;
use std::path::Path;

/// How a file is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    CommonJs,
    Module,
    Json,
    /// A native addon.
    Native,
    /// CommonJS or a module: what it is written as decides.
    Either,
}

/// The kind of the file at `path`.
#[must_use]
pub fn format_of(path: &Path) -> Format {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.unwrap_or_default() {
        "mjs" | "mts" => Format::Module,
        "cjs" | "cts" => Format::CommonJs,
        "json" => Format::Json,
        "node" => Format::Native,
        _ => of_package(path),
    }
}

/// What the nearest `package.json` says.
fn of_package(path: &Path) -> Format {
    for folder in path.ancestors().skip(1) {
        if folder.ends_with("node_modules") {
            break;
        }
        let Ok(text) = fs::read_to_string(folder.join("package.json")) else {
            continue;
        };
        return match package_type(&text) {
            Some("module") => Format::Module,
            Some("commonjs") => Format::CommonJs,
            _ => Format::Either,
        };
    }
    Format::Either
}

/// The value of the manifest's own `type`: of a key at the first level.
fn package_type(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0usize, 0usize);
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = end_of_string(bytes, at + 1)?;
                if depth == 1 && text.get(at + 1..end) == Some("type") {
                    let rest = text.get(end + 1..)?.trim_start().strip_prefix(':')?;
                    return rest.trim_start().strip_prefix('"')?.split('"').next();
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn end_of_string(bytes: &[u8], mut at: usize) -> Option<usize> {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::package_type;

    #[test]
    fn only_the_manifests_own_type_counts() {
        let check = |text, expected| assert_eq!(package_type(text), expected, "{text}");
        check(r#"{ "name": "a", "type": "module" }"#, Some("module"));
        check(r#"{"type":"commonjs"}"#, Some("commonjs"));
        check(
            r#"{ "repository": { "type": "git" }, "x": ["type"] }"#,
            None,
        );
        check(
            r#"{ "a": "\"type\": \"x\"", "type" : "module" }"#,
            Some("module"),
        );
        check(r#"{ "description": "type" }"#, None);
        check(r#"{ "type""#, None);
    }
}
