//! A query as Node's `querystring` reads and writes it: rules match against it and add to it.

use crate::ParamValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Keys in the order of their first appearance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, ParamValue)>);

/// What `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Pairs past these are left out, as Node's `querystring` does.
const MOST_PAIRS: usize = 1000;

impl Query {
    /// Reads what follows the question mark.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for pair in text
            .split('&')
            .filter(|pair| !pair.is_empty())
            .take(MOST_PAIRS)
        {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            query.append(decode(key), decode(value));
        }
        query
    }

    fn append(&mut self, key: String, value: String) {
        let Some((_, found)) = self.0.iter_mut().find(|(known, _)| *known == key) else {
            self.0.push((key, ParamValue::One(value)));
            return;
        };
        match found {
            ParamValue::One(first) => {
                *found = ParamValue::Many(vec![std::mem::take(first), value]);
            }
            ParamValue::Many(values) => values.push(value),
        }
    }

    #[must_use]
    pub fn get(&self, key: &str) -> Option<&ParamValue> {
        let (_, value) = self.0.iter().find(|(known, _)| known == key)?;
        Some(value)
    }

    /// Replaces in place, or adds at the end.
    pub fn set(&mut self, key: &str, value: ParamValue) {
        match self.0.iter_mut().find(|(known, _)| known == key) {
            Some((_, found)) => *found = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// The later wins, key by key.
    pub fn merge(&mut self, other: Self) {
        for (key, value) in other.0 {
            self.set(&key, value);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &ParamValue)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a client sent, as redirects repeat it.
    #[must_use]
    pub(crate) fn repeated(text: &str) -> String {
        let sent = Self::parse(text);
        sent.encode_from(&sent)
    }

    /// The query of a redirect: what the client sent is encoded, what the configuration says stands as it is.
    #[must_use]
    pub(super) fn encode_from(&self, sent: &Self) -> String {
        let is_sent = |text: &str| {
            sent.0.iter().any(|(key, value)| {
                key == text
                    || match value {
                        ParamValue::One(value) => value == text,
                        ParamValue::Many(values) => values.iter().any(|value| value == text),
                    }
            })
        };
        self.write(&|text| {
            if is_sent(text) {
                encode_component(text)
            } else {
                text.to_owned()
            }
        })
    }

    fn write(&self, encode: &dyn Fn(&str) -> String) -> String {
        let mut text = String::new();
        for (key, value) in &self.0 {
            let values = match value {
                ParamValue::One(value) => std::slice::from_ref(value),
                ParamValue::Many(values) => values,
            };
            for value in values {
                if !text.is_empty() {
                    text.push('&');
                }
                text.push_str(&encode(key));
                text.push('=');
                text.push_str(&encode(value));
            }
        }
        text
    }
}

fn encode_component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// Bad escapes are kept, best effort.
fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
