//! What the dynamic segments of a route stood for in one request.

use std::fmt;
use std::sync::Arc;

/// Params in the order of their segments. An optional catch-all that matched nothing is not among
/// them. Empty params own no memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(Arc<str>, ParamValue)>);

/// Percent-decoded text of a param.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamValue {
    /// Of `[name]`.
    One(String),
    /// Of `[...name]` and `[[...name]]`, one text per path segment.
    Many(Vec<String>),
}

impl Params {
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    pub(crate) fn push(&mut self, name: Arc<str>, value: ParamValue) {
        self.0.push((name, value));
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ParamValue> {
        self.0
            .iter()
            .find(|(own, _)| &**own == name)
            .map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &ParamValue)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// `id = "a b", slug = ["x", "y"]`, for logs and tests.
impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            match value {
                ParamValue::One(text) => write!(f, "{comma}{name} = {text:?}")?,
                ParamValue::Many(texts) => write!(f, "{comma}{name} = {texts:?}")?,
            }
        }
        Ok(())
    }
}
