//! The table of pass rates, and its place in a document.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::WptError;

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

/// Rounded down, so that only all of it is 100 %.
pub(crate) fn rate(passed: usize, counted: usize) -> String {
    let tenths = (passed * 1000).checked_div(counted).unwrap_or(1000);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// Puts the rows between the marks of a document.
pub(crate) fn write(document: &Path, rows: &[Row]) -> Result<(), WptError> {
    let text = fs::read_to_string(document).map_err(|error| WptError::of(document, error))?;
    let changed = replaced(&text, &markdown(rows))
        .ok_or_else(|| WptError::of(document, "has no place for the table"))?;
    fs::write(document, changed).map_err(|error| WptError::of(document, error))
}

fn replaced(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, Row, markdown, rate, replaced};

    #[test]
    fn rates_are_rounded_down() {
        assert_eq!(rate(999, 1000), "99.9 %");
        assert_eq!(rate(99_999, 100_000), "99.9 %");
        assert_eq!(rate(5, 5), "100.0 %");
        assert_eq!(rate(0, 0), "100.0 %");
    }

    #[test]
    fn the_table_takes_the_place_of_the_one_before() {
        let row = Row {
            area: "url".into(),
            counted: 4,
            passed: 3,
            deno: Some(4),
            ..Row::default()
        };
        let table = markdown(&[row]);
        assert!(table.contains("| `url` | 4 | 75.0 % | 100.0 % | 0 |"));
        let text = format!("a\n{BEGIN}stale row{END}\nb");
        let once = replaced(&text, &table).expect("it has the marks");
        assert_eq!(replaced(&once, &table).as_deref(), Some(once.as_str()));
        assert!(!once.contains("stale row") && once.starts_with("a\n") && once.ends_with("\nb"));
    }
}
