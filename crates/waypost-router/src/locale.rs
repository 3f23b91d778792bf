//! Locales in addresses (`i18n` of `next.config`): where they stand in a path, and the redirect of `/` to the
//! visitor's one.
//!
//! Only pages are localised. A path without a locale is thought of as one with the default locale, because that
//! is what rules are compared with. <https://nextjs.org/docs/pages/guides/internationalization>

use waypost_image::I18n;

/// The locales of a project, ready for comparison.
#[derive(Debug)]
pub struct Locales {
    config: I18n,
    lower: Vec<String>,
}

/// What of a request decides the locale of `/`.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'v> {
    /// The `Host` line.
    pub host: Option<&'v str>,
    /// The cookie `NEXT_LOCALE`.
    pub cookie: Option<&'v str>,
    pub accept_language: Option<&'v str>,
}

/// A path below the base path, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Localised<'p> {
    /// As it is configured, whatever its letter case in the path.
    pub locale: Option<&'p str>,
    /// Begins with a slash.
    pub path: &'p str,
}

impl Locales {
    #[must_use]
    pub fn new(config: &I18n) -> Self {
        Self {
            lower: config.locales.iter().map(|it| it.to_lowercase()).collect(),
            config: config.clone(),
        }
    }

    /// The locale of the project, not of a domain.
    #[must_use]
    pub fn default_locale(&self) -> &str {
        &self.config.default_locale
    }

    /// The locale that a path without one has on this host.
    #[must_use]
    pub fn default_of(&self, host: Option<&str>) -> &str {
        self.domain(host)
            .map_or(&self.config.default_locale, |domain| &domain.default_locale)
    }

    /// Whether some host has this locale by default. Files are found behind such a locale.
    #[must_use]
    pub fn is_some_default(&self, locale: &str) -> bool {
        let mut domains = self.config.domains.iter();
        locale == self.config.default_locale
            || domains.any(|domain| domain.default_locale == locale)
    }

    /// Takes a locale in front off a path.
    #[must_use]
    pub fn split<'p>(&'p self, path: &'p str) -> Localised<'p> {
        let none = Localised { locale: None, path };
        let first = path.split('/').nth(1).unwrap_or_default();
        if first.is_empty() {
            return none;
        }
        let first = first.to_lowercase();
        let Some(index) = self.lower.iter().position(|locale| *locale == first) else {
            return none;
        };
        let locale = &self.config.locales[index];
        // The same length in other letter case, where both are ASCII; else the path is nobody's.
        let Some(rest) = path.get(locale.len() + 1..) else {
            return none;
        };
        Localised {
            locale: Some(locale),
            path: if rest.is_empty() { "/" } else { rest },
        }
    }

    fn domain(&self, host: Option<&str>) -> Option<&waypost_image::I18nDomain> {
        let host = host?.split(':').next()?.to_lowercase();
        let mut domains = self.config.domains.iter();
        domains.find(|domain| domain.domain.to_lowercase() == host)
    }

    /// The domain of a locale.
    fn domain_of(&self, locale: &str) -> Option<&waypost_image::I18nDomain> {
        let locale = locale.to_lowercase();
        let is = |other: &String| other.to_lowercase() == locale;
        let mut domains = self.config.domains.iter();
        domains.find(|domain| is(&domain.default_locale) || domain.locales.iter().any(is))
    }

