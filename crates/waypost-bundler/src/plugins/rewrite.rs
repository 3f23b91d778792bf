//! Rewrites of one module while its own path is still known.
//!
//! In a chunk many files share one scope, so what depends on the file (`__dirname`, `import.meta`,
//! `require`) becomes a call that names the file. The calls go to hoisted functions that are appended
//! to the chunks using them ([`HELPERS`]); those ask the loader through the chunk's `import.meta`.

use super::accessors::{first_decorator, lower_accessors};
use super::assets::Assets;
use super::findings::RunTimeLoad;
use super::suffixed_names::rename_suffixed;
use super::use_cache::Refusal;
use crate::BuiltinSurface;
use crate::specifier::Reserved;
use oxc::allocator::{Allocator, GetAllocator, TakeIn, Vec as ArenaVec};
use oxc::ast::ast::{
    Argument, CallExpression, Class, ExportSpecifier, Expression, IdentifierReference,
    ImportDeclaration, ImportDeclarationSpecifier, ImportExpression, ImportOrExportKind,
    NewExpression, ObjectProperty, Program, Statement, StringLiteral,
};
use oxc::ast::builder::AstBuilder;
use oxc::ast_visit::{VisitMut, walk_mut};
use oxc::semantic::{Scoping, SemanticBuilder};
use oxc::span::{GetSpan, SPAN, Span};

/// Functions a chunk may call, and their definitions. Of `import.meta`, which the loader makes, they
/// need:
///
/// - `of(file)`: `{ url, filename, dirname }` of the file, given relative to the project
/// - `requireOf(file)`: what `createRequire` gives for the file
/// - `builtin(name)`: the CommonJS face of a builtin
/// - `external(file)`: what `require` of a file outside of the bundle gives
/// - `importFrom(file, specifier)`: `import()` of something that is not in the bundle
/// - `edgeAsset(file, name)`: the URL by which an edge handler fetches what `name` is, seen from the file
/// - `missing(name, importer)`: an object whose members throw when they are used
pub(crate) const HELPERS: [(&str, &str); 7] = [
    (
        META,
        "function __waypost_meta(file) { return import.meta.of(file); }",
    ),
    (
        REQUIRE,
        "function __waypost_require(file) { return import.meta.requireOf(file); }",
    ),
    (
        BUILTIN,
        "function __waypost_builtin(name) { return import.meta.builtin(name); }",
    ),
    (
        IMPORT,
        "function __waypost_import(file, specifier) { return import.meta.importFrom(file, specifier); }",
    ),
    (
        "__waypost_external",
        "function __waypost_external(file) { return import.meta.external(file); }",
    ),
    (
        EDGE_ASSET,
        "function __waypost_edge_asset(file, name) { return import.meta.edgeAsset(file, name); }",
    ),
    (
        "__waypost_missing",
        "function __waypost_missing(name, importer) { return import.meta.missing(name, importer); }",
    ),
];

const META: &str = "__waypost_meta";
const REQUIRE: &str = "__waypost_require";
const BUILTIN: &str = "__waypost_builtin";
const IMPORT: &str = "__waypost_import";
const EDGE_ASSET: &str = "__waypost_edge_asset";

/// A source without any of these has nothing to rewrite but imports.
const TRIGGERS: [&str; 6] = [
    "require",
    "__dirname",
    "__filename",
    "import.meta",
    "import(",
    "accessor",
];

pub(super) struct Rewrite<'r> {
    pub(super) module: &'r str,
    /// The module's file, relative to the project.
    pub(super) path: String,
    /// Package or file, as named in run-time errors.
    pub(super) importer: String,
    pub(super) surface: &'r BuiltinSurface,
    pub(super) assets: &'r Assets,
    /// `new URL("./file", import.meta.url)` is something to fetch.
    pub(super) is_edge: bool,
    /// Nothing lowers decorators in this project.
    pub(super) refuse_decorators: bool,
}

