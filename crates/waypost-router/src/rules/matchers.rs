//! `config.matcher` of middleware: the requests it is called for.
//!
//! Compared as Next.js compares them: with upper and lower case told apart, on the path as it was sent and
//! decoded, so that no escape gets past a check. A matcher that cannot be decided is an error.

use super::js_regex::{Case, TooManySteps};
use super::list::List;
use super::source::Manner;
use super::{At, LOCALE_PARAM, RuleFault, Subject};
use percent_encoding::percent_decode_str;
use waypost_image::{NextVersion, RuleSource, ServeConfig};

#[derive(Debug)]
pub struct Matchers {
    /// `None`: every request.
    list: Option<List<()>>,
}

impl Matchers {
    pub fn new(
        matchers: Option<&[RuleSource]>,
        config: &ServeConfig,
        version: NextVersion,
    ) -> Result<Self, Vec<RuleFault>> {
        let Some(matchers) = matchers else {
            return Ok(Self { list: None });
        };
        let mut list = List::new();
        let mut faults = Vec::new();
        let manner = Manner {
            case: Case::Sensitive,
            trailing_slash: true,
            except: None,
            by_segments: version >= NextVersion::V15,
        };
        for matcher in matchers {
            let source = whole_source(matcher, config);
            if let Err(error) = list.push(&source, manner, matcher, (false, ())) {
                faults.push(RuleFault {
                    source_text: matcher.source.clone(),
                    error,
                });
            }
        }
        if faults.is_empty() {
            Ok(Self { list: Some(list) })
        } else {
            Err(faults)
        }
    }

    /// Whether the middleware is to be called.
    pub fn match_request(&self, at: At<'_>, subject: &dyn Subject) -> Result<bool, TooManySteps> {
        let Some(list) = &self.list else {
            return Ok(true);
        };
        if list.find_from(0, at, subject)?.is_some() {
            return Ok(true);
        }
        if !at.path.contains('%') {
            return Ok(false);
        }
        let decoded = percent_decode_str(at.path).decode_utf8_lossy();
        let at = At {
            path: &decoded,
            ..at
        };
        Ok(list.find_from(0, at, subject)?.is_some())
    }
}

/// The source with what Next.js lets stand before and behind it: the address of page data, a locale, the
/// endings of data requests.
fn whole_source(matcher: &RuleSource, config: &ServeConfig) -> String {
    let is_root = matcher.source == "/";
    let locale = match &config.i18n {
        Some(_) if !matcher.ignore_locale => {
            format!("{{/:{LOCALE_PARAM}((?!_next/)[^/.]{{1,}})}}?")
        }
        _ => String::new(),
    };
    let path = if is_root && !locale.is_empty() {
        ""
    } else {
        &matcher.source
    };
    let ending = if is_root {
        "(/?index|/?index\\.json|/?index\\.rsc)?"
    } else {
        "{(\\.json|\\.rsc|\\.segments/.+\\.segment\\.rsc)}?"
    };
    let base_path = &config.base_path;
    format!("{base_path}/:nextData(_next/data/[^/]{{1,}})?{locale}{path}{ending}")
}
