//! Constant expressions as data: what can be known of an initialiser without running it.

use oxc::ast::ast::{
    ArrayExpressionElement, Expression, ObjectPropertyKind, TemplateLiteral, UnaryOperator,
};
use oxc::span::{GetSpan, Span};

/// Values nested deeper are treated as not constant.
const DEEPEST: usize = 32;

/// A constant with the place it is written at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Static {
    pub(crate) value: Value,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    String(String),
    Array(Vec<Static>),
    /// Of two properties with one name the later counts.
    Object(Vec<(String, Static)>),
}

/// The part of an expression that is no constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotStatic {
    pub(crate) span: Span,
    pub(crate) what: &'static str,
}

impl Static {
    /// A property of an object; `None` also for `undefined`.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Value::Object(properties) = &self.value else {
            return None;
        };
        let (_, found) = properties.iter().rev().find(|(key, _)| key == name)?;
        (found.value != Value::Undefined).then_some(found)
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Value {
    /// As a message names it: `"edge"`, `42`, `an array`.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Undefined => "undefined".to_owned(),
            Self::Null => "null".to_owned(),
            Self::Boolean(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::String(text) => format!("{text:?}"),
            Self::Array(_) => "an array".to_owned(),
            Self::Object(_) => "an object".to_owned(),
        }
    }
}

/// Reads literals, arrays, objects and templates without expressions, below any TypeScript casts.
pub(crate) fn read(expression: &Expression<'_>) -> Result<Static, NotStatic> {
    read_nested(expression, 0)
}

fn read_nested(expression: &Expression<'_>, depth: usize) -> Result<Static, NotStatic> {
    let span = expression.span();
    if depth > DEEPEST {
        return Err(NotStatic {
            span,
            what: "a deeply nested value",
        });
    }
    let value = match expression {
        Expression::ParenthesizedExpression(inner) => {
            return read_nested(&inner.expression, depth + 1);
        }
        Expression::TSAsExpression(inner) => return read_nested(&inner.expression, depth + 1),
        Expression::TSSatisfiesExpression(inner) => {
            return read_nested(&inner.expression, depth + 1);
        }
        Expression::TSTypeAssertion(inner) => return read_nested(&inner.expression, depth + 1),
        Expression::TSNonNullExpression(inner) => return read_nested(&inner.expression, depth + 1),
        Expression::NullLiteral(_) => Value::Null,
        Expression::BooleanLiteral(literal) => Value::Boolean(literal.value),
        Expression::NumericLiteral(literal) => Value::Number(literal.value),
        Expression::StringLiteral(literal) => Value::String(literal.value.to_string()),
        Expression::TemplateLiteral(template) => read_template(template)?,
        Expression::Identifier(name) if name.name == "undefined" => Value::Undefined,
        Expression::Identifier(_) => {
            return Err(NotStatic {
                span,
                what: "a variable",
            });
        }
        Expression::UnaryExpression(unary) if unary.operator == UnaryOperator::UnaryNegation => {
            match read_nested(&unary.argument, depth + 1)?.value {
                Value::Number(number) => Value::Number(-number),
                _ => {
                    return Err(NotStatic {
                        span,
                        what: "a computed value",
                    });
                }
            }
        }
        Expression::ArrayExpression(array) => {
            let items = array
                .elements
                .iter()
                .map(|element| read_element(element, depth + 1));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        Expression::ObjectExpression(object) => {
            let properties = object
                .properties
                .iter()
                .map(|property| read_property(property, depth + 1));
            Value::Object(properties.collect::<Result<_, _>>()?)
        }
        Expression::CallExpression(_) => {
            return Err(NotStatic {
                span,
                what: "a function call",
            });
        }
        _ => {
            return Err(NotStatic {
                span,
                what: "a computed value",
            });
        }
    };
    Ok(Static { value, span })
}

fn read_template(template: &TemplateLiteral<'_>) -> Result<Value, NotStatic> {
    let not_static = |what| NotStatic {
        span: template.span,
        what,
    };
    match (template.quasis.as_slice(), template.expressions.is_empty()) {
        ([only], true) => match &only.value.cooked {
            Some(text) => Ok(Value::String(text.to_string())),
            None => Err(not_static("a template with a malformed escape")),
        },
        _ => Err(not_static("a template with expressions")),
    }
}

fn read_element(element: &ArrayExpressionElement<'_>, depth: usize) -> Result<Static, NotStatic> {
    match element {
        ArrayExpressionElement::SpreadElement(spread) => Err(NotStatic {
            span: spread.span,
            what: "a spread",
        }),
        ArrayExpressionElement::Elision(hole) => Ok(Static {
            value: Value::Undefined,
            span: hole.span,
        }),
        other => match other.as_expression() {
            Some(expression) => read_nested(expression, depth),
            None => Err(NotStatic {
                span: other.span(),
                what: "a computed value",
            }),
        },
    }
}

fn read_property(
    property: &ObjectPropertyKind<'_>,
    depth: usize,
) -> Result<(String, Static), NotStatic> {
    let property = match property {
        ObjectPropertyKind::SpreadProperty(spread) => {
            return Err(NotStatic {
                span: spread.span,
                what: "a spread",
            });
        }
        ObjectPropertyKind::ObjectProperty(property) => property,
    };
    if property.method || property.kind != oxc::ast::ast::PropertyKind::Init {
        return Err(NotStatic {
            span: property.span,
            what: "a function",
        });
    }
    let name = if property.computed {
        None
    } else {
        property.key.static_name()
    };
    let Some(name) = name else {
        return Err(NotStatic {
            span: property.key.span(),
            what: "a computed name",
        });
    };
    Ok((name.into_owned(), read_nested(&property.value, depth)?))
}
