//! `i18n`: the locales and their domains, checked with Next.js's words.

use super::Report;
use super::value::{Options, kind, type_of};
use serde_json::Value;
use waypost_image::{I18n, I18nDomain};

const MORE: &str = "See more info here: https://nextjs.org/docs/messages/invalid-i18n-config";

pub(super) fn read(options: &Options<'_>, report: &mut Report<'_>) -> Option<I18n> {
    let value = options.get("i18n")?;
    match check(value) {
        Ok(i18n) => Some(i18n),
        Err(message) => {
            report.error(format!("{message} {MORE}"));
            None
        }
    }
}

fn check(value: &Value) -> Result<I18n, String> {
    let Some(object) = value.as_object().filter(|_| kind(value) == "object") else {
        let received = type_of(value);
        return Err(format!(
            "Specified i18n should be an object received {received}."
        ));
    };
    let locales = object.get("locales").unwrap_or(&Value::Null);
    let Some(locales) = locales.as_array() else {
        let received = object.get("locales").map_or("undefined", type_of);
        return Err(format!(
            "Specified i18n.locales should be an Array received {received}."
        ));
    };
    let default = object.get("defaultLocale").and_then(Value::as_str);
    let Some(default) = default.filter(|locale| !locale.is_empty()) else {
        return Err("Specified i18n.defaultLocale should be a string.".to_owned());
    };
    let domains = domains(object.get("domains"))?;
    let names: Vec<&str> = locales.iter().filter_map(Value::as_str).collect();
    if names.len() != locales.len() {
        let invalid = locales.iter().filter(|locale| !locale.is_string());
        let invalid: Vec<String> = invalid.map(ToString::to_string).collect();
        return Err(format!(
            "Specified i18n.locales contains invalid values ({}), locales must be valid locale tags provided as \
             strings e.g. \"en-US\".",
            invalid.join(", ")
        ));
    }
    if !names.contains(&default) {
        return Err("Specified i18n.defaultLocale should be included in i18n.locales.".to_owned());
    }
    let duplicates: Vec<&str> = (0..names.len())
        .filter(|&at| {
            let lower = names[at].to_lowercase();
            names[..at].iter().any(|name| name.to_lowercase() == lower)
        })
        .map(|at| names[at])
        .collect();
    if !duplicates.is_empty() {
        return Err(format!(
            "Specified i18n.locales contains the following duplicate locales: {}. Each locale should be listed only \
             once.",
            duplicates.join(", ")
        ));
    }
    let detection = object.get("localeDetection").unwrap_or(&Value::Bool(true));
    let Some(locale_detection) = detection.as_bool() else {
        return Err(format!(
            "Specified i18n.localeDetection should be undefined or a boolean received {}.",
            type_of(detection)
        ));
    };
    let others = names.iter().filter(|name| **name != default);
    Ok(I18n {
        locales: std::iter::once(default)
            .chain(others.copied())
            .map(str::to_owned)
            .collect(),
        default_locale: default.to_owned(),
        locale_detection,
        domains,
    })
}

fn domains(value: Option<&Value>) -> Result<Vec<I18nDomain>, String> {
    const FORM: &str = "{ domain: 'example.fr', defaultLocale: 'fr', locales: ['fr'] }";
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let Some(list) = value.as_array() else {
        let received = type_of(value);
        return Err(format!(
            "Specified i18n.domains must be an array of domain objects e.g. [ {FORM} ] received {received}."
        ));
    };
    let found: Vec<Option<I18nDomain>> = list.iter().map(domain).collect();
    let known: Vec<&I18nDomain> = found.iter().flatten().collect();
    let invalid = list.iter().zip(&found).filter(|(_, domain)| {
        domain.as_ref().is_none_or(|domain| {
            known.iter().any(|other| {
                let is_other = !std::ptr::eq(*other, domain);
                (other.domain != domain.domain && other.default_locale == domain.default_locale)
                    || (is_other && domain.locales.iter().any(|it| other.locales.contains(it)))
            })
        })
    });
    let invalid: Vec<String> = invalid.map(|(value, _)| value.to_string()).collect();
    if invalid.is_empty() {
        return Ok(found.into_iter().flatten().collect());
    }
    Err(format!(
        "Invalid i18n.domains values:\n{}\n\ndomains value must follow format {FORM}.",
        invalid.join("\n")
    ))
}

fn domain(value: &Value) -> Option<I18nDomain> {
    let text = |name: &str| {
        let text = value.get(name).and_then(Value::as_str);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let locales = match value.get("locales").and_then(Value::as_array) {
        Some(list) => list
            .iter()
            .map(|locale| locale.as_str().map(str::to_owned))
            .collect::<Option<_>>()?,
        None => Vec::new(),
    };
    Some(I18nDomain {
        // A scheme or a port has no place in it.
        domain: text("domain").filter(|domain| !domain.contains(':'))?,
        default_locale: text("defaultLocale")?,
        locales,
        http: value.get("http").is_some_and(|http| *http == true),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check_error(value: &Value, expected: &str) {
        let message = check(value).unwrap_err();
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn the_default_locale_stands_in_front() {
        let i18n = check(&json!({ "locales": ["en", "fr"], "defaultLocale": "fr" })).unwrap();
        assert_eq!(i18n.locales, ["fr", "en"]);
        assert!(i18n.locale_detection);
    }

    #[test]
    fn domains_are_read_and_checked() {
        let with = |domains: Value| json!({ "locales": ["en"], "defaultLocale": "en", "domains": domains });
        let i18n = check(&with(
            json!([{ "domain": "a.fr", "defaultLocale": "fr", "http": true }]),
        ));
        let expected = I18nDomain {
            domain: "a.fr".to_owned(),
            default_locale: "fr".to_owned(),
            locales: Vec::new(),
            http: true,
        };
        assert_eq!(i18n.unwrap().domains, [expected]);
        check_error(&with(json!({})), "must be an array of domain objects");
        for wrong in [
            json!([{ "domain": "a.fr:80", "defaultLocale": "fr" }]),
            json!([{ "domain": "a.fr" }]),
            json!(["a.fr"]),
            json!([{ "domain": "a", "defaultLocale": "fr" }, { "domain": "b", "defaultLocale": "fr" }]),
            json!([
                { "domain": "a", "defaultLocale": "fr", "locales": ["x"] },
                { "domain": "b", "defaultLocale": "de", "locales": ["x"] },
            ]),
        ] {
            check_error(&with(wrong), "Invalid i18n.domains values");
        }
    }

    #[test]
    fn each_fault_is_named() {
        check_error(&json!("en"), "should be an object received string");
        check_error(&json!({}), "should be an Array received undefined");
        check_error(
            &json!({ "locales": ["en"] }),
            "defaultLocale should be a string",
        );
        check_error(
            &json!({ "locales": ["en", 5], "defaultLocale": "en" }),
            "contains invalid values (5)",
        );
        check_error(
            &json!({ "locales": ["en"], "defaultLocale": "fr" }),
            "should be included in i18n.locales",
        );
        check_error(
            &json!({ "locales": ["en", "EN"], "defaultLocale": "en" }),
            "duplicate locales: EN",
        );
        check_error(
            &json!({ "locales": ["en"], "defaultLocale": "en", "localeDetection": 1 }),
            "undefined or a boolean received number",
        );
    }
}
