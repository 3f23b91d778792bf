//! Functions with `"use cache"`, and the exports of files that begin with it.
//!
//! The function becomes a shell that hands its arguments, and what it closes over, to the cache; its body moves into an
//! arrow function that is given both again. So a result is a function of what its key is made from. What the directive
//! cannot stand on, and a project that has not switched it on, are errors in Next.js's words.

use super::use_cache_plan::{Kind, Plan, Plans};
use oxc::allocator::{Allocator, Box as ArenaBox, TakeIn, Vec as ArenaVec};
use oxc::ast::ast::{
    Argument, ArrayExpressionElement, ArrowFunctionBody, ArrowFunctionExpression,
    BindingIdentifier, BindingPattern, BindingRestElement, Expression, FormalParameter,
    FormalParameterKind, FormalParameterRest, FormalParameters, Function, FunctionBody,
    ImportDeclarationSpecifier, ImportOrExportKind, ModuleExportName, NumberBase, Program,
    Statement, StringLiteral, TSTypeAnnotation,
};
use oxc::ast::builder::AstBuilder;
use oxc::ast_visit::{VisitMut, walk_mut};
use oxc::span::SPAN;
use oxc::syntax::scope::ScopeFlags;
use std::borrow::Cow;
use std::ops::Range;

/// Whether functions may be cached by a directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UseCache {
    /// The directive means nothing: Next.js 14.
    Unknown,
    /// It is an error. The setting that would switch it on, as Next.js names it.
    Off { setting: &'static str },
    /// It works, for the kinds that Next.js has (`"use cache: remote"`) and these. `setting` is where they come from, as
    /// Next.js names it.
    On {
        kinds: Vec<String>,
        setting: &'static str,
    },
}

/// An error: where, what, what to do.
pub(super) type Refusal = (Range<usize>, Cow<'static, str>, &'static str);

/// What the shells call. The module is the one that Next.js's own compiler imports.
const MODULE: &str = "private-next-rsc-cache-wrapper";
const EXPORT: &str = "cache";
const CACHE: &str = "__waypost_use_cache";
const ARGUMENTS: &str = "__waypost_arguments";
/// A source without it has no such function.
const TRIGGER: &str = "use cache";

/// Rewrites a module. `path` is part of the functions' identity.
pub(super) fn run<'a>(
    program: &mut Program<'a>,
    allocator: &'a Allocator,
    source: &str,
    path: &str,
    mode: &UseCache,
) -> Vec<Refusal> {
    if *mode == UseCache::Unknown || !source.contains(TRIGGER) {
        return Vec::new();
    }
    let plans = Plans::of(program, mode);
    if plans.functions.is_empty() {
        return plans.refused;
    }
    let mut wrapper = Wrapper {
        plans: &plans,
        path,
        builder: AstBuilder::new(allocator),
    };
    wrapper.visit_program(program);
    let import = wrapper.import();
    program.body.insert(0, import);
    plans.refused
}

struct Wrapper<'w, 'a> {
    plans: &'w Plans,
    path: &'w str,
    builder: AstBuilder<'a>,
}

