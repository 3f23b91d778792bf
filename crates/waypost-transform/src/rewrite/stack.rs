//! `error.stack`, which the engine writes in another shape than V8 and with the places of chunks.
//!
//! A read of a member of this name asks `$w.k`, which leaves alone what is no stack of the engine. A read by another way,
//! as a destructured one, stays the engine's.

use oxc::ast::ast::*;
use oxc::ast_visit::{Visit, walk};
use oxc::span::{GetSpan, Span};

use super::Rewriter;

const NAME: &str = "stack";

impl Rewriter<'_> {
    /// An expression that is read. Targets of assignments are none.
    pub(super) fn read<'a>(&mut self, it: &Expression<'a>) {
        match it {
            Expression::StaticMemberExpression(member) if self.may_be_asked(member) => {
                let may_be_nothing = self.read_if_there == Some(member.span);
                if !member.optional && !can_end_early(&member.object) {
                    return self.ask(member, Link::Plain);
                }
                if member.optional && may_be_nothing && !can_end_early(&member.object) {
                    return self.ask(member, Link::Optional);
                }
                walk::walk_expression(self, it);
            }
            Expression::ChainExpression(chain) => match &chain.expression {
                ChainElement::StaticMemberExpression(member)
                    if member.optional
                        && self.may_be_asked(member)
                        && !can_end_early(&member.object) =>
                {
                    self.ask(member, Link::Optional);
                }
                _ => walk::walk_expression(self, it),
            },
            _ => walk::walk_expression(self, it),
        }
    }

    /// What is called or deleted: the member itself is not read.
    pub(super) fn unread<'a>(&mut self, it: &Expression<'a>) {
        match it.without_parentheses() {
            Expression::StaticMemberExpression(member) if member.property.name == NAME => {
                self.visit_expression(&member.object);
            }
            _ => self.visit_expression(it),
        }
    }

    /// A call within the callee of a `new` would be taken for that callee.
    fn may_be_asked(&self, member: &StaticMemberExpression<'_>) -> bool {
        member.property.name == NAME
            && !matches!(member.object, Expression::Super(_))
            && !self.is_builtin()
            && self.inside_new.is_none()
    }

    /// What it was stands behind it: `Function.prototype.toString` shows the text as its author wrote it.
    fn ask<'a>(&mut self, member: &StaticMemberExpression<'a>, link: Link) {
        let (method, was) = match link {
            Link::Plain => ("k", "/*.stack*/"),
            Link::Optional => ("K", "/*?.stack*/"),
        };
        let object = member.object.span();
        let open = format!("{}.{method}(", self.names.context);
        self.edits.open(member.span.start, open);
        self.visit_expression(&member.object);
        self.edits.remove(Span::new(object.end, member.span.end));
        self.edits.close(member.span.end, format!("{was})"));
    }
}

/// How the member follows its object.
enum Link {
    Plain,
    Optional,
}

/// Whether an optional link before it ends the whole chain.
fn can_end_early(expression: &Expression<'_>) -> bool {
    let (is_optional, next) = match expression {
        Expression::StaticMemberExpression(it) => (it.optional, &it.object),
        Expression::ComputedMemberExpression(it) => (it.optional, &it.object),
        Expression::PrivateFieldExpression(it) => (it.optional, &it.object),
        Expression::CallExpression(it) => (it.optional, &it.callee),
        _ => return false,
    };
    is_optional || can_end_early(next)
}
