//! The `source` of a rule, compiled: which paths it matches and what its params stand for.

use super::index::{Lead, folded};
use super::js_regex::{Case, JsRegex, TooManySteps};
use super::path_pattern::{self, Key, Name, Param, Part};
use super::{LOCALE_PARAM, PatternError, RuleParams};
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
    /// What repeats without a separator repeats by segments.
    pub(super) by_segments: bool,
}

#[derive(Debug)]
pub(super) struct Source {
    test: Test,
    keys: Vec<Key>,
    /// What the index of rules goes by.
    lead: Vec<Lead>,
}

#[derive(Debug)]
enum Test {
    Text(Text),
    Regex(JsRegex),
}

/// No params at all: a comparison.
#[derive(Debug)]
struct Text {
    text: String,
    case: Case,
    trailing_slash: bool,
}

impl Source {
    pub(super) fn new(source: &str, manner: Manner<'_>) -> Result<Self, PatternError> {
        let mut parts = path_pattern::parse(source)?;
        if manner.by_segments {
            parts.iter_mut().for_each(Part::repeat_by_segments);
        }
        let lead = lead(&parts);
        if let [Part::Text(text)] = parts.as_slice()
            && manner.except.is_none_or(|except| !text.starts_with(except))
        {
            let test = Test::Text(Text {
                text: text.clone(),
                case: manner.case,
                trailing_slash: manner.trailing_slash,
            });
            return Ok(Self {
                test,
                keys: Vec::new(),
                lead,
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
            lead,
        })
    }

    pub(super) fn lead(&self) -> &[Lead] {
        &self.lead
    }

    /// Whether `path` matches; it is compared as it was sent, percent-encoded.
    pub(super) fn matches(&self, path: &str) -> Result<bool, TooManySteps> {
        match &self.test {
            Test::Text(text) => Ok(text.equals(path)),
            Test::Regex(regex) => regex.is_match(path),
        }
    }

    /// The params when `path` matches.
    pub(super) fn find(&self, path: &str) -> Result<Option<RuleParams<'_>>, TooManySteps> {
        let regex = match &self.test {
            Test::Text(text) => return Ok(text.equals(path).then(Vec::new)),
            Test::Regex(regex) => regex,
        };
        let Some(found) = regex.captures(path)? else {
            return Ok(None);
        };
        let mut params = Vec::with_capacity(self.keys.len());
        for (index, key) in self.keys.iter().enumerate() {
            // Groups without a name only take part in matching.
            let (Name::Named(name), Some(text)) = (&key.name, found.get(index + 1)) else {
                continue;
            };
            let value = match &key.separator {
                None => ParamValue::One(text.to_owned()),
                Some(separator) => ParamValue::Many(split(text, separator)),
            };
            params.push((name.as_str(), value));
        }
        Ok(Some(params))
    }
}

impl Text {
    fn equals(&self, path: &str) -> bool {
        let equal = |path: &str| match self.case {
            Case::Sensitive => path == self.text,
            Case::Insensitive => path.eq_ignore_ascii_case(&self.text),
        };
        let shorter = path.strip_suffix('/').filter(|_| self.trailing_slash);
        equal(path) || shorter.is_some_and(equal)
    }
}

fn split(text: &str, separator: &str) -> Vec<String> {
    if separator.is_empty() {
        return vec![text.to_owned()];
    }
    text.split(separator).map(str::to_owned).collect()
}

/// The segments that every path begins with which the pattern matches.
fn lead(parts: &[Part]) -> Vec<Lead> {
    let (mut lead, parts) = match parts {
        // A locale is one segment; what follows it tells rules apart.
        [Part::Param(param), rest @ ..] if is_locale(param) && ends_segment(rest) => {
            (vec![Lead::Any], rest)
        }
        _ => (Vec::new(), parts),
    };
    let Some((Part::Text(text), rest)) = parts.split_first() else {
        return lead;
    };
    let Some(text) = text.strip_prefix('/') else {
        return lead;
    };
    let mut segments: Vec<&str> = text.split('/').collect();
    // `/a/:id` begins with the text `/a`, and so does `/a:id`.
    if !ends_segment(rest) {
        segments.pop();
    }
    let is_plain = |segment: &&str| !segment.is_empty();
    let segments = segments.into_iter().take_while(is_plain);
    lead.extend(segments.map(|segment| Lead::Text(folded(segment).into_owned())));
    lead
}

fn is_locale(param: &Param) -> bool {
    matches!(&param.name, Name::Named(name) if name == LOCALE_PARAM)
        && param.prefix() == "/"
        && !param.is_optional()
}

/// Whether what comes next is a slash or the end, also when what is optional is left out.
fn ends_segment(parts: &[Part]) -> bool {
    for part in parts {
        match part {
            Part::Text(text) => return text.starts_with('/'),
            Part::Param(param) if !param.prefix().starts_with('/') => return false,
            Part::Param(param) if !param.is_optional() => return true,
            Part::Param(_) => {}
        }
    }
    true
}
