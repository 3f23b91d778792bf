//! `try` and `for await`.

use oxc::ast::ast::*;
use oxc::ast_visit::{Visit, walk};
use oxc::span::{GetSpan, Span};

use super::Rewriter;
use crate::Mode;
use crate::edits::{Content, Mark};

impl Rewriter<'_> {
    /// The engine reads the value of a `switch` again for each case, from the local it is in; an
    /// await in a case would change it there.
    pub(super) fn switch<'a>(&mut self, it: &SwitchStatement<'a>) {
        let (before, mark) = (self.suspensions(), self.edits.mark());
        self.visit_expression(&it.discriminant);
        let between = self.suspensions();
        self.visit_switch_cases(&it.cases);
        if between > before && self.suspensions() > between {
            self.copy_value(mark, it.discriminant.span());
        }
    }

    /// So with the object of a `delete`, when its key awaits.
    pub(super) fn delete<'a>(&mut self, argument: &Expression<'a>) {
        let member = match argument.without_parentheses() {
            Expression::ComputedMemberExpression(member) => member,
            Expression::ChainExpression(chain) => match &chain.expression {
                ChainElement::ComputedMemberExpression(member) => member,
                _ => return walk::walk_expression(self, argument),
            },
            _ => return self.unread(argument),
        };
        let mark = self.edits.mark();
        self.visit_expression(&member.object);
        let between = self.suspensions();
        self.visit_expression(&member.expression);
        let is_suspension = matches!(
            member.object.without_parentheses(),
            Expression::AwaitExpression(_) | Expression::YieldExpression(_)
        );
        if is_suspension && self.suspensions() > between {
            let object = member.object.span();
            self.copy_value(mark, Span::new(object.start + 1, object.end - 1));
        }
    }

    /// A choice has a place of its own for its value.
    fn copy_value(&mut self, mark: Mark, span: Span) {
        let open = format!("{}?(", self.names.context);
        self.edits
            .open_at_mark(mark, span.start, Content::Text(open));
        self.edits.close(span.end, "):0");
    }

    pub(super) fn try_statement<'a>(&mut self, it: &TryStatement<'a>) {
        let before = self.suspensions();
        self.visit_block_statement(&it.block);
        if let Some(handler) = &it.handler {
            let catches_suspension = self.suspensions() > before;
            self.catch(handler, catches_suspension);
        }
        let Some(finalizer) = &it.finalizer else {
            return;
        };
        if self.suspensions() > before {
            let head = self.emit.head(self.kind());
            self.edits.open(finalizer.span.start + 1, head);
        }
        self.visit_block_statement(finalizer);
    }

    fn catch<'a>(&mut self, handler: &CatchClause<'a>, catches_suspension: bool) {
        let pattern = handler.param.as_ref().map(|param| &param.pattern);
        let reworded = match pattern {
            Some(BindingPattern::BindingIdentifier(name)) => self.is_reworded(name),
            Some(_) => self.rewords_errors(),
            None => false,
        };
        let at = handler.body.span.start + 1;
        let is_taken_apart = !matches!(pattern, None | Some(BindingPattern::BindingIdentifier(_)));
        if reworded {
            let name = match pattern {
                Some(BindingPattern::BindingIdentifier(name)) => name.name.as_str(),
                _ => self.names.error.as_str(),
            };
            self.edits.open(at, self.emit.reworded(name));
        }
        if catches_suspension {
            self.edits.open(at, self.emit.head(self.kind()));
        }
        if let Some(param) = &handler.param
            && is_taken_apart
            && (reworded || catches_suspension)
        {
            // A pattern reads the message, and can run code, which must run after the frame is back.
            let e = self.names.error.clone();
            self.edits.close(param.span.start, e.as_str());
            self.edits.remove(param.span);
            self.edits.open(at, "let ");
            self.edits.open_moved(at, param.span);
            self.edits.open(at, format!("={e};"));
        }
        walk::walk_catch_clause(self, handler);
    }

    /// Whether a caught error is looked at. What is inserted must be ASCII.
    fn is_reworded(&self, name: &BindingIdentifier<'_>) -> bool {
        self.rewords_errors()
            && name.name.is_ascii()
            && self
                .scoping
                .get_resolved_references(name.symbol_id())
                .next()
                .is_some()
    }

    /// The runtime itself, and what runs before it or asks for the engine's own words, are left alone.
    fn rewords_errors(&self) -> bool {
        match self.mode {
            Mode::Builtin { folder } => !matches!(
                folder.as_str(),
                "internal/async_context" | "internal/errors" | "internal/loader"
            ),
            _ => true,
        }
    }

    pub(super) fn labeled<'a>(&mut self, it: &LabeledStatement<'a>) {
        let mut body = &it.body;
        while let Statement::LabeledStatement(inner) = body {
            body = &inner.body;
        }
        match body {
            // The loop's own `try` goes around its labels, so that `continue` still finds them.
            Statement::ForOfStatement(inner) if inner.r#await => self.for_of(inner, it.span.start),
            _ => walk::walk_labeled_statement(self, it),
        }
    }

    /// `for await (LEFT of RIGHT) BODY`, from `start`, where its labels begin, to
    /// `{const $l=$w.A(RIGHT);try{for(;…;){LEFT=$l.v;BODY}}catch…finally…}`.
    pub(super) fn for_of<'a>(&mut self, it: &ForOfStatement<'a>, start: u32) {
        if !it.r#await {
            return walk::walk_for_of_statement(self, it);
        }
        self.count_suspension(it.span.start);
        let kind = self.kind();
        let (open, after) = self.emit.loop_open();
        let mark = self.edits.mark();
        for content in [
            Content::Text(open),
            Content::Moved(it.right.span()),
            Content::Text(after),
        ] {
            self.edits.open_at_mark(mark, start, content);
        }
        let left = it.left.span();
        self.edits.replace(
            Span::new(it.span.start, left.start),
            self.emit.loop_head(kind),
        );
        let is_declaration = matches!(it.left, ForStatementLeft::VariableDeclaration(_));
        if !is_declaration {
            self.edits.open(left.start, "(");
        }
        self.visit_for_statement_left(&it.left);
        let close = if is_declaration { "" } else { ")" };
        self.edits
            .close(left.end, format!("={}.v{close};", self.names.iteration));
        self.edits.remove(Span::new(left.end, it.body.span().start));
        self.visit_expression(&it.right);
        self.visit_statement(&it.body);
        self.edits
            .close(it.body.span().end, self.emit.loop_close(kind));
    }
}
