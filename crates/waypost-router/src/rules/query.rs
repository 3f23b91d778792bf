//! A query as Node's `querystring` reads and writes it: rules match against it and add to it.

use crate::ParamValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::cell::OnceCell;

/// Keys in the order of their first appearance. It is read when it is first asked for: most requests match no
/// rule that does.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// As it was sent, while `pairs` is empty.
    text: Box<str>,
    pairs: OnceCell<Vec<(String, ParamValue)>>,
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.pairs() == other.pairs()
    }
}

impl Eq for Query {}

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
    /// What follows the question mark.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self {
            text: text.into(),
            pairs: OnceCell::new(),
        }
    }

    fn pairs(&self) -> &[(String, ParamValue)] {
        self.pairs.get_or_init(|| read(&self.text))
    }

    #[must_use]
    pub fn get(&self, key: &str) -> Option<&ParamValue> {
        let (_, value) = self.pairs().iter().find(|(known, _)| known == key)?;
        Some(value)
    }

    /// Replaces in place, or adds at the end.
    pub fn set(&mut self, key: &str, value: ParamValue) {
        let mut pairs = self.pairs.take().unwrap_or_else(|| read(&self.text));
        match pairs.iter_mut().find(|(known, _)| known == key) {
            Some((_, found)) => *found = value,
            None => pairs.push((key.to_owned(), value)),
        }
        self.pairs = OnceCell::from(pairs);
    }

    /// The later wins, key by key.
    pub fn merge(&mut self, other: &Self) {
        for (key, value) in other.pairs() {
            self.set(key, value.clone());
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &ParamValue)> {
        let pairs = self.pairs().iter();
        pairs.map(|(key, value)| (key.as_str(), value))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self.pairs.get() {
            Some(pairs) => pairs.is_empty(),
            None => self.text.bytes().all(|byte| byte == b'&'),
        }
    }

    /// The query of a redirect: what the client sent is encoded, what the configuration says stands as it is.
    #[must_use]
    pub(super) fn encode_from(&self, sent: &Self) -> String {
        let is_sent = |text: &str| {
            sent.iter().any(|(key, value)| {
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
        for (key, value) in self.iter() {
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

fn read(text: &str) -> Vec<(String, ParamValue)> {
    let mut pairs = Vec::new();
    let written = text.split('&').filter(|pair| !pair.is_empty());
    for pair in written.take(MOST_PAIRS) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        append(&mut pairs, decode(key), decode(value));
    }
    pairs
}

fn append(pairs: &mut Vec<(String, ParamValue)>, key: String, value: String) {
    let Some((_, found)) = pairs.iter_mut().find(|(known, _)| *known == key) else {
        pairs.push((key, ParamValue::One(value)));
        return;
    };
    match found {
        ParamValue::One(first) => {
            *found = ParamValue::Many(vec![std::mem::take(first), value]);
        }
        ParamValue::Many(values) => values.push(value),
    }
}

/// Bad escapes are kept, best effort.
fn decode(text: &str) -> String {
    if !text.contains(['+', '%']) {
        return text.to_owned();
    }
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
