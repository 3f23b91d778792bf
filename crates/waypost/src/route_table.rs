//! The routes of a project as a table for people.

use std::fmt::Write;
use waypost_image::{HandlerMethod, Image, Import, Route, RouteKind, Runtime};
use waypost_project::ProjectRoute;

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    page: String,
    kind: RouteKind,
    runtime: Runtime,
    methods: Option<Vec<HandlerMethod>>,
    source: String,
    /// Its file has an error, so it cannot be served.
    is_broken: bool,
    /// Bytes of code that the route loads, where it is bundled.
    size: Option<u64>,
    /// What the build found out about its answers.
    rendering: Option<Rendering>,
}

/// Where the answers of a route come from, with Next.js's marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rendering {
    /// Made at build.
    Static,
    /// Made at build for the params of `generateStaticParams`.
    Generated,
    /// Made for each request.
    Dynamic,
}

impl Rendering {
    const ALL: [Self; 3] = [Self::Static, Self::Generated, Self::Dynamic];

    /// Of a route of an image, by its index.
    pub(crate) fn of_image(image: &Image, index: usize) -> Self {
        let manifest = image.manifest();
        let is_kept = manifest.static_routes.iter().any(|it| it.route == index);
        match &manifest.routes[index] {
            _ if !is_kept => Self::Dynamic,
            route if route.config.generates_static_params => Self::Generated,
            _ => Self::Static,
        }
    }

    fn mark(self) -> &'static str {
        match self {
            Self::Static => "\u{25cb}",
            Self::Generated => "\u{25cf}",
            Self::Dynamic => "\u{192}",
        }
    }

    fn legend(self) -> &'static str {
        match self {
            Self::Static => "(Static)   answered from what the build made",
            Self::Generated => "(SSG)      the same, for the params of generateStaticParams",
            Self::Dynamic => "(Dynamic)  answered by the handler for each request",
        }
    }
}

impl Row {
    pub(crate) fn of_project(route: &ProjectRoute) -> Self {
        Self {
            page: route.page.clone(),
            kind: route.kind,
            runtime: route.runtime,
            methods: route.methods.clone(),
            source: route.source.clone(),
            is_broken: !route.errors.is_empty(),
            size: None,
            rendering: None,
        }
    }

    pub(crate) fn of_image(image: &Image, index: usize) -> Self {
        let route: &Route = &image.manifest().routes[index];
        Self {
            page: route.page.clone(),
            kind: route.kind,
            runtime: route.runtime,
            methods: route.methods.clone(),
            source: route.source.clone(),
            is_broken: false,
            size: Some(loaded_bytes(image, image.entry(index))),
            rendering: Some(Rendering::of_image(image, index)),
        }
    }

    /// The same with what a build found out.
    pub(crate) fn rendered(mut self, rendering: Option<Rendering>) -> Self {
        self.rendering = rendering;
        self
    }

    fn cells(&self) -> [String; 6] {
        let kind = match (self.kind, self.runtime) {
            (RouteKind::AppRoute, Runtime::Nodejs) => "app",
            (RouteKind::AppRoute, Runtime::Edge) => "app, edge",
            (RouteKind::PagesApi, Runtime::Nodejs) => "pages",
            (RouteKind::PagesApi, Runtime::Edge) => "pages, edge",
        };
        let methods = match (&self.methods, self.kind) {
            _ if self.is_broken => "broken".to_owned(),
            (Some(methods), _) => {
                let names: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
                names.join(" ")
            }
            (None, RouteKind::PagesApi) => "any".to_owned(),
            (None, RouteKind::AppRoute) => "as exported".to_owned(),
        };
        let mark = self.rendering.map_or("", Rendering::mark);
        [
            mark.to_owned(),
            self.page.clone(),
            kind.to_owned(),
            methods,
            self.size.map(readable_size).unwrap_or_default(),
            self.source.clone(),
        ]
    }
}

/// A chunk and everything it imports statically, each once.
fn loaded_bytes(image: &Image, entry: usize) -> u64 {
    let manifest = image.manifest();
    let mut seen = vec![false; manifest.chunks.len()];
    let mut open = vec![entry];
    let mut total = 0;
    while let Some(index) = open.pop() {
        if std::mem::replace(&mut seen[index], true) {
            continue;
        }
        let chunk = &manifest.chunks[index];
        total += manifest
            .files
            .get(&chunk.file)
            .map_or(0, |stamp| stamp.size);
        open.extend(chunk.imports.iter().filter_map(|import| match import {
            Import::Chunk(index) => Some(*index),
            Import::Builtin(_) | Import::External(_) => None,
        }));
    }
    total
}

/// In the thousands that file managers count in.
fn readable_size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}

/// Columns aligned, empty ones left out, no line break at the end.
pub(crate) fn render(rows: &[Row]) -> String {
    if rows.is_empty() {
        return "no API routes: they are app/**/route.ts and the files below pages/api".to_owned();
    }
    const TITLES: [&str; 6] = ["", "Route", "Kind", "Methods", "Size", "Source"];
    let mut lines = vec![TITLES.map(str::to_owned)];
    lines.extend(rows.iter().map(Row::cells));
    let is_shown = |column: usize| lines[1..].iter().any(|cells| !cells[column].is_empty());
    let columns: Vec<usize> = (0..TITLES.len())
        .filter(|&column| is_shown(column))
        .collect();
    let mut text = String::new();
    for cells in &lines {
        let mut line = String::new();
        for &column in &columns {
            let widest = lines
                .iter()
                .map(|cells| cells[column].chars().count())
                .max();
            let width = widest.unwrap_or(0);
            let _ = write!(line, "{:width$}  ", cells[column]);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    for rendering in Rendering::ALL {
        if rows.iter().any(|row| row.rendering == Some(rendering)) {
            let _ = write!(text, "\n{}  {}", rendering.mark(), rendering.legend());
        }
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_empty_ones_left_out() {
        let row = |page: &str, kind, methods, size| Row {
            page: page.to_owned(),
            kind,
            runtime: Runtime::Nodejs,
            methods,
            source: "x.ts".to_owned(),
            is_broken: false,
            size,
            rendering: None,
        };
        let get = Some(vec![HandlerMethod::Get, HandlerMethod::Post]);
        let rows = [
            row("/api/users/[id]", RouteKind::AppRoute, get, None),
            row("/api/old", RouteKind::PagesApi, None, None),
        ];
        let expected = "\
Route            Kind   Methods   Source
/api/users/[id]  app    GET POST  x.ts
/api/old         pages  any       x.ts";
        assert_eq!(render(&rows), expected);
        let sized = [row("/a", RouteKind::AppRoute, None, Some(1234))];
        assert!(render(&sized).contains("1.2 kB"));
        let rendered = [
            row("/a", RouteKind::PagesApi, None, None).rendered(Some(Rendering::Static)),
            row("/b", RouteKind::PagesApi, None, None).rendered(Some(Rendering::Dynamic)),
        ];
        let expected = "\x20  Route  Kind   Methods  Source
\u{25cb}  /a     pages  any      x.ts
\u{192}  /b     pages  any      x.ts

\u{25cb}  (Static)   answered from what the build made
\u{192}  (Dynamic)  answered by the handler for each request";
        assert_eq!(render(&rendered), expected);
    }

    #[test]
    fn sizes_are_readable() {
        assert_eq!(readable_size(999), "999 B");
        assert_eq!(readable_size(520_049), "520.0 kB");
        assert_eq!(readable_size(1_960_000), "1.9 MB");
    }
}
