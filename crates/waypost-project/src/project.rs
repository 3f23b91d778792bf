//! A project as found on the disk: its routes, what shapes them, and what is wrong with it.

use crate::files::{Files, LARGEST_DATA, LARGEST_SOURCE};
use crate::middleware::{ProjectMiddleware, find_middleware};
use crate::next_config::{self, EvaluateConfig, NextConfig};
use crate::next_version::{self, DetectedNext};
use crate::public_files::{PublicFile, scan_public};
use crate::roots::{Roots, find_roots};
use crate::scan::{Found, Role, scan};
use crate::settings::Settings;
use crate::source::{RouteSource, of_data, read_route};
use crate::special_files::{SpecialFiles, find_next_config, find_special_files};
use crate::tsconfig::find_tsconfig;
use std::fs;
use std::path::{Path, PathBuf};
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::{
    Graph, HandlerMethod, Inputs, NextVersion, Route, RouteKind, Runtime, Segment, SegmentConfig,
};

/// Everything a build needs to know about a project before it reads imports.
#[derive(Debug)]
pub struct Project {
    /// Absolute, without symbolic links.
    pub root: PathBuf,
    pub roots: Roots,
    pub next: DetectedNext,
    /// Sorted by URL pattern.
    pub routes: Vec<ProjectRoute>,
    pub tsconfig: Option<PathBuf>,
    pub special: SpecialFiles,
    pub middleware: Option<ProjectMiddleware>,
    /// `next.config`, evaluated and checked.
    pub config: NextConfig,
    pub public: Vec<PublicFile>,
    pub settings: Settings,
    /// What was read so far. The bundler adds the modules it loads.
    pub inputs: Inputs,
    /// Warnings only: errors make `load` fail, but for those of one route, which stand there.
    pub warnings: Diagnostics,
}

/// A route before it is bundled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRoute {
    pub kind: RouteKind,
    /// `/api/users/[id]`
    pub page: String,
    pub segments: Vec<Segment>,
    pub path: PathBuf,
    /// `path` relative to the project.
    pub source: String,
    pub runtime: Runtime,
    pub methods: Option<Vec<HandlerMethod>>,
    pub config: SegmentConfig,
    /// What is wrong with the file, and with no other: the route cannot be served, its neighbours can.
    pub errors: Diagnostics,
}

impl Project {
    /// Reads the project in `directory`; `evaluator` is asked when it has a `next.config`. Fails when it
    /// has errors that are not one route's alone; the list then holds these and the warnings too.
    pub fn load(directory: &Path, evaluator: &dyn EvaluateConfig) -> Result<Self, Diagnostics> {
        let root = find_directory(directory)?;
        let mut files = Files::new(&root);
        let settings = Settings::read(&root, &mut files.diagnostics);
        let next = next_version::detect(&mut files);
        let Some(roots) = find_roots(&mut files) else {
            return Err(files.diagnostics);
        };
        let tsconfig = find_tsconfig(&mut files);
        let next_config = find_next_config(&mut files);
        let Some(config) = next_config::read(
            &mut files,
            next_config.as_deref(),
            tsconfig.as_deref(),
            next.version,
            evaluator,
        ) else {
            return Err(files.diagnostics);
        };
        let found = scan(&mut files, &roots, &config.page_extensions, next.version);
        let routes = read_routes(&mut files, found, next.version);
        let mut special = find_special_files(
            &mut files,
            &roots,
            next_config,
            &config.page_extensions,
            next.version,
        );
        if !(config.instrumentation_hook || next.version > NextVersion::V14) {
            special.instrumentation = None;
        }
        let middleware = find_middleware(&mut files, &special, next.version);
        let public = scan_public(&mut files);
        report_shadowed_routes(&mut files, &routes, &public);
        settings.check_patterns(
            routes.iter().map(|route| route.page.as_str()),
            &mut files.diagnostics,
        );
        if files.diagnostics.has_errors() {
            let of_routes = routes.into_iter().flat_map(|route| route.errors);
            files.diagnostics.extend(of_routes);
            return Err(files.diagnostics);
        }
        let Files {
            inputs,
            diagnostics: warnings,
            ..
        } = files;
        Ok(Self {
            root,
            roots,
            next,
            routes,
            tsconfig,
            special,
            middleware,
            config,
            public,
            settings,
            inputs,
            warnings,
        })
    }

    /// The module graphs that the instrumentation file is needed in, with the runtime it serves there.
    #[must_use]
    pub fn instrumentation(&self) -> Option<(&Path, Vec<Runtime>)> {
        let path = self.special.instrumentation.as_deref()?;
        let of_routes = self.routes.iter().map(|route| route.runtime);
        let of_middleware = self.middleware.iter().map(|middleware| middleware.runtime);
        let has_edge = of_routes
            .chain(of_middleware)
            .any(|runtime| runtime == Runtime::Edge);
        let edge = has_edge.then_some(Runtime::Edge);
        Some((path, std::iter::once(Runtime::Nodejs).chain(edge).collect()))
    }

