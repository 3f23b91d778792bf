//! Sets of characters: those of ASCII one by one, all others together.

use super::super::js_regex::Case;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Set {
    ascii: [u64; 2],
    /// All characters beyond ASCII,
    others: bool,
    /// but for U+2028 and U+2029, which end lines.
    but_line_ends: bool,
}

impl Set {
    /// `.`
    pub(super) fn dot() -> Self {
        let mut line_ends = Self::default();
        line_ends.add(b'\n');
        line_ends.add(b'\r');
        Self {
            but_line_ends: true,
            ..line_ends.complement()
        }
    }

    pub(super) fn all() -> Self {
        Self::default().complement()
    }

    pub(super) fn digits() -> Self {
        Self::of(b'0'..=b'9')
    }

    /// `\w`
    pub(super) fn word() -> Self {
        let mut set = Self::digits();
        set.add(b'_');
        set.union(Self::of(b'a'..=b'z'))
            .union(Self::of(b'A'..=b'Z'))
    }

    pub(super) fn of(bytes: impl IntoIterator<Item = u8>) -> Self {
        let mut set = Self::default();
        for byte in bytes {
            set.add(byte);
        }
        set
    }

    fn add(&mut self, byte: u8) {
        self.ascii[usize::from(byte >> 6 & 1)] |= 1 << (byte & 63);
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self {
            ascii: [
                self.ascii[0] | other.ascii[0],
                self.ascii[1] | other.ascii[1],
            ],
            others: self.others || other.others,
            // Of two sets with others the larger counts.
            but_line_ends: self.or_no_others() && other.or_no_others(),
        }
    }

    fn or_no_others(self) -> bool {
        self.but_line_ends || !self.others
    }

    /// Of a set without exceptions among the others.
    pub(super) fn complement(self) -> Self {
        Self {
            ascii: [!self.ascii[0], !self.ascii[1]],
            others: !self.others,
            but_line_ends: false,
        }
    }

    /// With the other case of each letter. JavaScript never folds a letter of ASCII and another into one.
    pub(super) fn folded(self, case: Case) -> Self {
        if case == Case::Sensitive {
            return self;
        }
        // Upper and lower case are 32 apart, both in the second word.
        let letters = |first: u8| Self::of(first..=first + 25).ascii[1];
        let upper = self.ascii[1] & letters(b'A');
        let lower = self.ascii[1] & letters(b'a');
        let second = self.ascii[1] | upper << 32 | lower >> 32;
        Self {
            ascii: [self.ascii[0], second],
            ..self
        }
    }

    pub(super) fn is_disjoint(self, other: Self) -> bool {
        self.ascii[0] & other.ascii[0] == 0
            && self.ascii[1] & other.ascii[1] == 0
            && !(self.others && other.others)
    }

    /// The bytes of the character at the beginning of `text`, when it is in the set.
    pub(super) fn step(&self, text: &[u8]) -> Option<usize> {
        let &byte = text.first()?;
        if byte < 0x80 {
            return self.has(byte).then_some(1);
        }
        if !self.others || (self.but_line_ends && is_line_end(text)) {
            return None;
        }
        Some(match byte {
            0xf0.. => 4,
            0xe0.. => 3,
            _ => 2,
        })
    }

    /// How many characters at the beginning, `most` at most, are of ASCII and in the set.
    pub(super) fn ascii_prefix(&self, text: &[u8], most: usize) -> usize {
        let text = &text[..text.len().min(most)];
        let is_in = |byte: &u8| *byte < 0x80 && self.has(*byte);
        text.iter()
            .position(|byte| !is_in(byte))
            .unwrap_or(text.len())
    }

    /// Whether a character that begins with this byte may be in the set.
    pub(super) fn may_begin(&self, byte: u8) -> bool {
        if byte < 0x80 {
            self.has(byte)
        } else {
            self.others
        }
    }

    fn has(&self, byte: u8) -> bool {
        self.ascii[usize::from(byte >> 6 & 1)] >> (byte & 63) & 1 == 1
    }
}

fn is_line_end(text: &[u8]) -> bool {
    matches!(text, [0xe2, 0x80, 0xa8 | 0xa9, ..])
}
