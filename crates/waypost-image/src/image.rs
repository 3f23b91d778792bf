//! Reading an app image, from `.waypost/` or from memory.

use crate::digest::sha256_hex;
use crate::manifest::{FORMAT_VERSION, FileStamp, WAYPOST_VERSION};
use crate::{CacheHandler, ImageError, Instrumentation, Manifest};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Where a project's image is, below the project directory.
pub const IMAGE_DIRECTORY: &str = ".waypost";
pub(crate) const MANIFEST_FILE: &str = "manifest.json";
/// Holds the name of the image in use, so that replacing an image is one rename.
pub(crate) const CURRENT_FILE: &str = "current";

/// The files of an image besides its manifest, by name.
pub type ImageFiles = BTreeMap<String, String>;

/// A readable app image. Immutable; one per process.
#[derive(Debug)]
pub struct Image {
    manifest: Manifest,
    files: Files,
    /// Chunk of each route, by route; after them that of the middleware, those of the
    /// instrumentation, and those of the cache handlers, if there are any.
    entries: Vec<usize>,
}

#[derive(Debug)]
enum Files {
    Memory(ImageFiles),
    Directory(PathBuf),
}

impl Image {
    /// An image in memory. Sizes and digests of `files` are entered into the manifest here.
    pub fn new(mut manifest: Manifest, files: ImageFiles) -> Result<Self, ImageError> {
        manifest.files = files
            .iter()
            .map(|(name, text)| (name.clone(), stamp(text)))
            .collect();
        Self::from_parts(manifest, Files::Memory(files), Path::new("the built image"))
    }

    /// Opens the image in `directory`, usually `<project>/.waypost`.
    pub fn open(directory: &Path) -> Result<Self, ImageError> {
        let home = current_home(directory)?;
        let path = home.join(MANIFEST_FILE);
        let Some(text) = read_text(&path)? else {
            return Err(ImageError::damaged(
                &directory.join(CURRENT_FILE),
                "the image it names is not there",
            ));
        };
        let manifest = parse_manifest(directory, &path, &text)?;
        Self::from_parts(manifest, Files::Directory(home), &path)
    }

    fn from_parts(manifest: Manifest, files: Files, path: &Path) -> Result<Self, ImageError> {
        check_names(&manifest, path)?;
        let by_name: HashMap<&str, usize> = manifest
            .chunks
            .iter()
            .enumerate()
            .map(|(i, chunk)| (chunk.file.as_str(), i))
            .collect();
        let mut entries = Vec::with_capacity(manifest.routes.len());
        let routes = manifest
            .routes
            .iter()
            .map(|route| (&route.entry, &route.page));
        let middleware = manifest.middleware.iter().map(|it| (&it.entry, &it.source));
        let instrumentation = manifest
            .instrumentation
            .iter()
            .map(|it| (&it.entry, &it.entry));
        let handlers = manifest
            .cache_handlers
            .iter()
            .map(|it| (&it.entry, &it.entry));
        let further = middleware.chain(instrumentation).chain(handlers);
        for (entry, name) in routes.chain(further) {
            let Some(&chunk) = by_name.get(entry.as_str()) else {
                let reason = format!("{name:?} names the unknown chunk {entry:?}");
                return Err(ImageError::damaged(path, reason));
            };
            entries.push(chunk);
        }
        Ok(Self {
            manifest,
            files,
            entries,
        })
    }

    /// The folder of an image that was opened; none of one in memory.
    #[must_use]
    pub fn home(&self) -> Option<&Path> {
        match &self.files {
            Files::Directory(home) => Some(home),
            Files::Memory(_) => None,
        }
    }

    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Chunks of the instrumentation file, in the manifest's order.
    pub fn instrumentation(&self) -> impl Iterator<Item = (&Instrumentation, usize)> {
        let after = self.manifest.cache_handlers.len();
        let first = self.entries.len() - self.manifest.instrumentation.len() - after;
        let chunks = self.entries[first..].iter().copied();
        self.manifest.instrumentation.iter().zip(chunks)
    }

    /// Chunks of the modules that keep cached values, in the manifest's order.
    pub fn cache_handlers(&self) -> impl Iterator<Item = (&CacheHandler, usize)> {
        let first = self.entries.len() - self.manifest.cache_handlers.len();
        let chunks = self.entries[first..].iter().copied();
        self.manifest.cache_handlers.iter().zip(chunks)
    }

    /// Chunk of the configuration file, when handlers ask for its values.
    #[must_use]
    pub fn runtime_config(&self) -> Option<usize> {
        let entry = self.manifest.runtime_config.as_ref()?;
        let mut chunks = self.manifest.chunks.iter();
        chunks.position(|chunk| chunk.file == *entry)
    }

    /// Index of the chunk that exports a route's handlers. One past the last route is the middleware.
    #[must_use]
    pub fn entry(&self, route: usize) -> usize {
        self.entries[route]
    }

