//! Which functions of a module are cached by a directive, and what they close over.

use super::use_cache::{Refusal, UseCache};
use oxc::ast::ast::{
    ArrowFunctionBody, ArrowFunctionExpression, BindingPattern, Class, Declaration, Directive,
    ExportDefaultDeclarationKind, Expression, FormalParameters, Function, IdentifierReference,
    MethodDefinition, Program, Statement, Super, ThisExpression,
};
use oxc::ast_visit::{Visit, walk};
use oxc::semantic::{Scoping, SemanticBuilder};
use oxc::span::{GetSpan, Span};
use oxc::syntax::scope::{ScopeFlags, ScopeId};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What stands behind `use cache`: nothing, or the name of a handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kind(String);

impl Kind {
    pub(super) fn of_directive(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("use cache")?;
        match rest.strip_prefix(": ") {
            Some(kind) => Some(Self(kind.trim().to_owned())),
            None => rest.is_empty().then(|| Self("default".to_owned())),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.0
    }

    fn of(directives: &[Directive<'_>]) -> Option<(Self, Span)> {
        directives.iter().find_map(|directive| {
            let kind = Self::of_directive(directive.expression.value.as_str())?;
            Some((kind, directive.span))
        })
    }
}

/// A function that is to be cached.
#[derive(Debug)]
pub(super) struct Plan {
    /// Its place among those of the module.
    pub(super) number: usize,
    pub(super) kind: Kind,
    /// Arguments that count, `None` for all.
    pub(super) counted: Option<u32>,
    /// Names of the enclosing functions that it reads.
    pub(super) captured: Vec<String>,
}

#[derive(Debug, Default)]
pub(super) struct Plans {
    pub(super) functions: BTreeMap<ScopeId, Plan>,
    pub(super) refused: Vec<Refusal>,
}

impl Plans {
    pub(super) fn of(program: &Program<'_>, mode: &UseCache) -> Self {
        let scoping = SemanticBuilder::new()
            .build(program)
            .semantic
            .into_scoping();
        let mut finder = Finder {
            mode,
            plans: Self::default(),
            exported: BTreeMap::new(),
            is_instance_method: false,
        };
        if let Some((kind, span)) = Kind::of(&program.directives)
            && finder.accepts(&kind, span)
        {
            finder.find_exports(program, &kind);
        }
        finder.visit_program(program);
        finder.plans.find_captures(&scoping);
        finder.plans
    }

    pub(super) fn of_scope(&self, scope: Option<ScopeId>) -> Option<&Plan> {
        self.functions.get(&scope?)
    }

    /// A name counts when it is read within a function and bound outside of it, but not by the module: the module's
    /// are the same for all calls.
    fn find_captures(&mut self, scoping: &Scoping) {
        let root = scoping.root_scope_id();
        let mut captured: BTreeMap<ScopeId, BTreeSet<String>> = BTreeMap::new();
        for symbol in scoping.symbol_ids() {
            let bound_in = scoping.symbol_scope_id(symbol);
            if bound_in == root {
                continue;
            }
            let references = scoping.get_resolved_references(symbol);
            for reference in references.filter(|reference| reference.flags().is_value()) {
                for scope in scoping.scope_ancestors(reference.scope_id()) {
                    if scope == bound_in {
                        break;
                    }
                    if self.functions.contains_key(&scope) {
                        let names = captured.entry(scope).or_default();
                        names.insert(scoping.symbol_name(symbol).to_owned());
                    }
                }
            }
        }
        for (scope, names) in captured {
            if let Some(plan) = self.functions.get_mut(&scope) {
                plan.captured = names.into_iter().collect();
            }
        }
    }
}

struct Finder<'f> {
    mode: &'f UseCache,
    plans: Plans,
    /// Functions that a file with the directive exports.
    exported: BTreeMap<ScopeId, Kind>,
    /// The function that comes next is one of a class, and not a static one.
    is_instance_method: bool,
}

const NOT_HERE: &str = "https://nextjs.org/docs/app/api-reference/directives/use-cache";

impl Finder<'_> {
    fn refuse(&mut self, span: Span, message: impl Into<Cow<'static, str>>) {
        let span = span.start as usize..span.end as usize;
        self.plans.refused.push((span, message.into(), NOT_HERE));
    }

