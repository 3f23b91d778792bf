//! Metadata files of the `app` folder: the handlers around them, and the documents they make.

use crate::declare::{Builtin, script};

pub(crate) const METADATA: Builtin = Builtin::new("next/metadata").scripts(&[
    script!("next/metadata/documents.ts"),
    script!("next/metadata/metadata.ts"),
]);
