//! The memory that JavaScript and Rust share, in 32-bit cells.
//!
//! The same numbers stand in `internal/turn/layout.ts` and `internal/event_loop/event_loop.ts` of
//! waypost-builtins; a test reads those files and compares.

/// Ticks wait.
pub(crate) const TICKS: usize = 0;
/// Immediates wait.
pub(crate) const IMMEDIATES: usize = 1;
/// The next timer changed; its delay is in [`TIMER_DELAY`].
pub(crate) const TIMER_CHANGED: usize = 2;
/// Milliseconds to the next timer, -1 without one.
pub(crate) const TIMER_DELAY: usize = 3;
/// Finished answers in the outbox.
pub(crate) const ANSWERS: usize = 4;
/// Answers that found the outbox full.
pub(crate) const ANSWERS_OVERFLOW: usize = 5;
/// Continuations were parked until the next turn.
pub(crate) const PARKED: usize = 6;
/// Changes whenever JavaScript begins to work for another request: what the watchdog follows.
pub(crate) const MARKER: usize = 7;
/// Changes with each await and each reaction of a promise, which are pauses for the watchdog.
pub(crate) const STEPS: usize = 8;

/// Where finished answers begin.
pub(crate) const OUTBOX: usize = 64;
/// Cells per answer.
pub(crate) const ANSWER_CELLS: usize = 8;
/// Answers that fit at once.
pub(crate) const OUTBOX_ANSWERS: usize = 256;

/// Offsets within an answer.
pub(crate) mod answer {
    pub(crate) const SLOT: usize = 0;
    pub(crate) const GENERATION: usize = 1;
    pub(crate) const STATUS: usize = 2;
    pub(crate) const CONTENT_TYPE: usize = 3;
    pub(crate) const HEAD_UNITS: usize = 4;
    pub(crate) const BODY: usize = 5;
    pub(crate) const BODY_VALUE: usize = 6;
}

/// Kinds of answer body; 0 is none.
pub(crate) mod body {
    pub(crate) const TEXT: i32 = 1;
    pub(crate) const BYTES: i32 = 2;
    pub(crate) const STREAM: i32 = 3;
    pub(crate) const ABORT: i32 = 4;
}

/// Content types that cross as a number.
pub(crate) const CONTENT_TYPES: [&str; 4] = [
    "",
    "application/json",
    "text/plain;charset=UTF-8",
    "application/json; charset=utf-8",
];

/// Where requests begin.
pub(crate) const INBOX: usize = OUTBOX + OUTBOX_ANSWERS * ANSWER_CELLS;
/// Requests that fit in one entry.
pub(crate) const INBOX_REQUESTS: usize = 256;
/// Cells per request.
pub(crate) const REQUEST_CELLS: usize = 14;

/// Offsets within a request.
pub(crate) mod request {
    pub(crate) const SLOT: usize = 0;
    pub(crate) const GENERATION: usize = 1;
    pub(crate) const ROUTE: usize = 2;
    pub(crate) const METHOD: usize = 3;
    pub(crate) const URL: usize = 4;
    pub(crate) const PARAMS: usize = 5;
    pub(crate) const HEADERS: usize = 6;
    pub(crate) const BODY_TEXT: usize = 7;
    pub(crate) const END: usize = 8;
    pub(crate) const BODY: usize = 9;
    pub(crate) const BODY_VALUE: usize = 10;
    pub(crate) const BODY_LENGTH: usize = 11;
    pub(crate) const FLAGS: usize = 12;
}

/// Bits of a request's `FLAGS`: what is seen while the head is packed, so that nobody looks for it there.
pub(crate) mod flag {
    /// A cookie of draft or preview mode.
    pub(crate) const PREVIEW_COOKIE: i32 = 1;
    /// The header of `res.revalidate`.
    pub(crate) const REVALIDATE: i32 = 2;
    /// `x-forwarded-proto`.
    pub(crate) const FORWARDED_PROTO: i32 = 4;
    /// `if-none-match`.
    pub(crate) const CONDITIONAL: i32 = 8;
    /// A URL writes path and query as they were sent, and so does a form its pairs.
    pub(crate) const PLAIN_TARGET: i32 = 16;
    /// The client speaks HTTP/1.0.
    pub(crate) const HTTP_10: i32 = 32;
    /// From this bit on stands the status that the answer begins with.
    pub(crate) const STATUS: i32 = 8;
}

/// Kinds of request body.
pub(crate) mod request_body {
    pub(crate) const NONE: i32 = 0;
    pub(crate) const TEXT: i32 = 1;
    pub(crate) const BYTES: i32 = 2;
    pub(crate) const RESOURCE: i32 = 3;
}