    /// Where `/` leads, when the visitor's locale is another than that of the address. `target` is path and query
    /// as they were sent.
    #[must_use]
    pub fn redirect(
        &self,
        target: &str,
        visitor: Visitor<'_>,
        base_path: &str,
        trailing_slash: bool,
    ) -> Option<String> {
        let (path, query) = match target.find('?') {
            Some(at) => target.split_at(at),
            None => (target, ""),
        };
        if !self.config.locale_detection || !is_root(path, base_path) {
            return None;
        }
        let preferred = visitor
            .accept_language
            .and_then(|line| preferred(line, &self.config.locales));
        let domain = self.domain(visitor.host);
        if let (Some(here), Some(there)) = (domain, preferred.and_then(|it| self.domain_of(it))) {
            let is_default = Some(there.default_locale.as_str()) == preferred;
            if there.domain != here.domain || !is_default {
                let scheme = if there.http { "http" } else { "https" };
                let locale = preferred.filter(|_| !is_default).unwrap_or_default();
                return Some(format!("{scheme}://{}/{locale}", there.domain));
            }
        }
        let detected = domain
            .map(|domain| domain.default_locale.as_str())
            .or_else(|| self.known(visitor.cookie?))
            .or(preferred)
            .unwrap_or(&self.config.default_locale);
        if detected.to_lowercase() == self.default_of(visitor.host).to_lowercase() {
            return None;
        }
        let slash = if trailing_slash { "/" } else { "" };
        Some(format!("{base_path}/{detected}{slash}{query}"))
    }

    fn known(&self, locale: &str) -> Option<&str> {
        let locale = locale.to_lowercase();
        let index = self.lower.iter().position(|known| *known == locale)?;
        Some(&self.config.locales[index])
    }
}

fn is_root(path: &str, base_path: &str) -> bool {
    let rest = path.strip_prefix(base_path).unwrap_or(path);
    matches!(rest, "" | "/" | "/index")
}

struct Range {
    token: String,
    quality: f64,
    /// Where the locale stands among those offered.
    preference: Option<usize>,
}

/// The locale that `Accept-Language` likes best; a line with a fault likes none. As Next.js's parser has it:
/// the beginnings of locales stand for them, in what the client names and in `*`.
fn preferred<'l>(line: &str, locales: &'l [String]) -> Option<&'l str> {
    let offered = offers(locales);
    let line: String = line.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    let mut ranges: Vec<Range> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    for part in line.split(',').filter(|part| !part.is_empty()) {
        let mut params = part.split(';');
        let token = params.next().unwrap_or_default().to_lowercase();
        let (quality, more) = (params.next(), params.next());
        if token.is_empty() || more.is_some() {
            return None;
        }
        named.push(token.clone());
        let quality = match quality {
            None => 1.0,
            Some(param) => {
                let mut pair = param.split('=');
                let (key, value) = (pair.next()?, pair.next().unwrap_or_default());
                if value.is_empty() || !key.eq_ignore_ascii_case("q") {
                    return None;
                }
                match leading_number(value) {
                    Some(0.0) => continue,
                    Some(score) if (0.001..=1.0).contains(&score) => score,
                    _ => 1.0,
                }
            }
        };
        let preference = offered.iter().position(|(name, ..)| *name == token);
        ranges.push(Range {
            preference: preference.map(|at| offered[at].2),
            token,
            quality,
        });
    }
    ranges.sort_by(|a, b| {
        let place = |range: &Range| range.preference.unwrap_or(usize::MAX);
        b.quality
            .total_cmp(&a.quality)
            .then_with(|| place(a).cmp(&place(b)))
    });
    ranges.iter().find_map(|range| {
        let is_meant = |name: &String| match range.token.as_str() {
            "*" => !named.contains(name),
            token => name == token,
        };
        let mut meant = offered.iter().filter(|(name, ..)| is_meant(name));
        meant.next().map(|(_, locale, _)| *locale)
    })
}

/// Each locale and its beginnings (`nl` of `nl-NL`) in lower case, with the locale and its place; the first to have
/// a beginning keeps it.
fn offers(locales: &[String]) -> Vec<(String, &str, usize)> {
    let mut offered: Vec<(String, &str, usize)> = Vec::new();
    let mut place = 0;
    for locale in locales {
        let lower = locale.to_lowercase();
        match offered.iter_mut().find(|(name, ..)| *name == lower) {
            // It was a beginning of one before, and keeps its position in the list.
            Some(known) => *known = (lower.clone(), locale, place),
            None => offered.push((lower.clone(), locale, place)),
        }
        place += 1;
        let mut beginning = lower.as_str();
        while let Some((shorter, _)) = beginning.rsplit_once('-') {
            beginning = shorter;
            if !offered.iter().any(|(name, ..)| name == beginning) {
                offered.push((beginning.to_owned(), locale, place));
                place += 1;
            }
        }
    }
    offered
}

