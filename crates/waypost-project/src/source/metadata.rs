//! A metadata file, read: what the route around it is configured by.

use super::exports::Exports;
use super::handlers::{RouteSource, SourceText};
use super::segment_config;
use crate::scan::Found;
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::{
    Dynamic, HandlerMethod, MetadataFile, MetadataForm, NextVersion, Runtime, SegmentConfig,
};

/// Megabytes that the networks which show them take, and Next.js therefore. Unnamed files have no limit.
const LARGEST_IMAGES: [(&str, &str, u64); 2] = [
    ("opengraph-image", "Open Graph", 8),
    ("twitter-image", "Twitter", 5),
];
const MEGABYTE: u64 = 1024 * 1024;

/// Code, which has to export a function by default.
pub(super) fn read(
    metadata: &MetadataFile,
    exports: &Exports,
    source: &SourceText<'_>,
    diagnostics: &mut Diagnostics,
) -> RouteSource {
    let is_known = exports.is_module && !exports.has_star;
    if is_known && exports.get("default").is_none() {
        let message = format!("Default export is missing in {:?}", source.file);
        diagnostics.push(
            Diagnostic::error(message)
                .with_code("metadata-file")
                .in_file(source.file)
                .with_help("export the function that makes the answer by default"),
        );
    }
    let (runtime, config) = segment_config::of_app_route(exports, source, diagnostics);
    RouteSource {
        methods: Some(vec![HandlerMethod::Get]),
        runtime,
        config: SegmentConfig {
            // Of the ids, which are params of the framework's.
            generates_static_params: metadata.is_many,
            metadata: Some(metadata.clone()),
            ..config
        },
    }
}

/// A file that is sent as it is: made once, like an answer that depends on nothing.
pub(crate) fn of_data(
    found: &Found,
    size: u64,
    version: NextVersion,
) -> (RouteSource, Diagnostics) {
    let mut errors = Diagnostics::new();
    if let Some(error) = too_large(found, size).filter(|_| version >= NextVersion::V15) {
        errors.push(error);
    }
    let source = RouteSource {
        methods: Some(vec![HandlerMethod::Get]),
        runtime: Runtime::Nodejs,
        config: SegmentConfig {
            dynamic: Dynamic::ForceStatic,
            metadata: found.metadata.clone(),
            ..SegmentConfig::default()
        },
    };
    (source, errors)
}

fn too_large(found: &Found, size: u64) -> Option<Diagnostic> {
    let is_image = found
        .metadata
        .as_ref()
        .is_some_and(|it| it.form == MetadataForm::File);
    let name = found.path.file_name()?.to_str()?;
    let (stem, _) = name.split_once('.')?;
    let (_, what, limit) = LARGEST_IMAGES.iter().find(|(kind, ..)| stem == *kind)?;
    if !is_image || size <= limit * MEGABYTE {
        return None;
    }
    let hundredths = size * 100 / MEGABYTE;
    let message = format!(
        "File size for {what} image {:?} exceeds {limit}MB. (Current: {}.{:02}MB)\nRead more: \
         https://nextjs.org/docs/app/api-reference/file-conventions/metadata/opengraph-image#image-files-jpg-png-gif",
        found.source,
        hundredths / 100,
        hundredths % 100,
    );
    Some(
        Diagnostic::error(message)
            .with_code("metadata-file")
            .in_file(found.source.clone()),
    )
}
