//! Makes the answers of static route handlers at build.
//!
//! A route is a candidate by what its file says, as each version of Next.js reads it; whether it
//! stays one shows when it runs: a handler that looks at the request is dynamic. The handlers run
//! one after the other in a VM of their own, which starts only for a project that has candidates.

use crate::config_file::process_settings;
use crate::frames::at_frames;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use waypost_bundler::Mode;
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::{
    AnswerTerms, Dynamic, HandlerMethod, Image, ImageFiles, Manifest, MetadataFile, MetadataForm,
    NextVersion, Revalidate, Route, RouteKind, Runtime, StaticAnswer, StaticBody, StaticContent,
    StaticRoute,
};
use waypost_project::EnvFiles;
use waypost_runtime::{Evaluation, EvaluationError, Limits, WorkerOptions};

/// How long one piece of JavaScript may run, as `staticPageGenerationTimeout` of Next.js.
const PAUSE: Duration = Duration::from_secs(60);
/// How long all handlers together may take.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Makes the answers, and enters them into the manifest and the files of the image.
pub(crate) fn prerender(
    manifest: &mut Manifest,
    files: &mut ImageFiles,
    root: &Path,
    env: &EnvFiles,
    broken: &[usize],
) -> Result<(), Diagnostics> {
    let version = manifest.next_version;
    let routes = manifest.routes.iter().enumerate();
    let candidates: Vec<usize> = routes
        .filter(|(index, route)| is_candidate(route, version) && !broken.contains(index))
        .map(|(index, _)| index)
        .collect();
    if candidates.is_empty() {
        return Ok(());
    }
    let json = evaluation(manifest, files, root, env, &candidates)?
        .run()
        .map_err(|error| Diagnostics::from(not_run(&error)))?;
    if let Ok(Thrown { failed }) = serde_json::from_str(&json) {
        return Err(thrown(manifest, root, &failed).into());
    }
    let made: Vec<Prerendered> = serde_json::from_str(&json)
        .map_err(|error| Diagnostics::from(unreadable(&error.to_string())))?;
    for route in made {
        enter(manifest, files, route)?;
    }
    Ok(())
}

/// Whether a file may be answered from what the build makes, by what it says of itself.
fn is_candidate(route: &Route, version: NextVersion) -> bool {
    let config = &route.config;
    if route.kind != RouteKind::AppRoute || route.runtime != Runtime::Nodejs {
        return false;
    }
    // What the source does not tell, the module will.
    let methods = route.methods.as_deref().unwrap_or(&[HandlerMethod::Get]);
    let is_only_read = methods
        .iter()
        .all(|method| matches!(method, HandlerMethod::Get | HandlerMethod::Head));
    if !is_only_read || !methods.contains(&HandlerMethod::Get) {
        return false;
    }
    if config.dynamic == Dynamic::ForceDynamic || config.revalidate == Some(Revalidate::Seconds(0))
    {
        return false;
    }
    // Before 16 images with ids are made when they are asked for.
    let makes_images = |file: &MetadataFile| file.is_many && file.form == MetadataForm::Image;
    if version < NextVersion::V16 && config.metadata.as_ref().is_some_and(makes_images) {
        return false;
    }
    let is_declared = matches!(config.dynamic, Dynamic::ForceStatic | Dynamic::Error);
    if !route.is_static() {
        return config.generates_static_params || is_declared;
    }
    version == NextVersion::V14
        || is_declared
        || config.revalidate.is_some()
        || config.generates_static_params
        || config.metadata.is_some()
}

fn evaluation(
    manifest: &Manifest,
    files: &ImageFiles,
    root: &Path,
    env: &EnvFiles,
    candidates: &[usize],
) -> Result<Evaluation, Diagnostics> {
    let mut manifest = manifest.clone();
    // `register` is for servers.
    manifest.instrumentation.clear();
    let image = Image::new(manifest, files.clone())
        .map_err(|error| Diagnostics::from(unreadable(&error.to_string())))?;
    let mut process = process_settings(root, Mode::Production, env);
    for (name, value) in [
        ("NEXT_PHASE", "phase-production-build"),
        ("NEXT_RUNTIME", "nodejs"),
    ] {
        process.env.retain(|(known, _)| known != name);
        process.env.push((name.to_owned(), value.to_owned()));
    }
    Ok(Evaluation {
        image,
        script: "next/prerender/prerender",
        function: "prerender",
        arguments: [json!(candidates), Value::Null, Value::Null],
        options: WorkerOptions {
            origin: "http://localhost:3000".to_owned(),
            root: root.display().to_string(),
            dev: false,
            limits: Limits { pause: PAUSE },
            process,
            bytecode: None,
        },
        limit: LIMIT,
    })
}

/// `Prerendered` of the builtin.
#[derive(Deserialize)]
struct Prerendered {
    route: usize,
    answers: Vec<Made>,
}

#[derive(Deserialize)]
struct Made {
    path: String,
    created: i64,
    status: u16,
    head: String,
    body: String,
    #[serde(flatten)]
    terms: AnswerTerms,
}

