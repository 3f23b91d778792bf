//! The project's `public/` directory: which files there are, and how one is sent.
//!
//! A path is looked up as it was sent, then percent-decoded. In `dev`, where the disk is asked, a name
//! with an empty, `.` or `..` part or a NUL is nobody's, so no encoding leads out of the directory.

mod conditional;
mod content_type;
mod file_body;
mod ranges;
mod send;
mod small;

pub(crate) use file_body::FileBody;
pub(crate) use send::send;

use small::SmallFiles;

use percent_encoding::percent_decode_str;
use std::collections::HashMap;
use std::path::PathBuf;

/// The files below `public/`.
#[derive(Debug)]
pub struct PublicFiles {
    source: Source,
    small: SmallFiles,
}

#[derive(Debug)]
enum Source {
    /// As listed at start, by decoded path with its leading slash: later files are not there.
    List(HashMap<String, PathBuf>),
    /// Whatever is in the directory now.
    Directory(PathBuf),
}

impl PublicFiles {
    /// No public directory.
    #[must_use]
    pub fn none() -> Self {
        Self::of(Source::List(HashMap::new()))
    }

    /// These files, by their decoded URL paths.
    #[must_use]
    pub fn listed(files: impl IntoIterator<Item = (String, PathBuf)>) -> Self {
        Self::of(Source::List(files.into_iter().collect()))
    }

    /// What is on the disk at each request, for `dev`.
    #[must_use]
    pub fn on_disk(root: PathBuf) -> Self {
        Self::of(Source::Directory(root))
    }

    fn of(source: Source) -> Self {
        Self {
            source,
            small: SmallFiles::default(),
        }
    }

    /// The files a request path may mean, best first. They need not exist.
    pub(crate) fn candidates(&self, path: &str) -> Vec<PathBuf> {
        if matches!(&self.source, Source::List(files) if files.is_empty()) {
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
        match &self.source {
            Source::List(files) => files.get(name).cloned(),
            Source::Directory(root) => is_inner(relative).then(|| root.join(relative)),
        }
    }
}

fn is_inner(relative: &str) -> bool {
    !relative.contains(['\0', '\\'])
        && relative
            .split('/')
            .all(|part| !matches!(part, "" | "." | ".."))
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
