//! The files of the repository as text, read once.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// Folders that hold results, not sources.
const RESULTS: [&str; 2] = ["target", "node_modules"];
/// The only names with a leading dot that belong to the repository.
const DOTTED: [&str; 3] = [".cargo", ".ci", ".gitignore"];

/// One text file.
#[derive(Debug)]
pub struct File {
    /// Relative to the repository, with `/`.
    pub path: String,
    pub text: String,
}

/// All text files, sorted by path.
#[derive(Debug)]
pub struct Tree {
    pub files: Vec<File>,
}

/// The repository's folder.
pub(crate) fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}

impl Tree {
    /// Reads the repository this program was built from. What is not UTF-8 is not text.
    #[must_use]
    pub fn of_workspace() -> Self {
        let root = root();
        let mut files = Vec::new();
        // A folder that cannot be read makes lists incomplete, which the checks then say.
        let _ = read_below(&root, &root, &mut files);
        Self::new(files)
    }

    /// A tree of the given files.
    #[must_use]
    pub fn new(mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        let at = self
            .files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()?;
        Some(&self.files[at].text)
    }

    /// The files whose path begins with `folder`.
    pub(crate) fn below<'t>(&'t self, folder: &'t str) -> impl Iterator<Item = &'t File> {
        self.files
            .iter()
            .filter(move |file| file.path.starts_with(folder))
    }

    pub(crate) fn contains(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.text(path).is_some() || self.below(&folder).next().is_some()
    }
}

fn read_below(root: &Path, folder: &Path, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_hidden = name.starts_with('.') && !DOTTED.contains(&name.as_ref());
        if is_hidden || RESULTS.contains(&name.as_ref()) {
            continue;
        }
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            read_below(root, &path, files)?;
        } else if let Ok(text) = fs::read_to_string(&path) {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let path = relative.to_string_lossy().replace('\\', "/");
            files.push(File { path, text });
        }
    }
    Ok(())
}
