//! The names a module exports, each with its place and, where it is a constant, its value.

use super::static_value::{NotStatic, Static, read};
use oxc::allocator::Allocator;
use oxc::ast::ast::{
    BindingPattern, Declaration, ExportDefaultDeclarationKind, Expression, ImportOrExportKind,
    Program, Statement, VariableDeclarator,
};
use oxc::parser::Parser;
use oxc::span::{GetSpan, SourceType, Span};
use std::collections::HashMap;
use std::path::Path;
use waypost_diagnostics::Diagnostic;

/// What the source tells about a module's exports.
#[derive(Debug, Default)]
pub(crate) struct Exports {
    list: Vec<Export>,
    /// `export * from`: there are names that only the other module knows.
    pub(crate) has_star: bool,
    /// Without import or export statements it may be CommonJS, whose exports are made at run time.
    pub(crate) is_module: bool,
}

#[derive(Debug)]
pub(crate) struct Export {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) value: ExportedValue,
}

#[derive(Debug)]
pub(crate) enum ExportedValue {
    Static(Static),
    NotStatic(NotStatic),
    /// A name of another module.
    Reexported,
    /// Functions, classes, and bindings without a constant initialiser.
    Other,
}

impl Exports {
    pub(crate) fn get(&self, name: &str) -> Option<&Export> {
        self.list.iter().find(|export| export.name == name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Export> {
        self.list.iter()
    }

    /// Parses a module; what is wrong with its syntax comes back as diagnostics.
    pub(crate) fn parse(source: &str, path: &Path, file: &str) -> Result<Self, Vec<Diagnostic>> {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, source, source_type(path)).parse();
        let errors: Vec<Diagnostic> = parsed
            .diagnostics
            .iter()
            .map(|err| syntax_error(err, source, file))
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self::of_program(&parsed.program))
    }

    fn of_program(program: &Program<'_>) -> Self {
        let locals = Locals::of(program);
        let mut exports = Self::default();
        for statement in &program.body {
            exports.statement(statement, &locals);
        }
        exports
    }

    fn statement(&mut self, statement: &Statement<'_>, locals: &Locals<'_, '_>) {
        let before = self.is_module;
        self.is_module = true;
        match statement {
            Statement::ImportDeclaration(_) => {}
            Statement::ExportDeclaration(export) => self.declaration(&export.declaration),
            Statement::ExportNamedDeclaration(export) => {
                if export.export_kind == ImportOrExportKind::Type {
                    return;
                }
                for specifier in &export.specifiers {
                    if specifier.export_kind != ImportOrExportKind::Type {
                        let value = locals.value(&specifier.local.name());
                        self.push(specifier.exported.name().as_ref(), specifier.span, value);
                    }
                }
            }
            Statement::ExportFromDeclaration(export) => {
                if export.export_kind == ImportOrExportKind::Type {
                    return;
                }
                for specifier in &export.specifiers {
                    if specifier.export_kind != ImportOrExportKind::Type {
                        let name = specifier.exported.name();
                        self.push(name.as_ref(), specifier.span, ExportedValue::Reexported);
                    }
                }
            }
            Statement::ExportDefaultDeclaration(export) => {
                if !matches!(
                    export.declaration,
                    ExportDefaultDeclarationKind::TSInterfaceDeclaration(_)
                ) {
                    self.push("default", export.span, ExportedValue::Other);
                }
            }
            Statement::ExportAllDeclaration(export) => {
                if export.export_kind == ImportOrExportKind::Type {
                    return;
                }
                match &export.exported {
                    Some(name) => {
                        self.push(name.name().as_ref(), export.span, ExportedValue::Reexported)
                    }
                    None => self.has_star = true,
                }
            }
            _ => self.is_module = before,
        }
    }

    fn declaration(&mut self, declaration: &Declaration<'_>) {
        match declaration {
            Declaration::VariableDeclaration(variables) if !variables.declare => {
                for declarator in &variables.declarations {
                    for name in declarator.id.get_binding_identifiers() {
                        self.push(&name.name, name.span, initialiser(declarator));
                    }
                }
            }
            Declaration::FunctionDeclaration(function) if !function.declare => {
                if let Some(name) = &function.id {
                    self.push(&name.name, name.span, ExportedValue::Other);
                }
            }
            Declaration::ClassDeclaration(class) if !class.declare => {
                if let Some(name) = &class.id {
                    self.push(&name.name, name.span, ExportedValue::Other);
                }
            }
            Declaration::TSEnumDeclaration(item) => {
                self.push(&item.id.name, item.id.span, ExportedValue::Other);
            }
            _ => {}
        }
    }

    /// Overloads of a function export one name several times; the first place is kept.
    fn push(&mut self, name: &str, span: Span, value: ExportedValue) {
        if self.get(name).is_none() {
            self.list.push(Export {
                name: name.to_owned(),
                span,
                value,
            });
        }
    }
}

/// Top-level bindings, for `export { name }`.
struct Locals<'p, 'a> {
    variables: HashMap<&'p str, &'p VariableDeclarator<'a>>,
    imported: Vec<&'p str>,
}

impl<'p, 'a> Locals<'p, 'a> {
    fn of(program: &'p Program<'a>) -> Self {
        let mut locals = Self {
            variables: HashMap::new(),
            imported: Vec::new(),
        };
        for statement in &program.body {
            match statement {
                Statement::VariableDeclaration(variables) => {
                    for declarator in &variables.declarations {
                        if let BindingPattern::BindingIdentifier(name) = &declarator.id {
                            locals.variables.insert(name.name.as_str(), declarator);
                        }
                    }
                }
                Statement::ImportDeclaration(import) => {
                    let specifiers = import.specifiers.iter().flatten();
                    locals
                        .imported
                        .extend(specifiers.map(|one| one.local().name.as_str()));
                }
                _ => {}
            }
        }
        locals
    }

    fn value(&self, name: &str) -> ExportedValue {
        if self.imported.contains(&name) {
            return ExportedValue::Reexported;
        }
        self.variables
            .get(name)
            .map_or(ExportedValue::Other, |declarator| initialiser(declarator))
    }
}

fn initialiser(declarator: &VariableDeclarator<'_>) -> ExportedValue {
    let is_name = matches!(declarator.id, BindingPattern::BindingIdentifier(_));
    match &declarator.init {
        Some(Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_)) => {
            ExportedValue::Other
        }
        Some(init) if is_name => match read(init) {
            Ok(value) => ExportedValue::Static(value),
            Err(not_static) => ExportedValue::NotStatic(not_static),
        },
        Some(init) => ExportedValue::NotStatic(NotStatic {
            span: init.span(),
            what: "a destructured value",
        }),
        None => ExportedValue::Other,
    }
}

/// `.js` may hold JSX and may be CommonJS, as in Next.js.
fn source_type(path: &Path) -> SourceType {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("ts") => SourceType::ts(),
        Some("tsx") => SourceType::tsx(),
        _ => SourceType::unambiguous().with_jsx(true),
    }
}

fn syntax_error(err: &oxc::diagnostics::OxcDiagnostic, source: &str, file: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(err.message.to_string()).with_code("syntax");
    if let Some(help) = &err.help {
        diagnostic = diagnostic.with_help(help.to_string());
    }
    match err.labels.first() {
        Some(label) => {
            let start = label.offset() as usize;
            diagnostic.at_span(file, source, start..start + label.len() as usize)
        }
        None => diagnostic.in_file(file),
    }
}
