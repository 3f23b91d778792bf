//! The path syntax of `source` and `destination`: that of path-to-regexp 6 with `/` as its delimiter.
//!
//! https://github.com/pillarjs/path-to-regexp/tree/v6.3.0 describes the syntax. Sources become regular
//! expressions, destinations are filled with params.

use crate::ParamValue;
use std::fmt::Write as _;
use thiserror::Error;

/// What is wrong with a pattern; positions count characters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatternError {
    #[error("Missing parameter name at {0}")]
    MissingName(usize),
    #[error("Pattern cannot start with \"?\" at {0}")]
    QuestionMark(usize),
    #[error("Capturing groups are not allowed at {0}")]
    CapturingGroup(usize),
    #[error("Unbalanced pattern at {0}")]
    Unbalanced(usize),
    #[error("Missing pattern at {0}")]
    MissingPattern(usize),
    #[error("Unexpected {found} at {at}, expected {expected}")]
    Unexpected {
        found: &'static str,
        at: usize,
        expected: &'static str,
    },
    #[error("{0}")]
    Regex(String),
}

/// Why a destination cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FillError {
    #[error(
        "To use a multi-match in the destination you must add `*` at the end of the param name to signify it \
         should repeat. https://nextjs.org/docs/messages/invalid-multi-match"
    )]
    Repeats,
    #[error("Expected {0:?} to be a string")]
    Missing(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    Param(Param),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Param {
    pub(super) name: Name,
    prefix: String,
    suffix: String,
    /// Empty for a group without a param, such as `{-x}?`.
    pattern: String,
    modifier: Modifier,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    Named(String),
    /// Groups without a name are counted.
    Unnamed(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Modifier {
    Once,
    Optional,
    ZeroOrMore,
    OneOrMore,
}

/// A group of a compiled source, in the order of its capturing groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) name: Name,
    /// What stands between the values of a param that repeats.
    pub(super) separator: Option<String>,
}

impl Part {
    /// Lets a param that repeats, and has nothing around it that would part its values, repeat by segments: `/a:rest*`
    /// then is `/a/:rest*`.
    pub(super) fn repeat_by_segments(&mut self) {
        if let Self::Param(param) = self
            && param.modifier.repeats()
            && param.prefix.is_empty()
            && param.suffix.is_empty()
        {
            "/".clone_into(&mut param.prefix);
        }
    }
}

impl Param {
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    pub(super) fn is_optional(&self) -> bool {
        self.modifier.is_optional()
    }
}

const DEFAULT_PATTERN: &str = "[^\\/]+?";

impl Modifier {
    fn of(text: char) -> Self {
        match text {
            '*' => Self::ZeroOrMore,
            '+' => Self::OneOrMore,
            _ => Self::Optional,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Once => "",
            Self::Optional => "?",
            Self::ZeroOrMore => "*",
            Self::OneOrMore => "+",
        }
    }

    fn repeats(self) -> bool {
        matches!(self, Self::ZeroOrMore | Self::OneOrMore)
    }

    fn is_optional(self) -> bool {
        matches!(self, Self::Optional | Self::ZeroOrMore)
    }
}

/// Reads a pattern.
pub(super) fn parse(pattern: &str) -> Result<Vec<Part>, PatternError> {
    let tokens = lex(pattern)?;
    Parser {
        tokens,
        at: 0,
        unnamed: 0,
        text: String::new(),
        parts: Vec::new(),
    }
    .run()
}

/// The regular expression of a pattern without its anchors, and its groups.
pub(super) fn to_regex(parts: &[Part]) -> (String, Vec<Key>) {
    let mut regex = String::new();
    let mut keys = Vec::new();
    for part in parts {
        match part {
            Part::Text(text) => regex.push_str(&escape(text)),
            Part::Param(param) => {
                param_regex(param, &mut regex);
                if !param.pattern.is_empty() {
                    let separator = format!("{}{}", param.prefix, param.suffix);
                    keys.push(Key {
                        name: param.name.clone(),
                        separator: param.modifier.repeats().then_some(separator),
                    });
                }
            }
        }
    }
    (regex, keys)
}

fn param_regex(param: &Param, regex: &mut String) {
    let (prefix, suffix) = (escape(&param.prefix), escape(&param.suffix));
    let (pattern, modifier) = (&param.pattern, param.modifier.as_str());
    // Writing to a string does not fail.
    let _ = if pattern.is_empty() {
        write!(regex, "(?:{prefix}{suffix}){modifier}")
    } else if prefix.is_empty() && suffix.is_empty() {
        if param.modifier.repeats() {
            write!(regex, "((?:{pattern}){modifier})")
        } else {
            write!(regex, "({pattern}){modifier}")
        }
    } else if param.modifier.repeats() {
        let optional = if param.modifier.is_optional() {
            "?"
        } else {
            ""
        };
        write!(
            regex,
            "(?:{prefix}((?:{pattern})(?:{suffix}{prefix}(?:{pattern}))*){suffix}){optional}"
        )
    } else {
        write!(regex, "(?:{prefix}({pattern}){suffix}){modifier}")
    };
}

/// The pattern with its params filled in. Values are inserted as they are.
pub(super) fn fill(parts: &[Part], params: &[(&str, ParamValue)]) -> Result<String, FillError> {
    let mut filled = String::new();
    for part in parts {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Param(param) => fill_param(param, params, &mut filled)?,
        }
    }
    Ok(filled)
}

fn fill_param(
    param: &Param,
    params: &[(&str, ParamValue)],
    filled: &mut String,
) -> Result<(), FillError> {
    let name = match &param.name {
        Name::Named(name) => name.as_str(),
        Name::Unnamed(_) => "",
    };
    let value = params.iter().find(|(known, _)| *known == name);
    match value.map(|(_, value)| value) {
        Some(ParamValue::Many(_)) if !param.modifier.repeats() => Err(FillError::Repeats),
        Some(ParamValue::Many(values)) if !values.is_empty() => {
            for value in values {
                push_all(filled, [&param.prefix, value, &param.suffix]);
            }
            Ok(())
        }
        Some(ParamValue::One(value)) => {
            push_all(filled, [&param.prefix, value, &param.suffix]);
            Ok(())
        }
        _ if param.modifier.is_optional() => Ok(()),
        _ => Err(FillError::Missing(name.to_owned())),
    }
}

fn push_all(filled: &mut String, texts: [&String; 3]) {
    for text in texts {
        filled.push_str(text);
    }
}

/// Names of the params in a pattern.
pub(super) fn names(parts: &[Part]) -> impl Iterator<Item = &str> {
    parts.iter().filter_map(|part| match part {
        Part::Param(Param {
            name: Name::Named(name),
            ..
        }) if !name.is_empty() => Some(name.as_str()),
        _ => None,
    })
}

/// The first group that has no name.
pub(super) fn first_unnamed(parts: &[Part]) -> Option<usize> {
    parts.iter().find_map(|part| match part {
        Part::Param(Param {
            name: Name::Unnamed(number),
            pattern,
            ..
        }) if !pattern.is_empty() => Some(*number),
        _ => None,
    })
}

/// Text as a regular expression that matches just it.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if ".+*?=^!:${}()[]|/\\".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Name(String),
    Pattern(String),
    Character(char),
    Escaped(char),
    Modifier(char),
}

