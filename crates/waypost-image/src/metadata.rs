//! Metadata files of the `app` folder: robots, sitemaps, manifests and images.
//!
//! Each is a route whose handler is the framework's: around what the file's code returns, or around its bytes.
//! <https://nextjs.org/docs/app/api-reference/file-conventions/metadata>

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetadataFile {
    pub form: MetadataForm,
    /// `Content-Type` of the answer. Code that makes images says itself what they are.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub content_type: String,
    /// The file answers several URLs: it exports `generateSitemaps` or `generateImageMetadata`, and what
    /// follows its own URL is an id.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_many: bool,
}

/// What the handler is made around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MetadataForm {
    /// The bytes of `favicon.ico`, whose caching differs from that of other files.
    Favicon,
    /// The bytes of another file.
    File,
    /// Code that returns the rules of `robots.txt`.
    Robots,
    /// Code that returns the entries of a sitemap.
    Sitemap,
    /// Code that returns a web app manifest.
    Manifest,
    /// Code that returns a response with an image.
    Image,
}

impl MetadataForm {
    /// Nothing of the file runs.
    #[must_use]
    pub fn is_data(self) -> bool {
        matches!(self, Self::Favicon | Self::File)
    }
}
