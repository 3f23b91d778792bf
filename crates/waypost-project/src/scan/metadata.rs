//! Which files below `app` are metadata files, and the URL of each.
//!
//! The names, their places and the suffix that keeps groups and slots apart are Next.js's.
//! <https://nextjs.org/docs/app/api-reference/file-conventions/metadata>

use super::without_extension;
use crate::source::Exports;
use std::path::Path;
use waypost_image::{MetadataFile, MetadataForm, NextVersion};

/// A kind of metadata file.
struct Kind {
    name: &'static str,
    /// Extensions of files that are sent as they are.
    data: &'static [&'static str],
    /// What code under this name makes; `None` where code is not looked for.
    code: Option<MetadataForm>,
    /// Only in the `app` folder itself.
    is_root_only: bool,
    /// A digit may follow the name.
    is_numbered: bool,
}

const KINDS: [Kind; 8] = [
    text("robots", &["txt"], MetadataForm::Robots, true),
    text(
        "manifest",
        &["webmanifest", "json"],
        MetadataForm::Manifest,
        true,
    ),
    text("sitemap", &["xml"], MetadataForm::Sitemap, false),
    Kind {
        name: "favicon",
        data: &["ico"],
        code: None,
        is_root_only: true,
        is_numbered: false,
    },
    image("icon", &["ico", "jpg", "jpeg", "png", "svg"]),
    image("apple-icon", &["jpg", "jpeg", "png"]),
    image("opengraph-image", &["jpg", "jpeg", "png", "gif"]),
    image("twitter-image", &["jpg", "jpeg", "png", "gif"]),
];

const fn text(
    name: &'static str,
    data: &'static [&'static str],
    code: MetadataForm,
    is_root_only: bool,
) -> Kind {
    Kind {
        name,
        data,
        code: Some(code),
        is_root_only,
        is_numbered: false,
    }
}

