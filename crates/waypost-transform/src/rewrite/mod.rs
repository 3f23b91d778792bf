//! One walk over the tree: suspensions, module syntax and references to imports become edits.

mod control;
mod function;
mod linker;
mod stack;
mod suspension;
mod wrapper;

use oxc::ast::ast::*;
use oxc::ast_visit::{Visit, walk};
use oxc::semantic::Scoping;
use oxc::span::{GetSpan, Span};
use oxc::syntax::scope::ScopeFlags;

use crate::ascii;
use crate::edits::{Content, Edits};
use crate::emit::{Emit, Kind};
use crate::modules::Modules;
use crate::names::Names;
use crate::{Fault, Mode};

/// The edits of one source, and what its loader must know.
pub(crate) struct Rewritten {
    pub(crate) edits: Edits,
    pub(crate) prefix: String,
    pub(crate) suffix: String,
    pub(crate) modules: Modules,
    pub(crate) dynamic_imports: Vec<String>,
    pub(crate) has_top_level_await: bool,
    pub(crate) uses_import_meta: bool,
}

pub(crate) fn rewrite(
    program: &Program<'_>,
    source: &str,
    scoping: &Scoping,
    names: &Names,
    modules: Modules,
    mode: &Mode,
) -> Result<Rewritten, Fault> {
    let mut rewriter = Rewriter {
        source,
        scoping,
        names,
        mode,
        emit: Emit { names },
        edits: Edits::default(),
        functions: vec![Function {
            kind: Kind::Module,
            suspensions: 0,
        }],
        modules,
        dynamic_imports: Vec::new(),
        uses_import_meta: false,
        inside_new: None,
        read_if_there: None,
        top_level_await: None,
    };
    rewriter.visit_program(program);
    // What is loaded at run time; a builtin is compiled further, and what is given to `Function` shows its text.
    if matches!(mode, Mode::Chunk { .. } | Mode::CommonJs) {
        ascii::escape(program, source, &mut rewriter.edits);
    }
    rewriter.finish(program)
}

/// The function the walk is in.
struct Function {
    kind: Kind,
    /// Suspensions seen so far.
    suspensions: u32,
}

struct Rewriter<'a> {
    source: &'a str,
    scoping: &'a Scoping,
    names: &'a Names,
    mode: &'a Mode,
    emit: Emit<'a>,
    edits: Edits,
    functions: Vec<Function>,
    modules: Modules,
    dynamic_imports: Vec<String>,
    uses_import_meta: bool,
    /// Where a `new` stands whose result is itself called with `new`.
    inside_new: Option<u32>,
    /// A member that an optional link follows.
    read_if_there: Option<Span>,
    /// Where the module itself first suspends.
    top_level_await: Option<u32>,
}

impl Rewriter<'_> {
    fn kind(&self) -> Kind {
        self.functions
            .last()
            .map_or(Kind::Sync, |function| function.kind)
    }

    fn suspensions(&self) -> u32 {
        self.functions
            .last()
            .map_or(0, |function| function.suspensions)
    }

    fn count_suspension(&mut self, at: u32) {
        if let Some(function) = self.functions.last_mut() {
            function.suspensions += 1;
            if function.kind == Kind::Module {
                self.top_level_await.get_or_insert(at);
            }
        }
    }

    fn is_builtin(&self) -> bool {
        matches!(self.mode, Mode::Builtin { .. })
    }

    /// Whether a name is one nobody in the source declares.
    fn is_global(&self, identifier: &IdentifierReference<'_>, name: &str) -> bool {
        identifier.name == name
            && identifier
                .reference_id
                .get()
                .is_some_and(|reference| !self.scoping.has_binding(reference))
    }
}

