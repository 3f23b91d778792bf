//! Dynamic segments of URL patterns: which spellings are allowed, and which cannot stand side by side.
//!
//! Patterns are entered one after another into a tree of their shapes. The rules and their texts are
//! Next.js's.

use super::Found;
use crate::files::Files;
use std::collections::BTreeMap;
use waypost_diagnostics::Diagnostic;
use waypost_image::{NextVersion, Segment};

/// Why a pattern cannot be, and the file of the other pattern when two are needed for it.
pub(super) struct Refusal<'f> {
    pub(super) message: String,
    pub(super) other: Option<&'f Found>,
}

/// One position of the tree: the names used there, each with the file that was first.
#[derive(Default)]
pub(super) struct Shapes<'f> {
    statics: BTreeMap<String, Shapes<'f>>,
    below_dynamic: Option<Box<Shapes<'f>>>,
    dynamic: Option<(String, &'f Found)>,
    catch_all: Option<(String, &'f Found)>,
    optional_catch_all: Option<(String, &'f Found)>,
    own: Option<&'f Found>,
}

/// A dynamic segment as it is written, before it is known to be well formed.
struct Written<'t> {
    name: &'t str,
    is_rest: bool,
    is_optional: bool,
}

impl<'f> Shapes<'f> {
    pub(super) fn insert(
        &mut self,
        file: &'f Found,
        version: NextVersion,
    ) -> Result<(), Refusal<'f>> {
        let parts: Vec<&str> = file
            .page
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        let mut names: Vec<&str> = Vec::new();
        let mut at = self;
        for (index, part) in parts.iter().enumerate() {
            let Some(written) = Written::read(part) else {
                at = at.statics.entry((*part).to_owned()).or_default();
                continue;
            };
            written.check_spelling(part).map_err(Refusal::alone)?;
            at.check_level(&written, part)?;
            check_names_before(&names, written.name).map_err(Refusal::alone)?;
            names.push(written.name);
            if written.is_rest {
                if index + 1 < parts.len() {
                    return Err(Refusal::alone(
                        "Catch-all must be the last part of the URL.".to_owned(),
                    ));
                }
                return at.insert_rest(&written, file, &parts, version);
            }
            at.dynamic
                .get_or_insert_with(|| (written.name.to_owned(), file));
            at = at.below_dynamic.get_or_insert_default();
        }
        if let Some((name, other)) = &at.optional_catch_all {
            return Err(same_specificity(&parts, name, other, version));
        }
        at.own.get_or_insert(file);
        Ok(())
    }

    /// What else is dynamic at this level.
    fn check_level(&self, written: &Written<'_>, part: &str) -> Result<(), Refusal<'f>> {
        let (same_kind, other_kind) = match (written.is_rest, written.is_optional) {
            (true, true) => (&self.optional_catch_all, &self.catch_all),
            (true, false) => (&self.catch_all, &self.optional_catch_all),
            (false, _) => (&self.dynamic, &None),
        };
        if let Some((name, other)) = other_kind {
            let message = if written.is_optional {
                format!(
                    "You cannot use both an required and optional catch-all route at the same level \
                     (\"[...{name}]\" and \"{part}\" )."
                )
            } else {
                format!(
                    "You cannot use both an optional and required catch-all route at the same level \
                     (\"[[...{name}]]\" and \"{part}\")."
                )
            };
            return Err(Refusal {
                message,
                other: Some(other),
            });
        }
        match same_kind {
            Some((name, other)) if name != written.name => Err(Refusal {
                message: format!(
                    "You cannot use different slug names for the same dynamic path ('{name}' !== '{}').",
                    written.name
                ),
                other: Some(other),
            }),
            _ => Ok(()),
        }
    }

    fn insert_rest(
        &mut self,
        written: &Written<'_>,
        file: &'f Found,
        parts: &[&str],
        version: NextVersion,
    ) -> Result<(), Refusal<'f>> {
        if !written.is_optional {
            self.catch_all
                .get_or_insert_with(|| (written.name.to_owned(), file));
            return Ok(());
        }
        if let Some(other) = self.own {
            return Err(same_specificity(
                &parts[..parts.len() - 1],
                written.name,
                other,
                version,
            ));
        }
        self.optional_catch_all
            .get_or_insert_with(|| (written.name.to_owned(), file));
        Ok(())
    }
}

