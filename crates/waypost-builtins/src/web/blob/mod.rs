//! Blob and File: immutable bytes as a list of segments, joined only when read.

use crate::declare::{Builtin, script};

pub(crate) const BLOB: Builtin = Builtin::new("web/blob")
    .scripts(&[
        script!("web/blob/blob.ts"),
        script!("web/blob/file.ts"),
        script!("web/blob/file_reader.ts"),
    ])
    .globals(&[
        ("Blob", "web/blob/blob"),
        ("File", "web/blob/file"),
        ("FileReader", "web/blob/file_reader"),
    ]);