    /// Whether the directive may be used, and this kind of it.
    fn accepts(&mut self, kind: &Kind, span: Span) -> bool {
        match self.mode {
            UseCache::Unknown => false,
            UseCache::Off { setting } => {
                let directive = directive_of(kind);
                self.refuse(
                    span,
                    format!(
                        "To use \"{directive}\", please enable the {setting} in your Next.js config."
                    ),
                );
                false
            }
            UseCache::On { kinds, setting } => {
                let name = kind.name();
                if matches!(name, "default" | "remote" | "private")
                    || kinds.iter().any(|k| k == name)
                {
                    return true;
                }
                self.refuse(
                    span,
                    format!(
                        "Unknown cache kind \"{name}\". Please configure a cache handler for this kind in the {setting} \
                         object in your Next.js config."
                    ),
                );
                false
            }
        }
    }

    fn add(&mut self, scope: Option<ScopeId>, kind: Kind, params: &FormalParameters<'_>) {
        let Some(scope) = scope else { return };
        let number = self.plans.functions.len();
        let counted = u32::try_from(params.items.len()).ok();
        let plan = Plan {
            number,
            kind,
            counted: counted.filter(|_| params.rest.is_none()),
            captured: Vec::new(),
        };
        self.plans.functions.insert(scope, plan);
    }