const fn image(name: &'static str, data: &'static [&'static str]) -> Kind {
    Kind {
        name,
        data,
        code: Some(MetadataForm::Image),
        is_root_only: false,
        is_numbered: true,
    }
}

/// A metadata file and the last parts of its URL.
pub(super) struct Metadata {
    pub(super) file: MetadataFile,
    /// `icon-1adzu3.png`, `sitemap/[__metadata_id__]`
    pub(super) tail: String,
}

/// `parents` are the folders below `app`, as they are named.
pub(super) fn recognise(
    path: &Path,
    name: &str,
    parents: &[String],
    extensions: &[String],
    version: NextVersion,
) -> Option<Metadata> {
    let (stem, extension) = name.split_once('.')?;
    let kind = KINDS.iter().find(|kind| kind.is_named(stem))?;
    if kind.is_root_only && !parents.is_empty() {
        return None;
    }
    if kind.data.contains(&extension) {
        let form = if kind.name == "favicon" {
            MetadataForm::Favicon
        } else {
            MetadataForm::File
        };
        let suffix = suffix(kind.name, true, parents, version);
        return Some(Metadata {
            file: MetadataFile {
                form,
                content_type: content_type(stem, extension).to_owned(),
                is_many: false,
            },
            tail: format!("{stem}{suffix}.{extension}"),
        });
    }
    let form = kind.code?;
    if without_extension(name, extensions) != Some(stem) {
        return None;
    }
    let suffix = suffix(kind.name, false, parents, version);
    let is_many = makes_many(path, form);
    let own = format!("{stem}{suffix}");
    let tail = match (form, is_many) {
        (MetadataForm::Robots, _) => format!("{own}.txt"),
        (MetadataForm::Manifest, _) => format!("{own}.webmanifest"),
        (MetadataForm::Sitemap, false) => format!("{own}.xml"),
        (MetadataForm::Image, true) if version == NextVersion::V14 => {
            format!("{own}/[[...__metadata_id__]]")
        }
        (_, true) => format!("{own}/[__metadata_id__]"),
        (_, false) => own,
    };
    Some(Metadata {
        file: MetadataFile {
            form,
            content_type: match form {
                MetadataForm::Image => String::new(),
                _ => content_type(stem, extension).to_owned(),
            },
            is_many,
        },
        tail,
    })
}

impl Kind {
    fn is_named(&self, stem: &str) -> bool {
        stem.strip_prefix(self.name).is_some_and(|rest| {
            let is_digit = rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit();
            rest.is_empty() || (self.is_numbered && is_digit)
        })
    }
}

/// Whether the code answers for ids. What is wrong with the file is said when it is read.
fn makes_many(path: &Path, form: MetadataForm) -> bool {
    let name = match form {
        MetadataForm::Sitemap => "generateSitemaps",
        MetadataForm::Image => "generateImageMetadata",
        _ => return false,
    };
    let Ok(text) = std::fs::read_to_string(path) else {
        return false;
    };
    Exports::parse(&text, path, "").is_ok_and(|exports| exports.get(name).is_some())
}

/// Groups and slots leave the URL, so that files of two of them would have one. Sitemaps are taken for the
/// same; until 15 those that are sent as they are were not.
fn suffix(name: &str, is_data: bool, parents: &[String], version: NextVersion) -> String {
    let is_text = matches!(name, "robots" | "manifest");
    let is_same = name == "sitemap" && (!is_data || version >= NextVersion::V16);
    if is_text || is_same {
        return String::new();
    }
    let parent = format!("/{}", parents.join("/"));
    let is_marked = if version == NextVersion::V14 {
        (parent.contains('(') && parent.contains(')')) || parent.contains('@')
    } else {
        parents.iter().any(|part| {
            (part.starts_with('(') && part.ends_with(')'))
                || (part.starts_with('@') && part != "@children")
        })
    };
    if !is_marked {
        return String::new();
    }
    let digits = base36(djb2(&parent));
    format!("-{}", &digits[..digits.len().min(6)])
}

/// <http://www.cse.yorku.ca/~oz/hash.html>, over UTF-16 as in JavaScript.
fn djb2(text: &str) -> u32 {
    text.encode_utf16().fold(5381, |hash: u32, unit| {
        hash.wrapping_mul(33).wrapping_add(u32::from(unit))
    })
}

fn base36(mut number: u32) -> String {
    let mut digits = Vec::new();
    while number > 0 || digits.is_empty() {
        let digit = char::from_digit(number % 36, 36).expect("a rest of 36 is a digit");
        digits.push(digit);
        number /= 36;
    }
    digits.iter().rev().collect()
}

/// As Next.js's loader has it; it knows no GIF.
fn content_type(stem: &str, extension: &str) -> &'static str {
    match (stem, extension) {
        ("sitemap", _) => "application/xml",
        ("robots", _) => "text/plain",
        ("manifest", _) => "application/manifest+json",
        (_, "ico") => "image/x-icon",
        (_, "png") => "image/png",
        (_, "jpg" | "jpeg") => "image/jpeg",
        (_, "svg") => "image/svg+xml",
        _ => "text/plain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tail of the URL in 14, 15 and 16.
    fn check(folder: &str, name: &str, expected: [&str; 3]) {
        let parents: Vec<String> = folder
            .split('/')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        let extensions = ["tsx", "ts", "api.js"].map(str::to_owned);
        let versions = [NextVersion::V14, NextVersion::V15, NextVersion::V16];
        let tails = versions.map(|version| {
            let path = Path::new("there is none");
            let found = recognise(path, name, &parents, &extensions, version);
            found.map_or("-".to_owned(), |found| found.tail)
        });
        assert_eq!(tails, expected, "{folder}/{name}");
    }

    #[test]
    fn names_places_and_suffixes_are_those_of_next() {
        let same = |folder: &str, name: &str, tail: &str| check(folder, name, [tail; 3]);
        same("", "robots.txt", "robots.txt");
        same("", "robots.ts", "robots.txt");
        same("", "robots.api.js", "robots.txt");
        same("a", "robots.txt", "-");
        same("(a)", "robots.ts", "-");
        same("", "robots1.txt", "-");
        same("", "robots.js", "-");
        same("", "manifest.json", "manifest.json");
        same("", "manifest.ts", "manifest.webmanifest");
        same("", "favicon.ico", "favicon.ico");
        same("", "favicon.ts", "-");
        same("a", "sitemap.ts", "sitemap.xml");
        same("(a)", "sitemap.ts", "sitemap.xml");
        check(
            "(a)",
            "sitemap.xml",
            ["sitemap-yj9kpy.xml", "sitemap-yj9kpy.xml", "sitemap.xml"],
        );
        same("a", "icon1.png", "icon1.png");
        same("a", "icon12.png", "-");
        same("a", "icon.gif", "-");
        same("a", "icon.tsx", "icon");
        same("(group)/news", "icon.png", "icon-1adzu3.png");
        same("@slot/side", "icon.png", "icon-1p5nlf.png");
        same(
            "items/[id]/(deep)",
            "twitter-image.png",
            "twitter-image-3q1hm0.png",
        );
        check("@children", "icon2.tsx", ["icon2-1dkanr", "icon2", "icon2"]);
        check(
            "a(b)c",
            "icon.png",
            ["icon-yj52wb.png", "icon.png", "icon.png"],
        );
        same("a", "iconic.png", "-");
    }
}
