//! Rules of one kind in their order, found by the first segment of a path.
//!
//! Most sources begin with a segment of plain text, so a request looks only at the rules that begin as it
//! does and at those that do not begin with text: the number of all others costs nothing.

use super::condition::{Conditions, Subject};
use super::source::{Manner, Source};
use super::{At, PatternError, TooManySteps};
use crate::ParamValue;
use std::collections::HashMap;
use waypost_image::RuleSource;

#[derive(Debug)]
pub(super) struct List<R> {
    entries: Vec<Entry<R>>,
    /// Positions in `entries`, ascending.
    by_segment: HashMap<String, Vec<usize>>,
    /// Positions of rules that may match whatever a path begins with.
    anywhere: Vec<usize>,
}

#[derive(Debug)]
struct Entry<R> {
    source: Source,
    conditions: Conditions,
    rule: R,
}

/// A rule that matches.
#[derive(Debug)]
pub(super) struct Hit<'l, R> {
    pub(super) position: usize,
    pub(super) rule: &'l R,
    pub(super) params: Vec<(String, ParamValue)>,
}

impl<R> List<R> {
    pub(super) fn new() -> Self {
        Self {
            entries: Vec::new(),
            by_segment: HashMap::new(),
            anywhere: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// `source` is the pattern of the whole path.
    pub(super) fn push(
        &mut self,
        source: &str,
        manner: Manner<'_>,
        at: &RuleSource,
        rule: R,
    ) -> Result<(), PatternError> {
        let source = Source::new(source, manner)?;
        let conditions = Conditions::new(&at.has, &at.missing)?;
        let position = self.entries.len();
        match source.first_segment() {
            Some(segment) => self
                .by_segment
                .entry(segment.to_owned())
                .or_default()
                .push(position),
            None => self.anywhere.push(position),
        }
        self.entries.push(Entry {
            source,
            conditions,
            rule,
        });
        Ok(())
    }

    /// The first rule at or after `from` that matches.
    pub(super) fn find_from(
        &self,
        from: usize,
        at: At<'_>,
        subject: &dyn Subject,
    ) -> Result<Option<Hit<'_, R>>, TooManySteps> {
        for position in self.candidates(from, at.path) {
            let entry = &self.entries[position];
            let Some(mut params) = entry.source.find(at.path)? else {
                continue;
            };
            if !entry.conditions.is_empty()
                && !entry.conditions.are_met(at, subject, &mut params)?
            {
                continue;
            }
            return Ok(Some(Hit {
                position,
                rule: &entry.rule,
                params,
            }));
        }
        Ok(None)
    }

    /// Positions worth a test, ascending.
    fn candidates(&self, from: usize, path: &str) -> impl Iterator<Item = usize> {
        let segment = path.split('/').nth(1).unwrap_or_default();
        let known = self.by_segment.get(segment.to_ascii_lowercase().as_str());
        let rest = |list: &'_ [usize]| list.partition_point(|position| *position < from);
        let known = known.map_or(&[][..], Vec::as_slice);
        let mut known = known[rest(known)..].iter().copied().peekable();
        let mut anywhere = self.anywhere[rest(&self.anywhere)..]
            .iter()
            .copied()
            .peekable();
        std::iter::from_fn(move || match (known.peek(), anywhere.peek()) {
            (Some(first), Some(second)) if first < second => known.next(),
            (_, Some(_)) => anywhere.next(),
            (_, None) => known.next(),
        })
    }

    /// How many rules a path is tested against at most, for tests of what rules cost.
    #[cfg(test)]
    pub(super) fn tested(&self, path: &str) -> usize {
        self.candidates(0, path).count()
    }
}