    /// The directive of a function, when it is there and may be.
    fn kind_of(&mut self, directives: &[Directive<'_>]) -> Option<Kind> {
        let (kind, span) = Kind::of(directives)?;
        self.accepts(&kind, span).then_some(kind)
    }

    /// The kind of a function: by its own directive, else by that of its file.
    fn kind_for(&self, own: Option<Kind>, scope: Option<ScopeId>) -> Option<Kind> {
        own.or_else(|| self.exported.get(&scope?).cloned())
    }

    fn refuse_forbidden(&mut self, found: Option<(Span, &'static str)>) {
        if let Some((span, word)) = found {
            self.refuse(
                span,
                format!("\"use cache\" functions cannot use `{word}`."),
            );
        }
    }
}

fn directive_of(kind: &Kind) -> String {
    match kind.name() {
        "default" => "use cache".to_owned(),
        name => format!("use cache: {name}"),
    }
}

// What a file with the directive exports.
impl Finder<'_> {
    fn find_exports(&mut self, program: &Program<'_>, kind: &Kind) {
        for statement in &program.body {
            match statement {
                Statement::ExportDefaultDeclaration(export) => match &export.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                        self.export_function(function, kind);
                    }
                    ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => {}
                    ExportDefaultDeclarationKind::ClassDeclaration(class) => {
                        self.refuse_export(class.span);
                    }
                    declaration => {
                        if let Some(expression) = declaration.as_expression() {
                            self.export_expression(program, expression, kind);
                        }
                    }
                },
                Statement::ExportDeclaration(export) => {
                    self.export_declaration(program, &export.declaration, kind);
                }
                Statement::ExportNamedDeclaration(export) if export.export_kind.is_value() => {
                    for specifier in &export.specifiers {
                        if specifier.export_kind.is_value() {
                            let name = specifier.local.name();
                            self.export_name(program, name.as_str(), kind);
                        }
                    }
                }
                Statement::ExportFromDeclaration(export) if export.export_kind.is_value() => {
                    self.refuse_export(export.span);
                }
                Statement::ExportAllDeclaration(export) if export.export_kind.is_value() => {
                    self.refuse_export(export.span);
                }
                _ => {}
            }
        }
    }

    fn refuse_export(&mut self, span: Span) {
        self.refuse(
            span,
            "Only async functions are allowed to be exported in a \"use cache\" file.",
        );
    }

    fn export_function(&mut self, function: &Function<'_>, kind: &Kind) {
        if function.body.is_none() {
            return;
        }
        if !function.r#async || function.generator {
            self.refuse_export(function.span);
        } else if let Some(scope) = function.scope_id.get() {
            self.exported.insert(scope, kind.clone());
        }
    }

    fn export_declaration(
        &mut self,
        program: &Program<'_>,
        declaration: &Declaration<'_>,
        kind: &Kind,
    ) {
        match declaration {
            Declaration::FunctionDeclaration(function) => self.export_function(function, kind),
            Declaration::ClassDeclaration(class) => self.refuse_export(class.span),
            Declaration::VariableDeclaration(variables) => {
                for variable in &variables.declarations {
                    if let Some(value) = &variable.init {
                        self.export_expression(program, value, kind);
                    }
                }
            }
            _ => {}
        }
    }

    /// What cannot be a function is refused. What may become one at run time is left as it is.
    fn export_expression(
        &mut self,
        program: &Program<'_>,
        expression: &Expression<'_>,
        kind: &Kind,
    ) {
        match expression.get_inner_expression() {
            Expression::FunctionExpression(function) => self.export_function(function, kind),
            Expression::ArrowFunctionExpression(arrow) => {
                if !arrow.r#async {
                    self.refuse_export(arrow.span);
                } else if let Some(scope) = arrow.scope_id.get() {
                    self.exported.insert(scope, kind.clone());
                }
            }
            Expression::Identifier(name) => self.export_name(program, name.name.as_str(), kind),
            expression if expression.is_literal() || is_no_function(expression) => {
                self.refuse_export(expression.span());
            }
            _ => {}
        }
    }

    /// A name that the file declares.
    fn export_name(&mut self, program: &Program<'_>, name: &str, kind: &Kind) {
        for statement in &program.body {
            match statement {
                Statement::FunctionDeclaration(function)
                    if function.id.as_ref().is_some_and(|id| id.name == name) =>
                {
                    self.export_function(function, kind);
                }
                Statement::ClassDeclaration(class)
                    if class.id.as_ref().is_some_and(|id| id.name == name) =>
                {
                    self.refuse_export(class.span);
                }
                Statement::VariableDeclaration(variables) => {
                    for variable in &variables.declarations {
                        let is_it = matches!(&variable.id, BindingPattern::BindingIdentifier(id) if id.name == name);
                        if let Some(value) = variable.init.as_ref().filter(|_| is_it)
                            && !matches!(value, Expression::Identifier(_))
                        {
                            self.export_expression(program, value, kind);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_no_function(expression: &Expression<'_>) -> bool {
    matches!(
        expression,
        Expression::ObjectExpression(_)
            | Expression::ArrayExpression(_)
            | Expression::ClassExpression(_)
            | Expression::TemplateLiteral(_)
    )
}

impl<'a> Visit<'a> for Finder<'_> {
    fn visit_method_definition(&mut self, method: &MethodDefinition<'a>) {
        self.is_instance_method = !method.r#static;
        walk::walk_method_definition(self, method);
        self.is_instance_method = false;
    }

    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        let is_instance_method = std::mem::take(&mut self.is_instance_method);
        if let Some(body) = &function.body {
            let own = self.kind_of(&body.directives);
            if own.is_some() && is_instance_method {
                self.refuse(
                    function.span,
                    "It is not allowed to define inline \"use cache\" annotated class instance methods.\nTo define cached \
                     functions, use functions, object method properties, or static class methods instead.",
                );
            } else if own.is_some() && (!function.r#async || function.generator) {
                self.refuse(
                    function.span,
                    "\"use cache\" functions must be async functions.",
                );
            } else {
                let scope = function.scope_id.get();
                if let Some(kind) = self.kind_for(own, scope) {
                    self.refuse_forbidden(Forbidden::within(|it| it.visit_function_body(body)));
                    self.add(scope, kind, &function.params);
                }
            }
        }
        walk::walk_function(self, function, flags);
    }

    fn visit_arrow_function_expression(&mut self, arrow: &ArrowFunctionExpression<'a>) {
        let own = match &arrow.body {
            ArrowFunctionBody::FunctionBody(body) => self.kind_of(&body.directives),
            _ => None,
        };
        if own.is_some() && !arrow.r#async {
            self.refuse(
                arrow.span,
                "\"use cache\" functions must be async functions.",
            );
        } else {
            let scope = arrow.scope_id.get();
            if let Some(kind) = self.kind_for(own, scope) {
                self.refuse_forbidden(Forbidden::within(|it| {
                    it.visit_arrow_function_body(&arrow.body)
                }));
                self.add(scope, kind, &arrow.params);
            }
        }
        walk::walk_arrow_function_expression(self, arrow);
    }
}

/// Words that mean the call, of which a cached function knows only the arguments.
#[derive(Default)]
struct Forbidden(Option<(Span, &'static str)>);

impl Forbidden {
    fn within(look: impl FnOnce(&mut Self)) -> Option<(Span, &'static str)> {
        let mut found = Self::default();
        look(&mut found);
        found.0
    }

    fn note(&mut self, span: Span, word: &'static str) {
        self.0.get_or_insert((span, word));
    }
}

impl<'a> Visit<'a> for Forbidden {
    // They mean their own.
    fn visit_function(&mut self, _function: &Function<'a>, _flags: ScopeFlags) {}

    fn visit_class(&mut self, _class: &Class<'a>) {}

    fn visit_this_expression(&mut self, this: &ThisExpression) {
        self.note(this.span, "this");
    }

    fn visit_super(&mut self, word: &Super) {
        self.note(word.span, "super");
    }

    fn visit_identifier_reference(&mut self, name: &IdentifierReference<'a>) {
        if name.name == "arguments" {
            self.note(name.span, "arguments");
        }
    }
}
