//! The rules of `next.config` and the matcher of middleware, compiled once per app image.
//!
//! Headers, redirects and rewrites go by the path as it was sent, percent-encoded and with the base path.
//! Nothing here does I/O or knows HTTP: requests are looked at through [`Subject`]. What clients send can
//! make a rule fail ([`RuleError`]), never panic, and never run without end.

mod condition;
mod destination;
mod index;
mod js_regex;
mod list;
mod matchers;
mod path_pattern;
mod query;
mod small_regex;
mod source;

pub use condition::Subject;
pub use js_regex::TooManySteps;
pub use matchers::Matchers;
pub use path_pattern::{FillError, PatternError};
pub use query::Query;

use crate::{ParamValue, repeated_slash_redirect};
use destination::{Destination, Filled, Unused, fill_text};
use js_regex::Case;
use list::List;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use source::Manner;
use std::borrow::Cow;
use thiserror::Error;
use waypost_image::{I18n, RedirectRule, RuleSource, ServeConfig};

/// What no URL can hold.
const URL: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>');

/// What the params of a source and its conditions stand for, by the names that the rule has for them.
type RuleParams<'r> = Vec<(&'r str, ParamValue)>;

/// Name and value of a header line.
pub type HeaderText<'r> = (Cow<'r, str>, Cow<'r, str>);

/// Where a request is by now: rewrites move it.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The path, percent-encoded.
    pub path: &'a str,
    pub query: &'a Query,
}

/// All rules of a project.
#[derive(Debug)]
pub struct Rules {
    headers: List<Vec<(String, String)>>,
    redirects: List<(Destination, u16)>,
    before_files: List<Destination>,
    after_files: List<Destination>,
    fallback: List<Destination>,
}

/// When rewrites are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Before files and routes are looked for.
    BeforeFiles,
    /// When no file and no route without params was found.
    AfterFiles,
    /// When nothing was found.
    Fallback,
}

/// A rule that cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{source_text}`: {error}")]
pub struct RuleFault {
    /// The source or destination as written.
    pub source_text: String,
    pub error: PatternError,
}

/// Why a rule cannot be applied to a request. The answer is 500.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RuleError {
    #[error(transparent)]
    TooManySteps(#[from] TooManySteps),
    #[error(transparent)]
    Fill(#[from] FillError),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub location: String,
    pub status: u16,
}

/// What a rewrite makes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// Position to go on from in the same stage.
    pub next: usize,
    pub to: RewriteTarget,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RewriteTarget {
    /// Another path of this server.
    Path { path: String, query: Query },
    /// Another server.
    Url(String),
}

impl Rules {
    /// Compiles the rules; all that cannot be compiled are in the error.
    pub fn new(config: &ServeConfig) -> Result<Self, Vec<RuleFault>> {
        let mut compiler = Compiler {
            config,
            faults: Vec::new(),
        };
        let rules = compiler.rules();
        if compiler.faults.is_empty() {
            Ok(rules)
        } else {
            Err(compiler.faults)
        }
    }

    /// No request needs to be looked at.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let rewrites = [&self.before_files, &self.after_files, &self.fallback];
        self.headers.is_empty()
            && self.redirects.is_empty()
            && rewrites.iter().all(|it| it.is_empty())
    }

    /// Header lines of all rules that match, in their order.
    pub fn headers(
        &self,
        at: At<'_>,
        subject: &dyn Subject,
    ) -> Result<Vec<HeaderText<'_>>, RuleError> {
        let mut lines = Vec::new();
        let mut from = 0;
        while let Some(hit) = self.headers.find_from(from, at, subject)? {
            for (key, value) in hit.rule {
                lines.push((fill_text(key, &hit.params)?, fill_text(value, &hit.params)?));
            }
            from = hit.position + 1;
        }
        Ok(lines)
    }

    /// The first redirect that matches.
    pub fn redirect(
        &self,
        at: At<'_>,
        subject: &dyn Subject,
    ) -> Result<Option<Redirect>, RuleError> {
        let Some(hit) = self.redirects.find_from(0, at, subject)? else {
            return Ok(None);
        };
        let (destination, status) = hit.rule;
        let mut filled = destination.fill(&hit.params, at.query, Unused::Drop)?;
        // `//host` would lead to another server.
        if let Some(target) = repeated_slash_redirect(&filled.path) {
            filled.path = target;
        }
        Ok(Some(Redirect {
            location: address(&filled, at.query),
            status: *status,
        }))
    }

    /// The first rewrite of a stage, at or after `from`, that matches.
    pub fn rewrite(
        &self,
        stage: Stage,
        from: usize,
        at: At<'_>,
        sent: &Query,
        subject: &dyn Subject,
    ) -> Result<Option<Rewritten>, RuleError> {
        let list = match stage {
            Stage::BeforeFiles => &self.before_files,
            Stage::AfterFiles => &self.after_files,
            Stage::Fallback => &self.fallback,
        };
        let Some(hit) = list.find_from(from, at, subject)? else {
            return Ok(None);
        };
        let filled = hit.rule.fill(&hit.params, at.query, Unused::ToQuery)?;
        let to = if filled.origin.is_some() {
            // A redirect is told as it is written; what is sent on has to be a URL.
            RewriteTarget::Url(utf8_percent_encode(&address(&filled, sent), URL).to_string())
        } else {
            RewriteTarget::Path {
                path: filled.path,
                query: filled.query,
            }
        };
        Ok(Some(Rewritten {
            next: hit.position + 1,
            to,
        }))
    }
}