fn enter(
    manifest: &mut Manifest,
    files: &mut ImageFiles,
    route: Prerendered,
) -> Result<(), Diagnostics> {
    let of_manifest = &manifest.routes[route.route];
    // 14 reads `dynamicParams` only beside `generateStaticParams`.
    let is_closed = !of_manifest.config.dynamic_params
        && !of_manifest.is_static()
        && (of_manifest.config.generates_static_params
            || manifest.next_version >= NextVersion::V15);
    let mut answers = Vec::with_capacity(route.answers.len());
    for made in route.answers {
        let file = format!("answers/{}-{}.json", route.route, answers.len());
        let content = StaticContent {
            status: made.status,
            headers: made.head,
            body: StaticBody::of_characters(made.body),
        };
        let text = serde_json::to_string(&content)
            .map_err(|error| Diagnostics::from(unreadable(&error.to_string())))?;
        files.insert(file.clone(), text);
        answers.push(StaticAnswer {
            path: made.path,
            file,
            created: made.created,
            terms: made.terms,
        });
    }
    manifest.static_routes.push(StaticRoute {
        route: route.route,
        is_closed,
        answers,
    });
    Ok(())
}

#[derive(Deserialize)]
struct Thrown {
    failed: Failure,
}

/// `Failure` of the builtin: an error of a handler.
#[derive(Deserialize)]
struct Failure {
    route: usize,
    path: String,
    message: String,
    frames: Vec<String>,
}

fn thrown(manifest: &Manifest, root: &Path, failure: &Failure) -> Diagnostic {
    let Failure {
        route,
        path,
        message,
        frames,
    } = failure;
    let route = manifest.routes.get(*route);
    let source = route.map_or("", |route| &route.source);
    let page = route.map_or("", |route| &route.page);
    // Without a path its module did not even load.
    let (what, help) = if path.is_empty() {
        (
            format!("Failed to collect page data for {page}: {message}"),
            "the module runs at build, because the route's answer is kept: it needs there what it needs when it is \
             served, as environment variables",
        )
    } else {
        (
            format!("Error occurred prerendering page {path:?}: {message}"),
            "the handler runs at build, because its answer is kept; `export const dynamic = \
             \"force-dynamic\"` makes it run for each request",
        )
    };
    let diagnostic = Diagnostic::error(what)
        .with_code("prerender")
        .in_file(source)
        .with_help(help);
    at_frames(diagnostic, root, frames)
}

fn not_run(error: &EvaluationError) -> Diagnostic {
    Diagnostic::error(format!("the static route handlers cannot be run: {error}"))
        .with_code("prerender")
}

fn unreadable(reason: &str) -> Diagnostic {
    Diagnostic::error(format!(
        "the answers of static route handlers cannot be kept: {reason}"
    ))
    .with_code("prerender")
}

#[cfg(test)]
mod tests {
    use super::*;
    use waypost_image::{Segment, SegmentConfig};

    fn route(page: &str, methods: &[HandlerMethod], config: SegmentConfig) -> Route {
        Route {
            kind: RouteKind::AppRoute,
            page: page.to_owned(),
            segments: Segment::parse_page(page),
            entry: String::new(),
            source: String::new(),
            runtime: Runtime::Nodejs,
            methods: Some(methods.to_vec()),
            config,
        }
    }

    #[test]
    fn versions_differ_in_what_is_static() {
        use HandlerMethod::{Get, Head, Options, Put};
        let check = |route: &Route, expected: [bool; 3]| {
            let found = [NextVersion::V14, NextVersion::V15, NextVersion::V16]
                .map(|version| is_candidate(route, version));
            assert_eq!(found, expected, "{route:?}");
        };
        let plain = SegmentConfig::default;
        let with = |dynamic, revalidate| SegmentConfig {
            dynamic,
            revalidate,
            ..SegmentConfig::default()
        };
        let forced = || with(Dynamic::ForceStatic, None);
        let (no, all) = ([false; 3], [true; 3]);
        check(&route("/a", &[Get], plain()), [true, false, false]);
        check(&route("/a", &[Get, Head], forced()), all);
        check(&route("/a", &[Get, Put], forced()), no);
        check(&route("/a", &[Get, Options], forced()), no);
        check(&route("/a", &[Head], forced()), no);
        check(&route("/a", &[Get], with(Dynamic::Error, None)), all);
        check(&route("/a", &[Get], with(Dynamic::ForceDynamic, None)), no);
        let time = |seconds| with(Dynamic::Auto, Some(Revalidate::Seconds(seconds)));
        check(&route("/a", &[Get], time(60)), all);
        check(&route("/a", &[Get], time(0)), no);
        check(
            &route("/a", &[Get], with(Dynamic::Auto, Some(Revalidate::Never))),
            all,
        );
        check(&route("/[id]", &[Get], plain()), no);
        check(&route("/[id]", &[Get], time(60)), no);
        check(&route("/[id]", &[Get], forced()), all);
        let generated = SegmentConfig {
            generates_static_params: true,
            ..plain()
        };
        check(&route("/[id]", &[Get], generated), all);
        let mut edge = route("/a", &[Get], forced());
        edge.runtime = Runtime::Edge;
        check(&edge, no);
        let mut unknown = route("/a", &[Get], forced());
        unknown.methods = None;
        check(&unknown, all);
    }
}
