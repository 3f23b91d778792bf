//! The syntax of environment files: `NAME=value`, quotes of three kinds, comments, `export`.
//!
//! What the parser of Next.js passes over in silence is passed over here too, but its line is named.

/// One assignment, quotes removed and the escapes of double quotes resolved; `$` is not yet expanded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    pub(super) name: String,
    pub(super) value: String,
}

/// The assignments in order (of two with one name the later), and the lines that are none.
pub(super) fn parse(text: &str) -> (Vec<Assignment>, Vec<usize>) {
    let text = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let mut assignments: Vec<Assignment> = Vec::new();
    let mut odd_lines = Vec::new();
    let mut rest = text.as_str();
    let mut line = 1;
    while !rest.is_empty() {
        let first = rest.split('\n').next().unwrap_or_default();
        let used = match read_assignment(rest, first) {
            Some((assignment, used)) => {
                assignments.retain(|known| known.name != assignment.name);
                assignments.push(assignment);
                used
            }
            None => {
                if !is_blank(first) {
                    odd_lines.push(line);
                }
                first.len()
            }
        };
        // The rest of the line after a value is a comment.
        let end = rest[used..]
            .find('\n')
            .map_or(rest.len(), |at| used + at + 1);
        line += rest[..end].matches('\n').count();
        rest = &rest[end..];
    }
    (assignments, odd_lines)
}

fn is_blank(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// The assignment at the start of `text`, whose first line is `first`, and the bytes it takes.
fn read_assignment(text: &str, first: &str) -> Option<(Assignment, usize)> {
    let line = first.trim_start();
    let line = match line.strip_prefix("export") {
        Some(after) if after.starts_with([' ', '\t']) => after.trim_start(),
        _ => line,
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let name_length = line.find(|c| !is_name(c)).unwrap_or(line.len());
    let (name, after) = line.split_at(name_length);
    if name.is_empty() {
        return None;
    }
    let after = after.trim_start().strip_prefix('=').or_else(|| {
        // `name: value`, with a blank after the colon.
        after
            .strip_prefix(':')
            .filter(|after| after.starts_with([' ', '\t']))
    })?;
    let start = first.len() - after.len();
    let (value, used) = read_value(&text[start..], after);
    Some((
        Assignment {
            name: name.to_owned(),
            value,
        },
        start + used,
    ))
}

/// `text` runs to the end of the file, `line` to the end of its line.
fn read_value(text: &str, line: &str) -> (String, usize) {
    let blanks = line.len() - line.trim_start().len();
    if let Some(quote) = line[blanks..]
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`'))
        && let Some(length) = quoted_length(&text[blanks..], quote)
    {
        let inner = &text[blanks + 1..blanks + length - 1];
        return (unescape(inner, quote), blanks + length);
    }
    let end = line.find('#').unwrap_or(line.len());
    let value = line[..end].trim();
    (without_outer_quotes(value), end)
}

/// Bytes up to and with the closing quote, if only a comment follows it in its line.
fn quoted_length(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !is_escaped {
            let after = text[at + 1..].split('\n').next().unwrap_or_default();
            return is_blank(after).then_some(at + 1);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    None
}

/// A value in quotes that close and open again within the line, or a quote that never closes.
fn without_outer_quotes(value: &str) -> String {
    for quote in ['"', '\'', '`'] {
        let inner = value
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote));
        if let Some(inner) = inner {
            return unescape(inner, quote);
        }
    }
    value.to_owned()
}

/// Only double quotes know escapes, and only those of line ends.
fn unescape(inner: &str, quote: char) -> String {
    if quote == '"' {
        inner.replace("\\n", "\n").replace("\\r", "\r")
    } else {
        inner.to_owned()
    }
}
