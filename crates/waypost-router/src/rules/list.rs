//! Rules of one kind in their order, found by the segments that a path begins with.

use super::condition::{Conditions, Subject};
use super::index::Index;
use super::source::{Manner, Source};
use super::{At, PatternError, RuleParams, TooManySteps};
use waypost_image::RuleSource;

#[derive(Debug)]
pub(super) struct List<R> {
    entries: Vec<Entry<R>>,
    index: Index,
}

#[derive(Debug)]
struct Entry<R> {
    source: Source,
    conditions: Conditions,
    uses_params: bool,
    rule: R,
}

/// A rule that matches.
#[derive(Debug)]
pub(super) struct Hit<'l, R> {
    pub(super) position: usize,
    pub(super) rule: &'l R,
    /// Empty when the rule has no use for them.
    pub(super) params: RuleParams<'l>,
}

impl<R> List<R> {
    pub(super) fn new() -> Self {
        Self {
            entries: Vec::new(),
            index: Index::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// `source` is the pattern of the whole path. Its params are read for rules that use them.
    pub(super) fn push(
        &mut self,
        source: &str,
        manner: Manner<'_>,
        at: &RuleSource,
        (uses_params, rule): (bool, R),
    ) -> Result<(), PatternError> {
        let source = Source::new(source, manner)?;
        let conditions = Conditions::new(&at.has, &at.missing)?;
        self.index.insert(source.lead(), self.entries.len());
        self.entries.push(Entry {
            source,
            conditions,
            uses_params,
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
        if self.entries.is_empty() {
            return Ok(None);
        }
        for position in self.index.candidates(from, at.path) {
            let entry = &self.entries[position];
            let found = if entry.uses_params {
                entry.source.find(at.path)?
            } else {
                entry.source.matches(at.path)?.then(RuleParams::new)
            };
            let Some(mut params) = found else {
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

    /// How many rules a path is tested against at most, for tests of what rules cost.
    #[cfg(test)]
    pub(super) fn tested(&self, path: &str) -> usize {
        self.index.candidates(0, path).count()
    }
}
