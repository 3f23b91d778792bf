//! The `app` directory: `route` files, and the `page` files they may conflict with.
//!
//! Groups and slots leave the URL, private folders leave the project, `%5F` is an underscore.

use super::walk::{Listings, Visit, walk};
use super::{Found, Role, segment_names, without_extension};
use crate::files::Files;
use std::path::Path;
use waypost_diagnostics::Diagnostic;
use waypost_image::RouteKind;

/// Names below which Next.js sees handlers of its own; with or without a digit after them.
const METADATA: [&str; 8] = [
    "robots",
    "sitemap",
    "manifest",
    "favicon",
    "icon",
    "apple-icon",
    "opengraph-image",
    "twitter-image",
];

pub(super) fn scan_app(files: &mut Files, app: &Path, extensions: &[String]) -> Vec<Found> {
    let mut scan = AppScan {
        extensions,
        found: Vec::new(),
        metadata: Vec::new(),
    };
    walk(files, app, Listings::AreInputs, &mut scan);
    report_metadata(files, &scan.metadata);
    scan.found
}

struct AppScan<'e> {
    extensions: &'e [String],
    found: Vec<Found>,
    metadata: Vec<String>,
}

impl Visit for AppScan<'_> {
    fn enters(&mut self, _files: &mut Files, name: &str, _parents: &[String]) -> bool {
        !name.starts_with('_')
    }

    fn file(&mut self, files: &mut Files, path: &Path, name: &str, parents: &[String]) {
        if is_metadata(name, parents, self.extensions) {
            self.metadata.push(files.relative(path));
            return;
        }
        let role = match without_extension(name, self.extensions) {
            Some("route") => Role::Route(RouteKind::AppRoute),
            Some("page") => Role::AppPage,
            _ => return,
        };
        let source = files.relative(path);
        if parents.iter().any(|part| is_interception(part)) {
            if role.is_served() {
                report_interception(files, source);
            }
            return;
        }
        let segments: Vec<String> = parents
            .iter()
            .filter_map(|part| url_segment(part))
            .collect();
        if role.is_served() {
            segment_names::report_literal_brackets(files, &segments, &source);
        }
        let stem = if role == Role::AppPage {
            "page"
        } else {
            "route"
        };
        let own_name = parents
            .iter()
            .map(String::as_str)
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

fn report_interception(files: &mut Files, source: String) {
    files.report(
        Diagnostic::warning("no request reaches a route file below an intercepting folder")
            .with_code("intercepted-route")
            .in_file(source)
            .with_help("move it out of the folder that begins with (.), (..) or (...)"),
    );
}

fn is_metadata(name: &str, parents: &[String], extensions: &[String]) -> bool {
    let Some((stem, extension)) = name.split_once('.') else {
        return false;
    };
    let kind = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_root_only = matches!(kind, "robots" | "manifest" | "favicon");
    let is_known = METADATA.contains(&kind) && (parents.is_empty() || !is_root_only);
    let is_code = extensions.iter().any(|known| known == extension);
    let is_asset = matches!(
        extension,
        "txt" | "xml" | "json" | "webmanifest" | "ico" | "jpg" | "jpeg" | "png" | "gif" | "svg"
    );
    is_known && (is_code || is_asset)
}

fn report_metadata(files: &mut Files, names: &[String]) {
    let Some(first) = names.first() else { return };
    let others = match names.len() - 1 {
        0 => String::new(),
        1 => " (and one more)".to_owned(),
        more => format!(" (and {more} more)"),
    };
    files.report(
        Diagnostic::warning(format!(
            "metadata files are not served by this version{others}"
        ))
        .with_code("metadata-file")
        .in_file(first.clone())
        .with_help(
            "leave their URLs to the front end, or write a route file: app/robots.txt/route.ts",
        ),
    );
}
