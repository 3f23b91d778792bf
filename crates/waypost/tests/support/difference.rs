//! How a recorded answer and waypost's are compared, and what waypost sends otherwise on purpose.
//!
//! `tests/next/differences.toml` lists the latter once for all projects. Letter case and order of
//! header lines have no meaning in HTTP and are not compared at all; the order of lines with the
//! same name is.

use super::exchange::Answer;
use super::project;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    difference: Vec<Rule>,
}

/// One header, or the `body`, that is not as Next.js sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    header: String,
    /// Values, `*` for any or for any end, `-` for no such line.
    theirs: Option<String>,
    ours: Option<String>,
    /// Words of a list that are not compared.
    without: Option<Vec<String>>,
    /// Whether it is about pages of the server only.
    #[serde(default)]
    page: bool,
    /// It holds of bodies with fewer bytes than this.
    below: Option<usize>,
    #[serde(rename = "reason")]
    _reason: String,
}

pub(crate) struct Differences {
    rules: Vec<Rule>,
    used: Mutex<BTreeSet<usize>>,
}

impl Differences {
    pub(crate) fn read() -> Self {
        let path = project::root().join("differences.toml");
        let text = fs::read_to_string(path).expect("differences.toml is readable");
        let file: File = toml::from_str(&text).expect("differences.toml is valid");
        Self {
            rules: file.difference,
            used: Mutex::default(),
        }
    }

    /// The rules that no answer needed.
    pub(crate) fn unused(&self) -> Vec<String> {
        let used = self.used.lock().unwrap();
        let rules = self.rules.iter().enumerate();
        rules
            .filter(|(index, _)| !used.contains(index))
            .map(|(_, rule)| {
                let (theirs, ours) = (&rule.theirs, &rule.ours);
                format!("{}, theirs {theirs:?}, ours {ours:?}", rule.header)
            })
            .collect()
    }

    /// What of an answer is not as recorded: `status`, `body`, `ending` or a header's name.
    pub(crate) fn between(&self, theirs: &Answer, ours: &Answer) -> Vec<String> {
        let mut found = Vec::new();
        if theirs.status != ours.status {
            found.push("status".to_owned());
        }
        let is_page = theirs
            .body
            .first()
            .is_some_and(|text| text.starts_with("(page"))
            || values(theirs, "content-length") == ["(of the page)"]
            || values(ours, "content-length") == ["(of the page)"];
        let kind = Kind {
            is_page,
            length: ours.body.iter().map(String::len).sum(),
        };
        for name in names(theirs).union(&names(ours)) {
            if !self.is_agreed(name, &values(theirs, name), &values(ours, name), kind) {
                found.push(name.clone());
            }
        }
        if !self.is_agreed("body", &theirs.body, &ours.body, kind) {
            found.push("body".to_owned());
        }
        if theirs.is_cut != ours.is_cut {
            found.push("ending".to_owned());
        }
        found
    }

    fn is_agreed(&self, name: &str, theirs: &[String], ours: &[String], kind: Kind) -> bool {
        if theirs == ours {
            return true;
        }
        let rule = self
            .rules
            .iter()
            .position(|rule| rule.header == name && rule.is_for(kind) && rule.allows(theirs, ours));
        if let Some(index) = rule {
            self.used.lock().unwrap().insert(index);
        }
        rule.is_some()
    }
}

/// What of an answer decides which rules are for it.
#[derive(Clone, Copy)]
struct Kind {
    is_page: bool,
    /// Bytes of our body, decoded.
    length: usize,
}

impl Rule {
    fn is_for(&self, kind: Kind) -> bool {
        let is_short = self.below.is_none_or(|below| kind.length < below);
        (kind.is_page || !self.page) && is_short
    }

    fn allows(&self, theirs: &[String], ours: &[String]) -> bool {
        if let Some(without) = &self.without {
            return rest(theirs, without) == rest(ours, without);
        }
        fits(self.theirs.as_deref(), theirs) && fits(self.ours.as_deref(), ours)
    }
}

fn fits(wanted: Option<&str>, values: &[String]) -> bool {
    match wanted {
        Some("-") => values.is_empty(),
        Some("*") => !values.is_empty(),
        Some(value) => match value.strip_suffix('*') {
            Some(start) => values.iter().all(|it| it.starts_with(start)) && !values.is_empty(),
            None => values == [value],
        },
        None => true,
    }
}

/// The words of a list over all its lines, without some.
fn rest(values: &[String], without: &[String]) -> Vec<String> {
    let words = values.iter().flat_map(|value| value.split(','));
    words
        .map(|word| word.trim().to_ascii_lowercase())
        .filter(|word| !without.contains(word))
        .collect()
}

fn names(answer: &Answer) -> BTreeSet<String> {
    let names = answer.headers.iter();
    names.map(|(name, _)| name.to_ascii_lowercase()).collect()
}

fn values(answer: &Answer, wanted: &str) -> Vec<String> {
    let lines = answer.headers.iter();
    lines
        .filter(|(name, _)| name.eq_ignore_ascii_case(wanted))
        .map(|(_, value)| value.clone())
        .collect()
}
