//! Files that cannot stand side by side, with Next.js's texts and the names of both files.

use super::segment_names::Shapes;
use super::{Found, Role};
use crate::files::Files;
use std::collections::BTreeMap;
use waypost_diagnostics::Diagnostic;
use waypost_image::{NextVersion, RouteKind};

const GROUPS_HELP: &str =
    "https://nextjs.org/docs/app/building-your-application/routing/route-groups";

pub(super) fn check(files: &mut Files, found: &[Found], version: NextVersion) {
    let mut by_page: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
    for file in found {
        by_page.entry(&file.page).or_default().push(file);
    }
    for (page, same) in &by_page {
        check_one_page(files, page, same, version);
    }
    check_shapes(
        files,
        by_page.values().filter_map(|same| best(same)),
        version,
    );
}

/// Of several files of one URL the one to enter into the tree: a served one when there is one.
fn best<'f>(same: &[&'f Found]) -> Option<&'f Found> {
    same.iter()
        .find(|file| file.role.is_served())
        .or(same.first())
        .copied()
}

fn check_one_page(files: &mut Files, page: &str, same: &[&Found], version: NextVersion) {
    let of = |role: Role| same.iter().copied().filter(move |file| file.role == role);
    let mut routes = of(Role::Route(RouteKind::AppRoute));
    if let Some(first) = routes.next() {
        for second in routes {
            report_two_app_routes(files, page, first, second, version);
        }
        if let Some(app_page) = of(Role::AppPage).next() {
            report_route_and_page(files, page, first, app_page);
        }
    }
    let mut served = of(Role::Route(RouteKind::PagesApi));
    if let Some(first) = served.next() {
        for second in served {
            report_duplicate_page(files, page, first, second);
        }
    }
    let in_app = same.iter().find(|file| file.role.is_in_app());
    let in_pages = same.iter().find(|file| !file.role.is_in_app());
    if let (Some(app), Some(pages)) = (in_app, in_pages)
        && (app.role.is_served() || pages.role.is_served())
    {
        report_app_and_pages(files, page, app, pages, version);
    }
}

fn report_two_app_routes(
    files: &mut Files,
    page: &str,
    first: &Found,
    second: &Found,
    version: NextVersion,
) {
    if first.own_name == second.own_name {
        report_duplicate_page(files, page, first, second);
        return;
    }
    let (a, b) = (&first.own_name, &second.own_name);
    let message = if version >= NextVersion::V16 {
        format!("Conflicting routes at {page}: route at {b} and route at {a}")
    } else {
        format!(
            "You cannot have two parallel pages that resolve to the same path. Please check {a} and {b}. \
             Refer to the route group docs for more information: {GROUPS_HELP}"
        )
    };
    let help = format!(
        "{} and {} answer the same URL; remove or rename one",
        first.source, second.source
    );
    files.report(conflict(message, second).with_help(help));
}

fn report_route_and_page(files: &mut Files, page: &str, route: &Found, app_page: &Found) {
    let message = format!(
        "Conflicting route and page at {page}: route at {} and page at {}",
        route.own_name, app_page.own_name
    );
    let help = format!(
        "{} and {} answer the same URL; move one",
        route.source, app_page.source
    );
    files.report(conflict(message, route).with_help(help));
}

/// Next.js only warns: of `x.ts`, `x/index.ts` and `x.js` the last in the order of their names is served.
fn report_duplicate_page(files: &mut Files, page: &str, first: &Found, second: &Found) {
    let message = format!(
        "Duplicate page detected. {} and {} both resolve to {page}.",
        first.source, second.source
    );
    files.report(
        Diagnostic::warning(message)
            .with_code("duplicate-page")
            .in_file(first.source.clone())
            .with_help(format!("{} is served; remove the other", second.source)),
    );
}

fn report_app_and_pages(
    files: &mut Files,
    page: &str,
    app: &Found,
    pages: &Found,
    version: NextVersion,
) {
    let (app_file, pages_file) = (&app.source, &pages.source);
    let message = if version >= NextVersion::V16 {
        format!(
            "App Router and Pages Router both match path: {page}\nNext.js does not support having both App \
             Router and Pages Router routes matching the same path. Please remove one of the conflicting routes."
        )
    } else {
        format!(
            "Conflicting app and page file was found, please remove the conflicting files to continue:\n  \
             \"{pages_file}\" - \"{app_file}\""
        )
    };
    let help = format!("{pages_file} and {app_file} answer the same URL");
    files.report(conflict(message, app).with_help(help));
}

/// Names of dynamic segments, over both routers: Next.js sorts them in one list.
fn check_shapes<'f>(
    files: &mut Files,
    found: impl Iterator<Item = &'f Found>,
    version: NextVersion,
) {
    let mut shapes = Shapes::default();
    for file in found {
        let Err(refusal) = shapes.insert(file, version) else {
            continue;
        };
        let other = refusal.other;
        // Two pages that quarrel are the front end's business.
        let Some(blamed) = [Some(file), other]
            .into_iter()
            .flatten()
            .find(|file| file.role.is_served())
        else {
            continue;
        };
        let mut diagnostic = conflict(refusal.message, blamed);
        if let Some(other) = other {
            diagnostic = diagnostic.with_help(format!("see {} and {}", other.source, file.source));
        }
        files.report(diagnostic);
    }
}

fn conflict(message: String, file: &Found) -> Diagnostic {
    Diagnostic::error(message)
        .with_code("route-conflict")
        .in_file(file.source.clone())
}
