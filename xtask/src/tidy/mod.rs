//! What the compiler does not check: each rule is a file, each complaint names a line and a way out.

mod blank;
mod builtins;
mod links;
mod manifests;
mod offers;
mod rust;
mod text;

use crate::tree::Tree;
use std::fmt;
use std::process::ExitCode;

/// Something that is not as agreed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    pub path: String,
    /// From 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Complaint {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// All complaints about a tree, sorted by place.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    text::check(tree, &mut complaints);
    rust::check(tree, &mut complaints);
    builtins::check(tree, &mut complaints);
    manifests::check(tree, &mut complaints);
    links::check(tree, &mut complaints);
    offers::check(tree, &mut complaints);
    complaints.sort();
    complaints.dedup();
    complaints
}

/// Prints the complaints; fails when there are any.
#[must_use]
pub fn report(tree: &Tree) -> ExitCode {
    let complaints = check(tree);
    for complaint in &complaints {
        eprintln!("{complaint}");
    }
    match complaints.len() {
        0 => ExitCode::SUCCESS,
        count => {
            let plural = if count == 1 { "" } else { "s" };
            eprintln!("tidy: {count} complaint{plural}");
            ExitCode::FAILURE
        }
    }
}

/// The line of a byte offset, from 1.
fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// The offsets of a whole word.
fn find_word<'c>(code: &'c str, word: &'c str) -> impl Iterator<Item = usize> + 'c {
    let is_part = |character: char| character == '_' || character.is_alphanumeric();
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |&at| {
            !code[..at].ends_with(is_part) && !code[at + word.len()..].starts_with(is_part)
        })
}

fn has_word(text: &str, word: &str) -> bool {
    find_word(text, word).next().is_some()
}

/// What only stands for a user's project: shaped by what it shows, not by our habits.
fn is_material(path: &str) -> bool {
    path.starts_with("examples/")
        || path.starts_with("tests/")
        || path.contains("/tests/cases/")
        || path.contains("/tests/projects/")
}

/// Checks a tree of these files; each complaint must begin as expected.
#[cfg(test)]
#[track_caller]
fn check_files(files: &[(&str, &str)], expected: &[&str]) {
    let file = |(path, text): &(&str, &str)| crate::tree::File {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
    };
    let complaints = check(&Tree::new(files.iter().map(file).collect()));
    let shown: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    let agree =
        shown.len() == expected.len() && shown.iter().zip(expected).all(|(a, b)| a.starts_with(b));
    assert!(agree, "expected {expected:#?}, got {shown:#?}");
}
