//! From rendered chunks to what an app image holds: scripts, maps, and who imports whom.

use crate::graph_run::GraphRun;
use crate::plugins::HELPERS;
use crate::source_maps;
use rolldown_common::OutputChunk;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use waypost_diagnostics::Diagnostic;
use waypost_image::{Chunk, Graph, ImageFiles, Import};
use waypost_transform::{Mode, Options, Output, TransformError, transform};

pub(crate) struct Linked {
    pub(crate) chunks: Vec<Chunk>,
    pub(crate) files: ImageFiles,
}

/// Chunks keep the order of the runs.
pub(crate) fn link(runs: &[GraphRun]) -> Result<Linked, Diagnostic> {
    let rendered: Vec<Rendered> = runs
        .iter()
        .flat_map(|run| {
            run.chunks
                .iter()
                .map(|chunk| Rendered::new(run.graph, chunk))
        })
        .collect();
    let index: BTreeMap<&str, usize> = rendered
        .iter()
        .enumerate()
        .map(|(at, chunk)| (chunk.file(), at))
        .collect();
    let all: Vec<usize> = (0..rendered.len()).collect();
    let no_async = vec![false; rendered.len()];
    let mut scripts = transform_all(&rendered, &all, &no_async)?;
    let statics: Vec<Vec<Import>> = rendered
        .iter()
        .zip(&scripts)
        .map(|(chunk, script)| resolve_all(&script.imports, chunk, &index))
        .collect();
    let is_async = propagate(&scripts, &statics);
    let waiting: Vec<usize> = (0..rendered.len())
        .filter(|&at| statics[at].iter().any(|import| leads_to(import, &is_async)))
        .collect();
    for (at, script) in waiting
        .iter()
        .zip(transform_all(&rendered, &waiting, &is_async)?)
    {
        scripts[*at] = script;
    }
    Ok(assemble(&rendered, scripts, statics, &is_async, &index))
}

struct Rendered<'c> {
    graph: Graph,
    chunk: &'c Arc<OutputChunk>,
    code: String,
}

impl<'c> Rendered<'c> {
    fn new(graph: Graph, chunk: &'c Arc<OutputChunk>) -> Self {
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

    fn file(&self) -> &'c str {
        &self.chunk.filename
    }
}

fn leads_to(import: &Import, chunks: &[bool]) -> bool {
    matches!(import, Import::Chunk(at) if chunks[*at])
}

/// A chunk is asynchronous when it awaits at top level or imports one that is.
fn propagate(scripts: &[Output], statics: &[Vec<Import>]) -> Vec<bool> {
    let mut is_async: Vec<bool> = scripts.iter().map(|s| s.has_top_level_await).collect();
    loop {
        let found: Vec<usize> = (0..scripts.len())
            .filter(|&at| !is_async[at] && statics[at].iter().any(|i| leads_to(i, &is_async)))
            .collect();
        if found.is_empty() {
            return is_async;
        }
        for at in found {
            is_async[at] = true;
        }
    }
}

/// The scripts of `which`, in that order, on as many threads as there are processors.
fn transform_all(
    rendered: &[Rendered<'_>],
    which: &[usize],
    is_async: &[bool],
) -> Result<Vec<Output>, Diagnostic> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some(&at) = which.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = transform_one(&rendered[at], is_async[at]);
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
    let scripts = results
        .into_iter()
        .map(|(at, outcome)| outcome.map_err(|error| not_transformed(&rendered[at], &error)));
    scripts.collect()
}

fn transform_one(
    rendered: &Rendered<'_>,
    async_dependencies: bool,
) -> Result<Output, TransformError> {
    let mode = Mode::Chunk { async_dependencies };
    let options = Options::new(mode, rendered.file()).with_source_map();
    transform(&rendered.code, &options)
}

/// rolldown rendered the chunk, so whatever is wrong with it stood in one of its modules.
fn not_transformed(rendered: &Rendered<'_>, error: &TransformError) -> Diagnostic {
    let (line, column) = (error.line.saturating_sub(1), error.column.saturating_sub(1));
    let origin = rendered.chunk.map.as_ref().and_then(|map| {
        let table = map.generate_lookup_table();
        let token = map.lookup_token(&table, line, column)?;
        let (source, content) = map.get_source_and_content(token.get_source_id()?)?;
        let directory = rendered
            .file()
            .rsplit_once('/')
            .map_or("", |(directory, _)| directory);
        let file = source_maps::normalise(directory, source);
        Some((
            file,
            content.to_owned(),
            token.get_src_line(),
            token.get_src_col(),
        ))
    });
    let diagnostic = Diagnostic::error(format!("cannot compile this code: {}", error.message))
        .with_code("transform");
    match origin {
        Some((file, content, line, column)) => {
            diagnostic.at_position(file, &content, line as usize + 1, column as usize + 1)
        }
        None => diagnostic.in_file(rendered.file()),
    }
}

fn resolve_all(
    specifiers: &[String],
    from: &Rendered<'_>,
    index: &BTreeMap<&str, usize>,
) -> Vec<Import> {
    let resolve = |specifier: &String| resolve(specifier, from.file(), index);
    specifiers.iter().map(resolve).collect()
}

/// Chunks import each other by relative path; everything else is external, hence a builtin.
fn resolve(specifier: &str, from: &str, index: &BTreeMap<&str, usize>) -> Import {
    let directory = from.rsplit_once('/').map_or("", |(directory, _)| directory);
    let file = specifier
        .starts_with('.')
        .then(|| source_maps::normalise(directory, specifier));
    match file.and_then(|file| index.get(file.as_str()).copied()) {
        Some(at) => Import::Chunk(at),
        None => Import::Builtin(specifier.to_owned()),
    }
}

fn assemble(
    rendered: &[Rendered<'_>],
    scripts: Vec<Output>,
    statics: Vec<Vec<Import>>,
    is_async: &[bool],
    index: &BTreeMap<&str, usize>,
) -> Linked {
    let mut linked = Linked {
        chunks: Vec::new(),
        files: ImageFiles::new(),
    };
    for (at, ((chunk, script), imports)) in rendered.iter().zip(scripts).zip(statics).enumerate() {
        let dynamic = script
            .dynamic_imports
            .iter()
            .map(|specifier| (specifier.clone(), resolve(specifier, chunk.file(), index)))
            .collect();
        let map = match (&chunk.chunk.map, &script.map) {
            (Some(rendered), Some(map)) => Some(source_maps::finish(chunk.file(), rendered, map)),
            _ => None,
        };
        let map = map.map(|text| {
            let name = format!("{}.map", chunk.file());
            linked.files.insert(name.clone(), text);
            name
        });
        linked.files.insert(chunk.file().to_owned(), script.code);
        linked.chunks.push(Chunk {
            file: chunk.file().to_owned(),
            map,
            imports,
            dynamic,
            is_async: is_async[at],
            graph: chunk.graph,
        });
    }
    linked
}