/// As `parseFloat`: what follows the number does not count.
fn leading_number(text: &str) -> Option<f64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+' | 'e' | 'E'))
        .unwrap_or(text.len());
    (1..=end).rev().find_map(|end| text[..end].parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use waypost_image::I18nDomain;

    fn locales() -> Locales {
        let domain = |domain: &str, locale: &str, locales: &[&str], http| I18nDomain {
            domain: domain.to_owned(),
            default_locale: locale.to_owned(),
            locales: locales.iter().map(|&it| it.to_owned()).collect(),
            http,
        };
        Locales::new(&I18n {
            locales: ["en", "fr", "nl-NL", "nl"].map(str::to_owned).to_vec(),
            default_locale: "en".to_owned(),
            locale_detection: true,
            domains: vec![
                domain("example.fr", "fr", &[], false),
                domain("example.nl", "nl-NL", &["nl"], true),
            ],
        })
    }

    #[test]
    fn a_locale_is_taken_off_whatever_its_case() {
        let locales = locales();
        for (path, locale, rest) in [
            ("/", None, "/"),
            ("/fr", Some("fr"), "/"),
            ("/FR/a", Some("fr"), "/a"),
            ("/nl-nl/a", Some("nl-NL"), "/a"),
            ("/fra", None, "/fra"),
            ("/a/fr", None, "/a/fr"),
        ] {
            let found = locales.split(path);
            assert_eq!((found.locale, found.path), (locale, rest), "{path}");
        }
    }

    fn check(line: &str, expected: Option<&str>) {
        let all = ["en", "fr-BE", "nl-NL", "nl"].map(str::to_owned);
        assert_eq!(preferred(line, &all), expected, "{line:?}");
    }

    #[test]
    fn languages_in_the_order_of_the_visitor() {
        check("fr", Some("fr-BE"));
        check("de, fr;q=0.5", Some("fr-BE"));
        check("nl", Some("nl"));
        check("nl-nl;q=0.8, en;q=0.7", Some("nl-NL"));
        check("nl, en", Some("en"));
        check("fr-CA", None);
        check("*", Some("en"));
        check("*, en;q=0", Some("fr-BE"));
        check("fr;q=0", None);
        check("fr;q=2", Some("fr-BE"));
        check("fr;q=0.5x, en;q=0.6", Some("en"));
        for wrong in ["fr;x=1", "fr;q=1;a=2", ";q=1", "fr;q=", "fr;q"] {
            check(wrong, None);
        }
    }

    #[test]
    fn the_root_leads_to_the_visitors_locale() {
        let locales = locales();
        let ask = |host: Option<&str>, cookie: Option<&str>, line: Option<&str>, target: &str| {
            let visitor = Visitor {
                host,
                cookie,
                accept_language: line,
            };
            locales.redirect(target, visitor, "", false)
        };
        let fr = Some("fr");
        assert_eq!(ask(None, None, fr, "/?a=1&b").as_deref(), Some("/fr?a=1&b"));
        assert_eq!(ask(None, None, fr, "/en"), None);
        assert_eq!(ask(None, None, fr, "/api/x"), None);
        assert_eq!(ask(None, None, Some("en"), "/"), None);
        assert_eq!(ask(None, Some("NL"), fr, "/").as_deref(), Some("/nl"));
        assert_eq!(ask(None, Some("xx"), fr, "/").as_deref(), Some("/fr"));
        assert_eq!(ask(Some("example.fr:1"), None, fr, "/"), None);
        assert_eq!(
            ask(Some("EXAMPLE.fr"), None, Some("nl"), "/").as_deref(),
            Some("http://example.nl/nl")
        );
        assert_eq!(
            ask(Some("example.fr"), None, Some("nl-NL"), "/").as_deref(),
            Some("http://example.nl/")
        );
    }
}
