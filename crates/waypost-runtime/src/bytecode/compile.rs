//! Compiling an app image, in a process that has the engine's options of a worker. No code of the project runs.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::task::LocalSet;
use waypost_image::{Image, ImageError, current_home};
use waypost_jsc::{KeptText, Origin, bytecode_version};

use super::builtins::{compile_builtins, needed_builtins};
use super::file::{BytecodeFile, Compiled, Made, write};
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

/// Compiles the chunks of the current image in `directory`, and the builtins they begin with, where the same `build` of waypost
/// did not do so for an image before. Does nothing where the engine keeps no bytecode.
pub fn compile_image(
    directory: &Path,
    build: &'static str,
    options: WorkerOptions,
) -> Result<(), CompileError> {
    let image = Image::open(directory)?;
    let home = current_home(directory)?;
    let failed = |path: &Path, error| CompileError::Io {
        path: path.to_owned(),
        error,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| failed(directory, error))?;
    LocalSet::new().block_on(&runtime, async {
        let worker = Worker::start(options)?;
        let Some(engine) = bytecode_version() else {
            return Ok(());
        };
        let made = Made { engine, build };
        let path = directory.join(BUILTINS_FILE);
        let kept = BytecodeFile::open(&path).filter(|file| file.is_of(build));
        let mut needed = needed_builtins(&worker, &image)?;
        if kept.as_ref().is_none_or(|kept| !kept.has_all(&needed)) {
            needed.extend(kept.iter().flat_map(BytecodeFile::names));
            let compiled = compile_builtins(&worker, &needed);
            write(&path, made, &compiled).map_err(|error| failed(&path, error))?;
        }
        let path = home.join(CHUNKS_FILE);
        let compiled = compile_chunks(&worker, &image)?;
        write(&path, made, &compiled).map_err(|error| failed(&path, error))
    })
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
