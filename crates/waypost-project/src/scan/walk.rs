//! A walk over a directory tree that ends: bounded in depth and number, safe from symlink loops.

use crate::files::Files;
use std::fs;
use std::path::{Path, PathBuf};
use waypost_diagnostics::Diagnostic;

const DEEPEST: usize = 64;
const MOST_ENTRIES: usize = 200_000;

/// What a walk calls for each entry: a directory's answer says whether to go into it.
pub(crate) trait Visit {
    fn enters(&mut self, files: &mut Files, name: &str, parents: &[String]) -> bool;
    fn file(&mut self, files: &mut Files, path: &Path, name: &str, parents: &[String]);
}

/// Visits the files below `root` in the order of their names. Listings become inputs when `Listings`
/// says so.
pub(crate) fn walk(files: &mut Files, root: &Path, listings: Listings, visit: &mut dyn Visit) {
    let mut walker = Walker {
        listings,
        left: MOST_ENTRIES,
        ancestors: Vec::new(),
        parents: Vec::new(),
    };
    walker.directory(files, root, visit);
}

/// Whether a new name in a directory makes an image stale.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listings {
    AreInputs,
    AreNoInputs,
}

struct Walker {
    listings: Listings,
    left: usize,
    /// Real paths from the root down, to recognise a symlink that leads back.
    ancestors: Vec<PathBuf>,
    parents: Vec<String>,
}

impl Walker {
    fn directory(&mut self, files: &mut Files, path: &Path, visit: &mut dyn Visit) {
        let Ok(real) = fs::canonicalize(path) else {
            return;
        };
        if self.ancestors.contains(&real) {
            let message =
                "this symbolic link leads back to a directory above it, it is not followed";
            files.report(Diagnostic::warning(message).in_file(files.relative(path)));
            return;
        }
        if self.ancestors.len() >= DEEPEST {
            let message = format!("directories are nested deeper than {DEEPEST}");
            files.report(Diagnostic::error(message).in_file(files.relative(path)));
            return;
        }
        self.ancestors.push(real);
        for name in self.names(files, path) {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            if self.left == 0 {
                let message = format!("there are more than {MOST_ENTRIES} files and directories");
                files.report(Diagnostic::error(message).in_file(files.relative(path)));
            }
            self.entry(files, &path.join(&name), &name, visit);
        }
        self.ancestors.pop();
    }

    fn names(&self, files: &mut Files, path: &Path) -> Vec<String> {
        if self.listings == Listings::AreInputs {
            return files.read_directory(path).unwrap_or_default();
        }
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort_unstable();
        names
    }

    fn entry(&mut self, files: &mut Files, path: &Path, name: &str, visit: &mut dyn Visit) {
        if name.contains(char::REPLACEMENT_CHARACTER) {
            let message = format!("the name {name:?} is not UTF-8, it is passed over");
            files.report(Diagnostic::warning(message).in_file(files.relative(path)));
            return;
        }
        // A dangling symlink is nobody's file.
        let Ok(metadata) = fs::metadata(path) else {
            return;
        };
        if metadata.is_file() {
            visit.file(files, path, name, &self.parents);
        } else if metadata.is_dir() && visit.enters(files, name, &self.parents) {
            self.parents.push(name.to_owned());
            self.directory(files, path, visit);
            self.parents.pop();
        }
    }
}
