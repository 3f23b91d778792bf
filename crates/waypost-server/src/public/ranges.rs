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

/// Parts that are looked at; a header with more is answered with the whole file.
const MOST_PARTS: usize = 100;

/// Reads `Range` for a file of `size` bytes, as leniently as the reference: parts that touch are one, parts
/// that cannot be read or lie outside do not count. Several that remain are answered with the whole file.
pub(super) fn select(header: &str, size: u64) -> Selection {
    let Some(specs) = header.trim().strip_prefix("bytes=") else {
        return Selection::Whole;
    };
    let mut parts: Vec<(u64, u64)> = specs
        .split(',')
        .take(MOST_PARTS + 1)
        .filter_map(|spec| parse(spec, size))
        .collect();
    if parts.len() > MOST_PARTS {
        return Selection::Whole;
    }
    parts.sort_unstable();
    let mut parts = parts.into_iter();
    let Some((first, mut last)) = parts.next() else {
        return Selection::Unsatisfiable;
    };
    for (next, end) in parts {
        if next > last + 1 {
            return Selection::Whole;
        }
        last = last.max(end);
    }
    Selection::Part { first, last }
}

/// The part within the file, if there is one.
fn parse(spec: &str, size: u64) -> Option<(u64, u64)> {
    let (first, last) = spec.split_once('-')?;
    let end = size.checked_sub(1)?;
    let (first, last) = match (number(first), number(last)) {
        (Some(first), last) => (first, last.unwrap_or(end).min(end)),
        (None, Some(length)) => (size.checked_sub(length)?, end),
        (None, None) => return None,
    };
    (first <= last).then_some((first, last))
}

/// The digits that a text begins with.
fn number(text: &str) -> Option<u64> {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let digits = &text[..end];
    // More digits than fit lie beyond the end of every file.
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
        assert_eq!(select("bytes= 0 - 1", 4), part(0, 1));
        assert_eq!(select("bytes=0-1,2-3", 4), part(0, 3));
        assert_eq!(select("bytes=2-3,0-2", 4), part(0, 3));
        assert_eq!(select("bytes=x-1", 4), part(3, 3));
        assert_eq!(select("bytes=2-99999999999999999999999", 4), part(2, 3));
        assert_eq!(select("bytes=9-10, 1-1", 4), part(1, 1));
    }

    #[test]
    fn nothing_to_send_is_said() {
        for header in [
            "bytes=",
            "bytes=4-",
            "bytes=9-10",
            "bytes=2-1",
            "bytes=-0",
            "bytes=-9",
            "bytes=8-,9-",
        ] {
            assert_eq!(select(header, 4), Selection::Unsatisfiable, "{header}");
        }
        assert_eq!(select("bytes=0-", 0), Selection::Unsatisfiable);
    }

    #[test]
    fn what_is_no_range_is_ignored() {
        let many = format!("bytes={}0-0", "0-0,".repeat(MOST_PARTS));
        for header in ["items=0-1", "bytes=0-0,2-2", &many] {
            assert_eq!(select(header, 4), Selection::Whole, "{header}");
        }
    }
}
