//! The `pages` directory: every file below `pages/api` is a route, the others are pages.

use super::walk::{Listings, Visit, walk};
use super::{Found, Role, segment_names, without_extension};
use crate::files::Files;
use std::path::Path;
use waypost_image::RouteKind;

pub(super) fn scan_pages(files: &mut Files, pages: &Path, extensions: &[String]) -> Vec<Found> {
    let mut scan = PagesScan {
        extensions,
        found: Vec::new(),
    };
    walk(files, pages, Listings::AreInputs, &mut scan);
    scan.found
}

struct PagesScan<'e> {
    extensions: &'e [String],
    found: Vec<Found>,
}

impl Visit for PagesScan<'_> {
    fn enters(&mut self, _files: &mut Files, _name: &str, _parents: &[String]) -> bool {
        true
    }

    fn file(&mut self, files: &mut Files, path: &Path, name: &str, parents: &[String]) {
        let Some(stem) = without_extension(name, self.extensions) else {
            return;
        };
        // `_app`, `_document` and `_error` shape pages and have no URL.
        if parents.is_empty() && matches!(stem, "_app" | "_document" | "_error") {
            return;
        }
        let own_name: String = parents
            .iter()
            .map(String::as_str)
            .chain([stem])
            .map(|part| format!("/{part}"))
            .collect();
        let page = match own_name.strip_suffix("/index") {
            Some("") => "/",
            Some(directory) => directory,
            None => &own_name,
        };
        let is_api = page == "/api" || page.starts_with("/api/");
        let role = if is_api {
            Role::Route(RouteKind::PagesApi)
        } else {
            Role::PagesPage
        };
        let source = files.relative(path);
        if is_api {
            let segments: Vec<String> = page.split('/').map(str::to_owned).collect();
            segment_names::report_literal_brackets(files, &segments, &source);
        }
        self.found.push(Found {
            role,
            page: page.to_owned(),
            path: path.to_owned(),
            source,
            own_name,
            metadata: None,
        });
    }
}
