//! The project's `public/` directory: which files there are, and how one is sent.
//!
//! A path is looked up as it was sent, then percent-decoded. Whatever the lookup, a name with an
//! empty, `.` or `..` part or a NUL is nobody's, so no encoding leads out of the directory.

mod conditional;
mod content_type;
mod file_body;
mod ranges;
mod send;

pub(crate) use file_body::FileBody;
pub(crate) use send::send;

use percent_encoding::percent_decode_str;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files below `public/`.
#[derive(Debug)]
pub struct PublicFiles {
    root: PathBuf,
    names: Names,
}

#[derive(Debug)]
enum Names {
    /// Decoded paths with their leading slash, as listed at start: later files are not there.
    Listed(HashSet<Box<str>>),
    /// Whatever the disk says now.
    OnDisk,
}

impl PublicFiles {
    /// No public directory.
    #[must_use]
    pub fn none() -> Self {
        Self {
            root: PathBuf::new(),
            names: Names::Listed(HashSet::new()),
        }
    }

    /// Lists `root` once and for all. A directory that does not exist has no files.
    pub fn listed(root: PathBuf) -> io::Result<Self> {
        let mut names = HashSet::new();
        match list(&root, &mut String::new(), &mut names) {
            Err(err) if err.kind() == io::ErrorKind::NotFound => {}
            other => other?,
        }
        Ok(Self {
            root,
            names: Names::Listed(names),
        })
    }

    /// Asks the disk on every request, for `dev`.
    #[must_use]
    pub fn on_disk(root: PathBuf) -> Self {
        Self {
            root,
            names: Names::OnDisk,
        }
    }

    /// The files a request path may mean, best first. They need not exist.
    pub(crate) fn candidates(&self, path: &str) -> Vec<PathBuf> {
        if matches!(&self.names, Names::Listed(names) if names.is_empty()) {
            return Vec::new();
        }
        let mut candidates = Vec::new();
        candidates.extend(self.file(path));
        if path.contains('%')
            && let Ok(decoded) = percent_decode_str(path).decode_utf8()
        {
            candidates.extend(self.file(&decoded));
        }
        candidates
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        let relative = name.strip_prefix('/')?;
        let is_there = match &self.names {
            Names::Listed(names) => names.contains(name),
            Names::OnDisk => true,
        };
        (is_there && is_inner(relative)).then(|| self.root.join(relative))
    }
}

fn is_inner(relative: &str) -> bool {
    !relative.contains(['\0', '\\'])
        && relative
            .split('/')
            .all(|part| !matches!(part, "" | "." | ".."))
}

/// Adds the files below `directory`, whose path from the root is `prefix`. A name that is not
/// UTF-8 cannot be asked for.
fn list(directory: &Path, prefix: &mut String, names: &mut HashSet<Box<str>>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let before = prefix.len();
        prefix.push('/');
        prefix.push_str(&name);
        // Links are followed, as the reference does; a dangling one is no file.
        match fs::metadata(entry.path()) {
            Ok(metadata) if metadata.is_dir() => list(&entry.path(), prefix, names)?,
            Ok(metadata) if metadata.is_file() => {
                names.insert(prefix.as_str().into());
            }
            _ => {}
        }
        prefix.truncate(before);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_disk(path: &str) -> Vec<String> {
        PublicFiles::on_disk(PathBuf::from("/site"))
            .candidates(path)
            .iter()
            .map(|path| path.display().to_string())
            .collect()
    }

    #[test]
    fn names_are_tried_as_sent_and_decoded() {
        assert_eq!(on_disk("/a/b.txt"), ["/site/a/b.txt"]);
        assert_eq!(on_disk("/a%20b"), ["/site/a%20b", "/site/a b"]);
    }

    #[test]
    fn no_spelling_leads_out() {
        for path in ["/../x", "/a/../../x", "/./x", "/", "//x", "/a/", "*"] {
            assert!(on_disk(path).is_empty(), "{path}");
        }
        for path in [
            "/..%2fx",
            "/%2e%2e/x",
            "/a%00b",
            "/..%5cx",
            "/%2Fetc/passwd",
        ] {
            assert!(
                !on_disk(path).iter().any(|found| {
                    found.contains("/../") || found.contains(['\0', '\\']) || !found.contains('%')
                }),
                "{path}: {:?}",
                on_disk(path)
            );
        }
    }
}