#[derive(Debug, Default)]
pub(super) struct RewriteFindings {
    /// `module.member`, for builtins that are offered without that member.
    pub(super) not_offered: Vec<String>,
    pub(super) run_time_loads: Vec<RunTimeLoad>,
    pub(super) refused: Vec<Refusal>,
}

impl RewriteFindings {
    pub(super) fn is_empty(&self) -> bool {
        self.not_offered.is_empty() && self.run_time_loads.is_empty() && self.refused.is_empty()
    }
}

impl Rewrite<'_> {
    pub(super) fn run<'a>(
        &self,
        program: &mut Program<'a>,
        allocator: &'a Allocator,
        source: &str,
    ) -> RewriteFindings {
        let lacks_members = program.body.iter().any(|s| self.lacks_members(s));
        let triggered = TRIGGERS.iter().any(|trigger| source.contains(trigger));
        let mut found = RewriteFindings::default();
        if self.refuse_decorators
            && source.contains('@')
            && let Some(span) = first_decorator(program)
        {
            found.refused.push((
                span,
                "decorators are not switched on".into(),
                "set `compilerOptions.experimentalDecorators` to true in tsconfig.json",
            ));
        }
        if !lacks_members && !triggered {
            return found;
        }
        let scoping = SemanticBuilder::new()
            .build(program)
            .semantic
            .into_scoping();
        let builder = AstBuilder::new(allocator);
        if lacks_members {
            self.divert_members(program, &scoping, &builder, &mut found);
        }
        if source.contains("require_") && source.contains('$') {
            rename_suffixed(program, &scoping, &builder);
        }
        if triggered {
            Visitor {
                rewrite: self,
                scoping,
                builder,
                source,
                found: &mut found,
            }
            .visit_program(program);
        }
        found
    }

    /// The statement imports a name that the builtin it imports from does not export.
    fn lacks_members(&self, statement: &Statement<'_>) -> bool {
        match statement {
            Statement::ImportDeclaration(import) => {
                let mut specifiers = import.specifiers.iter().flatten();
                import.import_kind == ImportOrExportKind::Value
                    && specifiers.any(|s| self.lacks_import(&import.source, s))
            }
            Statement::ExportFromDeclaration(export) => {
                export.export_kind == ImportOrExportKind::Value
                    && export
                        .specifiers
                        .iter()
                        .any(|s| self.lacks_export(&export.source, s))
            }
            _ => false,
        }
    }

    fn lacks_import(
        &self,
        source: &StringLiteral<'_>,
        specifier: &ImportDeclarationSpecifier<'_>,
    ) -> bool {
        match specifier {
            ImportDeclarationSpecifier::ImportSpecifier(named) => {
                named.import_kind == ImportOrExportKind::Value
                    && self.lacks(source, named.imported.name().as_str())
            }
            _ => false,
        }
    }

    fn lacks_export(&self, source: &StringLiteral<'_>, specifier: &ExportSpecifier<'_>) -> bool {
        specifier.export_kind == ImportOrExportKind::Value
            && self.lacks(source, specifier.local.name().as_str())
    }

    fn lacks(&self, source: &StringLiteral<'_>, name: &str) -> bool {
        match Reserved::of(&source.value, self.surface) {
            Some(Reserved::Builtin(module)) => !self.surface.may_export(&module, name),
            _ => false,
        }
    }

    /// Imports the missing names from a module that throws when they are used.
    fn divert_members<'a>(
        &self,
        program: &mut Program<'a>,
        scoping: &Scoping,
        builder: &AstBuilder<'a>,
        found: &mut RewriteFindings,
    ) {
        let mut added = Vec::new();
        for statement in &mut program.body {
            match statement {
                Statement::ImportDeclaration(import)
                    if import.import_kind == ImportOrExportKind::Value =>
                {
                    added.extend(self.divert_imports(import, scoping, builder, found));
                }
                Statement::ExportFromDeclaration(export)
                    if export.export_kind == ImportOrExportKind::Value =>
                {
                    let (kept, moved): (Vec<_>, Vec<_>) = export
                        .specifiers
                        .take_in(builder)
                        .into_iter()
                        .partition(|s| !self.lacks_export(&export.source, s));
                    export.specifiers = ArenaVec::from_iter_in(kept, builder);
                    if moved.is_empty() {
                        continue;
                    }
                    let module = &export.source.value;
                    found.not_offered.extend(
                        moved
                            .iter()
                            .map(|s| self.member(module, s.local.name().as_str())),
                    );
                    added.push(Statement::new_export_from_declaration(
                        SPAN,
                        ArenaVec::from_iter_in(moved, builder),
                        self.not_offered_source(module, builder),
                        ImportOrExportKind::Value,
                        None::<oxc::allocator::Box<'a, _>>,
                        builder,
                    ));
                }
                _ => {}
            }
        }
        program.body.extend(added);
    }

    fn divert_imports<'a>(
        &self,
        import: &mut ImportDeclaration<'a>,
        scoping: &Scoping,
        builder: &AstBuilder<'a>,
        found: &mut RewriteFindings,
    ) -> Option<Statement<'a>> {
        let (kept, moved): (Vec<_>, Vec<_>) = import
            .specifiers
            .as_mut()?
            .take_in(builder)
            .into_iter()
            .partition(|s| !self.lacks_import(&import.source, s));
        import.specifiers = Some(ArenaVec::from_iter_in(kept, builder));
        if moved.is_empty() {
            return None;
        }
        let module = import.source.value.as_str();
        for specifier in &moved {
            let ImportDeclarationSpecifier::ImportSpecifier(named) = specifier else {
                continue;
            };
            // A name that is only used as a type is erased later.
            let used = named.local.symbol_id.get().is_some_and(|symbol| {
                scoping
                    .get_resolved_references(symbol)
                    .any(|r| r.flags().is_value())
            });
            if used {
                found
                    .not_offered
                    .push(self.member(module, named.imported.name().as_str()));
            }
        }
        Some(Statement::new_import_declaration(
            SPAN,
            Some(ArenaVec::from_iter_in(moved, builder)),
            self.not_offered_source(module, builder),
            None,
            None::<oxc::allocator::Box<'a, _>>,
            ImportOrExportKind::Value,
            builder,
        ))
    }

    fn member(&self, module: &str, name: &str) -> String {
        match Reserved::of(module, self.surface) {
            Some(Reserved::Builtin(module)) => format!("{module}.{name}"),
            _ => format!("{module}.{name}"),
        }
    }

    fn not_offered_source<'a>(&self, module: &str, builder: &AstBuilder<'a>) -> StringLiteral<'a> {
        let stand_in = super::stand_in::StandIn::NotOffered {
            module: module.to_owned(),
            importer: self.importer.clone(),
        };
        StringLiteral::new(
            SPAN,
            builder.allocator().alloc_str(&stand_in.id()),
            None,
            builder,
        )
    }
}

