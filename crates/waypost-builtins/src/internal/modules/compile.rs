//! One file through the transform.

use std::borrow::Cow;
use std::path::Path;

use waypost_resolve::Format;
use waypost_transform::{
    Decorators, Mode, Options, TransformError, is_module, lower, may_declare_using, needs_lowering,
    transform,
};

/// What a file of code is loaded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    CommonJs,
    Module,
}

impl Kind {
    /// Where extension and package leave it open, what the source is written as decides.
    pub(super) fn of(format: Format, source: &str, path: &Path) -> Self {
        match format {
            Format::Module => Kind::Module,
            Format::Either if is_module(source, &path.to_string_lossy()) => Kind::Module,
            _ => Kind::CommonJs,
        }
    }
}

/// A module ready to be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Compiled {
    pub(super) kind: Kind,
    /// Specifiers of static imports, by number.
    pub(super) imports: Vec<String>,
    /// It awaits at top level itself.
    pub(super) awaits: bool,
    pub(super) code: String,
}

pub(super) fn compile(
    path: &Path,
    source: &str,
    kind: Kind,
    async_dependencies: bool,
    decorators: Decorators,
) -> Result<Compiled, TransformError> {
    let name = path.to_string_lossy();
    let mut source = without_shebang(source);
    if needs_lowering(&name) || may_declare_using(&source) {
        source = Cow::Owned(lower(&source, &name, kind == Kind::Module, decorators)?);
    }
    let mode = match kind {
        Kind::Module => Mode::Chunk { async_dependencies },
        Kind::CommonJs => Mode::CommonJs,
    };
    let output = transform(&source, &Options::new(mode, name))?;
    Ok(Compiled {
        kind,
        imports: output.imports,
        awaits: output.has_top_level_await,
        code: output.code,
    })
}

/// Inside a function a `#!` line is no comment any more; lines keep their numbers.
fn without_shebang(source: &str) -> Cow<'_, str> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    match source.strip_prefix("#!") {
        Some(rest) => Cow::Owned(format!("//{rest}")),
        None => Cow::Borrowed(source),
    }
}
