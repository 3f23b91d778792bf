//! A matcher for the expressions that rules are made of: texts, sets, repeats, groups, alternatives, look-ahead.
//!
//! Every request is held against sources of rules and matchers of middleware, and a general engine spends most of
//! its time on getting started. This one compiles in microseconds, starts at once, decides by the next character
//! wherever the expression allows it, and means what JavaScript means. It never takes more steps than a multiple of
//! the text's length: it gives up instead, and so it does with expressions that need more than it knows. Then
//! `fancy-regex` is asked, whose answer takes longer and is bounded too.

mod program;
mod run;
mod set;
mod syntax;

use super::js_regex::Case;
use program::Program;

pub(super) use run::{GaveUp, Slots};

/// An expression that begins with `^`.
#[derive(Debug)]
pub(super) struct SmallRegex {
    program: Program,
    /// Named groups with their numbers.
    names: Vec<(String, usize)>,
}

impl SmallRegex {
    /// `None` for what it does not know, which may be an error too.
    pub(super) fn new(source: &str, case: Case) -> Option<Self> {
        let tree = syntax::parse(source, case)?;
        Some(Self {
            program: Program::new(&tree, case)?,
            names: tree.names,
        })
    }

    /// Where the groups are when `text` matches.
    pub(super) fn captures(&self, text: &str) -> Result<Option<Slots>, GaveUp> {
        run::captures(&self.program, text)
    }

    /// The same without the groups.
    pub(super) fn is_match(&self, text: &str) -> Result<bool, GaveUp> {
        run::is_match(&self.program, text)
    }

    pub(super) fn names(&self) -> &[(String, usize)] {
        &self.names
    }
}

#[cfg(test)]
mod tests;
