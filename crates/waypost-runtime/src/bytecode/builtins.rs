//! Which builtins an image begins with. It is seen by loading the modules that its chunks name, with all their members.

use std::collections::BTreeSet;

use memchr::memmem;
use waypost_builtins::{Builtins, compile_script, global_scripts, public_module, public_surface};
use waypost_image::{Image, ImageError, Import, RouteKind};
use waypost_jsc::{KeptText, Scope};

use super::file::Compiled;
use crate::worker::Worker;

// Builtins that the first answers evaluate, besides those that start a worker and those that chunks name. A test holds
// that none is missing.

/// Of any route.
const OF_ANY: &[&str] = &[
    "internal/loader/bootstrap",
    "internal/loader/known_members",
    "internal/loader/loader",
    "internal/loader/missing",
    "internal/turn/invocation",
    "internal/turn/server_origin",
    "internal/validators/validators",
    "next/instrumentation/instrumentation",
    "next/version/version",
    "node/crypto/digester",
];
/// Of `app`, and of middleware.
const OF_APP: &[&str] = &[
    "internal/webidl/pair_iterator",
    "internal/webidl/webidl",
    "next/route_handler/respond",
    "next/route_handler/route_handler",
    "web/encoding/utf8",
    "web/fetch/body",
    "web/url/form_urlencoded",
    "web/url/parser",
    "web/url/search_params",
    "web/url/url",
];
/// Of `pages/api`.
const OF_PAGES: &[&str] = &[
    "next/api_handler/api_handler",
    "next/api_handler/api_request",
    "next/api_handler/api_response",
    "next/api_handler/body_parser",
    "next/api_handler/config",
    "next/api_handler/etag",
    "next/api_handler/media_type",
    "next/api_handler/query",
    "next/api_handler/send",
    "node/events/events",
    "node/http/incoming_message",
    "node/http/lifecycle",
    "node/http/outgoing_body",
    "node/http/outgoing_message",
    "node/http/server_response",
    "node/http/status_codes",
    "node/stream/destroy",
    "node/stream/legacy",
    "node/stream/operators",
    "node/stream/readable",
    "node/stream/readable_pipe",
    "node/stream/readable_state",
];
/// Of middleware.
const OF_MIDDLEWARE: &[&str] = &[
    "next/middleware/middleware",
    "next/route_handler/edge_api",
    "next/server/next_url",
    "web/fetch/headers",
];

fn of_first_answers(image: &Image) -> impl Iterator<Item = &'static str> {
    let manifest = image.manifest();
    let has = |kind| manifest.routes.iter().any(|route| route.kind == kind);
    let has_middleware = manifest.middleware.is_some();
    let lists = [
        (true, OF_ANY),
        (has(RouteKind::AppRoute) || has_middleware, OF_APP),
        (has(RouteKind::PagesApi), OF_PAGES),
        (has_middleware, OF_MIDDLEWARE),
    ];
    let needed = lists.into_iter().filter(|(is_needed, _)| *is_needed);
    needed.flat_map(|(_, names)| names.iter().copied())
}

/// The names of the builtins that start a worker and that the image's handlers evaluate with their first answers.
pub(super) fn needed_builtins(
    worker: &Worker,
    image: &Image,
) -> Result<BTreeSet<String>, ImageError> {
    let imported = imported_builtins(image)?;
    let globals = global_scripts().map(|(name, script)| (name.to_owned(), (script, name)));
    let globals = named_in_chunks(image, globals)?;
    worker.with_realm(|scope, builtins| {
        for specifier in imported {
            if let Some((script, names)) = public_module(specifier) {
                load_with_members(scope, builtins, script, names);
            }
        }
        for (script, name) in globals {
            load_with_members(scope, builtins, script, [name]);
        }
    });
    let evaluated = worker.evaluated_scripts().into_iter();
    let names = evaluated.map(|script| script.name);
    Ok(names
        .chain(of_first_answers(image))
        .map(ToOwned::to_owned)
        .collect())
}

/// Compiles builtins by their names, as far as they exist.
pub(super) fn compile_builtins(worker: &Worker, names: &BTreeSet<String>) -> Vec<Compiled> {
    worker.with_realm(|scope, _| {
        let compiled = names.iter().filter_map(|name| {
            let (source, bytecode) = compile_script(scope, name)?;
            Some(Compiled {
                name: name.clone(),
                sha256: String::new(),
                text: KeptText::of_static(source),
                bytecode,
            })
        });
        compiled.collect()
    })
}

/// The builtins that chunks import, or name: `require` is a call with the specifier as text.
fn imported_builtins(image: &Image) -> Result<BTreeSet<&'static str>, ImageError> {
    let chunks = image.manifest().chunks.iter();
    let imports = chunks.flat_map(|chunk| chunk.imports.iter().chain(chunk.dynamic.values()));
    let imported: BTreeSet<&str> = imports
        .filter_map(|import| match import {
            Import::Builtin(specifier) => Some(specifier.as_str()),
            Import::Chunk(_) | Import::External(_) => None,
        })
        .collect();
    let specifiers = public_surface().map(|(specifier, _)| (format!("\"{specifier}\""), specifier));
    let named = named_in_chunks(image, specifiers)?;
    let all = public_surface().map(|(specifier, _)| specifier);
    Ok(all
        .filter(|specifier| imported.contains(specifier) || named.contains(specifier))
        .collect())
}

/// Of texts with what they stand for, what of it stands somewhere in the chunks.
fn named_in_chunks<T: Ord>(
    image: &Image,
    texts: impl Iterator<Item = (String, T)>,
) -> Result<BTreeSet<T>, ImageError> {
    let mut missing: Vec<_> = texts.collect();
    let mut named = BTreeSet::new();
    for index in 0..image.manifest().chunks.len() {
        let source = image.chunk_source(index)?;
        let found = missing.extract_if(.., |(text, _)| {
            memmem::find(source.as_bytes(), text.as_bytes()).is_some()
        });
        named.extend(found.map(|(_, meaning)| meaning));
    }
    Ok(named)
}

/// `require` makes an object of all members, which evaluates what they stand in.
fn load_with_members<'n>(
    scope: &Scope<'_>,
    builtins: &Builtins,
    script: &str,
    members: impl IntoIterator<Item = &'n str>,
) {
    // What cannot be had here is compiled when a handler asks for it.
    let Ok(exports) = builtins.exports(scope, script) else {
        return;
    };
    for name in members {
        let _ = exports.get(scope, name);
    }
}
