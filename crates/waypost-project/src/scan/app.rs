//! The `app` directory: `route` and metadata files, and the `page` files they may conflict with.
//!
//! Groups and slots leave the URL, private folders leave the project, `%5F` is an underscore.

use super::walk::{Listings, Visit, walk};
use super::{Found, Role, metadata, segment_names, without_extension};
use crate::files::Files;
use std::path::Path;
use waypost_image::{NextVersion, RouteKind};

pub(super) fn scan_app(
    files: &mut Files,
    app: &Path,
    extensions: &[String],
    version: NextVersion,
) -> Vec<Found> {
    let mut scan = AppScan {
        extensions,
        version,
        found: Vec::new(),
    };
    walk(files, app, Listings::AreInputs, &mut scan);
    scan.found
}

struct AppScan<'e> {
    extensions: &'e [String],
    version: NextVersion,
    found: Vec<Found>,
}

impl Visit for AppScan<'_> {
    fn enters(&mut self, _files: &mut Files, name: &str, _parents: &[String]) -> bool {
        !name.starts_with('_')
    }

    fn file(&mut self, files: &mut Files, path: &Path, name: &str, parents: &[String]) {
        let metadata = metadata::recognise(path, name, parents, self.extensions, self.version);
        let (role, tail) = match (&metadata, without_extension(name, self.extensions)) {
            (Some(found), _) => (Role::Route(RouteKind::AppRoute), found.tail.as_str()),
            (None, Some("route")) => (Role::Route(RouteKind::AppRoute), ""),
            (None, Some("page")) => (Role::AppPage, ""),
            _ => return,
        };
        let source = files.relative(path);
        // A route file below such a folder is served, at the folder's name as it is written.
        let is_page = !role.is_served() || metadata.is_some();
        if is_page && parents.iter().any(|part| is_interception(part)) {
            return;
        }
        let mut segments: Vec<String> = parents
            .iter()
            .filter_map(|part| url_segment(part))
            .collect();
        if role.is_served() {
            segment_names::report_literal_brackets(files, &segments, &source);
        }
        segments.extend((!tail.is_empty()).then(|| tail.to_owned()));
        let stem = if role == Role::AppPage {
            "page"
        } else {
            "route"
        };
        let own_name = parents
            .iter()
            .map(String::as_str)
            .chain((!tail.is_empty()).then_some(tail))
            .chain([stem])
            .map(|part| format!("/{part}"))
            .collect();
        let page = format!("/{}", segments.join("/"));
        self.found.push(Found {
            role,
            page,
            path: path.to_owned(),
            source,
            own_name,
            metadata: metadata.map(|found| found.file),
        });
    }
}

/// The folder's part of the URL, `None` for groups and slots.
fn url_segment(folder: &str) -> Option<String> {
    let is_group = folder.starts_with('(') && folder.ends_with(')');
    (!is_group && !folder.starts_with('@')).then(|| folder.replace("%5F", "_"))
}

/// `(.)photo`, `(..)photo`, `(...)photo`: shown in place of another page during client navigation.
fn is_interception(folder: &str) -> bool {
    ["(.)", "(..)", "(...)"].iter().any(|marker| {
        folder
            .strip_prefix(marker)
            .is_some_and(|rest| !rest.is_empty())
    })
}
