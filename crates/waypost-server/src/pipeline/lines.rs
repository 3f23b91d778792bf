//! Header lines that rules and middleware add to an answer, and who wins where the handler sets them too.

use http::HeaderMap;
use http::header::{
    HeaderName, HeaderValue, PROXY_AUTHENTICATE, SET_COOKIE, VARY, WWW_AUTHENTICATE,
};

/// Later lines of a name replace earlier ones, but for cookies.
pub(super) fn add(lines: &mut HeaderMap, name: &str, value: &str) {
    let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
        // A param made it no header: a line less, as a client that sends such a value expects.
        return;
    };
    if name == SET_COOKIE {
        lines.append(name, value);
    } else {
        lines.insert(name, value);
    }
}

/// Middleware's lines on top of the rules', whose cookies go when it sets any.
pub(super) fn merge(lines: &mut HeaderMap, over: HeaderMap) {
    let mut last = None;
    for (name, value) in over {
        let is_first = name.is_some();
        last = name.or(last);
        let Some(name) = &last else {
            continue;
        };
        if is_first {
            lines.remove(name);
        }
        lines.append(name.clone(), value);
    }
}

/// Who wins when an answer has a header that a line sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Winner {
    /// Route handlers since 15, files and pages of ours.
    Lines,
    /// `pages/api`, whose `setHeader` replaces.
    Answer,
    /// The same where middleware has set cookies: those are sent before the handler's.
    AnswerAfterCookies,
    /// Route handlers of 14: both are sent, the line first.
    Both,
}

pub(super) fn apply(lines: &HeaderMap, answer: &mut HeaderMap, winner: Winner) {
    for name in lines.keys() {
        let both = winner == Winner::Both || adds_up(name);
        let is_replaced = match winner {
            Winner::Answer => *name != VARY,
            Winner::AnswerAfterCookies => *name != VARY && *name != SET_COOKIE,
            Winner::Lines | Winner::Both => false,
        };
        if is_replaced && answer.contains_key(name) {
            continue;
        }
        let own: Vec<HeaderValue> = if both {
            answer.get_all(name).iter().cloned().collect()
        } else {
            Vec::new()
        };
        answer.remove(name);
        for value in lines.get_all(name).iter().chain(&own) {
            answer.append(name.clone(), value.clone());
        }
    }
}

fn adds_up(name: &HeaderName) -> bool {
    [SET_COOKIE, VARY, WWW_AUTHENTICATE, PROXY_AUTHENTICATE].contains(name)
}
