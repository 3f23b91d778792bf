//! The await rewrite and the linker pass: from JavaScript as the bundler, a builtin or a user wrote
//! it to JavaScript that keeps its async context and that the engine can evaluate as a script.
//!
//! JavaScriptCore offers neither ES modules nor a promise hook to an embedder. So every `await`
//! saves and restores the current context in the code itself, and modules become factories whose
//! imports and exports go through a record made by the loader. Both happen in one pass of text
//! edits: what is not named by an edit stays byte-identical, and the source map follows the edits.
//!
//! Nothing here evaluates code or touches a file, and no input makes it panic: what does not parse
//! is a [`TransformError`] with a position.

mod ascii;
mod compose;
mod depth;
mod edits;
mod emit;
mod lower;
mod modules;
mod names;
mod positions;
mod quote;
mod render;
mod rewrite;
mod text;
mod typescript;

pub use compose::compose;
pub use lower::{Decorators, is_module, lower, may_declare_using, needs_lowering};
pub use oxc_sourcemap::{OwnedSourceMap, SourceMap};
pub use typescript::strip_types;

use oxc::allocator::Allocator;
use oxc::ast::ast::Program;
use oxc::diagnostics::OxcDiagnostic;
use oxc::parser::{ParseOptions, Parser};
use oxc::semantic::{Scoping, SemanticBuilder};
use oxc::span::SourceType;

use crate::positions::Positions;

/// The global under which code compiled at run time finds the async context.
/// `internal/async_context` defines it: not enumerable, not writable.
pub const HIDDEN_GLOBAL: &str = "__waypost_async_context";

/// What the source is, which decides what surrounds the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// An ES module, to `(function($r,$w){…})`.
    Chunk {
        /// A static dependency has a top-level await: the factory waits for it.
        async_dependencies: bool,
    },
    /// A CommonJS module, to
    /// `(function(exports,require,module,__filename,__dirname,$r,$w){…})`.
    CommonJs,
    /// A builtin of this folder (`"web/url"`) whose types are stripped, to
    /// `(function($x,$i,$n,$w){…})`.
    Builtin { folder: String },
    /// Source handed to `eval` or `vm`, or the text of a function made by `Function` in
    /// parentheses: only the await rewrite, nothing around it.
    Script,
}

/// How to transform one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub mode: Mode,
    /// The name of the source in the source map and in errors.
    pub source_name: String,
    pub source_map: bool,
}

impl Options {
    pub fn new(mode: Mode, source_name: impl Into<String>) -> Self {
        Self {
            mode,
            source_name: source_name.into(),
            source_map: false,
        }
    }

    pub fn with_source_map(mut self) -> Self {
        self.source_map = true;
        self
    }
}

/// A transformed source and what its loader must know.
#[derive(Debug)]
pub struct Output {
    pub code: String,
    /// From `code` to the source; `None` unless asked for.
    pub map: Option<OwnedSourceMap>,
    /// Specifiers of the static imports; the position is the number given to `$r.i` or `$i`.
    pub imports: Vec<String>,
    /// Exported names, without those that come from an `export *`.
    pub exports: Vec<String>,
    /// The imports an `export *` passes on, as positions in `imports`.
    pub star_exports: Vec<usize>,
    /// Literal specifiers of `import()`.
    pub dynamic_imports: Vec<String>,
    /// Names a builtin reads from its native object.
    pub native_imports: Vec<String>,
    pub has_top_level_await: bool,
    pub uses_import_meta: bool,
    /// Of a [`Mode::Script`]: the names that its `var` and `function` declarations make global.
    pub globals: Vec<String>,
}

/// Why a source could not be transformed. Lines count from one, columns too, in UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}:{line}:{column}: {message}")]
pub struct TransformError {
    pub source_name: String,
    pub message: String,
    pub line: u32,
    pub column: u32,
}

/// Rewrites one source.
pub fn transform(source: &str, options: &Options) -> Result<Output, TransformError> {
    depth::with_enough_stack(source, |room| match room {
        depth::Room::Enough => transform_here(source, options),
        depth::Room::TooDeep => Err(TransformError {
            source_name: options.source_name.clone(),
            message: "the source is nested too deeply".to_owned(),
            line: 1,
            column: 1,
        }),
    })
}

