//! Positions in source text: from bytes to lines and columns, and the lines around them.

use serde::Serialize;
use std::ops::Range;

/// Lines shown before and after the one pointed at.
const CONTEXT_LINES: usize = 2;
/// Minified files have lines of any length; a frame shows this much of one.
const LONGEST_SHOWN: usize = 160;

/// A place in a file. Lines and columns count from 1; columns count characters, as editors do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Location {
    /// Bytes of the source text.
    pub span: Range<usize>,
    pub line: usize,
    pub column: usize,
}

impl Location {
    /// Spans outside of the text, or inside of a character, are moved to the nearest place in it.
    #[must_use]
    pub fn of_span(source: &str, span: Range<usize>) -> Self {
        let start = source.floor_char_boundary(span.start.min(source.len()));
        let end = source.ceil_char_boundary(span.end.clamp(start, source.len()));
        let before = &source[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            span: start..end,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The byte a line and column stand for, as near as the text allows.
    pub(crate) fn byte_of(source: &str, line: usize, column: usize) -> usize {
        let mut start = 0;
        for _ in 1..line {
            match source[start..].find('\n') {
                Some(at) => start += at + 1,
                None => return source.len(),
            }
        }
        let text = source[start..].split('\n').next().unwrap_or_default();
        let offset = text
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(text.len(), |(at, _)| at);
        start + offset
    }
}

/// The lines around a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frame {
    pub lines: Vec<FrameLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameLine {
    pub number: usize,
    pub text: String,
    /// Character columns to mark, from 0, in the line that is pointed at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marked: Option<Range<usize>>,
}

impl Frame {
    pub(crate) fn around(source: &str, location: &Location) -> Self {
        let first = location.line.saturating_sub(CONTEXT_LINES).max(1);
        let last = location.line + CONTEXT_LINES;
        let lines = source
            .split('\n')
            .enumerate()
            .skip(first - 1)
            .take(last + 1 - first);
        let mut lines: Vec<FrameLine> = lines
            .map(|(index, text)| {
                let number = index + 1;
                let is_target = number == location.line;
                FrameLine::new(
                    number,
                    text.trim_end_matches('\r'),
                    is_target.then_some((source, location)),
                )
            })
            .collect();
        while lines
            .last()
            .is_some_and(|line| line.number > location.line && line.text.trim().is_empty())
        {
            lines.pop();
        }
        Self { lines }
    }
}

impl FrameLine {
    fn new(number: usize, text: &str, target: Option<(&str, &Location)>) -> Self {
        let Some((source, location)) = target else {
            return Self {
                number,
                text: shown(text, 0),
                marked: None,
            };
        };
        let column = location.column - 1;
        let in_line = text.chars().count().saturating_sub(column);
        let length = source[location.span.clone()]
            .chars()
            .count()
            .min(in_line)
            .max(1);
        // A far column of a long line is shown with the text just before it.
        let skipped = if column + length > LONGEST_SHOWN {
            column.saturating_sub(LONGEST_SHOWN / 4)
        } else {
            0
        };
        let start = column - skipped;
        let marked = start..(start + length).min(LONGEST_SHOWN.max(start + 1));
        Self {
            number,
            text: shown(text, skipped),
            marked: Some(marked),
        }
    }
}

/// A printable part of a line: tabs become one blank, so that marks stay under their characters,
/// and control characters lose their power over terminals.
fn shown(text: &str, skipped: usize) -> String {
    let safe = |c: char| match c {
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars()
        .skip(skipped)
        .take(LONGEST_SHOWN)
        .map(safe)
        .collect()
}
