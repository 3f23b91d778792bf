//! A request head as rules look at it.

use http::HeaderMap;
use http::header::COOKIE;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use waypost_router::Subject;

pub(super) struct HeadSubject<'h>(pub(super) &'h HeaderMap);

impl Subject for HeadSubject<'_> {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut values = self.0.get_all(name).iter();
        let first = String::from_utf8_lossy(values.next()?.as_bytes());
        let joined = values.fold(first, |joined, value| {
            let value = String::from_utf8_lossy(value.as_bytes());
            Cow::Owned(format!("{joined}, {value}"))
        });
        Some(joined)
    }

    /// The first of a name counts, as in the cookies of API routes.
    fn cookie(&self, name: &str) -> Option<String> {
        let lines = self.0.get_all(COOKIE).iter();
        let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
        for pair in pairs {
            let pair = String::from_utf8_lossy(pair);
            let Some((key, value)) = pair.split_once('=') else {
                continue;
            };
            if key.trim() == name {
                let value = value.trim();
                let bare = value
                    .strip_prefix('"')
                    .and_then(|value| value.strip_suffix('"'));
                let decoded = percent_decode_str(bare.unwrap_or(value)).decode_utf8();
                return Some(decoded.map_or_else(|_| value.to_owned(), Cow::into_owned));
            }
        }
        None
    }
}
