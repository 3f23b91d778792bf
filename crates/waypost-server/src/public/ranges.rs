//! The `Range` header, reduced to what is answered: one part, the whole, or nothing to give.
//!
//! <https://www.rfc-editor.org/rfc/rfc9110#section-14.2>

/// The part of a file that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Selection {
    Whole,
    /// From the first to the last byte, both included.
    Part {
        first: u64,
        last: u64,
    },
    Unsatisfiable,
}

/// Reads `Range` for a file of `size` bytes as the reference's parser does, which takes numbers for what they begin
/// with and a range without them for none. Parts that touch are one; several that remain several are answered with
/// the whole file, and none at all with a refusal.
pub(super) fn select(header: &str, size: u64) -> Selection {
    let Some(specs) = header.trim_start_matches(' ').strip_prefix("bytes=") else {
        return Selection::Whole;
    };
    let mut ranges: Vec<(u64, u64)> = specs
        .split(',')
        .filter_map(|spec| parse(spec, size))
        .collect();
    ranges.sort_unstable();
    let mut ranges = ranges.into_iter();
    let Some((first, mut last)) = ranges.next() else {
        return Selection::Unsatisfiable;
    };
    for (next, end) in ranges {
        if next > last.saturating_add(1) {
            return Selection::Whole;
        }
        last = last.max(end);
    }
    Selection::Part { first, last }
}

/// First and last byte; `None` for what is no range of the file.
fn parse(spec: &str, size: u64) -> Option<(u64, u64)> {
    let mut parts = spec.split('-');
    let (first, last) = (parts.next().and_then(number), parts.next().and_then(number));
    let end = size.checked_sub(1)?;
    let (first, last) = match (first, last) {
        (Some(first), last) => (first, last.map_or(end, |last| last.min(end))),
        // The last bytes.
        (None, Some(length)) => (size.checked_sub(length)?, end),
        (None, None) => return None,
    };
    (first <= last).then_some((first, last))
}

/// As `parseInt` reads digits. More than fit lie beyond the end of every file.
fn number(text: &str) -> Option<u64> {
    let text = text.trim_start();
    let text = text.strip_prefix('+').unwrap_or(text);
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let digits = &text[..end];
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_sent() {
        let part = |first, last| Selection::Part { first, last };
        assert_eq!(select("bytes=0-1", 4), part(0, 1));
        assert_eq!(select("bytes=1-", 4), part(1, 3));
        assert_eq!(select("bytes=-3", 4), part(1, 3));
        assert_eq!(select("bytes=2-99999999999999999999999", 4), part(2, 3));
        assert_eq!(select("bytes=9-10, 1-1", 4), part(1, 1));
        assert_eq!(select("  bytes= 0 - 1", 4), part(0, 1));
        assert_eq!(select("bytes=+1-2x", 4), part(1, 2));
        assert_eq!(select("bytes=x-1", 4), part(3, 3));
    }

    #[test]
    fn parts_that_touch_are_one() {
        let part = |first, last| Selection::Part { first, last };
        assert_eq!(select("bytes=0-1,2-3", 9), part(0, 3));
        assert_eq!(select("bytes=3-5,0-4", 9), part(0, 5));
        assert_eq!(select("bytes=0-8,2-3", 9), part(0, 8));
    }

    #[test]
    fn nothing_to_send_is_said() {
        for header in [
            "bytes=4-",
            "bytes=9-10",
            "bytes=-0",
            "bytes=-9",
            "bytes=8-,9-",
            "bytes=",
            "bytes=2-1",
        ] {
            assert_eq!(select(header, 4), Selection::Unsatisfiable, "{header}");
        }
        assert_eq!(select("bytes=0-", 0), Selection::Unsatisfiable);
    }

    #[test]
    fn what_is_no_range_is_ignored() {
        for header in ["items=0-1", "bytes", "bytes=0-0,2-2"] {
            assert_eq!(select(header, 4), Selection::Whole, "{header}");
        }
    }
}
