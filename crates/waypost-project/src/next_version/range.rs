//! Versions and ranges of npm, as far as the major version goes.

/// The major of `14.2.35`, `v15.0.0-canary.3`, `=16`.
pub(super) fn major(version: &str) -> Option<u64> {
    let digits = version.trim_start_matches(['v', '=', ' ']);
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    digits[..end].parse().ok()
}

/// The lowest major a declared range allows: `^14.1` 14, `>=13 <16` 13, `15 || 14` 14. `None` for tags
/// (`latest`, `canary`), `*`, and everything that is no range: those mean the newest.
pub(super) fn lowest_major(range: &str) -> Option<u64> {
    let range = range.strip_prefix("workspace:").unwrap_or(range);
    let range = range.strip_prefix("npm:next@").unwrap_or(range);
    range
        .split("||")
        .map(lower_bound)
        .collect::<Option<Vec<u64>>>()?
        .into_iter()
        .min()
}

/// Of one alternative, a list of comparators that all hold.
fn lower_bound(alternative: &str) -> Option<u64> {
    // A hyphen range is its first version; `1.0.0-beta` has no blanks around the hyphen.
    let alternative = alternative.split(" - ").next().unwrap_or_default();
    let comparators = alternative
        .replace(">= ", ">=")
        .replace("> ", ">")
        .replace("< ", "<")
        .replace("<= ", "<=");
    let mut lowest = None;
    let mut has_upper = false;
    for comparator in comparators.split_whitespace() {
        if comparator.starts_with('<') {
            has_upper = true;
            continue;
        }
        let bound = major(comparator.trim_start_matches(['^', '~', '>', '=']))?;
        lowest = lowest.max(Some(bound));
    }
    // `<15` alone allows every older version.
    lowest.or(has_upper.then_some(0))
}
