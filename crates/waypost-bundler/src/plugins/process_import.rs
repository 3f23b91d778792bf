//! Imports of `process` under its own name, behind which `process.env.NAME` is what the configuration defines.
//!
//! Next.js writes such a value where the text says `process.env.NAME`, whether `process` is the global or was imported:
//! webpack by either import, Turbopack by a namespace. Without the import the name is the global, which is the same object.

use oxc::ast::ast::{
    Expression, ImportDeclaration, ImportDeclarationSpecifier, ImportOrExportKind, Program,
    Statement,
};
use waypost_image::NextVersion;

const NAME: &str = "process";

/// Takes these imports out of the module. One that the module exports stays.
pub(super) fn take_out(program: &mut Program<'_>, source: &str, next: NextVersion) {
    if !source.contains(NAME) || program.body.iter().any(exports_it) {
        return;
    }
    program.body.retain(|statement| match statement {
        Statement::ImportDeclaration(import) => !is_of_process(import, next),
        _ => true,
    });
}

fn is_of_process(import: &ImportDeclaration<'_>, next: NextVersion) -> bool {
    let names = import.specifiers.as_ref().map(|names| names.as_slice());
    let fits = match names {
        Some([ImportDeclarationSpecifier::ImportNamespaceSpecifier(name)]) => {
            name.local.name == NAME
        }
        Some([ImportDeclarationSpecifier::ImportDefaultSpecifier(name)]) => {
            name.local.name == NAME && next < NextVersion::V16
        }
        _ => false,
    };
    let source = import.source.value.as_str();
    fits && import.import_kind == ImportOrExportKind::Value
        && source.strip_prefix("node:").unwrap_or(source) == NAME
}

fn exports_it(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::ExportDefaultDeclaration(export) => matches!(
            export.declaration.as_expression(),
            Some(Expression::Identifier(name)) if name.name == NAME
        ),
        Statement::ExportNamedDeclaration(export) => export
            .specifiers
            .iter()
            .any(|name| name.local.name().as_str() == NAME),
        _ => false,
    }
}
