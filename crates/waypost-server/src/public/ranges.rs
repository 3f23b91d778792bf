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

/// Reads `Range` for a file of `size` bytes. What cannot be read, and several parts that remain
/// several, are answered with the whole file.
pub(super) fn select(header: &str, size: u64) -> Selection {
    let Some(specs) = header.trim().strip_prefix("bytes=") else {
        return Selection::Whole;
    };
    let mut selection = None;
    for spec in specs.split(',') {
        let Some(range) = parse(spec.trim(), size) else {
            return Selection::Whole;
        };
        match (range, selection) {
            (None, _) => {}
            (Some(range), None) => selection = Some(range),
            (Some(_), Some(_)) => return Selection::Whole,
        }
    }
    match selection {
        Some((first, last)) => Selection::Part { first, last },
        None => Selection::Unsatisfiable,
    }
}

/// `None`: no range. `Some(None)`: a range outside the file.
fn parse(spec: &str, size: u64) -> Option<Option<(u64, u64)>> {
    let (first, last) = spec.split_once('-')?;
    if first.is_empty() {
        let length = number(last)?.min(size);
        return Some((length > 0).then(|| (size - length, size - 1)));
    }
    let first = number(first)?;
    let last = if last.is_empty() {
        u64::MAX
    } else {
        number(last)?
    };
    if last < first {
        return None;
    }
    Some((first < size).then(|| (first, last.min(size - 1))))
}

fn number(digits: &str) -> Option<u64> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // More digits than fit lie beyond the end of every file.
    Some(digits.parse().unwrap_or(u64::MAX))
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
        assert_eq!(select("bytes=-9", 4), part(0, 3));
        assert_eq!(select("bytes=2-99999999999999999999999", 4), part(2, 3));
        assert_eq!(select("bytes=9-10, 1-1", 4), part(1, 1));
    }

    #[test]
    fn nothing_to_send_is_said() {
        for header in ["bytes=4-", "bytes=9-10", "bytes=-0", "bytes=8-,9-"] {
            assert_eq!(select(header, 4), Selection::Unsatisfiable, "{header}");
        }
        assert_eq!(select("bytes=0-", 0), Selection::Unsatisfiable);
    }

    #[test]
    fn what_is_no_range_is_ignored() {
        for header in [
            "items=0-1",
            "bytes=",
            "bytes=x-1",
            "bytes=2-1",
            "bytes=+1-2",
            "bytes=0-0,2-2",
        ] {
            assert_eq!(select(header, 4), Selection::Whole, "{header}");
        }
    }
}