impl<'a> Wrapper<'_, 'a> {
    /// `import { cache as __waypost_use_cache } from "private-next-rsc-cache-wrapper";`
    fn import(&self) -> Statement<'a> {
        let builder = &self.builder;
        let specifier = ImportDeclarationSpecifier::new_import_specifier(
            SPAN,
            ModuleExportName::new_identifier_name(SPAN, EXPORT, builder),
            BindingIdentifier::new(SPAN, CACHE, builder),
            ImportOrExportKind::Value,
            builder,
        );
        Statement::new_import_declaration(
            SPAN,
            Some(ArenaVec::from_iter_in([specifier], builder)),
            StringLiteral::new(SPAN, MODULE, None, builder),
            None,
            None::<ArenaBox<'a, _>>,
            ImportOrExportKind::Value,
            builder,
        )
    }

    /// `...__waypost_arguments`
    fn shell_params(&self, kind: FormalParameterKind) -> ArenaBox<'a, FormalParameters<'a>> {
        let builder = &self.builder;
        let pattern = BindingPattern::new_binding_identifier(SPAN, ARGUMENTS, builder);
        let rest = FormalParameterRest::new(
            SPAN,
            ArenaVec::new_in(builder),
            BindingRestElement::new(SPAN, pattern, builder),
            None,
            builder,
        );
        let params = FormalParameters::new(
            SPAN,
            kind,
            ArenaVec::new_in(builder),
            Some(ArenaBox::new_in(rest, builder)),
            builder,
        );
        ArenaBox::new_in(params, builder)
    }

    /// The call of the cache: identity, kind, arguments that count, closed-over values, the moved body, the arguments.
    fn call(&self, plan: &Plan, inner: ArrowFunctionExpression<'a>) -> Expression<'a> {
        let builder = &self.builder;
        let name = |text: &str| builder_text(builder, text);
        let id = name(&format!("{}#{}", self.path, plan.number));
        let values = plan.captured.iter().map(|captured| {
            ArrayExpressionElement::from(Expression::new_identifier(SPAN, name(captured), builder))
        });
        let values = ArenaVec::from_iter_in(values, builder);
        let counted = plan.counted.map_or(-1.0, f64::from);
        let arguments = [
            Expression::new_string_literal(SPAN, id, None, builder),
            Expression::new_string_literal(SPAN, name(plan.kind.name()), None, builder),
            Expression::new_numeric_literal(SPAN, counted, None, NumberBase::Decimal, builder),
            Expression::new_array_expression(SPAN, values, builder),
            Expression::ArrowFunctionExpression(ArenaBox::new_in(inner, builder)),
            Expression::new_identifier(SPAN, ARGUMENTS, builder),
        ];
        let arguments = arguments.into_iter().map(Argument::from);
        Expression::new_call_expression(
            SPAN,
            Expression::new_identifier(SPAN, CACHE, builder),
            None::<ArenaBox<'a, _>>,
            ArenaVec::from_iter_in(arguments, builder),
            false,
            builder,
        )
    }

    /// The arrow function of a moved body: its first parameter takes the closed-over values apart.
    fn inner(
        &self,
        plan: &Plan,
        mut params: ArenaBox<'a, FormalParameters<'a>>,
        return_type: Option<ArenaBox<'a, TSTypeAnnotation<'a>>>,
        body: ArrowFunctionBody<'a>,
    ) -> ArrowFunctionExpression<'a> {
        let builder = &self.builder;
        let names = plan.captured.iter().map(|captured| {
            let name = builder_text(builder, captured);
            Some(BindingPattern::new_binding_identifier(SPAN, name, builder))
        });
        let names = ArenaVec::from_iter_in(names, builder);
        let pattern = BindingPattern::new_array_pattern(SPAN, names, None, builder);
        let first = FormalParameter::new(
            SPAN,
            ArenaVec::new_in(builder),
            pattern,
            None,
            None,
            false,
            None,
            false,
            false,
            builder,
        );
        params.items.insert(0, first);
        params.kind = FormalParameterKind::ArrowFormalParameters;
        ArrowFunctionExpression::new(SPAN, true, None, params, return_type, body, builder)
    }

    fn wrap_function(&self, plan: &Plan, function: &mut Function<'a>) {
        let Some(mut body) = function.body.take() else {
            return;
        };
        drop_directive(&mut body);
        let kind = function.params.kind;
        let params = std::mem::replace(&mut function.params, self.shell_params(kind));
        let return_type = function.return_type.take();
        let inner = self.inner(
            plan,
            params,
            return_type,
            ArrowFunctionBody::FunctionBody(body),
        );
        let builder = &self.builder;
        let statement =
            Statement::new_return_statement(SPAN, Some(self.call(plan, inner)), builder);
        let body = FunctionBody::new(
            function.span,
            ArenaVec::new_in(builder),
            ArenaVec::from_iter_in([statement], builder),
            builder,
        );
        function.body = Some(ArenaBox::new_in(body, builder));
    }

    fn wrap_arrow(&self, plan: &Plan, arrow: &mut ArrowFunctionExpression<'a>) {
        let builder = &self.builder;
        let mut body = arrow.body.take_in(builder);
        if let ArrowFunctionBody::FunctionBody(body) = &mut body {
            drop_directive(body);
        }
        let kind = FormalParameterKind::ArrowFormalParameters;
        let params = std::mem::replace(&mut arrow.params, self.shell_params(kind));
        let inner = self.inner(plan, params, arrow.return_type.take(), body);
        arrow.body = ArrowFunctionBody::from(self.call(plan, inner));
    }
}

