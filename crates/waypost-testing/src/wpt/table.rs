//! The table of pass rates, and its place in a document.

use std::fmt::Write as _;
use std::path::Path;

use super::WptError;
use crate::table::{rate, replace_between};

const BEGIN: &str = "<!-- wpt: written by `cargo xtask wpt` -->\n";
const END: &str = "<!-- end of wpt -->";

/// One area's counts of subtests.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its folder.
    pub area: String,
    /// Its cases.
    pub cases: usize,
    /// What counts.
    pub counted: usize,
    /// What passes of it.
    pub passed: usize,
    /// What Deno passes of it; unknown without its expectation files, or where it runs none.
    pub deno: Option<usize>,
    /// What makes no sense on a server.
    pub senseless: usize,
}

/// The rows as Markdown.
pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut text = String::from(
        "| folder | subtests | waypost | Deno | left out |\n|---|---:|---:|---:|---:|\n",
    );
    for row in rows {
        let deno = row
            .deno
            .map_or_else(|| "-".to_owned(), |passed| rate(passed, row.counted));
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {deno} | {} |",
            row.area,
            row.counted,
            rate(row.passed, row.counted),
            row.senseless,
        );
    }
    text
}

/// Puts the rows between the marks of a document.
pub(crate) fn write(document: &Path, rows: &[Row]) -> Result<(), WptError> {
    replace_between(document, BEGIN, END, &markdown(rows))
        .map_err(|error| WptError::of(document, error))
}

#[cfg(test)]
mod tests {
    use super::{Row, markdown};

    #[test]
    fn a_row_says_what_counts() {
        let row = Row {
            area: "url".into(),
            counted: 4,
            passed: 3,
            deno: Some(4),
            ..Row::default()
        };
        assert!(markdown(&[row]).contains("| `url` | 4 | 75.0 % | 100.0 % | 0 |"));
    }
}
