//! The files of `public/`, by the URL paths they are served at.
//!
//! Listed once, at start, as Next.js does. They are no inputs of an image: a new picture must not
//! cause a build.

use crate::files::Files;
use crate::scan::{Listings, Visit, walk};
use std::path::{Path, PathBuf};
use waypost_diagnostics::{Diagnostic, Diagnostics};

/// One file of `public/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFile {
    /// Decoded URL path: `/two words.txt`.
    pub url: String,
    /// The same as clients send it: `/two%20words.txt`.
    pub encoded_url: String,
    pub path: PathBuf,
}

/// Lists `public/` of a project, sorted by URL. For `start`, which has an image and needs no scan.
#[must_use]
pub fn list_public_files(root: &Path) -> (Vec<PublicFile>, Diagnostics) {
    let mut files = Files::new(root);
    let found = scan_public(&mut files);
    (found, files.diagnostics)
}

pub(crate) fn scan_public(files: &mut Files) -> Vec<PublicFile> {
    let public = files.root().join("public");
    let mut scan = PublicScan { found: Vec::new() };
    if public.is_dir() {
        walk(files, &public, Listings::AreNoInputs, &mut scan);
    }
    if public.join("_next").exists() {
        files.report(
            Diagnostic::error("a folder public/_next conflicts with the internal /_next route")
                .with_code("public-next")
                .in_file("public/_next")
                .with_help("https://nextjs.org/docs/messages/public-next-folder-conflict"),
        );
    }
    scan.found.sort_by(|a, b| a.url.cmp(&b.url));
    scan.found
}

struct PublicScan {
    found: Vec<PublicFile>,
}

impl Visit for PublicScan {
    fn enters(&mut self, _files: &mut Files, _name: &str, _parents: &[String]) -> bool {
        true
    }

    fn file(&mut self, _files: &mut Files, path: &Path, name: &str, parents: &[String]) {
        let parts = || parents.iter().map(String::as_str).chain([name]);
        self.found.push(PublicFile {
            url: parts().map(|part| format!("/{part}")).collect(),
            encoded_url: parts()
                .map(|part| format!("/{}", encode_component(part)))
                .collect(),
            path: path.to_owned(),
        });
    }
}

/// As `encodeURIComponent`.
fn encode_component(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
