//! Media types that are worth compressing, as the reference's list of types has them.

/// Besides `text/*` and the suffixes. Sorted.
const TYPES: [&str; 36] = [
    "application/dart",
    "application/ecmascript",
    "application/javascript",
    "application/json",
    "application/postscript",
    "application/raml+yaml",
    "application/rtf",
    "application/tar",
    "application/toml",
    "application/vnd.dart",
    "application/vnd.ms-fontobject",
    "application/vnd.ms-opentype",
    "application/wasm",
    "application/x-httpd-php",
    "application/x-javascript",
    "application/x-ns-proxy-autoconfig",
    "application/x-sh",
    "application/x-tar",
    "application/x-virtualbox-hdd",
    "application/x-virtualbox-ova",
    "application/x-virtualbox-ovf",
    "application/x-virtualbox-vbox",
    "application/x-virtualbox-vdi",
    "application/x-virtualbox-vhd",
    "application/x-virtualbox-vmdk",
    "application/x-www-form-urlencoded",
    "application/xml",
    "application/xml-dtd",
    "font/otf",
    "font/ttf",
    "image/bmp",
    "image/vnd.adobe.photoshop",
    "image/x-icon",
    "image/x-ms-bmp",
    "message/rfc822",
    "model/gltf-binary",
];
const SUFFIXES: [&[u8]; 3] = [b"+json", b"+text", b"+xml"];
/// Longer than any known type.
const LONGEST: usize = 128;

/// Whether a `Content-Type` is worth compressing.
pub(super) fn is_compressible(value: &[u8]) -> bool {
    let end = value
        .iter()
        .position(|byte| *byte == b';')
        .unwrap_or(value.len());
    let media = value[..end].trim_ascii();
    if media.len() > LONGEST || media.contains(&b' ') {
        return false;
    }
    let mut lower = [0; LONGEST];
    let lower = &mut lower[..media.len()];
    lower.copy_from_slice(media);
    lower.make_ascii_lowercase();
    let lower = &*lower;
    lower.starts_with(b"text/")
        || SUFFIXES.iter().any(|suffix| lower.ends_with(suffix))
        || TYPES
            .binary_search_by(|known| known.as_bytes().cmp(lower))
            .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(TYPES.is_sorted_by(|a, b| a < b));
        for known in TYPES {
            assert!(is_compressible(known.as_bytes()), "{known}");
        }
    }

    #[test]
    fn text_json_and_their_kin() {
        for yes in [
            "text/plain;charset=UTF-8",
            "Application/JSON",
            " application/json ; charset=utf-8",
            "image/svg+xml",
            "application/problem+json",
            "text/event-stream",
        ] {
            assert!(is_compressible(yes.as_bytes()), "{yes}");
        }
        let long = format!("text/{}", "x".repeat(200));
        for no in ["", "image/png", "application/zip", "json", &long] {
            assert!(!is_compressible(no.as_bytes()), "{no}");
        }
    }
}
