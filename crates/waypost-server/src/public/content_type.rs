//! Content types of public files by their extension, as the reference's file server has them.

use http::HeaderValue;

/// A media type as it goes on the wire.
#[derive(Debug, Clone)]
pub(super) struct ContentType {
    pub(super) value: HeaderValue,
    /// Worth compressing, so that caches must tell encodings apart.
    pub(super) is_compressible: bool,
}

const PLAIN: bool = false;
const COMPRESSIBLE: bool = true;

/// Sorted by extension.
const TYPES: &[(&str, &str, bool)] = &[
    ("7z", "application/x-7z-compressed", PLAIN),
    ("aac", "audio/x-aac", PLAIN),
    ("apng", "image/apng", PLAIN),
    ("avi", "video/x-msvideo", PLAIN),
    ("avif", "image/avif", PLAIN),
    ("bmp", "image/bmp", COMPRESSIBLE),
    ("bz2", "application/x-bzip2", PLAIN),
    ("cjs", "application/node", PLAIN),
    ("css", "text/css; charset=UTF-8", COMPRESSIBLE),
    ("csv", "text/csv; charset=UTF-8", COMPRESSIBLE),
    ("doc", "application/msword", PLAIN),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        PLAIN,
    ),
    ("eot", "application/vnd.ms-fontobject", COMPRESSIBLE),
    ("epub", "application/epub+zip", PLAIN),
    ("flac", "audio/x-flac", PLAIN),
    ("gif", "image/gif", PLAIN),
    ("glb", "model/gltf-binary", COMPRESSIBLE),
    ("gltf", "model/gltf+json", COMPRESSIBLE),
    ("gz", "application/gzip", PLAIN),
    ("heic", "image/heic", PLAIN),
    ("htm", "text/html; charset=UTF-8", COMPRESSIBLE),
    ("html", "text/html; charset=UTF-8", COMPRESSIBLE),
    ("ico", "image/x-icon", COMPRESSIBLE),
    ("ics", "text/calendar; charset=UTF-8", COMPRESSIBLE),
    ("jpeg", "image/jpeg", PLAIN),
    ("jpg", "image/jpeg", PLAIN),
    ("js", "application/javascript; charset=UTF-8", COMPRESSIBLE),
    ("json", "application/json; charset=UTF-8", COMPRESSIBLE),
    ("json5", "application/json5", PLAIN),
    ("jsonld", "application/ld+json", COMPRESSIBLE),
    ("log", "text/plain; charset=UTF-8", COMPRESSIBLE),
    ("m4a", "audio/mp4", PLAIN),
    ("map", "application/json; charset=UTF-8", COMPRESSIBLE),
    ("markdown", "text/markdown; charset=UTF-8", COMPRESSIBLE),
    ("md", "text/markdown; charset=UTF-8", COMPRESSIBLE),
    ("mid", "audio/midi", PLAIN),
    ("mjs", "application/javascript; charset=UTF-8", COMPRESSIBLE),
    ("mov", "video/quicktime", PLAIN),
    ("mp3", "audio/mpeg", PLAIN),
    ("mp4", "video/mp4", PLAIN),
    ("mpeg", "video/mpeg", PLAIN),
    ("oga", "audio/ogg", PLAIN),
    ("ogg", "audio/ogg", PLAIN),
    ("ogv", "video/ogg", PLAIN),
    ("otf", "font/otf", COMPRESSIBLE),
    ("pdf", "application/pdf", PLAIN),
    ("png", "image/png", PLAIN),
    ("ppt", "application/vnd.ms-powerpoint", PLAIN),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        PLAIN,
    ),
    ("rar", "application/x-rar-compressed", PLAIN),
    ("rss", "application/rss+xml", COMPRESSIBLE),
    ("rtf", "text/rtf; charset=UTF-8", COMPRESSIBLE),
    ("svg", "image/svg+xml", COMPRESSIBLE),
    ("tar", "application/x-tar", COMPRESSIBLE),
    ("text", "text/plain; charset=UTF-8", COMPRESSIBLE),
    ("tif", "image/tiff", PLAIN),
    ("tiff", "image/tiff", PLAIN),
    ("toml", "application/toml", COMPRESSIBLE),
    ("ts", "video/mp2t", PLAIN),
    ("ttf", "font/ttf", COMPRESSIBLE),
    ("txt", "text/plain; charset=UTF-8", COMPRESSIBLE),
    ("vcf", "text/x-vcard; charset=UTF-8", COMPRESSIBLE),
    ("vtt", "text/vtt; charset=UTF-8", COMPRESSIBLE),
    ("wasm", "application/wasm", COMPRESSIBLE),
    ("wav", "audio/wav", PLAIN),
    ("webm", "video/webm", PLAIN),
    ("webmanifest", "application/manifest+json", COMPRESSIBLE),
    ("webp", "image/webp", PLAIN),
    ("woff", "font/woff", PLAIN),
    ("woff2", "font/woff2", PLAIN),
    ("xhtml", "application/xhtml+xml", COMPRESSIBLE),
    ("xls", "application/vnd.ms-excel", PLAIN),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        PLAIN,
    ),
    ("xml", "application/xml", COMPRESSIBLE),
    ("xsl", "application/xml", COMPRESSIBLE),
    ("yaml", "text/yaml; charset=UTF-8", COMPRESSIBLE),
    ("yml", "text/yaml; charset=UTF-8", COMPRESSIBLE),
    ("zip", "application/zip", PLAIN),
];

const UNKNOWN: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// The type of a file by its name.
pub(super) fn content_type(name: &str) -> ContentType {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let extension = extension.to_ascii_lowercase();
    match TYPES.binary_search_by(|(known, ..)| (*known).cmp(&extension)) {
        Ok(index) => {
            let (_, value, is_compressible) = TYPES[index];
            ContentType {
                value: HeaderValue::from_static(value),
                is_compressible,
            }
        }
        Err(_) => ContentType {
            value: UNKNOWN,
            is_compressible: false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(TYPES.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn the_last_extension_decides() {
        let of = |name| content_type(name).value.to_str().unwrap().to_owned();
        assert_eq!(of("a.tar.GZ"), "application/gzip");
        assert_eq!(of("pub.txt"), "text/plain; charset=UTF-8");
        assert_eq!(of("LICENSE"), "application/octet-stream");
    }
}