impl<'a> Visit<'a> for Rewriter<'_> {
    fn visit_statements(&mut self, statements: &oxc::allocator::Vec<'a, Statement<'a>>) {
        let mut previous: Option<Span> = None;
        for statement in statements {
            let mark = self.edits.mark();
            self.visit_statement(statement);
            let start = statement.span().start;
            if let (Statement::ExpressionStatement(_), Some(previous)) = (statement, previous)
                && self.edits.opens_parenthesis(mark, start)
                && !self.source[..previous.end as usize].ends_with(';')
            {
                // Without it the parenthesis would call the statement before.
                self.edits
                    .open_at_mark(mark, start, Content::Text(";".to_owned()));
            }
            previous = Some(statement.span());
        }
    }

    fn visit_expression(&mut self, it: &Expression<'a>) {
        self.read(it);
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        if it.optional {
            self.read_if_there = Some(it.object.span());
        }
        walk::walk_static_member_expression(self, it);
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        if it.optional {
            self.read_if_there = Some(it.object.span());
        }
        walk::walk_computed_member_expression(self, it);
    }

    fn visit_directives(&mut self, _: &oxc::allocator::Vec<'a, Directive<'a>>) {}

    fn visit_function(&mut self, it: &oxc::ast::ast::Function<'a>, flags: ScopeFlags) {
        self.function(it, flags);
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.arrow(it);
    }

    fn visit_return_statement(&mut self, it: &ReturnStatement<'a>) {
        match &it.argument {
            Some(argument) => self.returned(argument),
            None => walk::walk_return_statement(self, it),
        }
    }

    fn visit_await_expression(&mut self, it: &AwaitExpression<'a>) {
        self.awaited(it);
    }

    fn visit_yield_expression(&mut self, it: &YieldExpression<'a>) {
        self.yielded(it);
    }

    fn visit_try_statement(&mut self, it: &TryStatement<'a>) {
        self.try_statement(it);
    }

    fn visit_switch_statement(&mut self, it: &SwitchStatement<'a>) {
        self.switch(it);
    }

    fn visit_unary_expression(&mut self, it: &UnaryExpression<'a>) {
        match it.operator {
            UnaryOperator::Delete => self.delete(&it.argument),
            _ => walk::walk_unary_expression(self, it),
        }
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.for_of(it, it.span.start);
    }

    fn visit_labeled_statement(&mut self, it: &LabeledStatement<'a>) {
        self.labeled(it);
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        self.new_expression(it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.call(it);
    }

    fn visit_tagged_template_expression(&mut self, it: &TaggedTemplateExpression<'a>) {
        self.callee(&it.tag);
        self.visit_template_literal(&it.quasi);
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.reference(it);
    }

    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        match &it.value {
            Expression::Identifier(value) if it.shorthand => self.shorthand(value),
            _ => walk::walk_object_property(self, it),
        }
    }

    fn visit_assignment_target_property_identifier(
        &mut self,
        it: &AssignmentTargetPropertyIdentifier<'a>,
    ) {
        self.shorthand(&it.binding);
        if let Some(init) = &it.init {
            self.visit_expression(init);
        }
    }

    fn visit_import_meta(&mut self, it: &ImportMeta) {
        self.import_meta(it);
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        self.dynamic_import(it);
    }

    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        self.edits.remove(it.span);
    }

    fn visit_export_named_declaration(&mut self, it: &ExportNamedDeclaration<'a>) {
        self.removed_export(it.span);
    }

    fn visit_export_from_declaration(&mut self, it: &ExportFromDeclaration<'a>) {
        self.edits.remove(it.span);
    }

    fn visit_export_all_declaration(&mut self, it: &ExportAllDeclaration<'a>) {
        self.edits.remove(it.span);
    }

    fn visit_export_declaration(&mut self, it: &ExportDeclaration<'a>) {
        self.edits
            .remove(Span::new(it.span.start, it.declaration.span().start));
        walk::walk_export_declaration(self, it);
        self.publish(it.span.end);
    }

    fn visit_export_default_declaration(&mut self, it: &ExportDefaultDeclaration<'a>) {
        self.default_export(it);
        self.publish(it.span.end);
    }
}
