//! Class syntax that JavaScriptCore does not parse and oxc does not lower.

use oxc::allocator::{Allocator, Box as ArenaBox, CloneIn, GetAllocator, TakeIn, Vec as ArenaVec};
use oxc::ast::ast::{
    AccessorProperty, AccessorPropertyType, Class, ClassElement, Decorator, Expression, Program,
    PropertyDefinitionType, PropertyKey, Statement,
};
use oxc::ast::builder::AstBuilder;
use oxc::ast_visit::Visit;
use oxc::parser::Parser;
use oxc::span::SourceType;
use std::ops::Range;

/// Where, what, and what to do.
pub(super) type Refusal = (Range<usize>, &'static str, &'static str);

/// Turns `accessor x = 1` into a private field, a getter and a setter.
pub(super) fn lower_accessors<'a>(
    class: &mut Class<'a>,
    builder: &AstBuilder<'a>,
) -> Option<Refusal> {
    let is_accessor = |e: &ClassElement<'a>| matches!(e, ClassElement::AccessorProperty(_));
    if !class.body.body.iter().any(is_accessor) {
        return None;
    }
    let mut refusal = None;
    let elements = class.body.body.take_in(builder);
    let mut lowered = ArenaVec::with_capacity_in(elements.len() + 2, builder);
    for (index, element) in elements.into_iter().enumerate() {
        let ClassElement::AccessorProperty(accessor) = element else {
            lowered.push(element);
            continue;
        };
        if accessor.r#type == AccessorPropertyType::TSAbstractAccessorProperty {
            continue;
        }
        if let Some(refused) = refuse(&accessor) {
            refusal = Some(refused);
            continue;
        }
        lower(accessor.unbox(), index, &mut lowered, builder);
    }
    class.body.body = lowered;
    refusal
}

fn refuse(accessor: &AccessorProperty<'_>) -> Option<Refusal> {
    let span = accessor.span.start as usize..accessor.span.end as usize;
    if !accessor.decorators.is_empty() {
        return Some((
            span,
            "decorators on accessors cannot be lowered",
            "write a getter and a setter",
        ));
    }
    let plain = !accessor.computed || matches!(&accessor.key, PropertyKey::StringLiteral(_));
    (!plain).then_some((
        span,
        "accessors of computed names cannot be lowered",
        "write a getter and a setter",
    ))
}

fn lower<'a>(
    mut accessor: AccessorProperty<'a>,
    index: usize,
    into: &mut ArenaVec<'a, ClassElement<'a>>,
    builder: &AstBuilder<'a>,
) {
    let allocator = builder.allocator();
    let Some(template) = parse_template(index, allocator) else {
        return;
    };
    for mut element in template {
        match &mut element {
            ClassElement::PropertyDefinition(storage) => {
                storage.value = accessor.value.take();
                storage.r#static = accessor.r#static;
                debug_assert_eq!(storage.r#type, PropertyDefinitionType::PropertyDefinition);
            }
            ClassElement::MethodDefinition(method) => {
                method.key = accessor.key.clone_in(allocator);
                method.computed = accessor.computed;
                method.r#static = accessor.r#static;
                method.span = accessor.span;
            }
            _ => {}
        }
        into.push(element);
    }
}

/// The three elements, with a storage name that no other accessor of the class has.
fn parse_template<'a>(
    index: usize,
    allocator: &'a Allocator,
) -> Option<ArenaVec<'a, ClassElement<'a>>> {
    let storage = format!("#__accessor_{index}");
    let text = format!(
        "(class {{ {storage}; get x() {{ return this.{storage}; }} set x(value) {{ this.{storage} = value; }} }})"
    );
    let parsed = Parser::new(allocator, allocator.alloc_str(&text), SourceType::mjs()).parse();
    let statement = parsed.program.body.into_iter().next()?;
    let Statement::ExpressionStatement(statement) = statement else {
        return None;
    };
    let Expression::ParenthesizedExpression(inner) = statement.unbox().expression else {
        return None;
    };
    let Expression::ClassExpression(class) = inner.unbox().expression else {
        return None;
    };
    Some(ArenaBox::unbox(class).body.unbox().body)
}

/// The first decorator of a module.
pub(super) fn first_decorator(program: &Program<'_>) -> Option<Range<usize>> {
    #[derive(Default)]
    struct Finder(Option<Range<usize>>);
    impl<'a> Visit<'a> for Finder {
        fn visit_decorator(&mut self, decorator: &Decorator<'a>) {
            let span = decorator.span.start as usize..decorator.span.end as usize;
            self.0.get_or_insert(span);
        }
    }
    let mut finder = Finder::default();
    finder.visit_program(program);
    finder.0
}
