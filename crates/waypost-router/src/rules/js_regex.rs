//! Regular expressions of the configuration: JavaScript's syntax, run under a bound of steps.
//!
//! They are tested against what clients send. One that backtracks without end must cost one request an
//! error and not a worker its time, so they run on engines that count: the usual ones on a small one of our own
//! (`small_regex`), all others on fancy-regex, see docs/decisions/0012. What that reads differently from JavaScript
//! is translated.

use super::PatternError;
use super::small_regex::{Slots, SmallRegex};
use fancy_regex::{Captures, Regex, RegexBuilder};
use std::sync::OnceLock;
use thiserror::Error;

/// Backtracking steps for one test. JavaScript's patterns for paths need a few hundred.
const MOST_STEPS: usize = 100_000;
/// Bytes of a compiled expression.
const LARGEST: usize = 4 * 1024 * 1024;

/// A test was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a regular expression of the configuration takes too many steps")]
pub struct TooManySteps;

#[derive(Debug)]
pub(super) struct JsRegex {
    source: Box<str>,
    case: Case,
    small: Option<SmallRegex>,
    /// For what the small engine does not know or gives up; compiled when first needed. `None` when it is too large.
    general: OnceLock<Option<Regex>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Sensitive,
    Insensitive,
}

/// The groups of a match.
#[derive(Debug)]
pub(super) struct Groups<'t> {
    text: &'t str,
    found: Found<'t>,
}

#[derive(Debug)]
enum Found<'t> {
    Small(Slots),
    General(Captures<'t, str>),
}

impl<'t> Groups<'t> {
    /// The text of a group that took part; 0 is the whole match.
    pub(super) fn get(&self, group: usize) -> Option<&'t str> {
        match &self.found {
            Found::Small(slots) => self.text.get(slots.get(group)?),
            Found::General(captures) => captures.get(group).map(|group| group.as_str()),
        }
    }
}

impl JsRegex {
    pub(super) fn new(source: &str, case: Case) -> Result<Self, PatternError> {
        let small = SmallRegex::new(source, case);
        let general = OnceLock::new();
        if small.is_none() {
            let compiled =
                compile(source, case).map_err(|error| PatternError::Regex(error.to_string()))?;
            general.get_or_init(|| Some(compiled));
        }
        Ok(Self {
            source: source.into(),
            case,
            small,
            general,
        })
    }

    fn general(&self) -> Result<&Regex, TooManySteps> {
        let compiled = self
            .general
            .get_or_init(|| compile(&self.source, self.case).ok());
        compiled.as_ref().ok_or(TooManySteps)
    }

    pub(super) fn captures<'t>(&self, text: &'t str) -> Result<Option<Groups<'t>>, TooManySteps> {
        let small = self.small.as_ref().map(|small| small.captures(text));
        let found = match small {
            Some(Ok(slots)) => slots.map(Found::Small),
            // Not known, or given up.
            Some(Err(_)) | None => {
                let captures = self.general()?.captures(text).map_err(|_| TooManySteps)?;
                captures.map(Found::General)
            }
        };
        Ok(found.map(|found| Groups { text, found }))
    }

    pub(super) fn is_match(&self, text: &str) -> Result<bool, TooManySteps> {
        match self.small.as_ref().map(|small| small.is_match(text)) {
            Some(Ok(is_match)) => Ok(is_match),
            Some(Err(_)) | None => self.general()?.is_match(text).map_err(|_| TooManySteps),
        }
    }

    /// Names of the groups that have one, with their numbers.
    pub(super) fn names(&self) -> Vec<(&str, usize)> {
        if let Some(small) = &self.small {
            let names = small.names().iter();
            return names.map(|(name, group)| (name.as_str(), *group)).collect();
        }
        let names = self.general.get().into_iter().flatten();
        let names = names.flat_map(|regex| regex.capture_names().enumerate());
        names
            .filter_map(|(group, name)| Some((name?, group)))
            .collect()
    }
}

