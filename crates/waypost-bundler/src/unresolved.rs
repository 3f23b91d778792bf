//! From an import that leads nowhere to a message with its place.
//!
//! rolldown tells plugins specifiers without positions, so the importer is parsed once more. That
//! happens only for imports that are about to be reported.

use oxc::allocator::Allocator;
use oxc::ast::ast::{
    CallExpression, ExportAllDeclaration, ExportFromDeclaration, Expression, ImportDeclaration,
    ImportExpression, StringLiteral, TryStatement,
};
use oxc::ast_visit::{Visit, walk};
use oxc::parser::Parser;
use oxc::span::SourceType;
use std::ops::Range;
use std::path::Path;

/// Where a module imports something, and whether it is prepared for that to fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImportSite {
    pub(crate) span: Range<usize>,
    /// Inside the block of a `try`.
    pub(crate) guarded: bool,
}

/// The first unguarded import of `specifier`, else the first at all.
pub(crate) fn find_import(path: &str, source: &str, specifier: &str) -> Option<ImportSite> {
    let source_type = SourceType::from_path(Path::new(path)).unwrap_or_default();
    let source_type = source_type.with_jsx(!path.ends_with("ts"));
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, source_type).parse();
    let mut finder = Finder {
        specifier,
        tries: 0,
        sites: Vec::new(),
    };
    finder.visit_program(&parsed.program);
    let mut sites = finder.sites;
    sites.sort_by_key(|site| site.guarded);
    sites.into_iter().next()
}

struct Finder<'f> {
    specifier: &'f str,
    tries: usize,
    sites: Vec<ImportSite>,
}

impl Finder<'_> {
    fn note(&mut self, literal: &StringLiteral<'_>) {
        if literal.value == self.specifier {
            self.sites.push(ImportSite {
                span: literal.span.start as usize..literal.span.end as usize,
                guarded: self.tries > 0,
            });
        }
    }
}

impl<'a> Visit<'a> for Finder<'_> {
    fn visit_import_declaration(&mut self, import: &ImportDeclaration<'a>) {
        self.note(&import.source);
    }

    fn visit_export_from_declaration(&mut self, export: &ExportFromDeclaration<'a>) {
        self.note(&export.source);
    }

    fn visit_export_all_declaration(&mut self, export: &ExportAllDeclaration<'a>) {
        self.note(&export.source);
    }

    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        if let Expression::StringLiteral(literal) = &import.source {
            self.note(literal);
        }
        walk::walk_import_expression(self, import);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let required = call
            .callee
            .is_specific_id("require")
            .then_some(&call.arguments);
        if let Some(Some(Expression::StringLiteral(literal))) =
            required.map(|list| list.first().and_then(|first| first.as_expression()))
        {
            self.note(literal);
        }
        walk::walk_call_expression(self, call);
    }

    fn visit_try_statement(&mut self, statement: &TryStatement<'a>) {
        self.tries += 1;
        self.visit_block_statement(&statement.block);
        self.tries -= 1;
        if let Some(handler) = &statement.handler {
            self.visit_catch_clause(handler);
        }
        if let Some(finalizer) = &statement.finalizer {
            self.visit_block_statement(finalizer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::find_import;

    fn check(source: &str, expected: Option<(&str, bool)>) {
        let found = find_import("a.ts", source, "x");
        let found = found.map(|site| (&source[site.span], site.guarded));
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn every_form_of_import_is_found() {
        check("import a from 'x';", Some(("'x'", false)));
        check("export * from 'x';", Some(("'x'", false)));
        check("export { a } from 'x';", Some(("'x'", false)));
        check("const a = () => import('x');", Some(("'x'", false)));
        check("const a = require('x');", Some(("'x'", false)));
        check("const a = 'x';", None);
    }

    #[test]
    fn an_import_outside_of_a_try_comes_first() {
        check("try { require('x') } catch {}", Some(("'x'", true)));
        check(
            "try { require('x') } catch {} require(\"x\")",
            Some(("\"x\"", false)),
        );
        check("try {} catch { require('x') }", Some(("'x'", false)));
    }
}
