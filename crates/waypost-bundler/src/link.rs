//! From rendered chunks to what an app image holds: scripts, maps, and who imports whom.

use crate::compile::{Compiled, Rendered, compile, stand_in};
use crate::diagnose::Fault;
use crate::graph_run::GraphRun;
use crate::plugins::EXTERNAL;
use crate::source_maps;
use std::collections::BTreeMap;
use std::path::Path;
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::{Chunk, Graph, ImageFiles, Import};
use waypost_transform::Output;

pub(crate) struct Linked {
    pub(crate) chunks: Vec<Chunk>,
    pub(crate) files: ImageFiles,
    /// Chunks that could not be compiled and throw instead.
    pub(crate) faults: Vec<(Graph, Fault)>,
}

/// Chunks keep the order of the runs.
pub(crate) fn link(root: &Path, runs: &[GraphRun]) -> Result<Linked, Diagnostics> {
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
    let mut faults = Vec::new();
    let compiled = compile(&rendered, &all, &no_async);
    let mut scripts = whole(root, &rendered, &all, compiled, &mut faults)?;
    let statics: Vec<Vec<Import>> = rendered
        .iter()
        .zip(&scripts)
        .map(|(chunk, script)| resolve_all(&script.imports, chunk, &index))
        .collect();
    let is_async = propagate(&scripts, &statics);
    let waiting: Vec<usize> = (0..rendered.len())
        .filter(|&at| statics[at].iter().any(|import| leads_to(import, &is_async)))
        .collect();
    let compiled = compile(&rendered, &waiting, &is_async);
    let again = whole(root, &rendered, &waiting, compiled, &mut faults)?;
    for (&at, script) in waiting.iter().zip(again) {
        scripts[at] = script;
    }
    Ok(assemble(
        &rendered, scripts, statics, &is_async, &index, faults,
    ))
}

/// The scripts, with one that throws for each that could not be compiled.
fn whole(
    root: &Path,
    rendered: &[Rendered<'_>],
    which: &[usize],
    compiled: Vec<Compiled>,
    faults: &mut Vec<(Graph, Fault)>,
) -> Result<Vec<Output>, Diagnostics> {
    let scripts = which.iter().zip(compiled).map(|(&at, outcome)| {
        let refused = match outcome {
            Ok(script) => return Ok(script),
            Err(refused) => refused,
        };
        let (fault, script) = stand_in(root, &rendered[at], &refused);
        faults.push((rendered[at].graph, fault));
        script.map_err(|error| Diagnostic::error(error.to_string()).into())
    });
    scripts.collect()
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

fn resolve_all(
    specifiers: &[String],
    from: &Rendered<'_>,
    index: &BTreeMap<&str, usize>,
) -> Vec<Import> {
    let resolve = |specifier: &String| resolve(specifier, from.file(), index);
    specifiers.iter().map(resolve).collect()
}

/// Chunks import each other by relative path; everything else is external: a file, else a builtin.
fn resolve(specifier: &str, from: &str, index: &BTreeMap<&str, usize>) -> Import {
    if let Some(file) = specifier.strip_prefix(EXTERNAL) {
        return Import::External(file.to_owned());
    }
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
    faults: Vec<(Graph, Fault)>,
) -> Linked {
    let mut linked = Linked {
        chunks: Vec::new(),
        files: ImageFiles::new(),
        faults,
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
