//! Compiling an app image, in a process that has the engine's options of a worker.
//!
//! No code of the project runs. Which builtins an image evaluates is seen by loading the modules that its chunks import,
//! with all their members.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use memchr::memmem;
use tokio::task::LocalSet;
use waypost_builtins::{Builtins, compile_script, global_scripts, public_module, public_surface};
use waypost_image::{Image, ImageError, Import};
use waypost_jsc::{KeptText, Origin, Scope, bytecode_version};

use super::file::{Compiled, write};
use super::{BUILTINS_FILE, CHUNKS_FILE};
use crate::source_maps::chunk_url;
use crate::worker::{Worker, WorkerError, WorkerOptions};

/// Chunks that are not compiled by then are left out: they take a second for each five megabytes.
const LIMIT: Duration = Duration::from_secs(30);
/// The engine's writer slows down with the size of what it writes.
const LARGEST_CHUNK: usize = 16 << 20;

/// Why an image was not compiled. It can be served all the same.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// No VM.
    #[error(transparent)]
    Start(#[from] WorkerError),
    /// The image cannot be read.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// There is no event loop, or what was made cannot be written.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file, or the image.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// Compiles the chunks of the image in the folder `home` and the builtins they begin with. Does nothing where the engine
/// keeps no bytecode.
pub fn compile_image(
    image: &Image,
    home: &Path,
    options: WorkerOptions,
) -> Result<(), CompileError> {
    let failed = |path: &Path, error| CompileError::Io {
        path: path.to_owned(),
        error,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| failed(home, error))?;
    LocalSet::new().block_on(&runtime, async {
        let worker = Worker::start(options)?;
        let Some(engine) = bytecode_version() else {
            return Ok(());
        };
        let keep = |file: &str, compiled: &[Compiled]| {
            let path = home.join(file);
            write(&path, engine, compiled).map_err(|error| failed(&path, error))
        };
        keep(BUILTINS_FILE, &compile_builtins(&worker, image)?)?;
        keep(CHUNKS_FILE, &compile_chunks(&worker, image)?)
    })
}

/// Builtins that the first answers of each kind of route evaluate, besides those that start a worker and those that
/// chunks name. A test holds that none is missing.
const OF_FIRST_ANSWERS: &[&str] = &[
    "internal/loader/bootstrap",
    "internal/loader/known_members",
    "internal/loader/loader",
    "internal/loader/missing",
    "internal/turn/invocation",
    "internal/turn/server_origin",
    "internal/validators/validators",
    "internal/webidl/pair_iterator",
    "internal/webidl/webidl",
    "next/api_handler/api_handler",
    "next/api_handler/api_request",
    "next/api_handler/api_response",
    "next/api_handler/body_parser",
    "next/api_handler/config",
    "next/api_handler/etag",
    "next/api_handler/media_type",
    "next/api_handler/query",
    "next/api_handler/send",
    "next/instrumentation/instrumentation",
    "next/middleware/middleware",
    "next/route_handler/edge_api",
    "next/route_handler/respond",
    "next/route_handler/route_handler",
    "next/server/next_url",
    "next/version/version",
    "node/crypto/digester",
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
    "web/encoding/utf8",
    "web/fetch/body",
    "web/fetch/headers",
    "web/url/form_urlencoded",
    "web/url/parser",
    "web/url/search_params",
    "web/url/url",
];

fn compile_builtins(worker: &Worker, image: &Image) -> Result<Vec<Compiled>, CompileError> {
    let imported = imported_builtins(image)?;
    let globals = global_scripts().map(|(name, script)| (name.to_owned(), (script, name)));
    let globals = named_in_chunks(image, globals)?;
    let compiled = worker.with_realm(|scope, builtins| {
        for specifier in imported {
            if let Some((script, names)) = public_module(specifier) {
                load_with_members(scope, builtins, script, names);
            }
        }
        for (script, name) in globals {
            load_with_members(scope, builtins, script, [name]);
        }
        let evaluated = worker.evaluated_scripts();
        let mut names: BTreeSet<&str> = evaluated.iter().map(|script| script.name).collect();
        names.extend(OF_FIRST_ANSWERS);
        let compiled = names.into_iter().filter_map(|name| {
            let (source, bytecode) = compile_script(scope, name)?;
            Some(Compiled {
                name: name.to_owned(),
                sha256: String::new(),
                text: KeptText::of_static(source),
                bytecode,
            })
        });
        compiled.collect()
    });
    Ok(compiled)
}

/// The builtins that chunks import, or name: `require` is a call with the specifier as text.
fn imported_builtins(image: &Image) -> Result<BTreeSet<&'static str>, CompileError> {
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
) -> Result<BTreeSet<T>, CompileError> {
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

fn compile_chunks(worker: &Worker, image: &Image) -> Result<Vec<Compiled>, CompileError> {
    let begun = Instant::now();
    let manifest = image.manifest();
    let mut compiled = Vec::with_capacity(manifest.chunks.len());
    for (index, chunk) in manifest.chunks.iter().enumerate() {
        let source = image.chunk_source(index)?.into_owned();
        if source.len() > LARGEST_CHUNK || begun.elapsed() > LIMIT {
            continue;
        }
        let text = KeptText::keep(source);
        let origin = Origin::new(chunk_url(0, &chunk.file));
        let bytecode = worker.with_realm(|scope, _| scope.compile(text, &origin));
        compiled.extend(bytecode.map(|bytecode| Compiled {
            name: chunk.file.clone(),
            sha256: manifest.files[&chunk.file].sha256.clone(),
            text,
            bytecode,
        }));
    }
    Ok(compiled)
}
