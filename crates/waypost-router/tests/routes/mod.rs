//! Routes for tests, from their URL patterns.

use waypost_image::{Route, RouteKind, Runtime, Segment, SegmentConfig};

pub(crate) fn routes<S: AsRef<str>>(pages: &[S]) -> Vec<Route> {
    pages.iter().map(|page| route(page.as_ref())).collect()
}

fn route(page: &str) -> Route {
    Route {
        kind: RouteKind::AppRoute,
        page: page.to_owned(),
        segments: Segment::parse_page(page),
        entry: String::new(),
        source: format!("app{page}/route.ts"),
        runtime: Runtime::Nodejs,
        methods: None,
        config: SegmentConfig::default(),
    }
}
