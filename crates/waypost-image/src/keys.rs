//! Random identifiers of one build: its id and the secrets of preview and draft mode.
//!
//! They live in the image, so every worker and every restart accepts the cookies made before.

use crate::ImageError;
use serde::{Deserialize, Serialize};

/// Secrets of preview and draft mode, in the shapes Next.js uses.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewKeys {
    /// Value of the `__prerender_bypass` cookie, 32 hex digits.
    pub id: String,
    /// HMAC key of the preview-data token, 64 hex digits.
    pub signing_key: String,
    /// Key material of the preview-data encryption, 64 hex digits.
    pub encryption_key: String,
}

impl PreviewKeys {
    pub fn generate() -> Result<Self, ImageError> {
        Ok(Self {
            id: random_hex::<16>()?,
            signing_key: random_hex::<32>()?,
            encryption_key: random_hex::<32>()?,
        })
    }
}

/// Where Next.js itself hands the keys to what it deploys.
const ENVIRONMENT: [&str; 3] = [
    "__NEXT_PREVIEW_MODE_ID",
    "__NEXT_PREVIEW_MODE_SIGNING_KEY",
    "__NEXT_PREVIEW_MODE_ENCRYPTION_KEY",
];
/// Shorter ones Next.js refuses.
const SHORTEST: usize = 16;

impl PreviewKeys {
    /// The keys that the environment gives, so that a front end which has them takes the same cookies. `None` when one is
    /// absent, shorter than Next.js takes, or holds what no cookie can.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let fits = |key: &String| {
            key.len() >= SHORTEST && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let [id, signing_key, encryption_key] = ENVIRONMENT.map(|name| variable(name).filter(fits));
        Some(Self {
            id: id?,
            signing_key: signing_key?,
            encryption_key: encryption_key?,
        })
    }
}

/// Secrets stay out of logs: only the fact that they exist is printed.
impl std::fmt::Debug for PreviewKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PreviewKeys(..)")
    }
}

/// A fresh build id, 32 hex digits.
pub fn new_build_id() -> Result<String, ImageError> {
    random_hex::<16>()
}

fn random_hex<const BYTES: usize>() -> Result<String, ImageError> {
    let mut bytes = [0_u8; BYTES];
    getrandom::fill(&mut bytes).map_err(|err| ImageError::Random {
        reason: err.to_string(),
    })?;
    Ok(to_hex(&bytes))
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
