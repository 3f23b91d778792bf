//! From a project directory to an app image in memory: scan, bundle, put together.

use crate::BUILD;
use crate::channel::BrokenRoute;
use crate::config_file::ConfigEvaluator;
use crate::failure_answer::failure_answer;
use crate::prerender::prerender;
use crate::rule_faults::check_rules;
use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use waypost_builtins::public_surface;
use waypost_bundler::{
    BuiltinSurface, BundleOutput, Bundler, Entry, Inputs, Mode, StaticImages, UseCache,
};
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::{
    CacheHandler, Graph, Image, ImageError, Instrumentation, Manifest, Middleware, NextVersion,
    PreviewKeys, Route, Runtime, new_build_id,
};
use waypost_project::{EnvFiles, Mode as EnvMode, Project, ProjectRoute};

/// A built project.
#[derive(Debug)]
pub(crate) struct Built {
    /// The project directory, absolute.
    pub(crate) root: PathBuf,
    pub(crate) image: Image,
    /// With errors among them, the image is fit for `dev` only.
    pub(crate) diagnostics: Diagnostics,
    /// Routes with an error, in their file or in a module they reach.
    pub(crate) broken_routes: Vec<BrokenRoute>,
}

/// Fails when nothing can be served at all.
pub(crate) fn build(
    directory: &Path,
    mode: Mode,
    bundler: &Bundler,
    evaluator: &ConfigEvaluator<'_>,
) -> Result<Built, Diagnostics> {
    let mut project = Project::load(directory, evaluator)?;
    let env = environment(&project.root, mode);
    let mut diagnostics = std::mem::take(&mut project.warnings);
    diagnostics.extend(env.diagnostics.clone());
    let public = public_values(&env);
    let bundle = bundler.bundle(&bundler_inputs(&project, mode, public.clone()))?;
    diagnostics.extend(project.route_errors().cloned());
    let known = |diagnostic: &&Diagnostic| !is_known(&project, diagnostic);
    diagnostics.extend(bundle.diagnostics.iter().filter(known).cloned());
    let broken_routes = broken_routes(&project, &bundle);
    check_rules(&project)?;
    let root = project.root.clone();
    let image = put_together(project, env, public, bundle, &diagnostics, mode)?;
    Ok(Built {
        root,
        image,
        diagnostics,
        broken_routes,
    })
}

/// The environment files of the mode a build or a server runs in.
pub(crate) fn environment(root: &Path, mode: Mode) -> EnvFiles {
    let mode = match mode {
        Mode::Development => EnvMode::Development,
        Mode::Production => EnvMode::Production,
        Mode::Test => EnvMode::Test,
    };
    EnvFiles::load(root, mode, &|name| env::var(name).ok())
}

/// The values that are meant to be seen by everyone, and so may be written into code.
fn public_values(env: &EnvFiles) -> BTreeMap<String, String> {
    let is_public = |name: &str| name.starts_with("NEXT_PUBLIC_");
    let own = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let from_files = env
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    own.chain(from_files)
        .filter(|(name, _)| is_public(name))
        .collect()
}

fn bundler_inputs(project: &Project, mode: Mode, env: BTreeMap<String, String>) -> Inputs {
    let entry = |route: &ProjectRoute| Entry {
        source: PathBuf::from(&route.source),
        graph: route.graph(),
        is_data: route.is_data(),
    };
    let routes = project.routes.iter().map(entry);
    // After the routes, as in `Image::entry`.
    let middleware = project.middleware.iter().map(|middleware| Entry {
        source: PathBuf::from(&middleware.source),
        graph: middleware.graph(),
        is_data: false,
    });
    let instrumentation = instrumentation_entries(project);
    let cache_handlers = project.config.serve.cache.handler_files();
    let cache_handlers = cache_handlers.map(|(_, file)| Entry {
        source: PathBuf::from(file),
        graph: Graph::App,
        is_data: false,
    });
    Inputs {
        root: project.root.clone(),
        tsconfig: project.tsconfig.clone(),
        entries: routes
            .chain(middleware)
            .chain(instrumentation)
            .chain(cache_handlers)
            .chain(runtime_config_entry(project))
            .collect(),
        mode,
        env,
        define: project.config.define.clone(),
        alias: project.config.alias.clone(),
        images: Some(StaticImages::of_project(project)),
        builtins: builtins_for(project.next_version()),
        external: Some(project.config.external.clone()),
        use_cache: UseCache::of_project(project),
    }
}

/// Without what this version does not have.
fn builtins_for(version: NextVersion) -> BuiltinSurface {
    let mut offered = offered_builtins();
    if version >= NextVersion::V16 {
        offered.modules.remove("next/config");
    }
    offered
}

fn instrumentation_entries(project: &Project) -> Vec<Entry> {
    let Some((path, runtimes)) = project.instrumentation() else {
        return Vec::new();
    };
    let entries = runtimes.into_iter().map(|runtime| Entry {
        source: path.to_owned(),
        graph: match runtime {
            Runtime::Nodejs => Graph::App,
            Runtime::Edge => Graph::Edge,
        },
        is_data: false,
    });
    entries.collect()
}

/// The configuration file for `next/config`, under the conditions it was evaluated with.
fn runtime_config_entry(project: &Project) -> Option<Entry> {
    let path = project.special.next_config.as_ref()?;
    project.config.has_runtime_config.then(|| Entry {
        source: path.strip_prefix(&project.root).unwrap_or(path).to_owned(),
        graph: Graph::Pages,
        is_data: false,
    })
}

