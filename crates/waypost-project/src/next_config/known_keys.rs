//! Which keys Next.js knows, and its words for one that it does not.

use serde_json::{Map, Value};
use waypost_image::NextVersion;

/// One table for all versions: most keys are the same.
const TABLE: &str = include_str!("known_keys.txt");

/// `Unrecognized key(s) in object: 'a', 'b' at "experimental"`, one text per object.
pub(super) fn unrecognized(config: &Map<String, Value>, version: NextVersion) -> Vec<String> {
    let mut messages = Vec::new();
    for (place, known) in places(version) {
        let Some(object) = object_at(config, place) else {
            continue;
        };
        let unknown: Vec<String> = object
            .keys()
            .filter(|key| !known.contains(&key.as_str()))
            .map(|key| format!("'{key}'"))
            .collect();
        if unknown.is_empty() {
            continue;
        }
        let mut message = format!("Unrecognized key(s) in object: {}", unknown.join(", "));
        if place != TOP {
            message.push_str(&format!(" at \"{place}\""));
        }
        messages.push(message);
    }
    messages
}

const TOP: &str = ".";

fn object_at<'c>(config: &'c Map<String, Value>, place: &str) -> Option<&'c Map<String, Value>> {
    if place == TOP {
        return Some(config);
    }
    let mut object = config;
    for name in place.split('.') {
        object = object.get(name)?.as_object()?;
    }
    // A function or an instance is no object of options.
    (!object.contains_key(super::value::KIND)).then_some(object)
}

/// Each place where other keys are refused, with the keys that a version knows there.
fn places(version: NextVersion) -> Vec<(&'static str, Vec<&'static str>)> {
    let major = version.major().to_string();
    let mut places: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut current = None;
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        if let Some(head) = line.strip_suffix(':') {
            let (versions, place) = head.split_once(' ').unwrap_or((head, TOP));
            let is_known = versions.split(',').any(|known| known == major);
            current = is_known.then(|| {
                let found = places.iter().position(|(name, _)| *name == place);
                found.unwrap_or_else(|| {
                    places.push((place, Vec::new()));
                    places.len() - 1
                })
            });
        } else if let Some(at) = current {
            places[at].1.extend(line.split_whitespace());
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(version: NextVersion, config: &Value, expected: &[&str]) {
        let config = config.as_object().unwrap();
        assert_eq!(unrecognized(config, version), expected);
    }

    #[test]
    fn keys_of_another_version_are_unknown() {
        let config = json!({ "swcMinify": true, "basePath": "/a" });
        check(NextVersion::V14, &config, &[]);
        let message = "Unrecognized key(s) in object: 'swcMinify'";
        check(NextVersion::V16, &config, &[message]);
    }

    #[test]
    fn a_place_below_the_top_is_named() {
        let config = json!({ "experimental": { "x": 1, "proxyTimeout": 5 }, "a": 1, "b": 2 });
        check(
            NextVersion::V15,
            &config,
            &[
                "Unrecognized key(s) in object: 'a', 'b'",
                "Unrecognized key(s) in object: 'x' at \"experimental\"",
            ],
        );
    }

    #[test]
    fn what_is_no_object_of_options_has_no_keys() {
        let config = json!({ "typescript": { "$kind": "function" }, "images": 5 });
        check(NextVersion::V16, &config, &[]);
    }
}
