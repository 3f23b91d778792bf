//! What a case said: passed between the process of the test and the one that counts.

use serde::{Deserialize, Serialize};

/// The name under which a file that could not be run to its end fails.
pub(crate) const HARNESS: &str = "(the file as a whole)";

/// One subtest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Subtest {
    /// Its name, unique in its file in most cases.
    pub name: String,
    /// Why it failed; none when it passed.
    pub failure: Option<String>,
}

/// The subtests of a case, each once.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CaseOutcome {
    /// In the order of their ends.
    pub subtests: Vec<Subtest>,
}

impl CaseOutcome {
    /// A case that said nothing.
    pub(crate) fn failed(reason: impl Into<String>) -> Self {
        let mut outcome = Self::default();
        outcome.fail(reason);
        outcome
    }

    /// The case as a whole did not work, whatever its subtests said.
    pub(crate) fn fail(&mut self, reason: impl Into<String>) {
        self.subtests.push(Subtest {
            name: HARNESS.to_owned(),
            failure: Some(reason.into()),
        });
    }
}
