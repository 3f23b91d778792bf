//! A source without what its strings and comments say.
//!
//! The bound of a source's nesting counts words and operators wherever they stand, and a table of a megabyte in one
//! string has more of them than any stack holds. Where a string ends is certain only as long as every slash before it is
//! known to divide or to begin a regular expression. From where that is not known, the source stays as it is: blanking
//! code would let a source overflow the stack. (Text of JSX may hold a lone quote. Such sources are the project's own.)

use std::ops::Range;

/// What stands before a slash.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// The slash begins a regular expression.
    Operator,
    /// The slash divides.
    Value,
    Unknown,
}

/// The bytes of the source, with blanks for the contents of its strings, templates, comments and regular expressions.
pub(crate) fn blanked(source: &str) -> Vec<u8> {
    let mut scan = Scan {
        bytes: source.as_bytes(),
        at: 0,
        before: Before::Operator,
        parentheses: Vec::new(),
        templates: Vec::new(),
        braces: 0,
        dot: false,
    };
    let mut out = source.as_bytes().to_vec();
    while scan.at < scan.bytes.len() {
        let Some(text) = scan.step() else { break };
        out[text].fill(b' ');
    }
    out
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    before: Before,
    /// What a slash does behind each parenthesis that is open.
    parentheses: Vec<Before>,
    /// The open braces outside of each template whose substitution is being read.
    templates: Vec<usize>,
    braces: usize,
    /// A word that follows is the name of a property.
    dot: bool,
}

impl Scan<'_> {
    /// Passes one token; the range is text. `None` where it is not certain what follows.
    fn step(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let byte = self.bytes[start];
        match byte {
            b'\'' | b'"' => return self.string(byte),
            b'`' => return self.template(),
            b'/' => return self.slash(),
            b'}' if self.templates.last() == Some(&self.braces) => {
                self.templates.pop();
                return self.template();
            }
            b'<' if self.rest().starts_with(b"<!--") => return None,
            b'-' if self.rest().starts_with(b"-->") => return None,
            b'#' if self.rest().starts_with(b"#!") => return None,
            _ if is_word(byte) => return Some(self.word()),
            _ if byte.is_ascii_whitespace() => {}
            b'(' => {
                self.parentheses.push(Before::Value);
                self.before = Before::Operator;
            }
            b')' => self.before = self.parentheses.pop().unwrap_or(Before::Unknown),
            b'{' => {
                self.braces += 1;
                self.before = Before::Operator;
            }
            b'}' => {
                self.braces = self.braces.saturating_sub(1);
                self.before = Before::Unknown;
            }
            b']' => self.before = Before::Value,
            b'.' => {
                self.before = Before::Unknown;
                self.dot = true;
            }
            // `a++`, `++a`, and TypeScript's `a!`.
            b'+' | b'-' if self.bytes.get(start.wrapping_sub(1)) == Some(&byte) => {
                self.before = Before::Unknown
            }
            b'!' if self.before == Before::Value => self.before = Before::Unknown,
            _ => self.before = Before::Operator,
        }
        self.at += 1;
        Some(start..start)
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    fn word(&mut self) -> Range<usize> {
        let start = self.at;
        let length = self
            .rest()
            .iter()
            .take_while(|byte| is_word(**byte))
            .count();
        self.at += length;
        let is_name = std::mem::take(&mut self.dot) || start > 0 && self.bytes[start - 1] == b'#';
        self.before = match &self.bytes[start..self.at] {
            _ if is_name => Before::Value,
            b"return" | b"typeof" | b"case" | b"throw" | b"else" | b"do" | b"void" | b"delete"
            | b"new" | b"in" | b"instanceof" | b"extends" | b"default" => Before::Operator,
            b"of" | b"await" | b"yield" | b"break" | b"continue" | b"debugger" => Before::Unknown,
            b"if" | b"while" | b"for" | b"with" => {
                let blanks = self
                    .rest()
                    .iter()
                    .take_while(|byte| byte.is_ascii_whitespace())
                    .count();
                if self.bytes.get(self.at + blanks) == Some(&b'(') {
                    self.parentheses.push(Before::Unknown);
                    self.at += blanks + 1;
                }
                Before::Operator
            }
            _ => Before::Value,
        };
        start..start
    }

    fn string(&mut self, quote: u8) -> Option<Range<usize>> {
        let start = self.at + 1;
        self.at = start;
        loop {
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 2,
                b'\n' | b'\r' => return None,
                byte if byte == quote => break,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.before = Before::Value;
        Some(start..self.at - 1)
    }

    /// Of a template, the text up to its end or its next substitution.
    fn template(&mut self) -> Option<Range<usize>> {
        let start = self.at + 1;
        self.at = start;
        loop {
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 2,
                b'`' => {
                    self.at += 1;
                    self.before = Before::Value;
                    return Some(start..self.at - 1);
                }
                b'$' if self.bytes.get(self.at + 1) == Some(&b'{') => {
                    self.at += 2;
                    self.templates.push(self.braces);
                    self.before = Before::Operator;
                    return Some(start..self.at - 2);
                }
                _ => self.at += 1,
            }
        }
    }

    fn slash(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let line = self.line();
        match self.bytes.get(start + 1) {
            Some(b'/') => {
                self.at += line;
                return Some(start..self.at);
            }
            Some(b'*') => {
                let length = self.rest()[2..].windows(2).position(|pair| pair == b"*/")?;
                self.at += length + 4;
                return Some(start..self.at);
            }
            _ => {}
        }
        match self.before {
            Before::Value => {
                self.at += 1;
                self.before = Before::Operator;
                Some(start..start)
            }
            Before::Operator => self.expression(),
            Before::Unknown => {
                // A regular expression ends with its line, so the next one is certain unless something reaches over.
                let rest = &self.rest()[1..line];
                let reaches_over = rest.contains(&b'`')
                    || rest.ends_with(b"\\")
                    || rest.windows(2).any(|pair| pair == b"/*");
                if reaches_over || !self.templates.is_empty() {
                    return None;
                }
                self.at += line;
                self.parentheses.clear();
                Some(start..start)
            }
        }
    }

    fn expression(&mut self) -> Option<Range<usize>> {
        let start = self.at + 1;
        self.at = start;
        let mut in_class = false;
        loop {
            match *self.bytes.get(self.at)? {
                b'\n' | b'\r' => return None,
                b'\\' => self.at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        self.before = Before::Value;
        Some(start..self.at - 1)
    }

    /// The bytes up to the end of this line, which U+2028 and U+2029 are too.
    fn line(&self) -> usize {
        let rest = self.rest();
        let ends = |at: usize| {
            matches!(rest[at], b'\n' | b'\r') || matches!(rest[at..], [0xe2, 0x80, 0xa8 | 0xa9, ..])
        };
        (0..rest.len()).find(|at| ends(*at)).unwrap_or(rest.len())
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}
