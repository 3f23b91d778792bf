//! JSON of project files, strict or with the comments and trailing commas of `tsconfig.json`.

use serde_json::Value;

/// Why a text is no JSON, and where (both from 1).
#[derive(Debug)]
pub(crate) struct JsonError {
    pub(crate) message: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

pub(crate) fn parse_strict(text: &str) -> Result<Value, JsonError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|err| {
        let (line, column) = (err.line().max(1), err.column().max(1));
        let whole = err.to_string();
        let message = whole
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned();
        JsonError {
            message,
            line,
            column,
        }
    })
}

/// Comments and trailing commas become blanks first, so that places in messages stay right.
pub(crate) fn parse_relaxed(text: &str) -> Result<Value, JsonError> {
    parse_strict(&without_trailing_commas(&without_comments(text)))
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => string_length(rest),
            '/' if rest.starts_with("//") => {
                let end = rest.find('\n').unwrap_or(rest.len());
                blank(&mut out, &rest[..end]);
                rest = &rest[end..];
                continue;
            }
            '/' if rest.starts_with("/*") => {
                let end = rest[2..].find("*/").map_or(rest.len(), |at| at + 4);
                blank(&mut out, &rest[..end]);
                rest = &rest[end..];
                continue;
            }
            _ => c.len_utf8(),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

fn without_trailing_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if c == '"' {
            string_length(rest)
        } else {
            c.len_utf8()
        };
        let (part, after) = rest.split_at(length);
        let is_trailing = c == ',' && after.trim_start().starts_with(['}', ']']);
        out.push_str(if is_trailing { " " } else { part });
        rest = after;
    }
    out
}

/// Bytes of the string literal in front, to its closing quote or the end of the text.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn blank(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
}