fn transform_here(source: &str, options: &Options) -> Result<Output, TransformError> {
    let allocator = Allocator::default();
    let program = parse(&allocator, source, options)?;
    let scoping = analyse(program, source, options)?;
    let names = names::Names::choose(&scoping, &options.mode);
    let modules = modules::collect(program, &scoping, &names, &options.mode)
        .map_err(|fault| error_at(source, options, fault.offset, fault.message))?;
    let rewritten = rewrite::rewrite(program, source, &scoping, &names, modules, &options.mode)
        .map_err(|fault| error_at(source, options, fault.offset, fault.message))?;
    let rendered = render::render(source, &rewritten, options);
    let modules = rewritten.modules;
    Ok(Output {
        code: rendered.code,
        map: rendered.map,
        imports: modules.imports,
        exports: modules
            .exports
            .into_iter()
            .map(|export| export.name)
            .collect(),
        star_exports: modules.stars,
        dynamic_imports: rewritten.dynamic_imports,
        native_imports: modules.natives,
        has_top_level_await: rewritten.has_top_level_await,
        uses_import_meta: rewritten.uses_import_meta,
        globals: if options.mode == Mode::Script {
            globals(&scoping)
        } else {
            Vec::new()
        },
    })
}

/// What a script declares with `var` and `function` outside of any function.
fn globals(scoping: &Scoping) -> Vec<String> {
    scoping
        .iter_bindings_in(scoping.root_scope_id())
        .filter(|symbol| {
            let flags = scoping.symbol_flags(*symbol);
            flags.is_function() || flags.is_function_scoped_declaration()
        })
        .map(|symbol| scoping.symbol_name(symbol).to_owned())
        .collect()
}

fn parse<'a>(
    allocator: &'a Allocator,
    source: &'a str,
    options: &Options,
) -> Result<&'a Program<'a>, TransformError> {
    let source_type = match options.mode {
        Mode::Chunk { .. } | Mode::Builtin { .. } => SourceType::mjs(),
        Mode::CommonJs => SourceType::cjs(),
        Mode::Script => SourceType::script(),
    };
    let parse_options = ParseOptions {
        allow_return_outside_function: options.mode == Mode::CommonJs,
        ..ParseOptions::default()
    };
    let parsed = Parser::new(allocator, source, source_type)
        .with_options(parse_options)
        .parse();
    if let Some(diagnostic) = parsed.diagnostics.errors().next() {
        return Err(error_of(source, options, diagnostic));
    }
    if parsed.panicked {
        return Err(error_at(
            source,
            options,
            0,
            "the source cannot be parsed".to_owned(),
        ));
    }
    Ok(allocator.alloc(parsed.program))
}

/// Scopes and references. Early errors are reported for modules only: a source given to `eval`
/// may depend on where it stands, and the engine checks it there.
fn analyse(
    program: &Program<'_>,
    source: &str,
    options: &Options,
) -> Result<Scoping, TransformError> {
    let is_module = matches!(options.mode, Mode::Chunk { .. } | Mode::Builtin { .. });
    let analysed = SemanticBuilder::new_compiler()
        .with_check_syntax_error(is_module)
        .build(program);
    match analysed.diagnostics.errors().next() {
        Some(diagnostic) if is_module => Err(error_of(source, options, diagnostic)),
        _ => Ok(analysed.semantic.into_scoping()),
    }
}

fn error_of(source: &str, options: &Options, diagnostic: &OxcDiagnostic) -> TransformError {
    let offset = diagnostic.labels.first().map_or(0, |label| label.offset());
    error_at(source, options, offset, diagnostic.message.to_string())
}

fn error_at(source: &str, options: &Options, offset: u32, message: String) -> TransformError {
    let (line, column) = Positions::new(source).of(offset);
    TransformError {
        source_name: options.source_name.clone(),
        message,
        line: line + 1,
        column: column + 1,
    }
}

/// What a pass found wrong, before the position is known as line and column.
pub(crate) struct Fault {
    pub(crate) offset: u32,
    pub(crate) message: String,
}
