//! What is known to fail, per area: `tests/wpt/<area>.json`.
//!
//! A list only gets shorter. A failure that is not in it fails the run, and so does an entry that
//! passes. To write one anew takes `UPDATE_BASELINE=1`, which drops what passes and keeps reasons;
//! to add to one takes a reason: `UPDATE_BASELINE="the reason"`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::WptError;
use super::outcome::CaseOutcome;

/// The word, in a list of subtests, for all of a file.
const ALL: &str = "*";

/// The lists of one area.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Baseline {
    /// What makes no sense on a server, and does not count.
    #[serde(default)]
    pub senseless: Vec<Entry>,
    /// What fails.
    #[serde(default)]
    pub fails: Vec<Entry>,
}

/// Subtests of one case with one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The case: path with variant.
    pub case: String,
    /// Why these fail.
    pub reason: String,
    /// Their names; `*` is all of the file.
    pub subtests: Vec<String>,
}

impl Entry {
    fn covers(&self, case: &str, subtest: &str) -> bool {
        self.case == case
            && self
                .subtests
                .iter()
                .any(|name| name == ALL || name == subtest)
    }
}

/// How an area's outcomes differ from its lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Drift {
    /// Failures that are not listed.
    pub unlisted: BTreeSet<(String, String)>,
    /// Entries that pass, or are not there any more.
    pub stale: BTreeSet<(String, String)>,
}

impl Baseline {
    /// Where an area's lists are kept.
    pub(crate) fn path(folder: &Path, area: &str) -> PathBuf {
        folder.join(format!("{}.json", area.replace('/', "_")))
    }

    /// An area's lists; empty ones when it has none.
    pub(crate) fn read(folder: &Path, area: &str) -> Result<Self, WptError> {
        let path = Self::path(folder, area);
        match fs::read(&path) {
            Ok(json) => serde_json::from_slice(&json).map_err(|error| WptError::of(&path, error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(WptError::of(&path, error)),
        }
    }

    /// Writes an area's lists; none when they are empty.
    pub(crate) fn write(&self, folder: &Path, area: &str) -> Result<(), WptError> {
        let path = Self::path(folder, area);
        if *self == Self::default() {
            // There may have been none.
            let _ = fs::remove_file(path);
            return Ok(());
        }
        let mut json =
            serde_json::to_string_pretty(self).map_err(|error| WptError::of(&path, error))?;
        json.push('\n');
        fs::create_dir_all(folder).map_err(|error| WptError::of(folder, error))?;
        fs::write(&path, json).map_err(|error| WptError::of(&path, error))
    }

    /// Whether a subtest makes no sense on a server.
    pub(crate) fn is_senseless(&self, case: &str, subtest: &str) -> bool {
        self.senseless.iter().any(|e| e.covers(case, subtest))
    }

    /// What differs, for the cases that were run.
    pub(crate) fn drift(&self, outcomes: &BTreeMap<String, CaseOutcome>) -> Drift {
        let mut drift = Drift::default();
        let mut listed: BTreeSet<(String, String)> = BTreeSet::new();
        for entry in self.fails.iter().filter(|e| outcomes.contains_key(&e.case)) {
            listed.extend(
                entry
                    .subtests
                    .iter()
                    .map(|name| (entry.case.clone(), name.clone())),
            );
        }
        for (case, outcome) in outcomes {
            let whole = listed.contains(&(case.clone(), ALL.to_owned()));
            let mut failed = false;
            for subtest in outcome.subtests.iter().filter(|s| s.failure.is_some()) {
                if self.is_senseless(case, &subtest.name) {
                    continue;
                }
                failed = true;
                let key = (case.clone(), subtest.name.clone());
                if !whole && !listed.remove(&key) {
                    drift.unlisted.insert(key);
                }
            }
            if whole && failed {
                listed.remove(&(case.clone(), ALL.to_owned()));
            }
        }
        drift.stale = listed;
        drift
    }

    /// Drops what is stale and, with a reason, adds what is unlisted.
    pub(crate) fn update(&mut self, drift: &Drift, reason: Option<&str>) {
        for entry in &mut self.fails {
            let case = entry.case.clone();
            entry
                .subtests
                .retain(|name| !drift.stale.contains(&(case.clone(), name.clone())));
        }
        self.fails.retain(|entry| !entry.subtests.is_empty());
        let Some(reason) = reason else { return };
        for (case, subtest) in &drift.unlisted {
            let known = self
                .fails
                .iter_mut()
                .find(|e| e.case == *case && e.reason == reason);
            match known {
                Some(entry) => entry.subtests.push(subtest.clone()),
                None => self.fails.push(Entry {
                    case: case.clone(),
                    reason: reason.to_owned(),
                    subtests: vec![subtest.clone()],
                }),
            }
        }
        self.fails
            .sort_by(|a, b| (&a.case, &a.reason).cmp(&(&b.case, &b.reason)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::outcome::{CaseOutcome, Subtest};
    use super::{Baseline, Entry};
    use std::collections::BTreeMap;

    fn outcomes(list: &[(&str, bool)]) -> BTreeMap<String, CaseOutcome> {
        let subtests = list
            .iter()
            .map(|(name, passed)| Subtest {
                name: (*name).to_owned(),
                failure: (!passed).then(|| "failed".to_owned()),
            })
            .collect();
        BTreeMap::from([("a.any.js".to_owned(), CaseOutcome { subtests })])
    }

    fn entry(subtests: &[&str]) -> Entry {
        Entry {
            case: "a.any.js".to_owned(),
            reason: "known".to_owned(),
            subtests: subtests.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn lists_only_get_shorter_unless_a_reason_is_given() {
        let mut baseline = Baseline {
            senseless: vec![entry(&["window"])],
            fails: vec![entry(&["old", "still"])],
        };
        let now = outcomes(&[
            ("old", true),
            ("still", false),
            ("new", false),
            ("window", false),
        ]);
        let drift = baseline.drift(&now);
        let key = |name: &str| ("a.any.js".to_owned(), name.to_owned());
        assert_eq!(drift.unlisted, [key("new")].into());
        assert_eq!(drift.stale, [key("old")].into());
        baseline.update(&drift, None);
        assert_eq!(baseline.fails, [entry(&["still"])]);
        baseline.update(&drift, Some("because"));
        assert_eq!(baseline.fails.len(), 2);
        assert_eq!(baseline.drift(&now), super::Drift::default());
    }

    #[test]
    fn a_whole_file_is_listed_until_all_of_it_passes() {
        let baseline = Baseline {
            senseless: Vec::new(),
            fails: vec![entry(&["*"])],
        };
        let some = baseline.drift(&outcomes(&[("x", true), ("y", false)]));
        assert_eq!(some, super::Drift::default());
        let all = baseline.drift(&outcomes(&[("x", true)]));
        assert_eq!(all.stale.len(), 1);
    }
}
