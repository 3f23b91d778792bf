//! Evaluates a project's `next.config` for a build: bundled like a route, run in a VM of its own.
//!
//! The configuration is the one code of a project that a build runs. A VM starts only for a project
//! that has the file, and in `dev` only when it, an import of it or an environment file changed.

use crate::engine_options::is_engine_option;
use crate::frames::at_frames;
use crate::project_image::{environment, offered_builtins};
use serde::Deserialize;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;
use waypost_bundler::{BundleOutput, Bundler, Entry, Inputs, Mode, UseCache};
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::{Graph, Image, ImageError, InputsDigest, Manifest, NextVersion, PreviewKeys};
use waypost_project::{ConfigFile, EnvFiles, EvaluateConfig, Evaluated};
use waypost_runtime::{Evaluation, EvaluationError, Limits, ProcessSettings, WorkerOptions};

/// How long a configuration may take, with the requests it makes.
const LIMIT: Duration = Duration::from_secs(30);

/// Evaluates, and remembers the last configuration for as long as it stands.
pub(crate) struct ConfigEvaluator<'b> {
    bundler: &'b Bundler,
    mode: Mode,
    last: RefCell<Option<Remembered>>,
}

struct Remembered {
    path: PathBuf,
    next: NextVersion,
    inputs: InputsDigest,
    evaluated: Evaluated,
}

/// A configuration between two evaluators of one `dev`.
#[derive(Default)]
pub(crate) struct ConfigMemory(Option<Remembered>);

impl<'b> ConfigEvaluator<'b> {
    pub(crate) fn new(bundler: &'b Bundler, mode: Mode) -> Self {
        Self::with_memory(bundler, mode, ConfigMemory::default())
    }

    /// One that knows what an earlier one found out.
    pub(crate) fn with_memory(bundler: &'b Bundler, mode: Mode, memory: ConfigMemory) -> Self {
        Self {
            bundler,
            mode,
            last: RefCell::new(memory.0),
        }
    }

    pub(crate) fn into_memory(self) -> ConfigMemory {
        ConfigMemory(self.last.into_inner())
    }

    fn remembered(&self, file: &ConfigFile) -> Option<Evaluated> {
        let last = self.last.borrow();
        let last = last.as_ref()?;
        let is_same = last.path == file.path && last.next == file.next;
        (is_same && last.inputs.is_current(&file.root)).then(|| last.evaluated.clone())
    }

    fn remember(&self, file: &ConfigFile, evaluated: &Evaluated) {
        let mut inputs = evaluated.inputs.clone();
        for path in &evaluated.read {
            let _ = inputs.read(path);
        }
        *self.last.borrow_mut() = Some(Remembered {
            path: file.path.clone(),
            next: file.next,
            inputs: inputs.finish(),
            evaluated: evaluated.clone(),
        });
    }
}

impl EvaluateConfig for ConfigEvaluator<'_> {
    fn evaluate(&self, file: &ConfigFile) -> Result<Evaluated, Diagnostics> {
        if let Some(evaluated) = self.remembered(file) {
            return Ok(evaluated);
        }
        let env = environment(&file.root, self.mode);
        let bundle = self.bundler.bundle(&bundler_inputs(file, self.mode))?;
        if bundle.diagnostics.has_errors() {
            return Err(bundle.diagnostics);
        }
        let read: Vec<PathBuf> = bundle.watched_files.iter().cloned().collect();
        let diagnostics = own_warnings(&bundle.diagnostics);
        let json = run(file, self.mode, &env, &bundle)?;
        let evaluated = Evaluated {
            json,
            read,
            inputs: env.inputs,
            diagnostics,
        };
        self.remember(file, &evaluated);
        Ok(evaluated)
    }
}

/// What the configuration comes to. One that fails after it asked for a native addon is tried again with something in
/// the addon's place: plugins import what they call in `next dev` only, or for pages.
fn run(
    file: &ConfigFile,
    mode: Mode,
    env: &EnvFiles,
    bundle: &BundleOutput,
) -> Result<String, Diagnostics> {
    let once = |addons: Addons| -> Result<Result<String, Thrown>, Diagnostics> {
        let json = evaluation(file, mode, env, bundle, addons)
            .map_err(|error| Diagnostics::from(failed(file, &error.to_string())))?
            .run()
            .map_err(|error| Diagnostics::from(not_evaluated(file, &error)))?;
        Ok(match serde_json::from_str(&json) {
            Ok(thrown) => Err(thrown),
            Err(_) => Ok(json),
        })
    };
    let outcome = match once(Addons::Refused)? {
        Err(thrown) if thrown.was_addon_refused => once(Addons::StoodInFor)?,
        outcome => outcome,
    };
    outcome.map_err(|it| Diagnostics::from(thrown(file, &it.failed)))
}

/// By this variable plugins know that Turbopack builds: they then write their aliases as `turbopack.resolveAlias`, which
/// counts here, and not into `webpack()`, which is not run. In 16 it is the default.
const BUNDLER: &str = "TURBOPACK";

