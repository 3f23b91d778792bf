//! Which Next.js a project is written for: the installed one, else the locked, else the declared one.
//!
//! Projects are served with the semantics of that major version; versions outside of 14 to 16 get
//! the nearest, with a warning. No version at all means the newest.

mod lock_files;
mod range;

use crate::files::{Files, LARGEST_SOURCE};
use crate::json;
use std::path::{Path, PathBuf};
use waypost_diagnostics::Diagnostic;
use waypost_image::NextVersion;

/// The version whose semantics apply, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectedNext {
    pub version: NextVersion,
    pub source: NextSource,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextSource {
    /// Version in `node_modules/next/package.json`.
    Installed(String),
    /// Version in a lock file, by its name.
    Locked { version: String, file: String },
    /// Range or tag in `package.json`.
    Declared(String),
    /// The project does not mention Next.js.
    Unknown,
}

pub(crate) fn detect(files: &mut Files) -> DetectedNext {
    let declared = declared_range(files);
    let source = installed(files)
        .map(NextSource::Installed)
        .or_else(|| lock_files::locked(files, declared.as_deref()))
        .or(declared.map(NextSource::Declared))
        .unwrap_or(NextSource::Unknown);
    let major = match &source {
        NextSource::Installed(version) | NextSource::Locked { version, .. } => {
            range::major(version)
        }
        NextSource::Declared(range) => range::lowest_major(range),
        NextSource::Unknown => None,
    };
    let version = major.map_or(NextVersion::NEWEST, NextVersion::clamped);
    if let Some(major) = major.filter(|&major| major != version.major()) {
        report_clamped(files, major, version);
    }
    DetectedNext { version, source }
}

fn report_clamped(files: &mut Files, major: u64, version: NextVersion) {
    let message = if major < version.major() {
        format!(
            "the project uses Next.js {major}, which is older than what is supported; it is served as {version}"
        )
    } else {
        format!(
            "the project uses Next.js {major}, which is newer than what is supported; it is served as {version}"
        )
    };
    files.report(
        Diagnostic::warning(message)
            .with_code("next-version")
            .in_file("package.json"),
    );
}

/// Packages may be hoisted to any directory above, as Node.js looks for them.
fn installed(files: &mut Files) -> Option<String> {
    directories_upwards(files.root())
        .into_iter()
        .find_map(|directory| {
            let path = directory.join("node_modules/next/package.json");
            let text = files.read_text(&path, LARGEST_SOURCE)?;
            let package: serde_json::Value = serde_json::from_str(&text).ok()?;
            package.get("version")?.as_str().map(str::to_owned)
        })
}

fn declared_range(files: &mut Files) -> Option<String> {
    let path = files.root().join("package.json");
    let text = files.read_text(&path, LARGEST_SOURCE)?;
    let package = match json::parse_strict(&text) {
        Ok(package) => package,
        Err(err) => {
            let diagnostic =
                Diagnostic::error(format!("package.json is not valid JSON: {}", err.message));
            files.report(diagnostic.at_position("package.json", &text, err.line, err.column));
            return None;
        }
    };
    let groups = [
        "dependencies",
        "devDependencies",
        "peerDependencies",
        "optionalDependencies",
    ];
    let range = groups
        .iter()
        .find_map(|group| package.get(group)?.get("next")?.as_str());
    range.map(str::to_owned)
}

/// The project directory and those above it.
fn directories_upwards(root: &Path) -> Vec<PathBuf> {
    root.ancestors().map(Path::to_owned).collect()
}
