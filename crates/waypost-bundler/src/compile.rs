//! Rendered chunks through the transform, and what becomes of one that it refuses.

use crate::diagnose::Fault;
use crate::plugins::HELPERS;
use crate::source_maps;
use rolldown_common::OutputChunk;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use waypost_diagnostics::{Colour, Diagnostic};
use waypost_image::Graph;
use waypost_transform::{Mode, Options, Output, TransformError, transform};

/// A chunk as rolldown made it, with the functions it calls.
pub(crate) struct Rendered<'c> {
    pub(crate) graph: Graph,
    pub(crate) chunk: &'c Arc<OutputChunk>,
    code: String,
}

impl<'c> Rendered<'c> {
    pub(crate) fn new(graph: Graph, chunk: &'c Arc<OutputChunk>) -> Self {
        let mut code = chunk.code.clone();
        // At the end, where functions are hoisted from and the source map has no say.
        for (name, definition) in HELPERS {
            if chunk.code.contains(name) {
                code.push_str(definition);
                code.push('\n');
            }
        }
        Self { graph, chunk, code }
    }

    pub(crate) fn file(&self) -> &'c str {
        &self.chunk.filename
    }

    pub(crate) fn directory(&self) -> &'c str {
        let parts = self.file().rsplit_once('/');
        parts.map_or("", |(directory, _)| directory)
    }
}

pub(crate) type Compiled = Result<Output, TransformError>;

/// The scripts of `which`, in that order, on as many threads as there are processors.
pub(crate) fn compile(
    rendered: &[Rendered<'_>],
    which: &[usize],
    is_async: &[bool],
) -> Vec<Compiled> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some(&at) = which.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = compile_one(rendered[at].file(), &rendered[at].code, is_async[at]);
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            results.insert(at, outcome);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(which.len()) {
            scope.spawn(work);
        }
        work();
    });
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.into_values().collect()
}

fn compile_one(file: &str, code: &str, async_dependencies: bool) -> Compiled {
    let mode = Mode::Chunk { async_dependencies };
    transform(code, &Options::new(mode, file).with_source_map())
}

/// The fault of a chunk that cannot be compiled, and a script that throws it. rolldown rendered the
/// chunk, so whatever is wrong with it stood in one of its modules.
pub(crate) fn stand_in(
    root: &Path,
    rendered: &Rendered<'_>,
    error: &TransformError,
) -> (Fault, Compiled) {
    let origin = origin(rendered, error);
    let diagnostic = Diagnostic::error(format!("cannot compile this code: {}", error.message))
        .with_code("transform");
    let fault = match origin {
        Some((file, content, line, column)) => Fault {
            module: absolute(root, &file),
            diagnostic: diagnostic.at_position(file, &content, line + 1, column + 1),
        },
        None => Fault {
            module: rendered
                .chunk
                .facade_module_id
                .as_ref()
                .map_or_else(String::new, |id| id.as_str().to_owned()),
            diagnostic: diagnostic.in_file(rendered.file()),
        },
    };
    let message = fault.diagnostic.render(Colour::Never);
    let code = format!("throw new Error({});", json!(message));
    let script = compile_one(rendered.file(), &code, false).map(|script| Output {
        map: None,
        ..script
    });
    (fault, script)
}

/// File, its content, and the position in it, counted from zero.
fn origin(
    rendered: &Rendered<'_>,
    error: &TransformError,
) -> Option<(String, String, usize, usize)> {
    let map = rendered.chunk.map.as_ref()?;
    let (line, column) = (error.line.saturating_sub(1), error.column.saturating_sub(1));
    let token = map.lookup_token_approx(&map.generate_lookup_table(), line, column)?;
    let (source, content) = map.get_source_and_content(token.get_source_id()?)?;
    let file = source_maps::normalise(rendered.directory(), source);
    let (line, column) = (token.get_src_line() as usize, token.get_src_col() as usize);
    Some((file, content.to_owned(), line, column))
}

fn absolute(root: &Path, file: &str) -> String {
    let path = root.join(file);
    path.canonicalize().unwrap_or(path).display().to_string()
}
