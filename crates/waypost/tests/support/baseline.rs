//! What waypost does not do yet as Next.js does: `baseline.toml` of a recorded project.
//!
//! Each difference stands there with its reason. A difference that is not listed fails the test,
//! and so does a listed one that is gone. `UPDATE_BASELINE=1` rewrites the list and keeps the
//! reasons; `UPDATE_BASELINE="a reason"` gives that one to what is new.

use super::project::Project;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

/// What stands where nobody has said why; it does not pass.
const UNEXPLAINED: &str = "not explained yet";

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    missing: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    reason: String,
    /// By the request's name: `14 15: status, body`.
    differs: BTreeMap<String, Vec<String>>,
}

/// A request of a version.
pub(crate) type Key = (String, u32);
/// What differs, by request and version.
pub(crate) type Found = BTreeMap<Key, Vec<String>>;

pub(crate) struct Baseline {
    listed: Found,
    reasons: BTreeMap<Key, String>,
}

impl Baseline {
    /// A project without the file differs in nothing.
    pub(crate) fn read(project: &Project) -> Self {
        let path = project.folder.join("baseline.toml");
        let text = fs::read_to_string(path).unwrap_or_default();
        let file: File = toml::from_str(&text)
            .unwrap_or_else(|error| panic!("{}/baseline.toml: {error}", project.name));
        let mut baseline = Self {
            listed: Found::new(),
            reasons: BTreeMap::new(),
        };
        for group in file.missing {
            for (name, lines) in &group.differs {
                for line in lines {
                    baseline.add(&group.reason, name, line);
                }
            }
        }
        baseline
    }

    fn add(&mut self, reason: &str, name: &str, line: &str) {
        let (versions, what) = line
            .split_once(": ")
            .unwrap_or_else(|| panic!("{name:?}: {line:?} has no versions"));
        for version in versions.split(' ').filter_map(|it| it.parse().ok()) {
            let key = (name.to_owned(), version);
            let what = what.split(", ").map(ToOwned::to_owned).collect();
            self.reasons.insert(key.clone(), reason.to_owned());
            self.listed.insert(key, what);
        }
    }

    /// What is wrong with the list, given what was found for the versions that were played.
    pub(crate) fn faults(&self, found: &Found) -> Vec<String> {
        let mut faults = Vec::new();
        for (key @ (name, version), what) in found {
            let listed = self.listed.get(key).map_or(&[][..], Vec::as_slice);
            let reason = self.reasons.get(key);
            if what.as_slice() != listed {
                faults.push(format!(
                    "{version}, {name:?}: differs in {what:?}, listed {listed:?}"
                ));
            } else if reason.is_some_and(|reason| reason == UNEXPLAINED) {
                faults.push(format!("{version}, {name:?}: {UNEXPLAINED}"));
            }
        }
        let stale = self.listed.keys().filter(|key| !found.contains_key(*key));
        for (name, version) in stale {
            faults.push(format!("{version}, {name:?}: is listed, and not played"));
        }
        faults
    }

    /// Writes what was found, with the reasons that are known.
    pub(crate) fn rewrite(&self, project: &Project, found: &Found, new_reason: &str) {
        let new_reason = if new_reason == "1" {
            UNEXPLAINED
        } else {
            new_reason
        };
        let mut groups: BTreeMap<&str, BTreeMap<&str, BTreeMap<String, Vec<u32>>>> =
            BTreeMap::new();
        for (key @ (name, version), what) in found {
            if what.is_empty() {
                continue;
            }
            let same_request = || self.reasons.iter().find(|((other, _), _)| other == name);
            let reason = self.reasons.get(key);
            let reason = reason.or_else(|| same_request().map(|(_, reason)| reason));
            let reason = reason.map_or(new_reason, String::as_str);
            let lines = groups.entry(reason).or_default().entry(name).or_default();
            lines.entry(what.join(", ")).or_default().push(*version);
        }
        let path = project.folder.join("baseline.toml");
        if groups.is_empty() {
            // A project without differences has no such file.
            let _ = fs::remove_file(path);
            return;
        }
        let mut text = String::new();
        for (reason, requests) in groups {
            let _ = writeln!(
                text,
                "[[missing]]\nreason = {}\n[missing.differs]",
                quoted(reason)
            );
            for (name, lines) in requests {
                let lines: Vec<String> = lines
                    .iter()
                    .map(|(what, versions)| {
                        let versions: Vec<String> = versions.iter().map(u32::to_string).collect();
                        quoted(&format!("{}: {what}", versions.join(" ")))
                    })
                    .collect();
                let _ = writeln!(text, "{} = [{}]", quoted(name), lines.join(", "));
            }
            text.push('\n');
        }
        let text = format!("{}\n", text.trim_end());
        fs::write(path, text).expect("the baseline is writable");
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
