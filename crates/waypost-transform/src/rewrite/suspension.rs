//! `await`, `yield`, `yield*`, `return`, `new Promise` and direct `eval`.

use oxc::ast::ast::*;
use oxc::ast_visit::{Visit, walk};
use oxc::span::{GetSpan, Span};

use super::Rewriter;
use crate::Mode;
use crate::emit::Kind;

impl Rewriter<'_> {
    pub(super) fn awaited<'a>(&mut self, it: &AwaitExpression<'a>) {
        self.count_suspension(it.span.start);
        let kind = self.kind();
        let argument = it.argument.span();
        self.edits.replace(
            Span::new(it.span.start, argument.start),
            self.emit.await_open(),
        );
        self.visit_expression(&it.argument);
        self.edits.close(it.span.end, self.emit.await_close(kind));
    }

    pub(super) fn yielded<'a>(&mut self, it: &YieldExpression<'a>) {
        if self.kind() != Kind::AsyncGenerator {
            return walk::walk_yield_expression(self, it);
        }
        self.count_suspension(it.span.start);
        let Some(argument) = &it.argument else {
            let text = self.emit.yield_open() + &self.emit.yield_close();
            return self.edits.replace(it.span, text);
        };
        let (open, close) = match it.delegate {
            true => (self.emit.delegate_open(), self.emit.delegate_close()),
            false => (self.emit.yield_open(), self.emit.yield_close()),
        };
        self.edits
            .replace(Span::new(it.span.start, argument.span().start), open);
        self.visit_expression(argument);
        self.edits.close(it.span.end, close);
    }

    /// What an async function returns resolves its promise; a user's thenable there is called later
    /// and must find the frame of the `return`.
    pub(super) fn returned<'a>(&mut self, argument: &Expression<'a>) {
        let begins = argument.span().start;
        let (open, close) = match self.kind() {
            Kind::AsyncGenerator => {
                self.count_suspension(begins);
                (self.emit.await_open(), self.emit.generator_return_close())
            }
            Kind::Async if may_be_thenable(argument) => {
                // Minified code has no space between `return` and a bracket, quote or slash.
                let space = if self.follows_word(begins) { " " } else { "" };
                (space.to_owned() + &self.emit.return_open(), ")".to_owned())
            }
            _ => return self.visit_expression(argument),
        };
        let is_sequence = matches!(argument, Expression::SequenceExpression(_));
        let span = argument.span();
        self.edits
            .open(span.start, open + if is_sequence { "(" } else { "" });
        self.visit_expression(argument);
        self.edits.close(
            span.end,
            if is_sequence {
                ")".to_owned() + &close
            } else {
                close
            },
        );
    }

    fn follows_word(&self, at: u32) -> bool {
        self.source[..at as usize].ends_with(|last: char| last.is_ascii_alphanumeric())
    }

    /// `new Promise(executor)`: what the executor resolves with may be a user's thenable.
    pub(super) fn new_expression<'a>(&mut self, it: &NewExpression<'a>) {
        let outer = self.inside_new.replace(leftmost(&it.callee));
        self.callee_of_new(it, outer);
    }

    fn callee_of_new<'a>(&mut self, it: &NewExpression<'a>, outer: Option<u32>) {
        let is_promise = matches!(&it.callee, Expression::Identifier(callee)
            if self.is_global(callee, "Promise"));
        let executor = match it.arguments.as_slice() {
            [executor] if !executor.is_spread() => Some(executor),
            _ => None,
        };
        match executor {
            Some(executor) if is_promise && !self.is_builtin() && outer != Some(it.span.start) => {
                let head = Span::new(it.span.start, executor.span().start);
                self.edits
                    .replace(head, format!("{}.p(Promise,", self.names.context));
            }
            _ => self.visit_expression(&it.callee),
        }
        self.inside_new = outer;
        self.visit_arguments(&it.arguments);
    }

    pub(super) fn call<'a>(&mut self, it: &CallExpression<'a>) {
        let is_eval = !it.optional
            && matches!(&it.callee, Expression::Identifier(callee) if self.is_global(callee, "eval"));
        match it.arguments.first() {
            Some(source) if is_eval && !source.is_spread() && !self.is_builtin() => {
                self.direct_eval(it, source.span());
            }
            _ => self.callee(&it.callee),
        }
        self.visit_arguments(&it.arguments);
    }

    /// A direct `eval` stays one: the rewritten source is made first, then the engine's own `eval`
    /// is put in its place for the moment in which the callee is read.
    fn direct_eval(&mut self, it: &CallExpression<'_>, source: Span) {
        let w = &self.names.context;
        self.edits
            .replace(Span::new(it.span.start, source.start), format!("({w}.e("));
        self.edits.close(it.span.end, format!(",eval({w}.o()))"));
    }

    pub(super) fn dynamic_import<'a>(&mut self, it: &ImportExpression<'a>) {
        if let Expression::StringLiteral(specifier) = &it.source {
            self.dynamic_imports.push(specifier.value.to_string());
        }
        let host = match self.mode {
            Mode::Script => &self.names.context,
            _ => &self.names.record,
        };
        self.edits.replace(
            Span::new(it.span.start, it.source.span().start),
            format!("{host}.m("),
        );
        walk::walk_import_expression(self, it);
    }
}

/// Where the expression begins that a `new` around it would take for its constructor.
fn leftmost(callee: &Expression<'_>) -> u32 {
    callee.span().start
}

/// Whether the value could have a `then`. Only what is plain from the syntax says no.
fn may_be_thenable(expression: &Expression<'_>) -> bool {
    match expression {
        Expression::ParenthesizedExpression(inner) => may_be_thenable(&inner.expression),
        Expression::ConditionalExpression(choice) => {
            may_be_thenable(&choice.consequent) || may_be_thenable(&choice.alternate)
        }
        Expression::SequenceExpression(sequence) => {
            sequence.expressions.last().is_none_or(may_be_thenable)
        }
        Expression::ObjectExpression(object) => object.properties.iter().any(names_then),
        // The value of an await has been through a promise.
        Expression::AwaitExpression(_) => false,
        Expression::UnaryExpression(_)
        | Expression::BinaryExpression(_)
        | Expression::UpdateExpression(_)
        | Expression::TemplateLiteral(_)
        | Expression::ArrayExpression(_)
        | Expression::FunctionExpression(_)
        | Expression::ArrowFunctionExpression(_) => false,
        other => !other.is_literal(),
    }
}

fn names_then(property: &ObjectPropertyKind<'_>) -> bool {
    let ObjectPropertyKind::ObjectProperty(property) = property else {
        return true;
    };
    match property.key.static_name() {
        Some(name) => name == "then" || name == "__proto__",
        None => true,
    }
}
