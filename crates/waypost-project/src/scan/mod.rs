//! From directories to routes: which file serves which URL pattern.

mod app;
mod conflicts;
mod metadata;
mod pages;
mod segment_names;
mod walk;

pub(crate) use walk::{Listings, Visit, walk};

use crate::files::Files;
use crate::roots::Roots;
use std::path::PathBuf;
use waypost_image::{MetadataFile, NextVersion, RouteKind};

/// A file that Next.js gives a URL. Pages are no routes of ours, but routes conflict with them.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) role: Role,
    /// URL pattern: `/api/users/[id]`.
    pub(crate) page: String,
    pub(crate) path: PathBuf,
    /// Relative to the project.
    pub(crate) source: String,
    /// With groups and slots, without extension: `/(shop)/cart/route`. What Next.js prints.
    pub(crate) own_name: String,
    /// The framework answers in place of the file.
    pub(crate) metadata: Option<MetadataFile>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Route(RouteKind),
    /// `app/**/page.*`
    AppPage,
    /// `pages/**` outside of `pages/api`
    PagesPage,
}

impl Role {
    pub(crate) fn is_served(self) -> bool {
        matches!(self, Self::Route(_))
    }

    fn is_in_app(self) -> bool {
        matches!(self, Self::AppPage | Self::Route(RouteKind::AppRoute))
    }
}

/// The routes of a project, sorted by URL pattern: files whose extension is one of `extensions`
/// (`pageExtensions`, longest first). Conflicts are reported.
pub(crate) fn scan(
    files: &mut Files,
    roots: &Roots,
    extensions: &[String],
    version: NextVersion,
) -> Vec<Found> {
    let mut found = Vec::new();
    if let Some(app) = &roots.app {
        found.extend(app::scan_app(files, app, extensions, version));
    }
    if let Some(pages) = &roots.pages {
        found.extend(pages::scan_pages(files, pages, extensions));
    }
    found.sort_by(|a, b| (&a.page, &a.source).cmp(&(&b.page, &b.source)));
    conflicts::check(files, &found, version);
    found.retain(|file| file.role.is_served());
    // Of duplicates the last is served, which the warning says.
    found.dedup_by(|later, kept| {
        let is_same = later.page == kept.page;
        if is_same {
            std::mem::swap(later, kept);
        }
        is_same
    });
    found
}

/// The file name without a route extension, `None` for other files. Type declarations hold no code.
fn without_extension<'n>(name: &'n str, extensions: &[String]) -> Option<&'n str> {
    extensions
        .iter()
        .filter_map(|extension| name.strip_suffix(extension.as_str())?.strip_suffix('.'))
        .find(|stem| !stem.is_empty())
        .filter(|stem| !stem.ends_with(".d"))
}
