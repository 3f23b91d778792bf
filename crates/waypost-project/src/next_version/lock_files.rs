//! The version of `next` in the lock files of npm, pnpm, Yarn and Bun.
//!
//! Only versions are looked for, so the YAML ones are read line by line. In a monorepo a lock file may
//! hold several; the one that fits what the project declares is taken, else the newest.

use super::{NextSource, directories_upwards, range};
use crate::files::{Files, LARGEST_LOCK_FILE};

type Reader = fn(&str) -> Vec<String>;

const LOCK_FILES: [(&str, Reader); 5] = [
    ("package-lock.json", in_package_lock),
    ("npm-shrinkwrap.json", in_package_lock),
    ("pnpm-lock.yaml", in_pnpm_lock),
    ("yarn.lock", in_yarn_lock),
    ("bun.lock", in_bun_lock),
];

/// The nearest directory with a lock file decides, the project's or that of its workspace.
pub(super) fn locked(files: &mut Files, declared: Option<&str>) -> Option<NextSource> {
    // A lock file above a project that does not ask for Next.js is about other projects.
    declared?;
    for directory in directories_upwards(files.root()) {
        for (name, read) in LOCK_FILES {
            let Some(text) = files.read_text(&directory.join(name), LARGEST_LOCK_FILE) else {
                continue;
            };
            let version = choose(read(&text), declared)?;
            return Some(NextSource::Locked {
                version,
                file: name.to_owned(),
            });
        }
    }
    None
}

fn choose(versions: Vec<String>, declared: Option<&str>) -> Option<String> {
    let wanted = declared.and_then(range::lowest_major);
    let fits = |version: &String| range::major(version) == wanted;
    let fitting = versions.iter().find(|version| fits(version)).cloned();
    fitting.or_else(|| {
        versions
            .into_iter()
            .max_by_key(|version| range::major(version))
    })
}

fn in_package_lock(text: &str) -> Vec<String> {
    let Ok(lock) = serde_json::from_str::<serde_json::Value>(text) else {
        return Vec::new();
    };
    let version = |entry: &serde_json::Value| entry.get("version")?.as_str().map(str::to_owned);
    let mut versions = Vec::new();
    // Lock format 2 and 3; the hoisted package comes first in the order of names that matters here.
    if let Some(packages) = lock
        .get("packages")
        .and_then(|packages| packages.as_object())
    {
        versions.extend(packages.get("node_modules/next").and_then(version));
        let nested = packages
            .iter()
            .filter(|(path, _)| path.ends_with("/node_modules/next"));
        versions.extend(nested.filter_map(|(_, entry)| version(entry)));
    }
    // Lock format 1.
    versions.extend(lock.pointer("/dependencies/next").and_then(version));
    versions
}

/// Keys of packages: `/next/12.1.0:`, `/next@13.4.0(react@18.2.0):`, `next@15.0.0(...):`, `'next@...':`.
fn in_pnpm_lock(text: &str) -> Vec<String> {
    let key = |line: &str| {
        let key = line.trim_start().trim_start_matches(['\'', '"', '/']);
        let version = key
            .strip_prefix("next@")
            .or_else(|| key.strip_prefix("next/"))?;
        leading_version(version)
    };
    text.lines()
        .filter(|line| line.trim_end().ends_with(':'))
        .filter_map(key)
        .collect()
}

/// `next@^14.0.0, next@14.x:` or `"next@npm:^14.0.0":`, then a line `version "14.2.3"` or `version: 14.2.3`.
fn in_yarn_lock(text: &str) -> Vec<String> {
    let mut versions = Vec::new();
    let mut is_next = false;
    for line in text.lines() {
        if !line.starts_with([' ', '\t']) {
            is_next = line.trim_start_matches('"').starts_with("next@");
        } else if let Some(version) = line.trim().strip_prefix("version").filter(|_| is_next) {
            versions.extend(leading_version(version.trim_start_matches([':', ' ', '"'])));
            is_next = false;
        }
    }
    versions
}

/// `"next": ["next@15.0.0", ...]`
fn in_bun_lock(text: &str) -> Vec<String> {
    text.split("[\"next@")
        .skip(1)
        .filter_map(leading_version)
        .collect()
}

fn leading_version(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let version = &text[..end];
    version
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| version.to_owned())
}
