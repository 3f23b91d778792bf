//! Applies the edits: the new text and, when asked for, its source map.

use oxc::span::Span;
use oxc_sourcemap::{OwnedSourceMap, SourceMapBuilder};

use crate::Options;
use crate::edits::{Content, Side};
use crate::positions::{Positions, utf16_units};
use crate::rewrite::Rewritten;

pub(crate) struct Rendered {
    pub(crate) code: String,
    pub(crate) map: Option<OwnedSourceMap>,
}

pub(crate) fn render(source: &str, rewritten: &Rewritten, options: &Options) -> Rendered {
    let mut map = options.source_map.then(|| {
        let mut builder = SourceMapBuilder::default();
        let id = builder.set_source_and_content(&options.source_name, source);
        MapWriter {
            builder,
            id,
            positions: Positions::new(source),
            line: 0,
            column: 0,
        }
    });
    let mut writer = Writer {
        source,
        rewritten,
        code: String::with_capacity(source.len() + source.len() / 4 + 256),
        map: map.as_mut(),
    };
    writer.text(&rewritten.prefix);
    writer.range(Span::new(0, source.len() as u32));
    writer.text(&rewritten.suffix);
    let code = writer.code;
    Rendered {
        code,
        map: map.map(|map| map.builder.into_owned_sourcemap()),
    }
}

struct Writer<'a, 's> {
    source: &'s str,
    rewritten: &'a Rewritten,
    code: String,
    map: Option<&'a mut MapWriter<'s>>,
}

struct MapWriter<'s> {
    builder: SourceMapBuilder<'s>,
    id: u32,
    positions: Positions<'s>,
    line: u32,
    column: u32,
}

impl Writer<'_, '_> {
    /// Writes one range of the source with the edits inside it. Insertions at its two ends belong
    /// to it when they open at the first or close at the last offset.
    fn range(&mut self, range: Span) {
        let edits = &self.rewritten.edits;
        let first = edits
            .insertions
            .partition_point(|i| (i.at, i.side) < (range.start, Side::Open));
        let mut insertions = edits.insertions[first..]
            .iter()
            .take_while(|i| (i.at, i.side) <= (range.end, Side::Close))
            .peekable();
        // A moved range is itself removed where it stood; that removal is not its own.
        let is_moved = range.size() as usize != self.source.len();
        let first = edits
            .removals
            .partition_point(|span| span.start < range.start);
        let mut removals = edits.removals[first..]
            .iter()
            .take_while(|span| span.start < range.end)
            .peekable();
        let mut at = range.start;
        loop {
            let insertion = insertions.peek().map_or(u32::MAX, |i| i.at);
            match removals.peek() {
                Some(removal) if is_moved && **removal == range => {
                    removals.next();
                }
                Some(removal) if removal.start < insertion => {
                    self.copy(at, removal.start);
                    at = at.max(removal.end);
                    while insertions.next_if(|i| i.at < at).is_some() {}
                    while removals.next_if(|span| span.start < at).is_some() {}
                }
                _ => match insertions.next() {
                    Some(insertion) => {
                        self.copy(at, insertion.at);
                        at = at.max(insertion.at);
                        match &insertion.content {
                            Content::Text(text) => self.text(text),
                            Content::Moved(span) => self.range(*span),
                        }
                    }
                    None => break,
                },
            }
        }
        self.copy(at, range.end);
    }

    /// Writes text that has no place in the source.
    fn text(&mut self, text: &str) {
        self.code.push_str(text);
        if let Some(map) = &mut self.map {
            for byte in text.bytes() {
                map.advance(byte);
            }
        }
    }

    fn copy(&mut self, from: u32, to: u32) {
        let Some(text) = self
            .source
            .get(from as usize..(to as usize).max(from as usize))
        else {
            return;
        };
        self.code.push_str(text);
        if let Some(map) = &mut self.map {
            map.copied(text, from);
        }
    }
}

impl MapWriter<'_> {
    /// A token at the beginning of the piece, of every line and of every word.
    fn copied(&mut self, text: &str, from: u32) {
        let (mut line, mut column) = self.positions.of(from);
        let mut before = Class::Other;
        for (index, byte) in text.bytes().enumerate() {
            let class = Class::of(byte);
            if index == 0 || (class != before && class != Class::Space) {
                self.builder
                    .add_token(self.line, self.column, line, column, Some(self.id), None);
            }
            before = class;
            if byte == b'\n' {
                line += 1;
                column = 0;
                before = Class::Space;
            } else {
                column += utf16_units(byte);
            }
            self.advance(byte);
        }
    }

    fn advance(&mut self, byte: u8) {
        if byte == b'\n' {
            self.line += 1;
            self.column = 0;
            return;
        }
        self.column += utf16_units(byte);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Other,
}

impl Class {
    fn of(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | 0x80.. => Self::Word,
            b' ' | b'\t' | b'\r' | b'\n' => Self::Space,
            _ => Self::Other,
        }
    }
}
