//! The file format: what it is, the length of its table in bytes, the table as JSON, then the bytecode of each script.
//!
//! Numbers are little-endian. Each script's bytecode begins at a multiple of 16 bytes, as the engine wrote it, and holds
//! its text somewhere; the table says where.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::rc::Rc;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use waypost_jsc::{KeptText, MappedFile, StringUnits, bytecode_version};

use super::Pages;

const MAGIC: &[u8; 16] = b"waypost-bytecode";
const HEAD: usize = MAGIC.len() + 8;
const ALIGNMENT: usize = 16;

/// One compiled script.
pub(crate) struct Compiled {
    /// By what it is found.
    pub(crate) name: String,
    /// The SHA-256 of its source in hexadecimal, for a script whose text is taken from the file.
    pub(crate) sha256: String,
    pub(crate) text: KeptText,
    pub(crate) bytecode: Vec<u8>,
}

/// What bytecode was made by.
#[derive(Clone, Copy)]
pub(crate) struct Made {
    /// Which bytecode it is; see [`bytecode_version`].
    pub(crate) engine: u32,
    /// The build of waypost, by its identity.
    pub(crate) build: &'static str,
}

#[derive(Serialize, Deserialize)]
struct Table {
    engine: u32,
    build: String,
    /// Of the whole file, in bytes: one that is cut short is not used.
    length: usize,
    scripts: BTreeMap<String, Entry>,
}

/// Offsets are in bytes, and those of scripts are from the end of the table.
#[derive(Serialize, Deserialize)]
struct Entry {
    offset: usize,
    length: usize,
    sha256: String,
    /// Where the text begins in the bytecode.
    text_offset: usize,
    text_length: usize,
    /// The text is UTF-16, and not ISO 8859-1.
    is_wide: bool,
}

/// A mapped file of compiled scripts.
pub(crate) struct BytecodeFile {
    file: MappedFile,
    pages: Rc<Pages>,
    /// Where the first script may begin.
    base: usize,
    build: String,
    scripts: BTreeMap<String, Entry>,
}

impl BytecodeFile {
    /// None where there is no file, or none for this engine. To be called after the first VM was made.
    pub(crate) fn open(path: &Path) -> Option<Self> {
        let engine = bytecode_version()?;
        let file = MappedFile::open(path).ok()?;
        let length = file.part(MAGIC.len()..HEAD)?;
        if !file.bytes().starts_with(MAGIC) {
            return None;
        }
        let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
        let end = HEAD.checked_add(length)?;
        let table: Table = serde_json::from_slice(file.part(HEAD..end)?).ok()?;
        let is_whole = table.length == file.bytes().len();
        (is_whole && table.engine == engine).then(|| Self {
            file,
            pages: Pages::new(file),
            base: end.next_multiple_of(ALIGNMENT),
            build: table.build,
            scripts: table.scripts,
        })
    }

    /// Whether this build of waypost made it.
    pub(crate) fn is_of(&self, build: &str) -> bool {
        self.build == build
    }

    /// The names of all scripts.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.scripts.keys().cloned()
    }

    /// Whether all of these scripts are in it.
    pub(crate) fn has_all(&self, names: &BTreeSet<String>) -> bool {
        names.iter().all(|name| self.scripts.contains_key(name))
    }

    /// The bytecode of a script.
    pub(crate) fn bytecode(&self, name: &str) -> Option<&'static [u8]> {
        self.part(self.scripts.get(name)?)
    }

    /// The text and the bytecode of a script, if it was made of the source with this digest.
    pub(crate) fn script(&self, name: &str, sha256: &str) -> Option<(KeptText, &'static [u8])> {
        let entry = self.scripts.get(name)?;
        if entry.sha256 != sha256 {
            return None;
        }
        let bytecode = self.part(entry)?;
        let begin = self.base + entry.offset + entry.text_offset;
        let range = begin..begin.checked_add(entry.text_length)?;
        let text = if entry.is_wide {
            KeptText::wide(self.file.utf16_part(range)?)
        } else {
            KeptText::narrow(self.file.part(range)?)
        };
        Some((text, bytecode))
    }

    fn part(&self, entry: &Entry) -> Option<&'static [u8]> {
        let begin = self.base.checked_add(entry.offset)?;
        if entry.text_offset.checked_add(entry.text_length)? > entry.length {
            return None;
        }
        let bytecode = self.file.part(begin..begin.checked_add(entry.length)?)?;
        self.pages.touch();
        Some(bytecode)
    }
}

/// Writes compiled scripts to `path`, in place of what was there. Nobody sees half of it.
pub(crate) fn write(path: &Path, made: Made, compiled: &[Compiled]) -> io::Result<()> {
    let mut scripts = BTreeMap::new();
    let mut bodies: Vec<&[u8]> = Vec::with_capacity(compiled.len());
    let mut offset = 0;
    for script in compiled {
        let Some((text_offset, text_length, is_wide)) = place_of_text(script) else {
            continue;
        };
        let entry = Entry {
            offset,
            length: script.bytecode.len(),
            sha256: script.sha256.clone(),
            text_offset,
            text_length,
            is_wide,
        };
        scripts.insert(script.name.clone(), entry);
        offset += script.bytecode.len().next_multiple_of(ALIGNMENT);
        bodies.push(&script.bytecode);
    }
    let mut table = Table {
        engine: made.engine,
        build: made.build.to_owned(),
        length: usize::MAX,
        scripts,
    };
    // The length is part of the table, so the table is first made with the longest one.
    let room = serde_json::to_vec(&table)?.len();
    let base = (HEAD + room).next_multiple_of(ALIGNMENT);
    table.length = base + offset;
    let mut text = serde_json::to_vec(&table)?;
    text.resize(room, b' ');
    let mut bytes = Vec::with_capacity(table.length);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&(room as u64).to_le_bytes());
    bytes.extend_from_slice(&text);
    for body in bodies {
        bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
        bytes.extend_from_slice(body);
    }
    bytes.resize(table.length, 0);
    let unfinished = path.with_extension(format!("{}.unfinished", std::process::id()));
    let placed = write_synced(&unfinished, &bytes).and_then(|()| fs::rename(&unfinished, path));
    if placed.is_err() {
        // The error that matters is the first one.
        let _ = fs::remove_file(&unfinished);
    }
    placed
}

/// What is in the file is trusted, so it is on the disk before it has its name.
fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

/// Where in its bytecode the engine keeps a script's text: its begin and its length in bytes, and whether it is wide.
fn place_of_text(script: &Compiled) -> Option<(usize, usize, bool)> {
    let find = |bytes: &[u8]| memmem::find(&script.bytecode, bytes);
    match script.text.units() {
        StringUnits::Narrow(units) => Some((find(units)?, units.len(), false)),
        StringUnits::Wide(units) => {
            let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_ne_bytes()).collect();
            Some((find(&bytes)?, bytes.len(), true))
        }
    }
}
