//! The `source` of a rule, compiled: which paths it matches and what its params stand for.

use super::PatternError;
use super::js_regex::{Case, JsRegex, TooManySteps};
use super::path_pattern::{self, Key, Name, Part};
use crate::ParamValue;

/// Longer expressions are refused, as Next.js does.
const LONGEST_REGEX: usize = 4096;

/// What else than `source` decides how it is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Manner<'m> {
    pub(super) case: Case,
    /// A slash at the end is let pass.
    pub(super) trailing_slash: bool,
    /// A path below which the rule never applies.
    pub(super) except: Option<&'m str>,
}

#[derive(Debug)]
pub(super) struct Source {
    test: Test,
    keys: Vec<Key>,
    /// First path segment, in lower case, when it is plain text: what the index of rules goes by.
    first_segment: Option<String>,
}

#[derive(Debug)]
enum Test {
    /// No params at all: a comparison.
    Text {
        text: String,
        case: Case,
        trailing_slash: bool,
    },
    Regex(JsRegex),
}

impl Source {
    pub(super) fn new(source: &str, manner: Manner<'_>) -> Result<Self, PatternError> {
        let parts = path_pattern::parse(source)?;
        let first_segment = first_segment(&parts);
        if let [Part::Text(text)] = parts.as_slice()
            && manner.except.is_none_or(|except| !text.starts_with(except))
        {
            let test = Test::Text {
                text: text.clone(),
                case: manner.case,
                trailing_slash: manner.trailing_slash,
            };
            return Ok(Self {
                test,
                keys: Vec::new(),
                first_segment,
            });
        }
        let (regex, keys) = path_pattern::to_regex(&parts);
        let except = manner.except.map_or_else(String::new, |path| {
            format!("(?!{})", path.replace('/', "\\/"))
        });
        let end = if manner.trailing_slash {
            "(?:\\/)?$"
        } else {
            "$"
        };
        let regex = format!("^{except}{regex}{end}");
        if regex.len() > LONGEST_REGEX {
            return Err(PatternError::Regex(format!(
                "the source compiles to {} characters, {LONGEST_REGEX} are allowed",
                regex.len()
            )));
        }
        Ok(Self {
            test: Test::Regex(JsRegex::new(&regex, manner.case)?),
            keys,
            first_segment,
        })
    }

    pub(super) fn first_segment(&self) -> Option<&str> {
        self.first_segment.as_deref()
    }

    /// The params when `path` matches; it is compared as it was sent, percent-encoded.
    pub(super) fn find(
        &self,
        path: &str,
    ) -> Result<Option<Vec<(String, ParamValue)>>, TooManySteps> {
        let regex = match &self.test {
            Test::Text {
                text,
                case,
                trailing_slash,
            } => {
                let equal = |path: &str| match case {
                    Case::Sensitive => path == text,
                    Case::Insensitive => path.eq_ignore_ascii_case(text),
                };
                let shorter = path.strip_suffix('/').filter(|_| *trailing_slash);
                return Ok((equal(path) || shorter.is_some_and(equal)).then(Vec::new));
            }
            Test::Regex(regex) => regex,
        };
        let Some(found) = regex.captures(path)? else {
            return Ok(None);
        };
        let mut params = Vec::new();
        for (index, key) in self.keys.iter().enumerate() {
            // Groups without a name only take part in matching.
            let (Name::Named(name), Some(group)) = (&key.name, found.get(index + 1)) else {
                continue;
            };
            let value = match &key.separator {
                None => ParamValue::One(group.as_str().to_owned()),
                Some(separator) => ParamValue::Many(split(group.as_str(), separator)),
            };
            params.push((name.clone(), value));
        }
        Ok(Some(params))
    }
}

fn split(text: &str, separator: &str) -> Vec<String> {
    if separator.is_empty() {
        return vec![text.to_owned()];
    }
    text.split(separator).map(str::to_owned).collect()
}

/// Only when a slash or the end of the pattern follows it.
fn first_segment(parts: &[Part]) -> Option<String> {
    let Some(Part::Text(text)) = parts.first() else {
        return None;
    };
    let rest = text.strip_prefix('/')?;
    let segment = match rest.split_once('/') {
        Some((segment, _)) => segment,
        // `/a/:id` begins with the text `/a`, and so does `/a:id`.
        None if parts.len() == 1 || begins_with_slash(&parts[1]) => rest,
        None => return None,
    };
    (!segment.is_empty()).then(|| segment.to_ascii_lowercase())
}

fn begins_with_slash(part: &Part) -> bool {
    match part {
        Part::Text(text) => text.starts_with('/'),
        Part::Param(param) => param.prefix().starts_with('/'),
    }
}
