//! What is known of a module's files: `tests/node/<module>.json`.
//!
//! The list of what fails only gets shorter. A failure that is not in it fails the run, and so does an
//! entry that passes. To write one anew takes `UPDATE_BASELINE=1`, which drops what passes and keeps
//! reasons; to add to one takes a reason: `UPDATE_BASELINE="the reason"`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{NodeTestError, modules};

/// What is known of one module.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Baseline {
    /// How many files of the module Deno's list names, with those that Deno does not pass.
    pub listed_by_deno: usize,
    /// What Deno enforces and cannot be run here, by reason.
    pub left_out: BTreeMap<String, BTreeSet<String>>,
    /// What fails, by reason.
    pub fails: BTreeMap<String, BTreeSet<String>>,
    /// What counts: all that Deno enforces less what is left out.
    pub counted: BTreeSet<String>,
}

/// How a module's outcomes differ from what is known.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Drift {
    /// Failures that are not listed.
    pub unlisted: BTreeSet<String>,
    /// Entries that pass.
    pub stale: BTreeSet<String>,
}

impl Baseline {
    fn path(folder: &Path, module: &str) -> PathBuf {
        folder.join(format!("{}.json", module.replace(' ', "_")))
    }

    /// What is known of a module; nothing when it has no file.
    pub(crate) fn read(folder: &Path, module: &str) -> Result<Self, NodeTestError> {
        let path = Self::path(folder, module);
        match fs::read(&path) {
            Ok(json) => {
                serde_json::from_slice(&json).map_err(|error| NodeTestError::of(&path, error))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(NodeTestError::of(&path, error)),
        }
    }

    /// Writes it.
    pub(crate) fn write(&self, folder: &Path, module: &str) -> Result<(), NodeTestError> {
        let path = Self::path(folder, module);
        let failed = |error: &dyn std::fmt::Display| NodeTestError::of(&path, error);
        let mut json = serde_json::to_string_pretty(self).map_err(|error| failed(&error))?;
        json.push('\n');
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        fs::write(&path, json).map_err(|error| failed(&error))
    }

    /// Takes over what Deno's list says of a module now, with the files at `root`.
    pub(crate) fn follow(
        &mut self,
        module: &str,
        deno: &BTreeMap<String, bool>,
        root: &Path,
    ) -> Result<(), NodeTestError> {
        self.listed_by_deno = 0;
        self.counted.clear();
        self.left_out.clear();
        for (name, passes) in deno {
            if modules::of_file(name) != Some(module) {
                continue;
            }
            self.listed_by_deno += 1;
            let file = root.join(name);
            if !passes || !file.is_file() {
                continue;
            }
            let source = fs::read(&file).map_err(|error| NodeTestError::of(&file, error))?;
            match modules::left_out(&String::from_utf8_lossy(&source)) {
                None => self.counted.insert(name.clone()),
                Some(reason) => {
                    let files = self.left_out.entry(reason.to_owned()).or_default();
                    files.insert(name.clone())
                }
            };
        }
        for files in self.fails.values_mut() {
            files.retain(|file| self.counted.contains(file));
        }
        self.fails.retain(|_, files| !files.is_empty());
        Ok(())
    }

    /// What differs, for the files that were run: each with why it failed, if it did.
    pub(crate) fn drift(&self, outcomes: &BTreeMap<String, Option<String>>) -> Drift {
        let listed: BTreeSet<&String> = self.fails.values().flatten().collect();
        let mut drift = Drift::default();
        for (file, failure) in outcomes {
            match (failure.is_some(), listed.contains(file)) {
                (true, false) => drift.unlisted.insert(file.clone()),
                (false, true) => drift.stale.insert(file.clone()),
                _ => false,
            };
        }
        drift
    }

    /// Drops what is stale and, with a reason, adds what is unlisted.
    pub(crate) fn update(&mut self, drift: &Drift, reason: Option<&str>) {
        for files in self.fails.values_mut() {
            files.retain(|file| !drift.stale.contains(file));
        }
        self.fails.retain(|_, files| !files.is_empty());
        if let Some(reason) = reason
            && !drift.unlisted.is_empty()
        {
            let files = self.fails.entry(reason.to_owned()).or_default();
            files.extend(drift.unlisted.iter().cloned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Baseline, Drift};
    use std::collections::BTreeMap;

    #[test]
    fn lists_only_get_shorter_unless_a_reason_is_given() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut baseline = Baseline {
            fails: BTreeMap::from([("known".to_owned(), set(&["old", "still"]))]),
            ..Baseline::default()
        };
        let failed = Some("failed".to_owned());
        let outcomes = BTreeMap::from([
            ("old".to_owned(), None),
            ("still".to_owned(), failed.clone()),
            ("new".to_owned(), failed),
        ]);
        let drift = baseline.drift(&outcomes);
        assert_eq!(
            (&drift.unlisted, &drift.stale),
            (&set(&["new"]), &set(&["old"]))
        );
        baseline.update(&drift, None);
        assert_eq!(
            baseline.fails,
            BTreeMap::from([("known".to_owned(), set(&["still"]))])
        );
        baseline.update(&drift, Some("because"));
        assert_eq!(baseline.drift(&outcomes), Drift::default());
    }
}
