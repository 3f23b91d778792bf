//! Patterns of `next.config` and of a matcher that the router cannot compile, with the place they are written at.
//!
//! Rules are values by the time they are compiled, so their place is looked for: a string of the file that has the
//! pattern's text. A pattern that is put together by code is told with its file alone.

use std::fs;
use std::ops::Range;
use std::path::Path;
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_project::Project;
use waypost_server::Routing;

/// Compiles the rules as the server will, so that one it cannot use ends the build and not the start.
pub(crate) fn check_rules(project: &Project) -> Result<(), Diagnostics> {
    let middleware = project.middleware.as_ref();
    let matchers = middleware.map(|it| it.matchers.as_deref());
    let Err(faults) = Routing::compile(&project.config.serve, matchers, project.next_version())
    else {
        return Ok(());
    };
    let config = project.special.next_config.as_deref();
    let files: Vec<&Path> = config
        .into_iter()
        .chain(middleware.map(|it| it.path.as_path()))
        .collect();
    // With locales one rule is compiled in several forms.
    let mut told: Vec<Diagnostic> = Vec::new();
    for fault in faults {
        let diagnostic = Diagnostic::error(format!("this pattern cannot be compiled: {fault}"))
            .with_code("rule-pattern")
            .with_help("see https://nextjs.org/docs/messages/invalid-route-source");
        let diagnostic = place(diagnostic, &project.root, &files, &fault.source_text);
        if !told.contains(&diagnostic) {
            told.push(diagnostic);
        }
    }
    Err(told.into_iter().collect())
}

fn place(diagnostic: Diagnostic, root: &Path, files: &[&Path], pattern: &str) -> Diagnostic {
    let name = |path: &Path| {
        let path = path.strip_prefix(root).unwrap_or(path);
        path.to_string_lossy().into_owned()
    };
    for path in files {
        let Ok(text) = fs::read_to_string(path) else {
            continue;
        };
        if let Some(span) = literal(&text, pattern) {
            return diagnostic.at_span(name(path), &text, span);
        }
    }
    match files.first() {
        Some(path) => diagnostic.in_file(name(path)),
        None => diagnostic,
    }
}

/// Where a text stands as a string, without its quotes.
fn literal(source: &str, text: &str) -> Option<Range<usize>> {
    let escaped = text.replace('\\', "\\\\");
    let starts = ['"', '\'', '`'].into_iter().filter_map(|quote| {
        let start = source.find(&format!("{quote}{escaped}{quote}"))?;
        Some(start + 1)
    });
    let start = starts.min()?;
    Some(start..start + escaped.len())
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn a_pattern_is_found_as_it_is_written() {
        let check = |source: &str, text: &str, expected: Option<&str>| {
            let found = literal(source, text).map(|span| &source[span]);
            assert_eq!(found, expected, "{text}");
        };
        check("[{ source: '/a/:b(' }]", "/a/:b(", Some("/a/:b("));
        check(r#"x = "/a/(\\d+)""#, r"/a/(\d+)", Some(r"/a/(\\d+)"));
        check("`/a` + '/a/b'", "/a", Some("/a"));
        check("'/a/b'", "/a", None);
    }
}
