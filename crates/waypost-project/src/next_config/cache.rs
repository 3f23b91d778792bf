//! `cacheComponents`, `cacheLife`, the cache handlers, and their earlier names.

use super::Report;
use super::value::{Options, kind};
use serde_json::Value;
use std::collections::BTreeMap;
use waypost_image::{CacheConfig, CacheLife, NextVersion};

/// What Next.js makes of `Infinity`: it survives JSON.
const INFINITE: f64 = 4_294_967_294.0;

pub(super) fn read(
    options: &mut Options<'_>,
    next: NextVersion,
    report: &mut Report<'_>,
) -> CacheConfig {
    let handler = handler(options);
    if next == NextVersion::V14 {
        return CacheConfig {
            handler,
            ..CacheConfig::default()
        };
    }
    CacheConfig {
        use_cache: use_cache(options, next),
        life: life(options, report),
        handlers: handlers(options, report),
        handler,
    }
}

fn handler(options: &mut Options<'_>) -> Option<String> {
    let value = options.get("cacheHandler")?;
    let path = value.as_str().filter(|path| !path.is_empty());
    if path.is_none() {
        options.note("string", value, "cacheHandler");
    }
    path.map(as_path)
}

fn handlers(options: &mut Options<'_>, report: &mut Report<'_>) -> BTreeMap<String, String> {
    let mut handlers = BTreeMap::new();
    let mut problems = Vec::new();
    for option in ["experimental.cacheHandlers", "cacheHandlers"] {
        for (kind, value) in options.entries(option).into_iter().flatten() {
            let is_name = |c: char| c.is_ascii_lowercase() || c == '-';
            if kind == "private" {
                problems.push(format!(
                    "{kind}: The cache handler for \"use cache: private\" cannot be customized."
                ));
            } else if kind.is_empty() || !kind.chars().all(is_name) {
                problems.push(format!("{kind}: key must only use characters a-z and -"));
            } else if let Some(path) = value.as_str() {
                handlers.insert(kind.clone(), as_path(path));
            }
        }
    }
    if !problems.is_empty() {
        report.error(format!(
            "Invalid handler fields configured for \"cacheHandlers\":\n{}",
            problems.join("\n")
        ));
    }
    handlers
}

/// A path, which `import.meta.resolve` gives as an address.
fn as_path(text: &str) -> String {
    text.strip_prefix("file://").unwrap_or(text).to_owned()
}

/// `experimental.useCache` decides when it is there, else the setting that includes it.
fn use_cache(options: &mut Options<'_>, next: NextVersion) -> bool {
    let names: &[&str] = if next == NextVersion::V16 {
        &["cacheComponents", "experimental.cacheComponents"]
    } else {
        &["experimental.cacheComponents", "experimental.dynamicIO"]
    };
    let components = names.iter().any(|name| options.flag(name, false));
    options.flag("experimental.useCache", components)
}

fn life(options: &mut Options<'_>, report: &mut Report<'_>) -> BTreeMap<String, CacheLife> {
    let mut profiles = BTreeMap::new();
    for option in ["experimental.cacheLife", "cacheLife"] {
        for (name, value) in options.entries(option).into_iter().flatten() {
            match profile(name, value) {
                Ok(profile) => {
                    profiles.insert(name.clone(), profile);
                }
                Err(problem) => report.error(problem),
            }
        }
    }
    profiles
}

fn profile(name: &str, value: &Value) -> Result<CacheLife, String> {
    let profile = CacheLife {
        stale: seconds(
            name,
            "stale",
            value,
            "on the client forever without checking with the server",
        )?,
        revalidate: seconds(name, "revalidate", value, "")?,
        expire: seconds(
            name,
            "expire",
            value,
            "on the server forever without checking with the origin",
        )?,
    };
    if let (Some(revalidate), Some(expire)) = (profile.revalidate, profile.expire)
        && revalidate > expire
    {
        return Err(
            "If providing both the revalidate and expire options, the expire option must be greater than the revalidate \
             option. The expire option indicates how many seconds from the start until it can no longer be used."
                .to_owned(),
        );
    }
    Ok(profile)
}

fn seconds(name: &str, key: &str, profile: &Value, forever: &str) -> Result<Option<f64>, String> {
    let Some(value) = profile.get(key).filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    match (kind(value), value.as_f64()) {
        (_, Some(number)) => Ok(Some(number)),
        ("Infinity", _) => Ok(Some(INFINITE)),
        ("NaN" | "-Infinity", _) => Err(format!(
            "Invalid \"cacheLife.{name}.{key}\" provided, expected a finite number of seconds or Infinity, received {}",
            kind(value)
        )),
        _ if *value == Value::Bool(false) && key == "revalidate" => Err(
            "Pass `Infinity` instead of `false` if you do not want to revalidate by time."
                .to_owned(),
        ),
        _ if *value == Value::Bool(false) => Err(format!(
            "Pass `Infinity` instead of `false` if you want to cache {forever}."
        )),
        _ => Err(format!("The {key} option must be a number of seconds.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_profile_is_seconds_or_an_error_in_nextjs_words() {
        let read = |value: Value| profile("brief", &value);
        let whole = read(json!({ "stale": 1, "revalidate": 2, "expire": { "$kind": "Infinity" } }));
        let expected = CacheLife {
            stale: Some(1.0),
            revalidate: Some(2.0),
            expire: Some(INFINITE),
        };
        assert_eq!(whole, Ok(expected));
        assert_eq!(read(json!({})), Ok(CacheLife::default()));
        for (value, problem) in [
            (
                json!({ "stale": false }),
                "Pass `Infinity` instead of `false` if you want to cache on the client",
            ),
            (
                json!({ "revalidate": "1" }),
                "The revalidate option must be a number of seconds.",
            ),
            (
                json!({ "expire": { "$kind": "NaN" } }),
                "Invalid \"cacheLife.brief.expire\" provided",
            ),
            (
                json!({ "revalidate": 3, "expire": 2 }),
                "If providing both the revalidate and expire options",
            ),
        ] {
            let message = read(value).expect_err(problem);
            assert!(message.starts_with(problem), "{message}");
        }
    }
}
