//! Names that exist only as types.
//!
//! `export { Shape } from "./shapes"` is right in TypeScript when `Shape` is a type, and a missing
//! export to a bundler, which sees one file at a time. Nothing is missing then.

use crate::attribution::ModuleGraph;
use oxc::allocator::Allocator;
use oxc::ast::ast::{Declaration, ImportDeclarationSpecifier, ImportOrExportKind, Statement};
use oxc::parser::Parser;
use oxc::span::SourceType;
use std::path::Path;
use waypost_resolve::package_of;

/// `module`, or a project file it imports, knows `name` as a type.
pub(crate) fn is_type(modules: &ModuleGraph<'_>, module: &str, name: &str) -> bool {
    let reached = modules.reach(module);
    let mut files = reached
        .into_iter()
        .filter(|file| is_typescript(file) && package_of(file).is_empty());
    files.any(|file| {
        let source = std::fs::read_to_string(file).unwrap_or_default();
        declares_type(file, &source, name)
    })
}

fn is_typescript(file: &str) -> bool {
    [".ts", ".tsx", ".mts", ".cts"]
        .iter()
        .any(|extension| file.ends_with(extension))
}

fn declares_type(file: &str, source: &str, name: &str) -> bool {
    let source_type = SourceType::from_path(Path::new(file)).unwrap_or_default();
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, source_type).parse();
    parsed
        .program
        .body
        .iter()
        .any(|statement| statement_declares(statement, name))
}

fn statement_declares(statement: &Statement<'_>, name: &str) -> bool {
    match statement {
        Statement::TSTypeAliasDeclaration(alias) => alias.id.name == name,
        Statement::TSInterfaceDeclaration(interface) => interface.id.name == name,
        Statement::ExportDeclaration(export) => match &export.declaration {
            Declaration::TSTypeAliasDeclaration(alias) => alias.id.name == name,
            Declaration::TSInterfaceDeclaration(interface) => interface.id.name == name,
            _ => false,
        },
        Statement::ExportNamedDeclaration(export) => {
            let all = export.export_kind == ImportOrExportKind::Type;
            export.specifiers.iter().any(|specifier| {
                (all || specifier.export_kind == ImportOrExportKind::Type)
                    && specifier.exported.name() == name
            })
        }
        Statement::ExportFromDeclaration(export) => {
            let all = export.export_kind == ImportOrExportKind::Type;
            export.specifiers.iter().any(|specifier| {
                (all || specifier.export_kind == ImportOrExportKind::Type)
                    && specifier.exported.name() == name
            })
        }
        Statement::ImportDeclaration(import) => {
            let all = import.import_kind == ImportOrExportKind::Type;
            import.specifiers.iter().flatten().any(|specifier| {
                let own = matches!(specifier, ImportDeclarationSpecifier::ImportSpecifier(named)
                    if named.import_kind == ImportOrExportKind::Type);
                (all || own) && specifier.local().name == name
            })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::declares_type;

    fn check(source: &str, expected: bool) {
        assert_eq!(declares_type("a.ts", source, "T"), expected, "{source}");
    }

    #[test]
    fn types_are_told_from_values() {
        check("export type T = 1;", true);
        check("interface T {} export { T };", true);
        check("export type { T } from './b';", true);
        check("import { type T } from './b'; export { T };", true);
        check("export const T = 1;", false);
        check("export class T {}", false);
        check("export type U = 1;", false);
    }
}
