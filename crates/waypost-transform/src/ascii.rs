//! Writes what is not ASCII in strings, templates and comments as escapes.
//!
//! The engine keeps a source that is ASCII throughout in one byte for each character, scans it faster, and can refer to
//! it instead of copying it; a single "é" makes it two bytes for all. Values stay what they are. A tagged template and a
//! regular expression tell their own text, and names are left alone too: a source with such a character stays as it is,
//! and only loses the advantage.

use oxc::ast::ast::{
    Program, RegExpLiteral, StringLiteral, TaggedTemplateExpression, TemplateElement,
};
use oxc::ast_visit::{Visit, walk};
use oxc::span::{GetSpan, Span};

use crate::edits::Edits;

/// Adds the edits that make a source ASCII, or none when they could not.
pub(crate) fn escape(program: &Program<'_>, source: &str, edits: &mut Edits) {
    if source.is_ascii() {
        return;
    }
    let mut texts = Texts {
        source,
        escapes: Vec::new(),
        is_possible: true,
    };
    texts.visit_program(program);
    for comment in &program.comments {
        texts.comment(comment.span);
    }
    let others = |text: &str| text.bytes().filter(|byte| !byte.is_ascii()).count();
    let covered = texts
        .escapes
        .iter()
        .map(|(span, _)| others(span.source_text(source)));
    if texts.is_possible && covered.sum::<usize>() == others(source) {
        for (span, text) in texts.escapes {
            edits.replace(span, text);
        }
    }
}

struct Texts<'s> {
    source: &'s str,
    escapes: Vec<(Span, String)>,
    is_possible: bool,
}

impl Texts<'_> {
    /// The text of a string or a template, where an escape means the character.
    fn text(&mut self, span: Span) {
        let text = span.source_text(self.source);
        if text.is_ascii() {
            return;
        }
        let mut is_escaped = false;
        for (index, character) in text.char_indices() {
            if character.is_ascii() {
                is_escaped = character == '\\' && !is_escaped;
                continue;
            }
            if is_escaped && matches!(character, '\u{2028}' | '\u{2029}') {
                // It continues the line, and is no character of the text.
                self.is_possible = false;
                return;
            }
            let escaped = escapes(character);
            // `\é` is `é`: the backslash that is there begins the escape.
            let escaped = escaped.split_at(usize::from(is_escaped)).1.to_owned();
            self.add(span.start, index, character, escaped);
            is_escaped = false;
        }
    }

    fn comment(&mut self, span: Span) {
        for (index, character) in span.source_text(self.source).char_indices() {
            if !character.is_ascii() {
                self.add(span.start, index, character, "?".to_owned());
            }
        }
    }

    fn add(&mut self, start: u32, index: usize, character: char, escaped: String) {
        let start = start + index as u32;
        let span = Span::new(start, start + character.len_utf8() as u32);
        self.escapes.push((span, escaped));
    }

    fn leave(&mut self, span: Span) {
        self.is_possible &= span.source_text(self.source).is_ascii();
    }
}

/// `\u00e9`, and two of them for what UTF-16 writes in two units.
fn escapes(character: char) -> String {
    let mut units = [0; 2];
    let units = character.encode_utf16(&mut units);
    units.iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

impl<'a> Visit<'a> for Texts<'_> {
    fn visit_string_literal(&mut self, it: &StringLiteral<'a>) {
        self.text(it.span);
    }

    fn visit_template_element(&mut self, it: &TemplateElement<'a>) {
        self.text(it.span);
    }

    fn visit_tagged_template_expression(&mut self, it: &TaggedTemplateExpression<'a>) {
        self.visit_expression(&it.tag);
        for quasi in &it.quasi.quasis {
            self.leave(quasi.span());
        }
        for expression in &it.quasi.expressions {
            self.visit_expression(expression);
        }
    }

    fn visit_reg_exp_literal(&mut self, it: &RegExpLiteral<'a>) {
        self.leave(it.span);
        walk::walk_reg_exp_literal(self, it);
    }
}
