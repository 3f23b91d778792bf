//! Tables of pass rates, and their places in documents.

use std::fs;
use std::io;
use std::path::Path;

/// Rounded down, so that only all of it is 100 %.
pub(crate) fn rate(passed: usize, counted: usize) -> String {
    let tenths = (passed * 1000).checked_div(counted).unwrap_or(1000);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// Puts a table between two marks of a document.
pub(crate) fn replace_between(
    document: &Path,
    begin: &str,
    end: &str,
    table: &str,
) -> io::Result<()> {
    let text = fs::read_to_string(document)?;
    let changed = replaced(&text, begin, end, table)
        .ok_or_else(|| io::Error::other("has no place for the table"))?;
    fs::write(document, changed)
}

fn replaced(text: &str, begin: &str, end: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some(format!("{before}{begin}\n{table}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::{rate, replaced};

    #[test]
    fn rates_are_rounded_down() {
        assert_eq!(rate(999, 1000), "99.9 %");
        assert_eq!(rate(99_999, 100_000), "99.9 %");
        assert_eq!(rate(5, 5), "100.0 %");
        assert_eq!(rate(0, 0), "100.0 %");
    }

    #[test]
    fn the_table_takes_the_place_of_the_one_before() {
        let text = "a\n<!-- b -->\nstale row<!-- e -->\nz";
        let once =
            replaced(text, "<!-- b -->\n", "<!-- e -->", "| x |\n").expect("it has the marks");
        let twice = replaced(&once, "<!-- b -->\n", "<!-- e -->", "| x |\n");
        assert_eq!(twice.as_deref(), Some(once.as_str()));
        assert_eq!(once, "a\n<!-- b -->\n\n| x |\n\n<!-- e -->\nz");
    }
}