struct Visitor<'v, 'a> {
    rewrite: &'v Rewrite<'v>,
    scoping: Scoping,
    builder: AstBuilder<'a>,
    source: &'v str,
    found: &'v mut RewriteFindings,
}

impl<'a> Visitor<'_, 'a> {
    /// The name is not bound in the module: it means what Node.js gives to modules.
    fn is_free(&self, identifier: &IdentifierReference<'_>) -> bool {
        identifier
            .reference_id
            .get()
            .is_some_and(|id| self.scoping.get_reference(id).symbol_id().is_none())
    }

    fn is_require(&self, expression: &Expression<'_>) -> bool {
        matches!(expression, Expression::Identifier(id) if id.name == "require" && self.is_free(id))
    }

    fn is_module_require(&self, expression: &Expression<'_>) -> bool {
        matches!(expression, Expression::StaticMemberExpression(member)
            if member.property.name == "require"
                && matches!(&member.object, Expression::Identifier(id) if id.name == "module" && self.is_free(id)))
    }

    fn string(&self, text: &str) -> Expression<'a> {
        let text = self.builder.allocator().alloc_str(text);
        Expression::new_string_literal(SPAN, text, None, &self.builder)
    }

    fn call(
        &self,
        span: Span,
        function: &'static str,
        arguments: Vec<Expression<'a>>,
    ) -> Expression<'a> {
        let arguments = arguments.into_iter().map(Argument::from);
        let arguments = ArenaVec::from_iter_in(arguments, &self.builder);
        let callee = Expression::new_identifier(span, function, &self.builder);
        Expression::new_call_expression(
            span,
            callee,
            None::<oxc::allocator::Box<'a, _>>,
            arguments,
            false,
            &self.builder,
        )
    }

    fn of_file(&self, span: Span, function: &'static str) -> Expression<'a> {
        self.call(span, function, vec![self.string(&self.rewrite.path)])
    }

    fn meta_property(&self, span: Span, name: &'static str) -> Expression<'a> {
        let property = oxc::ast::ast::IdentifierName::new(span, name, &self.builder);
        let meta = self.of_file(span, META);
        Expression::new_static_member_expression(span, meta, property, false, &self.builder)
    }

    fn note_run_time_load(&mut self, span: Span, form: &'static str) {
        self.found.run_time_loads.push(RunTimeLoad {
            module: self.rewrite.module.to_owned(),
            span: span.start as usize..span.end as usize,
            form,
        });
    }

    /// `import(/* webpackIgnore: true */ "x")`: bundlers leave it for the time when it runs.
    fn is_ignored(&self, import: &ImportExpression<'_>) -> bool {
        let between = import.span.start as usize..import.source.span().start as usize;
        let comments = self.source.get(between).unwrap_or_default();
        ["webpackIgnore", "turbopackIgnore"].iter().any(|name| {
            let mut said = comments.split(name).skip(1);
            said.any(|rest| rest.trim_start_matches([':', ' ']).starts_with("true"))
        })
    }

    /// What a free identifier becomes, if anything.
    fn identifier(&self, id: &IdentifierReference<'_>) -> Option<Expression<'a>> {
        let name = id.name.as_str();
        if !matches!(
            name,
            "__dirname" | "__filename" | "require" | "__non_webpack_require__"
        ) || !self.is_free(id)
        {
            return None;
        }
        Some(match name {
            "__dirname" => self.meta_property(id.span, "dirname"),
            "__filename" => self.meta_property(id.span, "filename"),
            _ => self.of_file(id.span, REQUIRE),
        })
    }

    /// What `new URL("./file", import.meta.url)` becomes at the edge, when that file is there. Elsewhere it is a URL as any
    /// other, but for a file that is named as a module is.
    fn asset(&self, expression: &mut NewExpression<'a>) -> Option<Expression<'a>> {
        let is_url = matches!(&expression.callee, Expression::Identifier(id) if id.name == "URL" && self.is_free(id));
        let [name, Argument::StaticMemberExpression(base)] = expression.arguments.as_mut_slice()
        else {
            return None;
        };
        let is_beside =
            matches!(base.object, Expression::ImportMeta(_)) && base.property.name == "url";
        let text = name.as_expression().and_then(constant_text)?;
        if !is_url || !is_beside {
            return None;
        }
        let (assets, module) = (self.rewrite.assets, self.rewrite.path.as_str());
        let beside = assets.beside(module, &text);
        if !self.rewrite.is_edge && beside.is_some() {
            return None;
        }
        let url = beside.or_else(|| assets.imported(module, &text))?;
        let url = self.string(&url);
        if self.rewrite.is_edge {
            return Some(self.call(expression.span, EDGE_ASSET, vec![self.string(module), url]));
        }
        *name = Argument::from(url);
        None
    }

    /// `require("x")` stays for rolldown to resolve, unless it names a builtin.
    fn require_call(&mut self, call: &mut CallExpression<'a>) -> Option<Expression<'a>> {
        if let [argument] = call.arguments.as_mut_slice()
            && let Some(text) = argument.as_expression().and_then(constant_text)
        {
            if let Some(Reserved::Builtin(module)) = Reserved::of(&text, self.rewrite.surface) {
                let module = self.string(&module);
                return Some(self.call(call.span, BUILTIN, vec![module]));
            }
            *argument = Argument::from(self.string(&text));
            return None;
        }
        self.note_run_time_load(call.span, "require");
        call.callee = self.of_file(call.callee.span(), REQUIRE);
        walk_mut::walk_call_expression(self, call);
        None
    }

    /// `module.require("x")`, by which packages keep bundlers away: a module of a bundle has no such method.
    fn module_require_call(&mut self, call: &mut CallExpression<'a>) -> Option<Expression<'a>> {
        if let [argument] = call.arguments.as_slice()
            && let Some(text) = argument.as_expression().and_then(constant_text)
            && let Some(Reserved::Builtin(module)) = Reserved::of(&text, self.rewrite.surface)
        {
            let module = self.string(&module);
            return Some(self.call(call.span, BUILTIN, vec![module]));
        }
        call.callee = self.of_file(call.callee.span(), REQUIRE);
        walk_mut::walk_call_expression(self, call);
        None
    }
}

impl<'a> VisitMut<'a> for Visitor<'_, 'a> {
    fn visit_expression(&mut self, expression: &mut Expression<'a>) {
        let replacement = match expression {
            Expression::Identifier(id) => self.identifier(id),
            Expression::NewExpression(new) => {
                let asset = self.asset(new);
                if asset.is_none() {
                    walk_mut::walk_new_expression(self, new);
                }
                asset
            }
            Expression::ImportMeta(meta) => Some(self.of_file(meta.span, META)),
            Expression::CallExpression(call) if self.is_require(&call.callee) => {
                self.require_call(call)
            }
            Expression::CallExpression(call) if self.is_module_require(&call.callee) => {
                self.module_require_call(call)
            }
            Expression::ImportExpression(import) => {
                let is_ignored = self.is_ignored(import);
                let text = constant_text(&import.source);
                if let Some(text) = text.filter(|_| !is_ignored) {
                    import.source = self.string(&text);
                    None
                } else {
                    walk_mut::walk_import_expression(self, import);
                    if !is_ignored {
                        self.note_run_time_load(import.span, "import");
                    }
                    let path = self.string(&self.rewrite.path);
                    let source = import.source.take_in(&self.builder);
                    Some(self.call(import.span, IMPORT, vec![path, source]))
                }
            }
            _ => {
                walk_mut::walk_expression(self, expression);
                None
            }
        };
        if let Some(replacement) = replacement {
            *expression = replacement;
        }
    }

    fn visit_object_property(&mut self, property: &mut ObjectProperty<'a>) {
        walk_mut::walk_object_property(self, property);
        // `{ require }` whose value is no longer that name.
        property.shorthand = property.shorthand && property.value.is_identifier_reference();
    }

    fn visit_class(&mut self, class: &mut Class<'a>) {
        walk_mut::walk_class(self, class);
        if let Some(refusal) = lower_accessors(class, &self.builder) {
            let (span, message, help) = refusal;
            self.found.refused.push((span, message.into(), help));
        }
    }
}

/// The text of a string literal or of a template without expressions.
fn constant_text(expression: &Expression<'_>) -> Option<String> {
    match expression {
        Expression::StringLiteral(literal) => Some(literal.value.to_string()),
        Expression::TemplateLiteral(template) => {
            template.single_quasi().map(|text| text.to_string())
        }
        _ => None,
    }
}