/// A filled destination as one text; `sent` is the query of the client.
fn address(filled: &Filled, sent: &Query) -> String {
    let mut text = filled.origin.clone().unwrap_or_default();
    text.push_str(&filled.path);
    if !filled.query.is_empty() {
        text.push('?');
        text.push_str(&filled.query.encode_from(sent));
    }
    text.push_str(&filled.hash);
    text
}

struct Compiler<'c> {
    config: &'c ServeConfig,
    faults: Vec<RuleFault>,
}

impl Compiler<'_> {
    fn rules(&mut self) -> Rules {
        let config = self.config;
        let except = format!("{}/_next", config.base_path);
        let mut headers = List::new();
        for rule in &config.headers {
            let source = self.source(&rule.at);
            let mut texts = rule.headers.iter().flat_map(|(name, value)| [name, value]);
            let entry = (texts.any(|text| text.contains(':')), rule.headers.clone());
            self.push(&mut headers, &source, &rule.at, None, entry);
        }
        let mut redirects = List::new();
        for rule in &config.redirects {
            for (source, destination) in self.default_locales(&rule.at, &rule.destination) {
                self.push_redirect(&mut redirects, &source, &destination, rule, &except);
            }
            let source = self.source(&rule.at);
            let destination = self.destination(&rule.at, &rule.destination);
            self.push_redirect(&mut redirects, &source, &destination, rule, &except);
        }
        let mut rewrites = |rules: &[waypost_image::RewriteRule]| {
            let mut list = List::new();
            for rule in rules {
                let destination = self.destination(&rule.at, &rule.destination);
                if let Some(destination) = self.compile(&rule.destination, &destination) {
                    let source = self.source(&rule.at);
                    self.push(&mut list, &source, &rule.at, None, (true, destination));
                }
            }
            list
        };
        Rules {
            before_files: rewrites(&config.rewrites.before_files),
            after_files: rewrites(&config.rewrites.after_files),
            fallback: rewrites(&config.rewrites.fallback),
            headers,
            redirects,
        }
    }

    fn push_redirect(
        &mut self,
        list: &mut List<(Destination, u16)>,
        source: &str,
        destination: &str,
        rule: &RedirectRule,
        except: &str,
    ) {
        if let Some(destination) = self.compile(&rule.destination, destination) {
            let entry = (true, (destination, rule.status));
            self.push(list, source, &rule.at, Some(except), entry);
        }
    }

    fn push<R>(
        &mut self,
        list: &mut List<R>,
        source: &str,
        at: &RuleSource,
        except: Option<&str>,
        rule: (bool, R),
    ) {
        let case = if self.config.case_sensitive_routes {
            Case::Sensitive
        } else {
            Case::Insensitive
        };
        let manner = Manner {
            case,
            trailing_slash: true,
            except,
            by_segments: false,
        };
        if let Err(error) = list.push(source, manner, at, rule) {
            self.faults.push(RuleFault {
                source_text: at.source.clone(),
                error,
            });
        }
    }

    fn base_path(&self, at: &RuleSource) -> &str {
        if at.ignore_base_path {
            ""
        } else {
            &self.config.base_path
        }
    }

    /// A path behind a prefix. The root is the prefix itself, unless its slash is asked for.
    fn below(&self, prefix: &str, path: &str) -> String {
        let is_prefix = path == "/" && !prefix.is_empty() && !self.config.trailing_slash;
        format!("{prefix}{}", if is_prefix { "" } else { path })
    }

    /// The pattern of the whole path: base path, any locale of the project, source. Paths come here with a locale.
    fn source(&self, at: &RuleSource) -> String {
        let base_path = self.base_path(at);
        match self.i18n(at) {
            Some(i18n) => {
                let prefix = format!("{base_path}/:{LOCALE_PARAM}({})", i18n.locales.join("|"));
                self.below(&prefix, &at.source)
            }
            None if at.source == "/" && !base_path.is_empty() => base_path.to_owned(),
            None => format!("{base_path}{}", at.source),
        }
    }

    /// Keeps the locale of the source.
    fn destination(&self, at: &RuleSource, text: &str) -> String {
        if !text.starts_with('/') {
            return text.to_owned();
        }
        let base_path = self.base_path(at);
        if self.i18n(at).is_some() {
            return self.below(&format!("{base_path}/:{LOCALE_PARAM}"), text);
        }
        let path = if text == "/" && !base_path.is_empty() {
            ""
        } else {
            text
        };
        format!("{base_path}{path}")
    }

    fn i18n(&self, at: &RuleSource) -> Option<&I18n> {
        self.config.i18n.as_ref().filter(|_| !at.ignore_locale)
    }

    /// What a redirect of this server means for paths with a default locale: it is not named in the address, and
    /// that of a domain leads there.
    fn default_locales(&self, at: &RuleSource, destination: &str) -> Vec<(String, String)> {
        let Some(i18n) = self.i18n(at).filter(|_| destination.starts_with('/')) else {
            return Vec::new();
        };
        let base_path = self.base_path(at);
        let domains = i18n.domains.iter().map(|domain| {
            let scheme = if domain.http { "http" } else { "https" };
            let origin = format!("{scheme}://{}", domain.domain);
            (&domain.default_locale, origin)
        });
        let all = domains.chain([(&i18n.default_locale, String::new())]);
        let rules = all.map(|(locale, origin)| {
            let source = self.below(&format!("{base_path}/{locale}"), &at.source);
            (source, format!("{origin}{base_path}{destination}"))
        });
        rules.collect()
    }

    /// `written` is what the configuration says.
    fn compile(&mut self, written: &str, text: &str) -> Option<Destination> {
        let compiled = Destination::new(text);
        let compiled = compiled.and_then(|destination| match destination.first_unnamed() {
            Some(number) => Err(PatternError::Regex(format!(
                "`destination` has unnamed params :{number}"
            ))),
            None => Ok(destination),
        });
        compiled
            .map_err(|error| {
                self.faults.push(RuleFault {
                    source_text: written.to_owned(),
                    error,
                });
            })
            .ok()
    }
}

/// Params for handlers never hold the locale.
pub(crate) const LOCALE_PARAM: &str = "nextInternalLocale";

#[cfg(test)]
mod tests;