impl Refusal<'_> {
    fn alone(message: String) -> Self {
        Self {
            message,
            other: None,
        }
    }
}

fn same_specificity<'f>(
    parts: &[&str],
    name: &str,
    other: &'f Found,
    version: NextVersion,
) -> Refusal<'f> {
    let page = format!("/{}", parts.join("/"));
    let message = if version >= NextVersion::V16 {
        let below = page.trim_end_matches('/');
        format!(
            "You cannot define a route with the same specificity as an optional catch-all route \
             (\"{page}\" and \"{below}/[[...{name}]]\")."
        )
    } else {
        format!(
            "You cannot define a route with the same specificity as a optional catch-all route \
             (\"{page}\" and \"{page}[[...{name}]]\")."
        )
    };
    Refusal {
        message,
        other: Some(other),
    }
}

impl<'t> Written<'t> {
    fn read(part: &'t str) -> Option<Self> {
        let mut name = part.strip_prefix('[')?.strip_suffix(']')?;
        let mut is_optional = false;
        if let Some(inner) = name
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            (name, is_optional) = (inner, true);
        }
        let is_rest = name.starts_with("...");
        Some(Self {
            name: name.strip_prefix("...").unwrap_or(name),
            is_rest,
            is_optional,
        })
    }

    fn check_spelling(&self, part: &str) -> Result<(), String> {
        let name = self.name;
        if name.starts_with('\u{2026}') {
            return Err(format!(
                "Detected a three-dot character ('\u{2026}') at ('{name}'). Did you mean ('...')?"
            ));
        }
        if name.starts_with('[') || name.ends_with(']') {
            return Err(format!(
                "Segment names may not start or end with extra brackets ('{name}')."
            ));
        }
        if name.starts_with('.') {
            return Err(format!(
                "Segment names may not start with erroneous periods ('{name}')."
            ));
        }
        if self.is_optional && !self.is_rest {
            return Err(format!(
                "Optional route parameters are not yet supported (\"{part}\")."
            ));
        }
        if name.is_empty() {
            return Err(format!("Segment names may not be empty (\"{part}\")."));
        }
        Ok(())
    }
}

/// Params of one pattern land in one object, so their names must differ, and by more than punctuation.
fn check_names_before(names: &[&str], name: &str) -> Result<(), String> {
    let words = |text: &str| {
        text.chars()
            .filter(|&c| c.is_ascii_alphanumeric() || c == '_')
            .collect::<String>()
    };
    for before in names {
        if *before == name {
            return Err(format!(
                "You cannot have the same slug name \"{name}\" repeat within a single dynamic path"
            ));
        }
        if words(before) == words(name) {
            return Err(format!(
                "You cannot have the slug names \"{before}\" and \"{name}\" differ only by non-word symbols \
                 within a single dynamic path"
            ));
        }
    }
    Ok(())
}

/// `a-[id]` looks like a param and is none.
pub(super) fn report_literal_brackets(files: &mut Files, segments: &[String], source: &str) {
    for segment in segments {
        let is_literal = matches!(Segment::parse(segment), Segment::Static(_));
        let has_brackets = segment.contains('[') && segment.contains(']');
        if is_literal && has_brackets && !(segment.starts_with('[') && segment.ends_with(']')) {
            files.report(
                Diagnostic::warning(format!(
                    "\"{segment}\" is literal text in the URL, not a param"
                ))
                .with_code("literal-brackets")
                .in_file(source)
                .with_help("only a whole folder or file name can be a param: [id]"),
            );
        }
    }
}
