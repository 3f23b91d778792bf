//! The table of pass rates of docs/compatibility.md.

use std::fmt::Write as _;
use std::path::Path;

use super::NodeTestError;
use crate::table::{rate, replace_between};

const BEGIN: &str = "<!-- node tests: written by `cargo xtask node-tests` -->\n";
const END: &str = "<!-- end of node tests -->";

/// One module's counts of files.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its name.
    pub module: String,
    /// What Deno's list names of it.
    pub listed: usize,
    /// What Deno enforces and cannot be run here.
    pub left_out: usize,
    /// What counts.
    pub counted: usize,
    /// What passes of it.
    pub passed: usize,
}

/// The rows as Markdown.
pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut text = String::from(
        "| module | files | waypost | Deno, of its list | left out |\n|---|---:|---:|---:|---:|\n",
    );
    for row in rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} of {} | {} |",
            row.module,
            row.counted,
            rate(row.passed, row.counted),
            row.counted + row.left_out,
            row.listed,
            row.left_out,
        );
    }
    text
}

/// Puts the rows between the marks of a document.
pub(crate) fn write(document: &Path, rows: &[Row]) -> Result<(), NodeTestError> {
    replace_between(document, BEGIN, END, &markdown(rows))
        .map_err(|error| NodeTestError::of(document, error))
}

#[cfg(test)]
mod tests {
    use super::{Row, markdown};

    #[test]
    fn a_row_says_what_counts() {
        let row = Row {
            module: "fs".into(),
            listed: 10,
            left_out: 2,
            counted: 4,
            passed: 3,
        };
        assert!(markdown(&[row]).contains("| fs | 4 | 75.0 % | 6 of 10 | 2 |"));
    }
}
