//! The list of text edits a pass makes, in the order they come out.
//!
//! Insertions at one offset belong either to the code that ends there (`Close`) or to the code
//! that begins there (`Open`). Passes add openings on the way down and closings on the way up, so
//! the order of addition is the order of nesting on both sides.

use oxc::span::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Close,
    Open,
}

#[derive(Debug)]
pub(crate) enum Content {
    Text(String),
    /// The rewritten text of another part of the source, which is removed where it stood.
    Moved(Span),
}

#[derive(Debug)]
pub(crate) struct Insertion {
    pub(crate) at: u32,
    pub(crate) side: Side,
    order: usize,
    pub(crate) content: Content,
}

/// A place in the order of additions, to be filled later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    /// How many insertions there were.
    count: usize,
    order: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Edits {
    pub(crate) insertions: Vec<Insertion>,
    pub(crate) removals: Vec<Span>,
    /// What the next addition or mark is ordered by. Two marks are never equal: what is put at the
    /// outer one comes first, also where both are at one offset.
    next: usize,
}

impl Edits {
    pub(crate) fn open(&mut self, at: u32, text: impl Into<String>) {
        self.push(at, Side::Open, Content::Text(text.into()));
    }

    pub(crate) fn close(&mut self, at: u32, text: impl Into<String>) {
        self.push(at, Side::Close, Content::Text(text.into()));
    }

    pub(crate) fn open_moved(&mut self, at: u32, from: Span) {
        self.push(at, Side::Open, Content::Moved(from));
    }

    pub(crate) fn remove(&mut self, span: Span) {
        if !span.is_empty() {
            self.removals.push(span);
        }
    }

    /// Replaces what stands between two offsets by an opening.
    pub(crate) fn replace(&mut self, span: Span, text: impl Into<String>) {
        self.open(span.start, text);
        self.remove(span);
    }

    pub(crate) fn mark(&mut self) -> Mark {
        let count = self.insertions.len();
        let order = self.take_order();
        Mark { count, order }
    }

    fn take_order(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    /// An opening that comes before everything added since the mark at the same offset.
    pub(crate) fn open_at_mark(&mut self, mark: Mark, at: u32, content: Content) {
        self.insertions.push(Insertion {
            at,
            side: Side::Open,
            order: mark.order,
            content,
        });
    }

    /// Whether the code at `at` now begins with a parenthesis added since the mark.
    pub(crate) fn opens_parenthesis(&self, mark: Mark, at: u32) -> bool {
        self.insertions[mark.count..]
            .iter()
            .filter(|insertion| insertion.at == at && insertion.side == Side::Open)
            .min_by_key(|insertion| insertion.order)
            .is_some_and(
                |first| matches!(&first.content, Content::Text(text) if text.starts_with('(')),
            )
    }

    /// Puts both lists into the order of the source.
    pub(crate) fn sort(&mut self) {
        self.insertions
            .sort_by_key(|insertion| (insertion.at, insertion.side, insertion.order));
        self.removals
            .sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    }

    fn push(&mut self, at: u32, side: Side, content: Content) {
        let order = self.take_order();
        self.insertions.push(Insertion {
            at,
            side,
            order,
            content,
        });
    }
}