impl<'a> VisitMut<'a> for Wrapper<'_, 'a> {
    fn visit_function(&mut self, function: &mut Function<'a>, flags: ScopeFlags) {
        // What lies within first: it moves along.
        walk_mut::walk_function(self, function, flags);
        if let Some(plan) = self.plans.of_scope(function.scope_id.get()) {
            self.wrap_function(plan, function);
        }
    }

    fn visit_arrow_function_expression(&mut self, arrow: &mut ArrowFunctionExpression<'a>) {
        walk_mut::walk_arrow_function_expression(self, arrow);
        if let Some(plan) = self.plans.of_scope(arrow.scope_id.get()) {
            self.wrap_arrow(plan, arrow);
        }
    }
}

fn builder_text<'a>(builder: &AstBuilder<'a>, text: &str) -> &'a str {
    use oxc::allocator::GetAllocator;
    builder.allocator().alloc_str(text)
}

fn drop_directive(body: &mut FunctionBody<'_>) {
    body.directives
        .retain(|directive| Kind::of_directive(directive.expression.value.as_str()).is_none());
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxc::codegen::Codegen;
    use oxc::parser::Parser;
    use oxc::span::SourceType;

    const ON: UseCache = UseCache::On {
        kinds: Vec::new(),
        setting: "`cacheHandlers`",
    };
    const OFF: UseCache = UseCache::Off {
        setting: "feature flag `cacheComponents`",
    };

    fn rewritten(source: &str, mode: &UseCache) -> (String, Vec<Refusal>) {
        let allocator = Allocator::default();
        let mut program = Parser::new(&allocator, source, SourceType::ts())
            .parse()
            .program;
        let refused = run(&mut program, &allocator, source, "lib/a.ts", mode);
        let code = Codegen::new().build(&program).code;
        (
            code.split_whitespace().collect::<Vec<_>>().join(" "),
            refused,
        )
    }

    /// What stands around the import.
    fn check(source: &str, expected: &str) {
        let (code, refused) = rewritten(source, &ON);
        assert_eq!(refused, [], "{source}");
        let import =
            "import { cache as __waypost_use_cache } from \"private-next-rsc-cache-wrapper\"; ";
        assert_eq!(code.replacen(import, "", 1), expected, "{source}");
    }

    #[test]
    fn each_form_of_function_becomes_a_shell() {
        check(
            "async function f(a: string, b = 2): Promise<void> { 'use cache'; return g(a, b); }",
            "async function f(...__waypost_arguments) { return __waypost_use_cache(\"lib/a.ts#0\", \"default\", 2, [], \
             async ([], a: string, b = 2): Promise<void> => { return g(a, b); }, __waypost_arguments); }",
        );
        check(
            "const f = async (a) => { 'use cache: remote'; return a; };",
            "const f = async (...__waypost_arguments) => __waypost_use_cache(\"lib/a.ts#0\", \"remote\", 1, [], async \
             ([], a) => { return a; }, __waypost_arguments);",
        );
        check(
            "const o = { async m(...all) { \"use cache\"; } }; class C { static async s() { \"use cache\"; } }",
            "const o = { async m(...__waypost_arguments) { return __waypost_use_cache(\"lib/a.ts#0\", \"default\", -1, [], \
             async ([], ...all) => {}, __waypost_arguments); } }; class C { static async s(...__waypost_arguments) { return \
             __waypost_use_cache(\"lib/a.ts#1\", \"default\", 0, [], async ([]) => {}, __waypost_arguments); } }",
        );
    }

    #[test]
    fn what_a_function_closes_over_goes_along() {
        check(
            "const top = 1; function f(x, unused) { const y = x; { let z = 2; return async (a) => { 'use cache'; \
             return [top, x, y, z, a, () => y]; }; } }",
            "const top = 1; function f(x, unused) { const y = x; { let z = 2; return async (...__waypost_arguments) => \
             __waypost_use_cache(\"lib/a.ts#0\", \"default\", 1, [ x, y, z ], async ([x, y, z], a) => { return [ top, x, y, \
             z, a, () => y ]; }, __waypost_arguments); } }",
        );
        let nested = "function f(x) { return async function outer(a) { 'use cache'; return async () => { 'use cache'; \
                      return x + a; }; }; }";
        let (code, _) = rewritten(nested, &ON);
        assert!(code.contains("[x], async ([x], a) =>"), "{code}");
        assert!(code.contains("[a, x], async ([a, x]) =>"), "{code}");
    }

    #[test]
    fn the_exports_of_a_file_are_cached() {
        check(
            "'use cache'; export async function a() {} const b = async () => 1; export { b }; export default async () => 2; \
             async function inner() {} export type T = string;",
            "\"use cache\"; export async function a(...__waypost_arguments) { return __waypost_use_cache(\"lib/a.ts#0\", \
             \"default\", 0, [], async ([]) => {}, __waypost_arguments); } const b = async (...__waypost_arguments) => \
             __waypost_use_cache(\"lib/a.ts#1\", \"default\", 0, [], async ([]) => 1, __waypost_arguments); export { b }; \
             export default async (...__waypost_arguments) => __waypost_use_cache(\"lib/a.ts#2\", \"default\", 0, [], async \
             ([]) => 2, __waypost_arguments); async function inner() {} export type T = string;",
        );
    }

    #[test]
    fn what_cannot_be_cached_is_refused_in_nextjs_words() {
        let export = "Only async functions are allowed to be exported in a \"use cache\" file.";
        for (source, problem) in [
            (
                "function f() { 'use cache'; }",
                "\"use cache\" functions must be async functions.",
            ),
            (
                "async function* f() { 'use cache'; }",
                "\"use cache\" functions must be async functions.",
            ),
            (
                "async function f() { 'use cache'; return this.a; }",
                "\"use cache\" functions cannot use `this`.",
            ),
            (
                "async function f() { 'use cache'; return () => arguments; }",
                "\"use cache\" functions cannot use `arguments`.",
            ),
            (
                "const o = { async m() { 'use cache'; return super.m(); } };",
                "\"use cache\" functions cannot use `super`.",
            ),
            (
                "class C { async m() { 'use cache'; } }",
                "It is not allowed to define inline \"use cache\" annotated class instance methods.",
            ),
            (
                "async function f() { 'use cache: other'; }",
                "Unknown cache kind \"other\". Please configure a cache handler for this kind in the `cacheHandlers`",
            ),
            ("'use cache'; export const a = 1;", export),
            ("'use cache'; export function a() {}", export),
            ("'use cache'; export class A {}", export),
            ("'use cache'; export * from './b';", export),
        ] {
            let (_, refused) = rewritten(source, &ON);
            let messages: Vec<_> = refused.iter().map(|(_, message, _)| message).collect();
            assert_eq!(messages.len(), 1, "{source}: {messages:?}");
            assert!(messages[0].starts_with(problem), "{source}: {messages:?}");
        }
    }

    #[test]
    fn without_the_setting_the_directive_is_an_error_and_in_14_it_means_nothing() {
        let source = "export async function f() { \"use cache\"; }";
        let (code, refused) = rewritten(source, &OFF);
        assert_eq!(code, source);
        assert_eq!(
            refused[0].1,
            "To use \"use cache\", please enable the feature flag `cacheComponents` in your Next.js config."
        );
        assert_eq!(
            rewritten(source, &UseCache::Unknown),
            (source.to_owned(), Vec::new())
        );
    }

    #[test]
    fn functions_within_a_cached_one_may_have_a_this_of_their_own() {
        let source = "async function f() { 'use cache'; return class { m() { return this; } n = function () { return \
                      arguments; }; }; }";
        assert_eq!(rewritten(source, &ON).1, []);
    }
}