fn bundler(next: NextVersion) -> &'static str {
    match next {
        NextVersion::V14 | NextVersion::V15 => "1",
        NextVersion::V16 => "auto",
    }
}

/// What becomes of native addons while a configuration is evaluated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Addons {
    Refused,
    StoodInFor,
}

/// Conditions of plain Node.js are those of the `pages/api` graph.
fn bundler_inputs(file: &ConfigFile, mode: Mode) -> Inputs {
    Inputs {
        root: file.root.clone(),
        tsconfig: file.tsconfig.clone(),
        entries: vec![Entry {
            source: PathBuf::from(&file.source),
            graph: Graph::Pages,
            is_data: false,
        }],
        mode,
        env: BTreeMap::new(),
        define: BTreeMap::new(),
        alias: BTreeMap::new(),
        images: None,
        builtins: offered_builtins(),
        external: None,
        use_cache: UseCache::Unknown,
    }
}

/// What a plugin mentions and never calls is nobody's concern.
fn own_warnings(diagnostics: &Diagnostics) -> Diagnostics {
    let is_own = |diagnostic: &&Diagnostic| {
        let file = diagnostic.file.as_deref().unwrap_or_default();
        !file.is_empty() && !file.contains("node_modules")
    };
    diagnostics.iter().filter(is_own).cloned().collect()
}

fn evaluation(
    file: &ConfigFile,
    mode: Mode,
    env: &EnvFiles,
    bundle: &BundleOutput,
    addons: Addons,
) -> Result<Evaluation, ImageError> {
    let entry = bundle.entries.first().map_or(0, |entry| entry.chunk);
    let keys = PreviewKeys::generate()?;
    let mut manifest = Manifest::new(file.next, String::new(), keys, InputsDigest::default());
    manifest.chunks.clone_from(&bundle.chunks);
    let is_development = mode == Mode::Development;
    let phase = if is_development {
        "phase-development-server"
    } else {
        "phase-production-build"
    };
    let mut process = process_settings(&file.root, mode, env);
    if process.env.iter().all(|(name, _)| name != BUNDLER) {
        let own = bundler(file.next).to_owned();
        process.env.push((BUNDLER.to_owned(), own));
    }
    let terms = json!({ "phase": phase, "standInForAddons": addons == Addons::StoodInFor });
    Ok(Evaluation {
        image: Image::new(manifest, bundle.files.clone())?,
        script: "next/config_file/config_file",
        function: "evaluateConfig",
        arguments: [json!(entry), terms, default_config()],
        options: WorkerOptions {
            origin: "http://localhost:3000".to_owned(),
            root: file.root.display().to_string(),
            dev: is_development,
            limits: Limits { pause: LIMIT },
            process,
            bytecode: None,
        },
        limit: LIMIT,
    })
}

/// The environment as a worker will have it.
pub(crate) fn process_settings(root: &Path, mode: Mode, env: &EnvFiles) -> ProcessSettings {
    let own = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, value)| !is_engine_option(name, value));
    let mut variables: BTreeMap<String, String> = own.collect();
    for (name, value) in env.iter() {
        variables.insert(name.to_owned(), value.to_owned());
    }
    variables
        .entry("NODE_ENV".to_owned())
        .or_insert_with(|| mode.as_str().to_owned());
    let program = env::current_exe().unwrap_or_else(|_| "waypost".into());
    ProcessSettings {
        env: variables.into_iter().collect(),
        argv: vec![program.display().to_string()],
        cwd: root.display().to_string(),
    }
}

/// What a configuration function gets as `defaultConfig`: the defaults that concern a server.
fn default_config() -> Value {
    json!({
        "env": {},
        "distDir": ".next",
        "assetPrefix": "",
        "basePath": "",
        "trailingSlash": false,
        "pageExtensions": ["tsx", "ts", "jsx", "js"],
        "poweredByHeader": true,
        "compress": true,
        "generateEtags": true,
        "i18n": null,
        "reactStrictMode": null,
        "httpAgentOptions": { "keepAlive": true },
        "images": {},
        "experimental": {},
    })
}

#[derive(Deserialize)]
struct Thrown {
    failed: Failure,
    #[serde(rename = "wasAddonRefused")]
    was_addon_refused: bool,
}

/// `Failure` of the builtin: an error of the project's code.
#[derive(Deserialize)]
struct Failure {
    message: String,
    frames: Vec<String>,
    #[serde(rename = "where")]
    place: String,
}

fn thrown(file: &ConfigFile, failure: &Failure) -> Diagnostic {
    let Failure {
        message,
        frames,
        place,
    } = failure;
    let diagnostic = failed(file, &format!("{place} failed: {message}"));
    at_frames(diagnostic, &file.root, frames)
}

fn not_evaluated(file: &ConfigFile, error: &EvaluationError) -> Diagnostic {
    failed(
        file,
        &format!("the configuration cannot be evaluated: {error}"),
    )
}

fn failed(file: &ConfigFile, message: &str) -> Diagnostic {
    Diagnostic::error(message)
        .with_code("next-config")
        .in_file(file.source.clone())
        .with_help(
            "correct it; a plugin that needs what is not available here can be left out when its \
             options concern pages only",
        )
}