    /// What is wrong with single routes, in the order of the routes.
    pub fn route_errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.routes.iter().flat_map(|route| &route.errors)
    }

    #[must_use]
    pub fn next_version(&self) -> NextVersion {
        self.next.version
    }
}

impl ProjectRoute {
    /// The module graph the route's file is bundled in.
    #[must_use]
    pub fn graph(&self) -> Graph {
        match (self.runtime, self.kind) {
            (Runtime::Edge, _) => Graph::Edge,
            (Runtime::Nodejs, RouteKind::AppRoute) => Graph::App,
            (Runtime::Nodejs, RouteKind::PagesApi) => Graph::Pages,
        }
    }

    /// The route's file is no code.
    #[must_use]
    pub fn is_data(&self) -> bool {
        let metadata = self.config.metadata.as_ref();
        metadata.is_some_and(|metadata| metadata.form.is_data())
    }

    /// The route as the manifest has it, answered by the chunk `entry`.
    #[must_use]
    pub fn to_manifest(&self, entry: String) -> Route {
        Route {
            kind: self.kind,
            page: self.page.clone(),
            segments: self.segments.clone(),
            entry,
            source: self.source.clone(),
            runtime: self.runtime,
            methods: self.methods.clone(),
            config: self.config.clone(),
        }
    }
}

fn find_directory(directory: &Path) -> Result<PathBuf, Diagnostics> {
    let problem = match fs::canonicalize(directory) {
        Ok(root) if root.is_dir() => return Ok(root),
        Ok(_) => "it is not a directory".to_owned(),
        Err(err) => err.to_string(),
    };
    let message = format!(
        "cannot open the project directory {}: {problem}",
        directory.display()
    );
    Err(Diagnostic::error(message)
        .with_code("project-directory")
        .into())
}

fn read_routes(files: &mut Files, found: Vec<Found>, version: NextVersion) -> Vec<ProjectRoute> {
    if found.is_empty() {
        files.report(
            Diagnostic::warning("the project has no API routes")
                .with_help("routes are app/**/route.ts and the files below pages/api"),
        );
    }
    let routes = found.into_iter();
    routes
        .filter_map(|found| read(files, found, version))
        .collect()
}

fn read(files: &mut Files, found: Found, version: NextVersion) -> Option<ProjectRoute> {
    let Role::Route(kind) = found.role else {
        return None;
    };
    let project_wide = std::mem::take(&mut files.diagnostics);
    let RouteSource {
        methods,
        runtime,
        config,
    } = read_source(files, &found, kind, version);
    let own = std::mem::replace(&mut files.diagnostics, project_wide);
    let (errors, warnings): (Vec<_>, Vec<_>) = own.into_iter().partition(Diagnostic::is_error);
    files.diagnostics.extend(warnings);
    let segments = Segment::parse_page(&found.page);
    let Found {
        page, path, source, ..
    } = found;
    Some(ProjectRoute {
        kind,
        page,
        segments,
        path,
        source,
        runtime,
        methods,
        config,
        errors: errors.into_iter().collect(),
    })
}

/// Of a file that cannot be used the route is left, with what is reported.
fn read_source(
    files: &mut Files,
    found: &Found,
    kind: RouteKind,
    version: NextVersion,
) -> RouteSource {
    if found.metadata.as_ref().is_some_and(|it| it.form.is_data()) {
        let size = files.read_data(&found.path, LARGEST_DATA);
        let (source, errors) = of_data(found, size.unwrap_or_default(), version);
        files.diagnostics.extend(errors);
        return source;
    }
    match files.read_text(&found.path, LARGEST_SOURCE) {
        Some(text) => read_route(found, kind, &text, &mut files.diagnostics),
        None => RouteSource::default(),
    }
}

/// A public file is looked for before routes, so it hides one at the same path.
fn report_shadowed_routes(files: &mut Files, routes: &[ProjectRoute], public: &[PublicFile]) {
    for route in routes {
        if let Ok(index) = public.binary_search_by(|file| file.url.as_str().cmp(&route.page)) {
            let hidden_by = files.relative(&public[index].path);
            let page = &route.page;
            let message = format!(
                "A conflicting public file and page file was found for path {page} \
                 https://nextjs.org/docs/messages/conflicting-public-file-page"
            );
            files.report(
                Diagnostic::warning(message)
                    .with_code("conflicting-public-file")
                    .in_file(route.source.clone())
                    .with_help(format!(
                        "{hidden_by} is served in its place; rename one of them"
                    )),
            );
        }
    }
}
