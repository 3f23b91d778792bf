//! One module graph through rolldown, again without the modules at fault until it is whole.

use crate::attribution::ModuleGraph;
use crate::diagnose::{self, Fault};
use crate::options::{self, MissingExports};
use crate::plugins::{External, Findings, ProjectPlugin};
use crate::{Inputs, UseCache};
use rolldown::BundlerBuilder;
use rolldown_common::{Output, OutputChunk};
use rolldown_error::{BuildDiagnostic, EventKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use waypost_diagnostics::{Colour, Diagnostic, Diagnostics};
use waypost_image::Graph;

/// Each run finds the faults of one phase of all modules; a stand-in can uncover few more.
const MOST_RUNS: usize = 8;

pub(crate) struct GraphRun {
    pub(crate) graph: Graph,
    pub(crate) chunks: Vec<Arc<OutputChunk>>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) edges: BTreeSet<(String, String)>,
    pub(crate) watched_files: BTreeSet<PathBuf>,
}

/// `entries` are canonical paths.
pub(crate) async fn run(
    inputs: &Inputs,
    graph: Graph,
    entries: &[PathBuf],
) -> Result<GraphRun, Diagnostics> {
    let mut state = State::default();
    for _ in 0..MOST_RUNS {
        let attempt = attempt(inputs, graph, entries, &state).await;
        state.watched_files.extend(attempt.watched_files);
        match attempt.outcome {
            Ok(chunks) => {
                let refused = diagnose::from_refused(inputs, &attempt.findings);
                if state.set_aside(refused) {
                    continue;
                }
                let mut faults = state.faults;
                faults.extend(diagnose::from_findings(inputs, &attempt.findings));
                return Ok(GraphRun {
                    graph,
                    chunks,
                    faults,
                    edges: attempt.findings.edges,
                    watched_files: state.watched_files,
                });
            }
            Err(reported) => {
                let modules = ModuleGraph::new(&attempt.findings.edges);
                state.learn(inputs, &modules, &reported)?;
            }
        }
    }
    let message = "the bundle does not settle: each run finds another fault";
    Err(state.into_diagnostics(Diagnostic::error(message)))
}

#[derive(Default)]
struct State {
    faults: Vec<Fault>,
    /// What to throw in place of a module, by id.
    broken: BTreeMap<String, String>,
    missing_exports_seen: bool,
    watched_files: BTreeSet<PathBuf>,
}

impl State {
    /// Takes in what rolldown reported, so that the next run avoids it.
    fn learn(
        &mut self,
        inputs: &Inputs,
        modules: &ModuleGraph<'_>,
        reported: &[BuildDiagnostic],
    ) -> Result<(), Diagnostics> {
        let is_missing_export =
            |d: &&BuildDiagnostic| matches!(d.kind(), EventKind::MissingExportError);
        let found = |d: &BuildDiagnostic| diagnose::from_rolldown(inputs, modules, d);
        let (missing, others): (Vec<_>, Vec<_>) = reported.iter().partition(is_missing_export);
        let mut progress = !missing.is_empty() && !self.missing_exports_seen;
        self.missing_exports_seen |= progress;
        self.faults.extend(missing.into_iter().filter_map(found));
        let others: Vec<Fault> = others.into_iter().filter_map(found).collect();
        let last = others.last().map(|fault| fault.diagnostic.clone());
        progress |= self.set_aside(others);
        if progress {
            return Ok(());
        }
        let message = "the bundler failed without saying why";
        Err(std::mem::take(self)
            .into_diagnostics(last.unwrap_or_else(|| Diagnostic::error(message))))
    }

    /// Has modules replaced by ones that throw their diagnostic. `false` if no module is new.
    fn set_aside(&mut self, faults: Vec<Fault>) -> bool {
        let mut progress = false;
        for fault in faults {
            if fault.module.is_empty() {
                continue;
            }
            if !self.broken.contains_key(&fault.module) {
                let message = fault.diagnostic.render(Colour::Never);
                self.broken.insert(fault.module.clone(), message);
                progress = true;
            }
            if !self.faults.contains(&fault) {
                self.faults.push(fault);
            }
        }
        progress
    }

    fn into_diagnostics(self, last: Diagnostic) -> Diagnostics {
        let mut diagnostics: Diagnostics = self.faults.into_iter().map(|f| f.diagnostic).collect();
        if !diagnostics.iter().any(|known| *known == last) {
            diagnostics.push(last);
        }
        diagnostics
    }

    fn missing_exports(&self) -> MissingExports {
        if self.missing_exports_seen {
            MissingExports::ReadAsUndefined
        } else {
            MissingExports::Report
        }
    }
}

struct Attempt {
    outcome: Result<Vec<Arc<OutputChunk>>, Vec<BuildDiagnostic>>,
    findings: Findings,
    watched_files: BTreeSet<PathBuf>,
}

async fn attempt(inputs: &Inputs, graph: Graph, entries: &[PathBuf], state: &State) -> Attempt {
    let surface = Arc::new(inputs.builtins.clone());
    let legacy_decorators = options::has_legacy_decorators(inputs);
    let plugin = ProjectPlugin::new(
        inputs.root.clone(),
        surface,
        legacy_decorators,
        // The edge has no files to load from.
        (graph != Graph::Edge)
            .then(|| inputs.external.clone().map(External::new))
            .flatten(),
        match graph {
            Graph::Pages => UseCache::Unknown,
            Graph::App | Graph::Edge => inputs.use_cache.clone(),
        },
        inputs.data_modules(),
        state.broken.clone(),
    )
    .with_tsconfig(inputs.tsconfig.as_deref())
    .with_images(inputs.images.clone());
    let plugin = Arc::new(match graph {
        Graph::App => plugin.with_whole_react().with_server_react(),
        Graph::Edge => plugin.with_server_react().for_edge(),
        Graph::Pages => plugin,
    });
    let built = BundlerBuilder::default()
        .with_options(options::for_graph(
            inputs,
            graph,
            entries,
            state.missing_exports(),
        ))
        .with_plugins(vec![Arc::clone(&plugin) as _])
        .build();
    let (outcome, watched_files) = match built {
        Err(reported) => (Err(reported.into_vec()), BTreeSet::new()),
        Ok(mut bundler) => {
            let outcome = bundler.generate().await;
            let files = bundler.watch_files();
            let watched = files
                .iter()
                .map(|file| PathBuf::from(file.as_str()))
                .collect();
            (
                outcome
                    .map(|output| chunks_of(output.assets))
                    .map_err(|e| e.into_vec()),
                watched,
            )
        }
    };
    let findings = plugin.take_findings();
    let mut watched_files = watched_files;
    watched_files.extend(findings.external_files.iter().cloned());
    Attempt {
        outcome,
        findings,
        watched_files,
    }
}

fn chunks_of(assets: Vec<Output>) -> Vec<Arc<OutputChunk>> {
    let chunks = assets.into_iter().filter_map(|output| match output {
        Output::Chunk(chunk) => Some(chunk),
        Output::Asset(_) => None,
    });
    chunks.collect()
}
