//! Which files a build read, and whether they are still the same.
//!
//! A file counts as unchanged when its size and modification time are; only when the time differs
//! (a checkout, a container layer) is its content hashed. Directories are inputs too: a new route
//! file changes no existing file, but it changes a listing. So is the absence of a file that was
//! looked for.

use crate::keys::to_hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A file this fresh may change again without a change of its modification time, so that time is
/// not recorded and the content decides.
const TOO_FRESH: Duration = Duration::from_secs(2);

/// One thing the build read, by its path relative to the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    pub path: String,
    #[serde(flatten)]
    pub kind: InputKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum InputKind {
    File {
        size: u64,
        /// Nanoseconds since 1970; `None` when it proves nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        modified: Option<u64>,
        sha256: String,
    },
    Directory {
        /// Over the sorted names.
        sha256: String,
    },
    /// Looked for and not there.
    Absent,
}

/// The inputs of a build, sorted by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InputsDigest {
    inputs: Vec<Input>,
}

impl InputsDigest {
    /// One digest over paths and contents. Times are left out: they differ between equal copies.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for input in &self.inputs {
            let (tag, sha256) = match &input.kind {
                InputKind::File { sha256, .. } => ("file", sha256.as_str()),
                InputKind::Directory { sha256 } => ("directory", sha256.as_str()),
                InputKind::Absent => ("absent", ""),
            };
            for part in [input.path.as_str(), tag, sha256] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        to_hex(&hash.finalize())
    }

    /// The first input that is no longer what the build read, `None` when the image is current.
    #[must_use]
    pub fn first_change(&self, root: &Path) -> Option<&str> {
        self.inputs
            .iter()
            .find(|input| !is_unchanged(root, input))
            .map(|input| input.path.as_str())
    }

    #[must_use]
    pub fn is_current(&self, root: &Path) -> bool {
        self.first_change(root).is_none()
    }

    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }
}

fn is_unchanged(root: &Path, input: &Input) -> bool {
    let path = root.join(&input.path);
    match &input.kind {
        InputKind::Absent => matches!(fs::metadata(&path), Err(err) if is_absence(&err)),
        InputKind::Directory { sha256 } => {
            directory_names(&path).is_ok_and(|names| names_digest(&names) == *sha256)
        }
        InputKind::File {
            size,
            modified,
            sha256,
        } => {
            let Ok(metadata) = fs::metadata(&path) else {
                return false;
            };
            if metadata.len() != *size || !metadata.is_file() {
                return false;
            }
            if modified.is_some() && modified_nanos(&metadata) == *modified {
                return true;
            }
            fs::read(&path).is_ok_and(|bytes| sha256_hex(&bytes) == *sha256)
        }
    }
}

/// Collects inputs while a build reads them, each once. Reading through it is what keeps the
/// recorded digest equal to the bytes that were really used.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    root: PathBuf,
    by_path: BTreeMap<String, InputKind>,
}

impl Inputs {
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            by_path: BTreeMap::new(),
        }
    }

    /// Reads a file that may be absent, and records what was found.
    pub fn read(&mut self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        // The time is taken first: a change between the two reads then shows up as one.
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(err) if is_absence(&err) => {
                self.record_absent(path);
                return Ok(None);
            }
            Err(err) => return Err(err),
        };
        let bytes = fs::read(path)?;
        self.record(path, &bytes, Some(&metadata));
        Ok(Some(bytes))
    }

    /// Sorted names in a directory that may be absent. Names that are not UTF-8 come out changed
    /// by replacement characters and so lead nowhere.
    pub fn read_directory(&mut self, path: &Path) -> io::Result<Option<Vec<String>>> {
        match directory_names(path) {
            Ok(names) => {
                let kind = InputKind::Directory {
                    sha256: names_digest(&names),
                };
                self.by_path.insert(self.relative(path), kind);
                Ok(Some(names))
            }
            Err(err) if is_absence(&err) => {
                self.record_absent(path);
                Ok(None)
            }
            Err(err) => Err(err),
        }
    }

    /// Records a file that someone else read. Without metadata its content alone decides.
    pub fn record(&mut self, path: &Path, bytes: &[u8], metadata: Option<&Metadata>) {
        let kind = InputKind::File {
            size: bytes.len() as u64,
            modified: metadata
                .filter(|metadata| is_settled(metadata))
                .and_then(modified_nanos),
            sha256: sha256_hex(bytes),
        };
        self.by_path.insert(self.relative(path), kind);
    }

    pub fn record_absent(&mut self, path: &Path) {
        self.by_path.insert(self.relative(path), InputKind::Absent);
    }

    /// Adds what another collector of the same project saw.
    pub fn extend(&mut self, other: Self) {
        self.by_path.extend(other.by_path);
    }

    #[must_use]
    pub fn finish(self) -> InputsDigest {
        let inputs = self
            .by_path
            .into_iter()
            .map(|(path, kind)| Input { path, kind })
            .collect();
        InputsDigest { inputs }
    }

    /// Recorded paths, sorted: what `dev` watches.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_path.keys().map(String::as_str)
    }

    /// Relative to the root with `/` between the parts; files above the root get `..`.
    fn relative(&self, path: &Path) -> String {
        let mut ups = 0;
        let mut base = Some(self.root.as_path());
        while let Some(ancestor) = base {
            if let Ok(rest) = path.strip_prefix(ancestor) {
                let downs = rest.components().filter_map(|part| match part {
                    Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
                    Component::ParentDir => Some("..".to_owned()),
                    _ => None,
                });
                let parts: Vec<String> = std::iter::repeat_n("..".to_owned(), ups)
                    .chain(downs)
                    .collect();
                return if parts.is_empty() {
                    ".".to_owned()
                } else {
                    parts.join("/")
                };
            }
            ups += 1;
            base = ancestor.parent();
        }
        path.to_string_lossy().into_owned()
    }
}

/// SHA-256 as 64 hex digits.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

fn directory_names(path: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

fn names_digest(names: &[String]) -> String {
    let mut hash = Sha256::new();
    for name in names {
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
    }
    to_hex(&hash.finalize())
}

/// A path below something that is not a directory is as absent as one that does not exist.
fn is_absence(err: &io::Error) -> bool {
    matches!(
        err.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn is_settled(metadata: &Metadata) -> bool {
    let Ok(modified) = metadata.modified() else {
        return false;
    };
    SystemTime::now()
        .duration_since(modified)
        .is_ok_and(|age| age >= TOO_FRESH)
}

fn modified_nanos(metadata: &Metadata) -> Option<u64> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_nanos()).ok()
}