pub(crate) fn offered_builtins() -> BuiltinSurface {
    let modules = public_surface().map(|(specifier, names)| {
        let names = names.into_iter().map(ToOwned::to_owned).collect();
        // Every member of `process` is a name of its module, and packages may add some.
        (
            specifier.to_owned(),
            (specifier != "node:process").then_some(names),
        )
    });
    BuiltinSurface {
        modules: modules.collect(),
    }
}

/// The bundler meets a syntax error of a route's file too.
fn is_known(project: &Project, found: &Diagnostic) -> bool {
    let is_same = |known: &Diagnostic| known.code == Some("syntax") && known.file == found.file;
    found.code == Some("syntax-error") && project.route_errors().any(is_same)
}

/// The middleware stands after the routes, and what instruments them answers nothing.
fn broken_routes(project: &Project, bundle: &BundleOutput) -> Vec<BrokenRoute> {
    let own = |index: usize| project.routes.get(index).map(|route| &route.errors);
    let mut broken = Vec::new();
    for (route, entry) in bundle.entries.iter().enumerate() {
        let own = own(route).into_iter().flatten();
        let found = entry.errors.iter();
        let found = found.filter(|diagnostic| !is_known(project, diagnostic));
        let errors: Diagnostics = own.chain(found).cloned().collect();
        if !errors.is_empty() {
            let answer = failure_answer("this route does not build", &errors);
            broken.push(BrokenRoute { route, answer });
        }
    }
    broken
}

/// The keys of this process's builds: cookies survive what `dev` builds anew.
fn preview_keys() -> Result<PreviewKeys, ImageError> {
    static KEYS: OnceLock<PreviewKeys> = OnceLock::new();
    if let Some(keys) = KEYS.get() {
        return Ok(keys.clone());
    }
    let keys = match PreviewKeys::from_environment(|name| env::var(name).ok()) {
        Some(keys) => keys,
        None => PreviewKeys::generate()?,
    };
    Ok(KEYS.get_or_init(|| keys).clone())
}

/// What has an entry of its own in the bundle, with its chunk.
struct Served {
    routes: Vec<Route>,
    middleware: Option<Middleware>,
    instrumentation: Vec<Instrumentation>,
    cache_handlers: Vec<CacheHandler>,
    runtime_config: Option<String>,
}

impl Served {
    fn of(project: &Project, bundle: &BundleOutput) -> Self {
        let routes: Vec<Route> = project
            .routes
            .iter()
            .zip(&bundle.entries)
            .map(|(route, entry)| route.to_manifest(bundle.chunks[entry.chunk].file.clone()))
            .collect();
        // The order of `bundler_inputs`.
        let mut further = bundle.entries[routes.len()..]
            .iter()
            .map(|entry| bundle.chunks[entry.chunk].file.clone());
        let middleware = project.middleware.as_ref();
        let middleware =
            middleware.and_then(|it| further.next().map(|entry| it.to_manifest(entry)));
        let runtimes = project.instrumentation().map(|(_, runtimes)| runtimes);
        let runtimes = runtimes.unwrap_or_default();
        let mut instrumentation = Vec::with_capacity(runtimes.len());
        for runtime in runtimes {
            instrumentation.extend(
                further
                    .next()
                    .map(|entry| Instrumentation { runtime, entry }),
            );
        }
        let cache_handlers = project.config.serve.cache.handler_files();
        let cache_handlers = cache_handlers
            .zip(&mut further)
            .map(|((kind, _), entry)| CacheHandler {
                kind: kind.map(ToOwned::to_owned),
                entry,
            })
            .collect();
        Self {
            routes,
            middleware,
            instrumentation,
            cache_handlers,
            runtime_config: further.next(),
        }
    }
}

fn put_together(
    project: Project,
    env: EnvFiles,
    public: BTreeMap<String, String>,
    bundle: BundleOutput,
    diagnostics: &Diagnostics,
    mode: Mode,
) -> Result<Image, Diagnostics> {
    let failed = |error: ImageError| Diagnostics::from(Diagnostic::error(error.to_string()));
    let broken: Vec<usize> = broken_routes(&project, &bundle)
        .iter()
        .map(|it| it.route)
        .collect();
    let served = Served::of(&project, &bundle);
    let next_version = project.next_version();
    let root = project.root.clone();
    let mut inputs = project.inputs;
    if !public.is_empty() {
        inputs.extend(env.inputs.clone());
    }
    for path in &bundle.watched_files {
        // A file that went away since is recorded as absent, so that the image is not current.
        let _ = inputs.read(path);
    }
    let mut manifest = Manifest::new(
        next_version,
        new_build_id().map_err(failed)?,
        preview_keys().map_err(failed)?,
        inputs.finish(),
    );
    manifest.waypost_build = BUILD.to_owned();
    manifest.config = project.config.serve;
    manifest.routes = served.routes;
    manifest.middleware = served.middleware;
    manifest.instrumentation = served.instrumentation;
    manifest.cache_handlers = served.cache_handlers;
    manifest.runtime_config = served.runtime_config;
    manifest.chunks = bundle.chunks;
    manifest.env = public;
    manifest.warnings = diagnostics.iter().map(ToString::to_string).collect();
    let mut files = bundle.files;
    // `dev` runs every handler for each request.
    if mode == Mode::Production && !diagnostics.has_errors() {
        prerender(&mut manifest, &mut files, &root, &env, &broken)?;
    }
    Image::new(manifest, files).map_err(failed)
}