impl Token {
    fn kind(token: Option<&Self>) -> &'static str {
        match token {
            Some(Self::Open) => "OPEN",
            Some(Self::Close) => "CLOSE",
            Some(Self::Name(_)) => "NAME",
            Some(Self::Pattern(_)) => "PATTERN",
            Some(Self::Character(_)) => "CHAR",
            Some(Self::Escaped(_)) => "ESCAPED_CHAR",
            Some(Self::Modifier(_)) => "MODIFIER",
            None => "END",
        }
    }
}

/// Tokens with the position each begins at.
fn lex(pattern: &str) -> Result<Vec<(Token, usize)>, PatternError> {
    let characters: Vec<char> = pattern.chars().collect();
    let mut tokens = Vec::with_capacity(characters.len());
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        let start = at;
        at += 1;
        let token = match character {
            '*' | '+' | '?' => Token::Modifier(character),
            '{' => Token::Open,
            '}' => Token::Close,
            '\\' => {
                let escaped = characters.get(at).copied();
                at += 1;
                escaped.map_or(Token::Character('\\'), Token::Escaped)
            }
            ':' => {
                let name = characters[at..].iter().take_while(|c| is_word(**c));
                let name: String = name.collect();
                if name.is_empty() {
                    return Err(PatternError::MissingName(start));
                }
                at += name.len();
                Token::Name(name)
            }
            '(' => {
                let inner = lex_group(&characters, start)?;
                at += inner.chars().count() + 1;
                Token::Pattern(inner)
            }
            other => Token::Character(other),
        };
        tokens.push((token, start));
    }
    Ok(tokens)
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// What stands between the parentheses that open at `start`.
fn lex_group(characters: &[char], start: usize) -> Result<String, PatternError> {
    let mut inner = String::new();
    let mut depth = 1;
    let mut at = start + 1;
    if characters.get(at) == Some(&'?') {
        return Err(PatternError::QuestionMark(at));
    }
    while let Some(&character) = characters.get(at) {
        match character {
            '\\' => {
                inner.push(character);
                at += 1;
                inner.extend(characters.get(at));
                at += 1;
                continue;
            }
            ')' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            '(' => {
                depth += 1;
                if characters.get(at + 1) != Some(&'?') {
                    return Err(PatternError::CapturingGroup(at));
                }
            }
            _ => {}
        }
        inner.push(character);
        at += 1;
    }
    if depth > 0 {
        return Err(PatternError::Unbalanced(start));
    }
    if inner.is_empty() {
        return Err(PatternError::MissingPattern(start));
    }
    Ok(inner)
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
    unnamed: usize,
    /// Text since the last param.
    text: String,
    parts: Vec<Part>,
}