pub(super) fn compile(source: &str, case: Case) -> Result<Regex, fancy_regex::Error> {
    RegexBuilder::new(&translate(source))
        .case_insensitive(case == Case::Insensitive)
        .backtrack_limit(MOST_STEPS)
        .delegate_size_limit(LARGEST)
        .build()
}

/// The same expression for an engine that knows nested classes and takes `\d` and `\w` for Unicode's.
fn translate(source: &str) -> String {
    let mut translated = String::with_capacity(source.len());
    let mut characters = source.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => escape(characters.next(), in_class, &mut translated),
            '[' if in_class => translated.push_str("\\["),
            '[' => {
                in_class = true;
                open_class(&mut characters, &mut translated, &mut in_class);
            }
            ']' if in_class => {
                in_class = false;
                translated.push(']');
            }
            // Set operations there, plain characters here.
            '&' | '~' if in_class => {
                translated.push('\\');
                translated.push(character);
            }
            // The end of the text and nothing else: a line feed at the end is not left out.
            '$' if !in_class => translated.push_str("\\z"),
            other => translated.push(other),
        }
    }
    translated
}

fn open_class(
    characters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    translated: &mut String,
    in_class: &mut bool,
) {
    let negated = characters.next_if_eq(&'^').is_some();
    if characters.next_if_eq(&']').is_some() {
        // `[]` matches nothing, `[^]` anything.
        translated.push_str(if negated { "[\\s\\S]" } else { "[^\\s\\S]" });
        *in_class = false;
        return;
    }
    translated.push_str(if negated { "[^" } else { "[" });
}

fn escape(escaped: Option<char>, in_class: bool, translated: &mut String) {
    match (escaped, in_class) {
        (Some('d'), false) => translated.push_str("[0-9]"),
        (Some('d'), true) => translated.push_str("0-9"),
        (Some('D'), false) => translated.push_str("[^0-9]"),
        (Some('w'), false) => translated.push_str("[A-Za-z0-9_]"),
        (Some('w'), true) => translated.push_str("A-Za-z0-9_"),
        (Some('W'), false) => translated.push_str("[^A-Za-z0-9_]"),
        (Some('b'), true) => translated.push_str("\\x08"),
        (Some(letter), _) if letter.is_ascii_alphanumeric() => {
            translated.push('\\');
            translated.push(letter);
        }
        // Any other character stands for itself.
        (Some(other), _) if other.is_ascii_punctuation() => {
            translated.push('\\');
            translated.push(other);
        }
        (Some(other), _) => translated.push(other),
        (None, _) => translated.push_str("\\\\"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, text: &str, expected: Option<&str>) {
        let regex = JsRegex::new(source, Case::Sensitive).unwrap();
        let found = regex.captures(text).unwrap();
        let found = found.and_then(|found| found.get(0));
        assert_eq!(found, expected, "{source} on {text}");
        assert_eq!(regex.is_match(text), Ok(expected.is_some()));
    }

    #[test]
    fn patterns_mean_what_they_mean_in_javascript() {
        check(r"^\d+$", "12", Some("12"));
        check(r"^\d+$", "\u{661}", None);
        check(r"^[\w-]+$", "a-b_1", Some("a-b_1"));
        check(r"^\w$", "\u{e9}", None);
        check(r"^[^]$", "\n", Some("\n"));
        check(r"^[]$", "a", None);
        check(r"^[[a]$", "[", Some("["));
        check(r"^[a&&b]+$", "a&b", Some("a&b"));
        check(r"^a$", "a\n", None);
        check(r"^\/x\/(?!api).*$", "/x/y", Some("/x/y"));
        check(r"^\/x\/(?!api).*$", "/x/api", None);
        check(r"^(?<name>a)\k<name>$", "aa", Some("aa"));
    }

    #[test]
    fn what_never_ends_is_given_up() {
        let regex = JsRegex::new("^(?:(?=a)a+)+$", Case::Sensitive).unwrap();
        let text = format!("{}b", "a".repeat(200));
        assert!(matches!(
            regex.captures(&text),
            Err(TooManySteps) | Ok(None)
        ));
    }
}