/// Methods that cross as a number, in this order.
pub(crate) const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

/// How many cells there are in all.
pub(crate) const SHARED_CELLS: usize = INBOX + INBOX_REQUESTS * REQUEST_CELLS;

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: &str = include_str!("../../waypost-builtins/src/internal/turn/layout.ts");
    const LOOP: &str = include_str!("../../waypost-builtins/src/internal/event_loop/event_loop.ts");

    /// The number behind `NAME: 3` or `NAME = 3` in a TypeScript source, after `section`.
    fn number(source: &str, section: &str, name: &str) -> usize {
        let from = source.find(section).expect("the section is in the source");
        let rest = &source[from..];
        for separator in [": ", " = "] {
            let wanted = format!("{name}{separator}");
            for (at, _) in rest.match_indices(&wanted) {
                let before = rest[..at].chars().next_back().unwrap_or(' ');
                if before.is_alphanumeric() || before == '_' {
                    continue;
                }
                let digits: String = rest[at + wanted.len()..]
                    .chars()
                    .take_while(char::is_ascii_digit)
                    .collect();
                if let Ok(number) = digits.parse() {
                    return number;
                }
            }
        }
        panic!("no number {name} after {section:?}");
    }

    #[test]
    fn cells_agree_with_the_typescript_half() {
        for (name, cell) in [
            ("TICKS", TICKS),
            ("IMMEDIATES", IMMEDIATES),
            ("TIMER_CHANGED", TIMER_CHANGED),
            ("TIMER_DELAY", TIMER_DELAY),
            ("ANSWERS", ANSWERS),
            ("ANSWERS_OVERFLOW", ANSWERS_OVERFLOW),
            ("PARKED", PARKED),
            ("MARKER", MARKER),
            ("STEPS", STEPS),
        ] {
            assert_eq!(number(LOOP, "CELL = {", name), cell, "{name}");
        }
        for (name, cell) in [
            ("OUTBOX", OUTBOX),
            ("ANSWER_CELLS", ANSWER_CELLS),
            ("OUTBOX_ANSWERS", OUTBOX_ANSWERS),
            ("INBOX_REQUESTS", INBOX_REQUESTS),
            ("REQUEST_CELLS", REQUEST_CELLS),
        ] {
            assert_eq!(number(LAYOUT, "export const", name), cell, "{name}");
        }
    }

    #[test]
    fn offsets_agree_with_the_typescript_half() {
        for (name, offset) in [
            ("SLOT", answer::SLOT),
            ("GENERATION", answer::GENERATION),
            ("STATUS", answer::STATUS),
            ("CONTENT_TYPE", answer::CONTENT_TYPE),
            ("HEAD_UNITS", answer::HEAD_UNITS),
            ("BODY", answer::BODY),
            ("BODY_VALUE", answer::BODY_VALUE),
        ] {
            assert_eq!(number(LAYOUT, "ANSWER = {", name), offset, "answer {name}");
        }
        for (name, offset) in [
            ("SLOT", request::SLOT),
            ("GENERATION", request::GENERATION),
            ("ROUTE", request::ROUTE),
            ("METHOD", request::METHOD),
            ("URL", request::URL),
            ("PARAMS", request::PARAMS),
            ("HEADERS", request::HEADERS),
            ("BODY_TEXT", request::BODY_TEXT),
            ("END", request::END),
            ("BODY", request::BODY),
            ("BODY_VALUE", request::BODY_VALUE),
            ("BODY_LENGTH", request::BODY_LENGTH),
            ("FLAGS", request::FLAGS),
        ] {
            assert_eq!(
                number(LAYOUT, "REQUEST = {", name),
                offset,
                "request {name}"
            );
        }
        for (name, bit) in [
            ("PREVIEW_COOKIE", flag::PREVIEW_COOKIE),
            ("REVALIDATE", flag::REVALIDATE),
            ("FORWARDED_PROTO", flag::FORWARDED_PROTO),
            ("CONDITIONAL", flag::CONDITIONAL),
            ("PLAIN_TARGET", flag::PLAIN_TARGET),
            ("HTTP_10", flag::HTTP_10),
            ("STATUS", flag::STATUS),
        ] {
            assert_eq!(number(LAYOUT, "FLAG = {", name) as i32, bit, "flag {name}");
        }
        for (name, kind) in [
            ("TEXT", body::TEXT),
            ("BYTES", body::BYTES),
            ("STREAM", body::STREAM),
            ("ABORT", body::ABORT),
        ] {
            assert_eq!(number(LAYOUT, "BODY = {", name) as i32, kind, "body {name}");
        }
    }
}
