//! One route file, read: its methods, its segment config, and what is odd about its exports.

use super::exports::{Export, Exports};
use super::{metadata, segment_config};
use crate::scan::Found;
use oxc::span::Span;
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::{HandlerMethod, RouteKind, Runtime, SegmentConfig};

/// What the source of a route file tells.
#[derive(Debug, Default)]
pub(crate) struct RouteSource {
    pub(crate) methods: Option<Vec<HandlerMethod>>,
    pub(crate) runtime: Runtime,
    pub(crate) config: SegmentConfig,
}

/// The text of a file with its name, for diagnostics that point into it.
pub(crate) struct SourceText<'t> {
    pub(crate) file: &'t str,
    pub(crate) text: &'t str,
}

impl SourceText<'_> {
    pub(crate) fn at(&self, diagnostic: Diagnostic, span: Span) -> Diagnostic {
        diagnostic.at_span(self.file, self.text, span.start as usize..span.end as usize)
    }
}

pub(crate) fn read_route(
    found: &Found,
    kind: RouteKind,
    text: &str,
    diagnostics: &mut Diagnostics,
) -> RouteSource {
    let source = SourceText {
        file: &found.source,
        text,
    };
    let exports = match Exports::parse(text, &found.path, &found.source) {
        Ok(exports) => exports,
        Err(errors) => {
            diagnostics.extend(errors);
            return RouteSource::default();
        }
    };
    if let Some(metadata) = &found.metadata {
        return metadata::read(metadata, &exports, &source, diagnostics);
    }
    match kind {
        RouteKind::AppRoute => {
            report_odd_exports(&exports, &source, diagnostics);
            let (runtime, config) = segment_config::of_app_route(&exports, &source, diagnostics);
            RouteSource {
                methods: methods(&exports),
                runtime,
                config,
            }
        }
        RouteKind::PagesApi => {
            report_missing_default(&exports, &found.page, &source, diagnostics);
            let (runtime, config) = segment_config::of_pages_api(&exports, &source, diagnostics);
            RouteSource {
                methods: None,
                runtime,
                config,
            }
        }
    }
}

/// `None` when the source does not tell them all.
fn methods(exports: &Exports) -> Option<Vec<HandlerMethod>> {
    if !exports.is_module || exports.has_star {
        return None;
    }
    Some(
        HandlerMethod::ALL
            .into_iter()
            .filter(|method| exports.get(method.as_str()).is_some())
            .collect(),
    )
}

/// Next.js says these while developing; the route then answers 405.
fn report_odd_exports(exports: &Exports, source: &SourceText<'_>, diagnostics: &mut Diagnostics) {
    let file = source.file;
    let mut warn = |message: String, export: &Export| {
        diagnostics.push(source.at(
            Diagnostic::warning(message).with_code("handler-export"),
            export.span,
        ));
    };
    for export in exports.iter() {
        let upper = export.name.to_ascii_uppercase();
        if export.name == export.name.to_ascii_lowercase() && HandlerMethod::parse(&upper).is_some()
        {
            let name = &export.name;
            warn(
                format!(
                    "Detected lowercase method '{name}' in '{file}'. Export the uppercase '{upper}' method \
                     name to fix this error."
                ),
                export,
            );
        }
        if export.name == "default" {
            warn(
                format!(
                    "Detected default export in '{file}'. Export a named export for each HTTP method instead."
                ),
                export,
            );
        }
    }
    if methods(exports).is_some_and(|methods| methods.is_empty()) {
        let message = format!(
            "No HTTP methods exported in '{file}'. Export a named export for each HTTP method."
        );
        diagnostics.push(
            Diagnostic::warning(message)
                .with_code("handler-export")
                .in_file(file),
        );
    }
}

fn report_missing_default(
    exports: &Exports,
    page: &str,
    source: &SourceText<'_>,
    diagnostics: &mut Diagnostics,
) {
    if exports.is_module && exports.get("default").is_none() {
        diagnostics.push(
            Diagnostic::warning(format!("Page {page} does not export a default function."))
                .with_code("handler-export")
                .in_file(source.file)
                .with_help("every file below pages/api is a route; move helpers out of it"),
        );
    }
}
