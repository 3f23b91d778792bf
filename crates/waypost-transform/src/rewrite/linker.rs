//! Module syntax: imports become property reads, exports become getters or properties.

use oxc::ast::ast::*;
use oxc::ast_visit::{Visit, walk};
use oxc::semantic::SymbolId;
use oxc::span::{GetSpan, Span};
use oxc::syntax::scope::ScopeFlags;

use super::Rewriter;
use crate::modules::{self, Binding, Publish};
use crate::quote;

impl Rewriter<'_> {
    pub(super) fn reference(&mut self, it: &IdentifierReference<'_>) {
        if let Some(read) = self.imported(it) {
            self.edits.replace(it.span, read);
        }
    }

    /// `{ name }` names a property and reads a variable.
    pub(super) fn shorthand(&mut self, it: &IdentifierReference<'_>) {
        if let Some(read) = self.imported(it) {
            self.edits.close(it.span.end, format!(":{read}"));
        }
    }

    /// A called import gets no receiver; an op may get one, it does not look.
    pub(super) fn callee<'a>(&mut self, callee: &Expression<'a>) {
        let Expression::Identifier(identifier) = callee.without_parentheses() else {
            return self.unread(callee);
        };
        let is_member = self
            .symbol(identifier)
            .and_then(|symbol| self.modules.bindings.get(&symbol))
            .is_some_and(|binding| matches!(binding, Binding::Member { .. }));
        if let Some(read) = self.imported(identifier) {
            let text = if is_member {
                format!("(0,{read})")
            } else {
                read
            };
            self.edits.replace(identifier.span, text);
        }
    }

    fn imported(&mut self, it: &IdentifierReference<'_>) -> Option<String> {
        let symbol = self.symbol(it)?;
        let binding = self.modules.bindings.get(&symbol)?;
        modules::mark_used(&mut self.modules.used, binding);
        Some(modules::read(self.names, self.is_builtin(), binding))
    }

    fn symbol(&self, it: &IdentifierReference<'_>) -> Option<SymbolId> {
        self.scoping
            .get_reference(it.reference_id.get()?)
            .symbol_id()
    }

    pub(super) fn import_meta(&mut self, it: &ImportMeta) {
        self.uses_import_meta = true;
        self.edits
            .replace(it.span, format!("{}.meta", self.names.record));
    }

    pub(super) fn removed_export(&mut self, span: Span) {
        self.edits.remove(span);
        self.publish(span.end);
    }

    /// Sets the exports of a builtin that have their value from here on.
    pub(super) fn publish(&mut self, at: u32) {
        if !self.is_builtin() {
            return;
        }
        let published: String = self
            .modules
            .exports
            .iter()
            .filter(|export| export.publish == Publish::At(at))
            .map(|export| {
                let member = quote::member(&export.name);
                format!("{}{member}={};", self.names.exports, export.read)
            })
            .collect();
        if !published.is_empty() {
            self.edits.close(at, format!(";{published}"));
        }
    }

    pub(super) fn default_export<'a>(&mut self, it: &ExportDefaultDeclaration<'a>) {
        let head = Span::new(it.span.start, it.declaration.span().start);
        let name = self.names.default.clone();
        match &it.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                self.edits.remove(head);
                if function.id.is_none() {
                    self.edits
                        .close(function.params.span.start, format!(" {name}"));
                }
                self.visit_function(function, ScopeFlags::Function);
            }
            ExportDefaultDeclarationKind::ClassDeclaration(class) if class.id.is_some() => {
                self.edits.remove(head);
                self.visit_class(class);
            }
            declaration => {
                // A property named `default` gives an anonymous function or class that name.
                let is_anonymous = is_anonymous_function(declaration);
                let open = if is_anonymous { "{default:" } else { "" };
                self.edits.replace(head, format!("const {name}={open}"));
                walk::walk_export_default_declaration(self, it);
                if is_anonymous {
                    let end = declaration.span().end;
                    let tail = if end == it.span.end {
                        "}.default;"
                    } else {
                        "}.default"
                    };
                    self.edits.close(end, tail);
                }
            }
        }
    }
}

fn is_anonymous_function(declaration: &ExportDefaultDeclarationKind<'_>) -> bool {
    match declaration {
        ExportDefaultDeclarationKind::ClassDeclaration(_) => true,
        ExportDefaultDeclarationKind::FunctionDeclaration(_) => false,
        other => other
            .as_expression()
            .is_some_and(|it| match it.without_parentheses() {
                Expression::ArrowFunctionExpression(_) => true,
                Expression::FunctionExpression(function) => function.id.is_none(),
                Expression::ClassExpression(class) => class.id.is_none(),
                _ => false,
            }),
    }
}
