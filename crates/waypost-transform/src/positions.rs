//! From byte offsets to lines and UTF-16 columns, which is what source maps and engines count in.

/// Every so many bytes the UTF-16 length so far is remembered, so that a position in a minified
/// one-line source does not cost a walk over all of it.
const STRIDE: usize = 128;

pub(crate) struct Positions<'s> {
    source: &'s str,
    line_starts: Vec<u32>,
    /// UTF-16 length before byte `index * STRIDE`; empty when the source is ASCII.
    checkpoints: Vec<u32>,
}

impl<'s> Positions<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        let newlines = source
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(newlines.map(|(at, _)| at as u32 + 1))
            .collect();
        let checkpoints = if source.is_ascii() {
            Vec::new()
        } else {
            checkpoints(source)
        };
        Self {
            source,
            line_starts,
            checkpoints,
        }
    }

    /// Line and column, both from zero.
    pub(crate) fn of(&self, offset: u32) -> (u32, u32) {
        let line = self
            .line_starts
            .partition_point(|start| *start <= offset)
            .saturating_sub(1);
        let start = self.line_starts.get(line).copied().unwrap_or(0);
        (
            line as u32,
            self.utf16(offset).saturating_sub(self.utf16(start)),
        )
    }

    fn utf16(&self, offset: u32) -> u32 {
        let offset = offset as usize;
        let Some(before) = self.checkpoints.get(offset / STRIDE) else {
            return offset as u32;
        };
        let from = offset / STRIDE * STRIDE;
        let bytes = self.source.as_bytes();
        let rest = bytes.get(from..offset.min(bytes.len())).unwrap_or_default();
        before + rest.iter().map(|byte| utf16_units(*byte)).sum::<u32>()
    }
}

fn checkpoints(source: &str) -> Vec<u32> {
    let mut checkpoints = Vec::with_capacity(source.len() / STRIDE + 1);
    let mut units = 0;
    for (at, byte) in source.bytes().enumerate() {
        if at % STRIDE == 0 {
            checkpoints.push(units);
        }
        units += utf16_units(byte);
    }
    if source.len().is_multiple_of(STRIDE) {
        checkpoints.push(units);
    }
    checkpoints
}

/// UTF-16 units that the character beginning with this UTF-8 byte takes; continuation bytes none.
pub(crate) fn utf16_units(byte: u8) -> u32 {
    match byte {
        0x80..=0xBF => 0,
        0xF0.. => 2,
        _ => 1,
    }
}
