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

/// The JavaScript of a source: types go, JSX becomes calls of `react/jsx-runtime`.
pub fn lower(source: &str, name: &str, decorators: Decorators) -> Result<String, TransformError> {
    depth::with_enough_stack(source, |room| match room {
        depth::Room::Enough => lower_here(source, name, decorators),
        depth::Room::TooDeep => Err(fault(name, "the source is nested too deeply".to_owned())),
    })
}

fn lower_here(source: &str, name: &str, decorators: Decorators) -> Result<String, TransformError> {
    let allocator = Allocator::default();
    let path = Path::new(name);
    let source_type = SourceType::from_path(path).unwrap_or_else(|_| SourceType::ts());
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
