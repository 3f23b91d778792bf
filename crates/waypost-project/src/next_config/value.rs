//! Reading an evaluated configuration as Next.js would: by JavaScript's truth, with `zod`'s words for
//! types that are not the documented ones.

use serde_json::{Map, Value};

/// The key by which the evaluation names a value that has no data: `{ "$kind": "function" }`.
pub(super) const KIND: &str = "$kind";

/// The options of a configuration, and what is odd about their types.
pub(super) struct Options<'c> {
    config: &'c Map<String, Value>,
    pub(super) odd: Vec<String>,
}

impl<'c> Options<'c> {
    pub(super) fn new(config: &'c Map<String, Value>) -> Self {
        Self {
            config,
            odd: Vec::new(),
        }
    }

    /// The value at `experimental.proxyTimeout`; `null` counts as absent.
    pub(super) fn get(&self, path: &str) -> Option<&'c Value> {
        let mut object = self.config;
        let mut names = path.split('.').peekable();
        while let Some(name) = names.next() {
            let value = object.get(name).filter(|value| !value.is_null())?;
            if names.peek().is_none() {
                return Some(value);
            }
            object = value.as_object()?;
        }
        None
    }

    /// Any value is true or false, as in JavaScript; one that is no boolean is odd.
    pub(super) fn flag(&mut self, path: &str, default: bool) -> bool {
        let Some(value) = self.get(path) else {
            return default;
        };
        if !value.is_boolean() {
            self.note("boolean", value, path);
        }
        is_truthy(value)
    }

    /// A number that is not negative; another value is odd and counts as absent.
    pub(super) fn number(&mut self, path: &str) -> Option<u64> {
        let value = self.get(path)?;
        let number = value.as_f64().filter(|number| *number >= 0.0);
        if number.is_none() {
            self.note("number", value, path);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is not negative, and a fraction of a second or byte means nothing"
        )]
        number.map(|number| number as u64)
    }

    /// The entries of an object.
    pub(super) fn entries(&mut self, path: &str) -> Option<&'c Map<String, Value>> {
        let value = self.get(path)?;
        let object = value
            .as_object()
            .filter(|object| !object.contains_key(KIND));
        if object.is_none() {
            self.note("object", value, path);
        }
        object
    }

    /// The strings of a list; other values are odd and count as absent.
    pub(super) fn texts(&mut self, path: &str) -> Vec<String> {
        let Some(value) = self.get(path) else {
            return Vec::new();
        };
        let Some(list) = value.as_array() else {
            self.note("array", value, path);
            return Vec::new();
        };
        let texts = list.iter().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    }

    pub(super) fn is_function(&self, path: &str) -> bool {
        self.get(path).map(kind) == Some("function")
    }

    pub(super) fn note(&mut self, expected: &str, value: &Value, path: &str) {
        let received = kind(value);
        self.odd.push(format!(
            "Expected {expected}, received {received} at \"{path}\""
        ));
    }
}

/// What `zod` calls a value.
pub(super) fn kind(value: &Value) -> &str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(object) => object.get(KIND).and_then(Value::as_str).unwrap_or("object"),
    }
}

/// What `typeof` says.
pub(super) fn type_of(value: &Value) -> &str {
    match kind(value) {
        "null" | "array" => "object",
        "NaN" | "Infinity" | "-Infinity" => "number",
        other => other,
    }
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) => true,
        Value::Object(_) => kind(value) != "NaN",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn odd_types_count_as_javascript_has_it_and_are_named() {
        let config = json!({
            "compress": "no", "trailingSlash": 0, "poweredByHeader": null,
            "experimental": { "proxyTimeout": "5", "trustHostHeader": { "$kind": "function" } }
        });
        let mut options = Options::new(config.as_object().unwrap());
        assert!(options.flag("compress", false));
        assert!(!options.flag("trailingSlash", true));
        assert!(options.flag("poweredByHeader", true));
        assert!(options.flag("experimental.trustHostHeader", false));
        assert_eq!(options.number("experimental.proxyTimeout"), None);
        assert_eq!(
            options.odd,
            [
                "Expected boolean, received string at \"compress\"",
                "Expected boolean, received number at \"trailingSlash\"",
                "Expected boolean, received function at \"experimental.trustHostHeader\"",
                "Expected number, received string at \"experimental.proxyTimeout\"",
            ]
        );
    }
}
