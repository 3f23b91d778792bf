//! Names and strings as JavaScript source.

use oxc::syntax::identifier::is_identifier_name;

/// A string literal, in ASCII.
pub(crate) fn string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for unit in text.chars() {
        match unit {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            ' '..='~' => quoted.push(unit),
            _ => {
                let mut units = [0; 2];
                for unit in unit.encode_utf16(&mut units) {
                    quoted.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    quoted.push('"');
    quoted
}

/// `.name` or `["na-me"]`.
pub(crate) fn member(name: &str) -> String {
    if is_identifier_name(name) {
        format!(".{name}")
    } else {
        format!("[{}]", string(name))
    }
}

/// The key of an own property in an object literal.
pub(crate) fn key(name: &str) -> String {
    match name {
        "__proto__" => "[\"__proto__\"]".to_owned(),
        _ if is_identifier_name(name) => name.to_owned(),
        _ => string(name),
    }
}
