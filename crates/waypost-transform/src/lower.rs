//! TypeScript and JSX to JavaScript, for files that no bundler has compiled.

use std::path::Path;

use oxc::allocator::Allocator;
use oxc::codegen::Codegen;
use oxc::parser::Parser;
use oxc::semantic::SemanticBuilder;
use oxc::span::SourceType;
use oxc::transformer::{TransformOptions, Transformer};

use crate::{TransformError, depth};

/// What the project's tsconfig says of decorators.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Decorators {
    /// `experimentalDecorators`.
    pub legacy: bool,
    /// `emitDecoratorMetadata`.
    pub metadata: bool,
}

/// Whether the file is written in more than JavaScript, by its extension.
#[must_use]
pub fn needs_lowering(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "ts" | "tsx" | "mts" | "cts" | "jsx")
}

/// Whether the source of a `.js` file may declare with `using`, which the engine does not know.
/// Words in strings and comments count too: lowering them changes nothing.
#[must_use]
pub fn may_declare_using(source: &str) -> bool {
    source.match_indices("using").any(|(at, word)| {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        let before = source[..at].chars().next_back();
        let mut after = source[at + word.len()..].chars();
        let gap = after.next();
        !before.is_some_and(is_word)
            && gap.is_some_and(|c| c == ' ' || c == '\t')
            && after.next().is_some_and(is_word)
    })
}

/// The JavaScript of a source, which may be a CommonJS module: types go, `using` too, JSX becomes calls of `react/jsx-runtime`.
pub fn lower(
    source: &str,
    name: &str,
    is_module: bool,
    decorators: Decorators,
) -> Result<String, TransformError> {
    depth::with_enough_stack(source, |room| match room {
        depth::Room::Enough => lower_here(source, name, is_module, decorators),
        depth::Room::TooDeep => Err(fault(name, "the source is nested too deeply".to_owned())),
    })
}

fn lower_here(
    source: &str,
    name: &str,
    is_module: bool,
    decorators: Decorators,
) -> Result<String, TransformError> {
    let allocator = Allocator::default();
    let path = Path::new(name);
    let source_type = if needs_lowering(name) {
        SourceType::from_path(path).unwrap_or_else(|_| SourceType::ts())
    } else if is_module {
        SourceType::mjs()
    } else {
        SourceType::cjs()
    };
    let parsed = Parser::new(&allocator, source, source_type).parse();
    if let Some(error) = parsed.diagnostics.errors().next() {
        return Err(fault(name, error.to_string()));
    }
    let mut program = parsed.program;
    let scoping = SemanticBuilder::new()
        .with_enum_eval(true)
        .build(&program)
        .semantic
        .into_scoping();
    let mut options = TransformOptions::from_target("es2025").unwrap_or_default();
    options.decorator.legacy = decorators.legacy;
    options.decorator.emit_decorator_metadata = decorators.metadata;
    let result =
        Transformer::new(&allocator, path, &options).build_with_scoping(scoping, &mut program);
    if let Some(error) = result.diagnostics.errors().next() {
        return Err(fault(name, error.to_string()));
    }
    Ok(Codegen::new().build(&program).code)
}

fn fault(name: &str, message: String) -> TransformError {
    TransformError {
        source_name: name.to_owned(),
        message,
        line: 1,
        column: 1,
    }
}

/// Whether a source is written as an ES module: with `import`, `export` or `import.meta`.
#[must_use]
pub fn is_module(source: &str, name: &str) -> bool {
    // A word that is not there saves the parse.
    if !source.contains("import") && !source.contains("export") {
        return false;
    }
    depth::with_enough_stack(source, |room| {
        if matches!(room, depth::Room::TooDeep) {
            return false;
        }
        let source_type = if needs_lowering(name) {
            SourceType::from_path(Path::new(name)).unwrap_or_else(|_| SourceType::ts())
        } else {
            SourceType::unambiguous()
        };
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, source, source_type).parse();
        parsed.module_record.has_module_syntax
    })
}

#[cfg(test)]
mod tests {
    use super::{Decorators, lower, may_declare_using};

    #[test]
    fn declarations_with_using_are_found_and_lowered() {
        assert!(may_declare_using("await using file = open();"));
        assert!(may_declare_using("{ using\tx = y; }"));
        assert!(!may_declare_using("focusing x; using(x); $using x"));
        let source = "async () => { await using file = open(); }";
        let lowered =
            lower(source, "a.js", false, Decorators::default()).expect("it is JavaScript");
        assert!(lowered.contains("require(\"@oxc-project/runtime/helpers/usingCtx\")"));
        assert!(!lowered.contains("await using"));
    }
}
