//! Functions: the locals of the rewrite, and the `finally` that ends a resumed segment.

use oxc::ast::ast::*;
use oxc::ast_visit::{Visit, walk};
use oxc::span::{GetSpan, Span};
use oxc::syntax::scope::ScopeFlags;

use super::Rewriter;
use crate::edits::{Content, Mark};
use crate::emit::Kind;

impl Rewriter<'_> {
    pub(super) fn function<'a>(&mut self, it: &oxc::ast::ast::Function<'a>, flags: ScopeFlags) {
        let kind = match (it.r#async, it.generator) {
            (true, true) => Kind::AsyncGenerator,
            (true, false) => Kind::Async,
            _ => Kind::Sync,
        };
        self.functions.push(super::Function {
            kind,
            suspensions: 0,
        });
        let mark = self.edits.mark();
        walk::walk_function(self, it, flags);
        if let Some(body) = &it.body {
            self.wrap_body(mark, kind, body);
        }
        self.functions.pop();
    }

    pub(super) fn arrow<'a>(&mut self, it: &ArrowFunctionExpression<'a>) {
        let kind = if it.r#async { Kind::Async } else { Kind::Sync };
        self.functions.push(super::Function {
            kind,
            suspensions: 0,
        });
        self.visit_formal_parameters(&it.params);
        let mark = self.edits.mark();
        match &it.body {
            ArrowFunctionBody::FunctionBody(body) => {
                self.visit_function_body(body);
                self.wrap_body(mark, kind, body);
            }
            body => {
                let expression = body.to_expression();
                self.returned(expression);
                self.wrap_expression(mark, kind, expression.span());
            }
        }
        self.functions.pop();
    }

    fn wrap_expression(&mut self, mark: Mark, kind: Kind, span: Span) {
        if self.suspensions() == 0 {
            return;
        }
        let open = format!("{{{}return ", self.emit.prelude(kind));
        self.edits
            .open_at_mark(mark, span.start, Content::Text(open));
        self.edits.close(span.end, self.emit.epilogue(kind) + "}");
    }

    fn wrap_body(&mut self, mark: Mark, kind: Kind, body: &FunctionBody<'_>) {
        if self.suspensions() == 0 {
            return;
        }
        let (at, separator) = match body.directives.last() {
            Some(directive) if self.text_ends_with_semicolon(directive.span) => {
                (directive.span.end, "")
            }
            Some(directive) => (directive.span.end, ";"),
            None => (body.span.start + 1, ""),
        };
        let open = separator.to_owned() + &self.emit.prelude(kind);
        self.edits.open_at_mark(mark, at, Content::Text(open));
        self.hoist_redeclared(mark, at, body);
        self.edits
            .close(body.span.end - 1, self.emit.epilogue(kind));
    }

    /// A function declared twice, or beside a `var` or parameter of its name, may stand at the top
    /// of a function but not in a block. Such declarations become assignments at the top of the
    /// block, which is what hoisting does.
    fn hoist_redeclared(&mut self, mark: Mark, at: u32, body: &FunctionBody<'_>) {
        for statement in &body.statements {
            let Statement::FunctionDeclaration(function) = statement else {
                continue;
            };
            let Some(id) = &function.id else { continue };
            let is_redeclared = id
                .symbol_id
                .get()
                .is_some_and(|symbol| !self.scoping.symbol_redeclarations(symbol).is_empty());
            if is_redeclared {
                let assign = Content::Text(format!("var {}=", id.name));
                self.edits.open_at_mark(mark, at, assign);
                self.edits
                    .open_at_mark(mark, at, Content::Moved(function.span));
                self.edits
                    .open_at_mark(mark, at, Content::Text(";".to_owned()));
                self.edits.remove(function.span);
                self.edits.remove(id.span);
            }
        }
    }

    fn text_ends_with_semicolon(&self, span: Span) -> bool {
        self.source[..span.end as usize].ends_with(';')
    }
}
