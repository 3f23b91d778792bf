//! A kept answer made ready to be sent again and again: its head is parsed once, its body encoded once.

use crate::answer::Answer;
use crate::body::Content;
use crate::compress::{self, Accepted, Coding, THRESHOLD};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use hyper::ext::ReasonPhrase;
use std::sync::OnceLock;
use waypost_cache::{Entry, Lifetime};
use waypost_image::NextVersion;

pub(super) const NEXT_CACHE: HeaderName = HeaderName::from_static("x-nextjs-cache");
/// What is never revalidated stands for a year.
const YEAR: i64 = 31_536_000;
/// Bodies up to this size are encoded once; longer ones while they are sent.
const ENCODED_WHOLE: usize = 256 * 1024;

/// What a version says of kept answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    says_control: bool,
}

impl Form {
    /// `cache-control` of an answer that says nothing itself, where the version sends one.
    pub(super) fn say_control(self, headers: &mut HeaderMap, lifetime: Lifetime) {
        if self.says_control
            && !headers.contains_key(CACHE_CONTROL)
            && let Ok(line) = HeaderValue::try_from(control(lifetime))
        {
            headers.insert(CACHE_CONTROL, line);
        }
    }

    pub(super) fn of(version: NextVersion) -> Self {
        Self {
            says_control: version >= NextVersion::V15,
        }
    }
}

/// Where an answer came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Hit,
    Stale,
    Miss,
    /// Made anew because the project asked for it.
    Revalidated,
}

impl State {
    pub(super) fn value(self) -> HeaderValue {
        HeaderValue::from_static(self.word())
    }

    fn word(self) -> &'static str {
        match self {
            Self::Hit => "HIT",
            Self::Stale => "STALE",
            Self::Miss => "MISS",
            Self::Revalidated => "REVALIDATED",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        let all = [Self::Hit, Self::Stale, Self::Miss, Self::Revalidated];
        all.into_iter().find(|state| state.word() == word)
    }
}

pub(super) struct Ready {
    status: StatusCode,
    reason: Option<ReasonPhrase>,
    headers: HeaderMap,
    body: Bytes,
    /// Long enough, and of a type that shrinks.
    is_compressible: bool,
    gzip: OnceLock<Bytes>,
}

impl Ready {
    pub(super) fn new(entry: &Entry, form: Form) -> Self {
        let (mut headers, reason) = head_of(&entry.value.headers);
        form.say_control(&mut headers, entry.lifetime);
        let body = entry.value.body.clone();
        let is_compressible = body.len() as u64 >= THRESHOLD && compress::is_compressible(&headers);
        Self {
            status: StatusCode::from_u16(entry.value.status)
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            reason,
            headers,
            body,
            is_compressible,
            gzip: OnceLock::new(),
        }
    }

    pub(super) fn answer<B>(
        &self,
        state: State,
        is_head: bool,
        accepted: Option<Accepted>,
    ) -> Answer<B> {
        let (content, coding) = self.content(is_head, accepted);
        let mut response = Response::new(content);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.clone_from(&self.headers);
        headers.insert(NEXT_CACHE, state.value());
        if self.is_compressible && accepted.is_some() {
            compress::vary(headers);
        }
        if let Some(coding) = coding {
            compress::mark(headers, coding);
        }
        if let Some(reason) = &self.reason {
            response.extensions_mut().insert(reason.clone());
        }
        response
    }

    fn content<B>(
        &self,
        is_head: bool,
        accepted: Option<Accepted>,
    ) -> (Content<B>, Option<Coding>) {
        if is_head || self.body.is_empty() {
            return (Content::Empty, None);
        }
        let is_encoded = self.headers.contains_key(http::header::CONTENT_ENCODING);
        if self.is_compressible
            && !is_encoded
            && self.body.len() <= ENCODED_WHOLE
            && accepted.and_then(Accepted::coding) == Some(Coding::Gzip)
        {
            let gzip = self
                .gzip
                .get_or_init(|| compress::whole(Coding::Gzip, &self.body));
            let bytes = gzip.clone();
            return (Content::Whole { bytes }, Some(Coding::Gzip));
        }
        let bytes = self.body.clone();
        (Content::Whole { bytes }, None)
    }
}

/// `cache-control` of an answer that says nothing itself.
fn control(lifetime: Lifetime) -> String {
    let seconds = |micros: i64| micros / super::MICROSECONDS;
    let Some(revalidate) = lifetime.revalidate.map(seconds) else {
        return format!("s-maxage={YEAR}");
    };
    if revalidate == 0 {
        return "private, no-cache, no-store, max-age=0, must-revalidate".to_owned();
    }
    match lifetime.expire.map(seconds) {
        Some(expire) if expire > revalidate => format!(
            "s-maxage={revalidate}, stale-while-revalidate={}",
            expire - revalidate
        ),
        _ => format!("s-maxage={revalidate}"),
    }
}

/// Reads `name\nvalue\n` lines; `:reason` is the reason phrase.
fn head_of(lines: &str) -> (HeaderMap, Option<ReasonPhrase>) {
    let mut headers = HeaderMap::with_capacity(8);
    let mut reason = None;
    let mut lines = lines.split('\n');
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        // Each character is a byte on the wire.
        let bytes: Vec<u8> = value
            .chars()
            .map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?'))
            .collect();
        if name == ":reason" {
            reason = ReasonPhrase::try_from(bytes).ok();
        } else if let (Ok(name), Ok(value)) =
            (HeaderName::try_from(name), HeaderValue::from_bytes(&bytes))
        {
            headers.append(name, value);
        }
    }
    (headers, reason)
}

/// The lines of a head, as [`head_of`] reads them.
pub(super) fn lines_of(headers: &HeaderMap, reason: Option<&ReasonPhrase>) -> String {
    let mut lines = String::new();
    let mut line = |name: &str, value: &[u8]| {
        lines.push_str(name);
        lines.push('\n');
        lines.extend(value.iter().copied().map(char::from));
        lines.push('\n');
    };
    for (name, value) in headers {
        line(name.as_str(), value.as_bytes());
    }
    if let Some(reason) = reason {
        line(":reason", reason.as_bytes());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_says_how_long() {
        let check = |revalidate: Option<i64>, expire: Option<i64>, expected: &str| {
            let micros = |seconds: i64| seconds * super::super::MICROSECONDS;
            let lifetime = Lifetime {
                revalidate: revalidate.map(micros),
                expire: expire.map(micros),
            };
            assert_eq!(control(lifetime), expected);
        };
        check(None, None, "s-maxage=31536000");
        check(
            Some(3),
            Some(YEAR),
            "s-maxage=3, stale-while-revalidate=31535997",
        );
        check(Some(3), None, "s-maxage=3");
        check(Some(60), Some(60), "s-maxage=60");
        check(
            Some(0),
            None,
            "private, no-cache, no-store, max-age=0, must-revalidate",
        );
    }

    #[test]
    fn heads_come_back() {
        let mut headers = HeaderMap::new();
        headers.append("set-cookie", HeaderValue::from_static("a=1"));
        headers.append("set-cookie", HeaderValue::from_static("b=2"));
        headers.append("x-bytes", HeaderValue::from_bytes(b"\xe9").unwrap());
        let reason = ReasonPhrase::try_from(b"unknown".to_vec()).unwrap();
        let lines = lines_of(&headers, Some(&reason));
        assert_eq!(head_of(&lines), (headers, Some(reason)));
    }
}
