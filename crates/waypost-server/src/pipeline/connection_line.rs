//! The client's `Connection` line, settled before middleware adds lines for others.
//!
//! What it names ends with this hop. Were it looked at only when the request is passed on, a client could
//! name the lines by which middleware vouches for it, and have them removed.
//! <https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1>

use http::HeaderMap;
use http::header::{CONNECTION, HeaderName, HeaderValue};

/// Tokens that say what becomes of the connection and name no line to remove here.
const PLAIN: [&str; 3] = ["close", "keep-alive", "upgrade"];

pub(super) fn settle(headers: &mut HeaderMap) {
    let lines = headers.get_all(CONNECTION).iter();
    let tokens: Vec<String> = lines
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
        .map(|token| String::from_utf8_lossy(token.trim_ascii()).to_ascii_lowercase())
        .filter(|token| !token.is_empty())
        .collect();
    let is_plain = |token: &&str| PLAIN.contains(token);
    if tokens.iter().all(|token| is_plain(&token.as_str())) {
        return;
    }
    for token in tokens.iter().filter(|token| !is_plain(&token.as_str())) {
        if let Ok(name) = HeaderName::try_from(token.as_str()) {
            headers.remove(name);
        }
    }
    headers.remove(CONNECTION);
    let kept: Vec<&str> = tokens.iter().map(String::as_str).filter(is_plain).collect();
    if let (false, Ok(line)) = (kept.is_empty(), HeaderValue::try_from(kept.join(", "))) {
        headers.insert(CONNECTION, line);
    }
}

#[cfg(test)]
mod tests {
    use super::settle;
    use http::HeaderMap;
    use http::header::{HeaderName, HeaderValue};

    fn check(lines: &[(&'static str, &'static str)], expected: &[(&str, &str)]) {
        let mut headers: HeaderMap = lines
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        settle(&mut headers);
        let mut left: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect();
        left.sort_unstable();
        assert_eq!(left, expected);
    }

    #[test]
    fn named_lines_end_here() {
        let plain = [("connection", "keep-alive"), ("x-role", "a")];
        check(&plain, &plain);
        check(
            &[("connection", "Close, X-Role"), ("x-role", "a")],
            &[("connection", "close")],
        );
        check(
            &[("connection", "x-role"), ("x-role", "a"), ("x-other", "b")],
            &[("x-other", "b")],
        );
    }
}