impl Parser {
    fn run(mut self) -> Result<Vec<Part>, PatternError> {
        while self.at < self.tokens.len() {
            let before = self.at;
            let character = self.character();
            let name = self.name();
            let pattern = self.pattern();
            if name.is_some() || pattern.is_some() {
                self.param(character, name, pattern);
                continue;
            }
            self.at = before;
            if let Some(text) = self.text_character() {
                self.text.push(text);
                continue;
            }
            self.flush();
            self.group()?;
        }
        self.flush();
        Ok(self.parts)
    }

    /// A name or pattern, with the `/` or `.` before it as its prefix.
    fn param(&mut self, before: Option<char>, name: Option<String>, pattern: Option<String>) {
        let mut prefix = String::new();
        match before {
            Some(character @ ('.' | '/')) => prefix.push(character),
            Some(character) => self.text.push(character),
            None => {}
        }
        self.flush();
        let name = name.map_or_else(|| self.next_unnamed(), Name::Named);
        let modifier = self.modifier();
        self.parts.push(Part::Param(Param {
            name,
            prefix,
            suffix: String::new(),
            pattern: pattern.unwrap_or_else(|| DEFAULT_PATTERN.to_owned()),
            modifier,
        }));
    }

    /// `{` prefix, name, pattern, suffix `}`
    fn group(&mut self) -> Result<(), PatternError> {
        self.expect(&Token::Open, "END")?;
        let prefix = self.run_of_text();
        let name = self.name();
        let pattern = self.pattern();
        let suffix = self.run_of_text();
        self.expect(&Token::Close, "CLOSE")?;
        let (name, pattern) = match (name, pattern) {
            (Some(name), pattern) => (
                Name::Named(name),
                pattern.unwrap_or_else(|| DEFAULT_PATTERN.to_owned()),
            ),
            (None, Some(pattern)) => (self.next_unnamed(), pattern),
            (None, None) => (Name::Named(String::new()), String::new()),
        };
        let modifier = self.modifier();
        self.parts.push(Part::Param(Param {
            name,
            prefix,
            suffix,
            pattern,
            modifier,
        }));
        Ok(())
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(Part::Text(std::mem::take(&mut self.text)));
        }
    }

    fn next_unnamed(&mut self) -> Name {
        self.unnamed += 1;
        Name::Unnamed(self.unnamed - 1)
    }

    fn take<T>(&mut self, read: impl Fn(&Token) -> Option<T>) -> Option<T> {
        let found = read(&self.tokens.get(self.at)?.0)?;
        self.at += 1;
        Some(found)
    }

    fn character(&mut self) -> Option<char> {
        self.take(|token| match token {
            Token::Character(character) => Some(*character),
            _ => None,
        })
    }

    fn text_character(&mut self) -> Option<char> {
        self.take(|token| match token {
            Token::Character(character) | Token::Escaped(character) => Some(*character),
            _ => None,
        })
    }

    fn run_of_text(&mut self) -> String {
        std::iter::from_fn(|| self.text_character()).collect()
    }

    fn name(&mut self) -> Option<String> {
        self.take(|token| match token {
            Token::Name(name) => Some(name.clone()),
            _ => None,
        })
    }

    fn pattern(&mut self) -> Option<String> {
        self.take(|token| match token {
            Token::Pattern(pattern) => Some(pattern.clone()),
            _ => None,
        })
    }

    fn modifier(&mut self) -> Modifier {
        self.take(|token| match token {
            Token::Modifier(modifier) => Some(Modifier::of(*modifier)),
            _ => None,
        })
        .unwrap_or(Modifier::Once)
    }

    fn expect(&mut self, wanted: &Token, expected: &'static str) -> Result<(), PatternError> {
        if self.take(|token| (token == wanted).then_some(())).is_some() {
            return Ok(());
        }
        let next = self.tokens.get(self.at);
        let end = self.tokens.last().map_or(0, |(_, at)| at + 1);
        Err(PatternError::Unexpected {
            found: Token::kind(next.map(|(token, _)| token)),
            at: next.map_or(end, |(_, at)| *at),
            expected,
        })
    }
}
