//! What a bundle consists of.

use std::collections::BTreeSet;
use std::path::PathBuf;
use waypost_diagnostics::Diagnostics;
use waypost_image::{Chunk, ImageFiles};

#[derive(Debug)]
pub struct BundleOutput {
    /// As they go into `Manifest::chunks`.
    pub chunks: Vec<Chunk>,
    /// Sources and source maps of the chunks, by the names the chunks carry.
    pub files: ImageFiles,
    /// One per entry of the inputs, in their order.
    pub entries: Vec<EntryOutput>,
    /// Everything that was found, errors and warnings.
    pub diagnostics: Diagnostics,
    /// Absolute paths of every file that was read.
    pub watched_files: BTreeSet<PathBuf>,
}

/// Where an entry went.
#[derive(Debug)]
pub struct EntryOutput {
    /// Index into [`BundleOutput::chunks`].
    pub chunk: usize,
    /// The errors in modules this entry imports. With any, evaluating the chunk (or the part of it
    /// that is at fault) throws, so the route is to be listed as disabled.
    pub errors: Diagnostics,
}

impl EntryOutput {
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.errors.is_empty()
    }
}