    /// Source of a chunk, read now and compared with its digest.
    pub fn chunk_source(&self, chunk: usize) -> Result<Cow<'_, str>, ImageError> {
        self.file(&self.manifest.chunks[chunk].file)
    }

    /// Source map of a chunk as JSON, if it has one.
    pub fn source_map(&self, chunk: usize) -> Result<Option<Cow<'_, str>>, ImageError> {
        self.manifest.chunks[chunk]
            .map
            .as_deref()
            .map(|name| self.file(name))
            .transpose()
    }

    /// Any file of the image by its name.
    pub fn file(&self, name: &str) -> Result<Cow<'_, str>, ImageError> {
        let home = match &self.files {
            Files::Memory(files) => {
                let missing = || ImageError::damaged(Path::new(name), "the image does not hold it");
                return files
                    .get(name)
                    .map(|text| Cow::Borrowed(text.as_str()))
                    .ok_or_else(missing);
            }
            Files::Directory(home) => home,
        };
        let path = home.join(name);
        let Some(stamp) = self.manifest.files.get(name) else {
            return Err(ImageError::damaged(&path, "the manifest does not list it"));
        };
        let text =
            read_text(&path)?.ok_or_else(|| ImageError::damaged(&path, "it is not there"))?;
        if text.len() as u64 != stamp.size || sha256_hex(text.as_bytes()) != stamp.sha256 {
            return Err(ImageError::damaged(
                &path,
                "it is not the file that was built",
            ));
        }
        Ok(Cow::Owned(text))
    }

    /// Reads every file and compares it with its digest.
    pub fn verify(&self) -> Result<(), ImageError> {
        for name in self.manifest.files.keys() {
            self.file(name)?;
        }
        Ok(())
    }

    /// Everything the build read is unchanged under `root`, the project directory.
    #[must_use]
    pub fn is_current(&self, root: &Path) -> bool {
        self.manifest.inputs.is_current(root)
    }
}

/// The folder of the current image in `directory`, which may be damaged or of another waypost.
pub fn current_home(directory: &Path) -> Result<PathBuf, ImageError> {
    let current = directory.join(CURRENT_FILE);
    let Some(name) = read_text(&current)? else {
        return Err(ImageError::Missing {
            directory: directory.to_owned(),
        });
    };
    let name = name.trim();
    if !is_plain_name(name) {
        return Err(ImageError::damaged(
            &current,
            "it does not hold the name of an image",
        ));
    }
    Ok(directory.join(name))
}

fn stamp(text: &str) -> FileStamp {
    FileStamp {
        size: text.len() as u64,
        sha256: sha256_hex(text.as_bytes()),
    }
}

/// The versions are looked at first: the rest of a foreign manifest may have any shape.
fn parse_manifest(directory: &Path, path: &Path, text: &str) -> Result<Manifest, ImageError> {
    #[derive(serde::Deserialize)]
    struct Versions {
        version: u64,
        waypost_version: String,
    }
    match serde_json::from_str::<Manifest>(text) {
        Ok(manifest)
            if manifest.version == FORMAT_VERSION
                && manifest.waypost_version == WAYPOST_VERSION =>
        {
            Ok(manifest)
        }
        whole => match serde_json::from_str::<Versions>(text) {
            Ok(found) if found.version != u64::from(FORMAT_VERSION) => Err(ImageError::Format {
                directory: directory.to_owned(),
                found: found.version,
                expected: FORMAT_VERSION,
            }),
            Ok(found) if found.waypost_version != WAYPOST_VERSION => {
                Err(ImageError::OtherWaypost {
                    directory: directory.to_owned(),
                    found: found.waypost_version,
                    expected: WAYPOST_VERSION,
                })
            }
            Ok(_) | Err(_) => {
                let reason = whole.err().map_or_else(String::new, |err| err.to_string());
                Err(ImageError::damaged(path, reason))
            }
        },
    }
}

/// An image is data from a disk: no name in it may lead out of its directory, no index out of its list.
fn check_names(manifest: &Manifest, path: &Path) -> Result<(), ImageError> {
    for name in manifest.files.keys() {
        if !is_inner_name(name) {
            return Err(ImageError::damaged(
                path,
                format!("{name:?} is no file name of an image"),
            ));
        }
    }
    let count = manifest.chunks.len();
    for chunk in &manifest.chunks {
        let imports = chunk.imports.iter().chain(chunk.dynamic.values());
        for import in imports {
            if matches!(import, crate::Import::Chunk(index) if *index >= count) {
                let reason = format!("chunk {:?} imports a chunk that does not exist", chunk.file);
                return Err(ImageError::damaged(path, reason));
            }
        }
        for name in std::iter::once(&chunk.file).chain(&chunk.map) {
            if !manifest.files.contains_key(name) {
                return Err(ImageError::damaged(
                    path,
                    format!("the file {name:?} is not part of it"),
                ));
            }
        }
    }
    Ok(())
}

fn is_inner_name(name: &str) -> bool {
    let path = Path::new(name);
    !name.is_empty()
        && name != MANIFEST_FILE
        && !name.contains(['\\', '\0'])
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

fn is_plain_name(name: &str) -> bool {
    is_inner_name(name) && !name.contains('/')
}

fn read_text(path: &Path) -> Result<Option<String>, ImageError> {
    match fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(ImageError::damaged(path, "it is not UTF-8 text")),
        },
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(err) if err.kind() == io::ErrorKind::NotADirectory => Ok(None),
        Err(err) => Err(ImageError::io("read", path, err)),
    }
}
