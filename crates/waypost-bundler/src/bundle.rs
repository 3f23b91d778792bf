//! The whole way from inputs to a bundle.

use crate::attribution::ModuleGraph;
use crate::graph_run::{self, GraphRun};
use crate::link::link;
use crate::{BundleOutput, EntryOutput, Inputs};
use std::collections::BTreeMap;
use std::path::PathBuf;
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::Graph;

/// Makes bundles. Holds the threads that rolldown works on, so `dev` keeps one and calls it again.
#[derive(Debug)]
pub struct Bundler {
    /// There until the bundler is dropped.
    runtime: Option<tokio::runtime::Runtime>,
}

impl Drop for Bundler {
    /// Does not wait for the threads, because the caller may be inside a runtime of its own, where
    /// waiting is not allowed.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Bundler {
    /// Fails when the system gives no threads.
    pub fn new() -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("waypost-bundler")
            .build()?;
        Ok(Self {
            runtime: Some(runtime),
        })
    }

    /// Bundles the entries as the files are now.
    ///
    /// Errors in modules come with the output, attributed to the entries they reach. `Err` is for
    /// what leaves no output: an entry that is not there, a `tsconfig.json` that cannot be read.
    pub fn bundle(&self, inputs: &Inputs) -> Result<BundleOutput, Diagnostics> {
        let entries = locate(inputs)?;
        let runtime = self
            .runtime
            .as_ref()
            .expect("only drop takes the runtime away");
        // On a thread of its own, because the caller's may already drive a tokio runtime.
        std::thread::scope(|scope| {
            let work = || runtime.block_on(run_graphs(inputs, &entries));
            let runs = match scope.spawn(work).join() {
                Ok(runs) => runs?,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            finish(inputs, &entries, runs)
        })
    }
}

/// The canonical path of each entry, as rolldown will name it.
fn locate(inputs: &Inputs) -> Result<Vec<(Graph, PathBuf)>, Diagnostics> {
    let mut missing = Diagnostics::new();
    let mut located = Vec::with_capacity(inputs.entries.len());
    for entry in &inputs.entries {
        match inputs.root.join(&entry.source).canonicalize() {
            Ok(path) => located.push((entry.graph, path)),
            Err(error) => missing.push(
                Diagnostic::error(format!("cannot read this file: {error}"))
                    .in_file(entry.source.display().to_string()),
            ),
        }
    }
    if missing.is_empty() {
        Ok(located)
    } else {
        Err(missing)
    }
}

async fn run_graphs(
    inputs: &Inputs,
    entries: &[(Graph, PathBuf)],
) -> Result<Vec<GraphRun>, Diagnostics> {
    let mut runs = Vec::new();
    for graph in [Graph::App, Graph::Pages, Graph::Edge] {
        let of_graph: Vec<PathBuf> = entries
            .iter()
            .filter(|(of, _)| *of == graph)
            .map(|(_, path)| path.clone())
            .collect();
        if !of_graph.is_empty() {
            runs.push(graph_run::run(inputs, graph, &of_graph).await?);
        }
    }
    Ok(runs)
}

fn finish(
    inputs: &Inputs,
    entries: &[(Graph, PathBuf)],
    mut runs: Vec<GraphRun>,
) -> Result<BundleOutput, Diagnostics> {
    let linked = link(&inputs.root, &runs)?;
    for run in &mut runs {
        let own = linked
            .faults
            .iter()
            .filter(|(graph, _)| *graph == run.graph);
        run.faults.extend(own.map(|(_, fault)| fault.clone()));
    }
    let runs = runs.as_slice();
    let chunks = entry_chunks(runs);
    let mut outputs = Vec::with_capacity(entries.len());
    for (graph, path) in entries {
        let path = path.display().to_string();
        let Some(&chunk) = chunks.get(&(*graph, path.clone())) else {
            let diagnostic = Diagnostic::error("the bundler made no chunk for this entry");
            return Err(diagnostic.in_file(path).into());
        };
        let errors = errors_of(*graph, &path, runs);
        outputs.push(EntryOutput { chunk, errors });
    }
    Ok(BundleOutput {
        chunks: linked.chunks,
        files: linked.files,
        entries: outputs,
        diagnostics: all_diagnostics(runs),
        watched_files: runs
            .iter()
            .flat_map(|run| run.watched_files.clone())
            .collect(),
    })
}

/// Chunk index by graph and entry module, over the chunks of all runs in order.
fn entry_chunks(runs: &[GraphRun]) -> BTreeMap<(Graph, String), usize> {
    let chunks = runs
        .iter()
        .flat_map(|run| run.chunks.iter().map(|chunk| (run.graph, chunk)));
    let entries = chunks.enumerate().filter_map(|(at, (graph, chunk))| {
        let module = chunk.facade_module_id.as_ref().filter(|_| chunk.is_entry)?;
        Some(((graph, module.as_str().to_owned()), at))
    });
    entries.collect()
}

fn errors_of(graph: Graph, entry: &str, runs: &[GraphRun]) -> Diagnostics {
    let Some(run) = runs.iter().find(|run| run.graph == graph) else {
        return Diagnostics::new();
    };
    let errors = run
        .faults
        .iter()
        .filter(|fault| fault.diagnostic.is_error());
    let errors: Vec<_> = errors.collect();
    if errors.is_empty() {
        return Diagnostics::new();
    }
    let modules = ModuleGraph::new(&run.edges);
    let reached = modules.reach(entry);
    let errors = errors
        .into_iter()
        .filter(|fault| reached.contains(fault.module.as_str()));
    errors.map(|fault| fault.diagnostic.clone()).collect()
}

/// A file in two graphs says everything twice; once is enough.
fn all_diagnostics(runs: &[GraphRun]) -> Diagnostics {
    let mut list: Vec<Diagnostic> = Vec::new();
    for fault in runs.iter().flat_map(|run| &run.faults) {
        if !list.contains(&fault.diagnostic) {
            list.push(fault.diagnostic.clone());
        }
    }
    let mut diagnostics: Diagnostics = list.into_iter().collect();
    diagnostics.sort();
    diagnostics
}
