//! The Next.js major version whose semantics a project gets.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The supported majors, oldest first. Versions outside are clamped by whoever detects them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NextVersion {
    #[serde(rename = "14")]
    V14,
    #[serde(rename = "15")]
    V15,
    #[serde(rename = "16")]
    V16,
}

impl NextVersion {
    pub const OLDEST: Self = Self::V14;
    pub const NEWEST: Self = Self::V16;

    /// The supported version closest to `major`.
    #[must_use]
    pub fn clamped(major: u64) -> Self {
        match major {
            0..=14 => Self::V14,
            15 => Self::V15,
            _ => Self::V16,
        }
    }

    #[must_use]
    pub fn major(self) -> u64 {
        match self {
            Self::V14 => 14,
            Self::V15 => 15,
            Self::V16 => 16,
        }
    }
}

impl fmt::Display for NextVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major())
    }
}
