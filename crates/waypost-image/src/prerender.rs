//! Answers that are kept: what a build made of static route handlers, and how long an answer stands.

use serde::{Deserialize, Serialize};

/// A route whose answers are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaticRoute {
    /// Index into `Manifest::routes`.
    pub route: usize,
    /// Paths that no answer was made for are nobody's: `dynamicParams = false`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_closed: bool,
    pub answers: Vec<StaticAnswer>,
}

/// An answer that the build made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaticAnswer {
    /// The path of a request for it, percent-encoded, without the base path.
    pub path: String,
    /// File of the image with a [`StaticContent`].
    pub file: String,
    /// When its making began, in microseconds since 1970.
    pub created: i64,
    #[serde(flatten)]
    pub terms: AnswerTerms,
}

/// How long an answer stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerTerms {
    /// Seconds until it is stale; `None`: until it is revalidated on demand; 0: it cannot be kept.
    pub revalidate: Option<u64>,
    /// What it is revalidated by.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// What became of a handler that ran for an answer to keep. Goes with the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForKeeping {
    Made(AnswerTerms),
    /// It threw; the log has it.
    Failed,
}

/// The status that an answer begins with, where middleware gave one. Goes with the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InitialStatus(pub u16);

/// A file of the image: an answer that the build made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaticContent {
    pub status: u16,
    /// Name and value by turns, each ended by a line feed.
    pub headers: String,
    pub body: StaticBody,
}

/// Files of an image are text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StaticBody {
    Text(String),
    /// A character for each byte.
    Bytes(String),
}

impl StaticBody {
    /// A body given as a character for each byte.
    #[must_use]
    pub fn of_characters(characters: String) -> Self {
        if characters.is_ascii() {
            return Self::Text(characters);
        }
        match String::from_utf8(bytes_of(&characters)) {
            Ok(text) => Self::Text(text),
            Err(_) => Self::Bytes(characters),
        }
    }

    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Bytes(characters) => bytes_of(&characters),
        }
    }
}

fn bytes_of(characters: &str) -> Vec<u8> {
    characters
        .chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::StaticBody;

    #[test]
    fn bodies_of_any_bytes_come_back() {
        for bytes in [&b"plain"[..], "\u{e9}\u{1f600}".as_bytes(), &[0xff, 0, 10]] {
            let characters: String = bytes.iter().copied().map(char::from).collect();
            let body = StaticBody::of_characters(characters);
            let text = serde_json::to_string(&body).unwrap();
            let again: StaticBody = serde_json::from_str(&text).unwrap();
            assert_eq!(again.into_bytes(), bytes);
        }
    }
}
