//! The diagnostics of one build, in the order in which they were found.

use crate::diagnostic::{Diagnostic, Severity};
use crate::render::Colour;
use std::collections::HashMap;
use std::fmt::{self, Write};

/// How often the same is said in full.
const FULL_OF_SAME: usize = 3;

/// A list of diagnostics. As an error value it holds at least one error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    #[must_use]
    pub fn error_count(&self) -> usize {
        self.list
            .iter()
            .filter(|diagnostic| diagnostic.is_error())
            .count()
    }

    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(Diagnostic::is_error)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Orders by file and place, errors and warnings mixed, keeping the order of equals.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| {
            let key =
                |d: &Diagnostic| (d.file.clone(), d.location.as_ref().map(|at| at.span.start));
            key(a).cmp(&key(b))
        });
    }

    /// Every diagnostic, with an empty line between them and none at the end. What is said of many places, as of a
    /// package that is not installed, is printed of the first ones: the last of these counts the others.
    #[must_use]
    pub fn render(&self, colour: Colour) -> String {
        let mut of_same: HashMap<_, usize> = HashMap::new();
        for diagnostic in &self.list {
            *of_same.entry(sameness(diagnostic)).or_default() += 1;
        }
        let mut printed: HashMap<_, usize> = HashMap::new();
        let mut parts = Vec::new();
        for diagnostic in &self.list {
            let key = sameness(diagnostic);
            let (all, count) = (of_same[&key], printed.entry(key).or_default());
            *count += 1;
            let is_last = *count == FULL_OF_SAME && all > FULL_OF_SAME + 1;
            if *count > FULL_OF_SAME && all > FULL_OF_SAME + 1 {
                continue;
            }
            let mut part = diagnostic.render(colour);
            if is_last {
                let others = all - FULL_OF_SAME;
                let _ = write!(part, "\n  and the same in {others} more places");
            }
            parts.push(part);
        }
        parts.join("\n\n")
    }

    /// The shape the error page of `dev` reads: an array.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        self.list.iter().map(Diagnostic::to_json).collect()
    }
}

/// What two diagnostics have in common that differ in their place only.
fn sameness(diagnostic: &Diagnostic) -> (Severity, &str, Option<&str>) {
    let help = diagnostic.help.as_deref();
    (diagnostic.severity, &diagnostic.message, help)
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.list.extend(diagnostics);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        Self {
            list: diagnostics.into_iter().collect(),
        }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            list: vec![diagnostic],
        }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'d> IntoIterator for &'d Diagnostics {
    type Item = &'d Diagnostic;
    type IntoIter = std::slice::Iter<'d, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Colour::Never))
    }
}

impl std::error::Error for Diagnostics {}

#[cfg(test)]
mod tests {
    use super::{Colour, Diagnostic, Diagnostics};
    use expect_test::{Expect, expect};

    fn check(places: usize, expected: &Expect) {
        let mut list: Diagnostics = (1..=places)
            .map(|n| Diagnostic::error("cannot resolve \"b\"").in_file(format!("{n}.ts")))
            .collect();
        list.push(Diagnostic::error("another").in_file("z.ts"));
        expected.assert_eq(&list.render(Colour::Never));
        assert_eq!(list.error_count(), places + 1);
    }

    #[test]
    fn what_is_said_of_many_places_is_counted() {
        check(
            4,
            &expect![[r#"
            1.ts: cannot resolve "b"

            2.ts: cannot resolve "b"

            3.ts: cannot resolve "b"

            4.ts: cannot resolve "b"

            z.ts: another"#]],
        );
        check(
            300,
            &expect![[r#"
            1.ts: cannot resolve "b"

            2.ts: cannot resolve "b"

            3.ts: cannot resolve "b"
              and the same in 297 more places

            z.ts: another"#]],
        );
    }
}
