//! What a middleware's response says: go on, go elsewhere, or be the answer.
//!
//! The response comes from our own VM, and its `x-middleware-*` headers with it; those that clients send
//! were removed before. https://nextjs.org/docs/app/api-reference/functions/next-response

use crate::pages::ERROR_PAGE;
use http::StatusCode;
use http::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, LOCATION};
use http::response::Parts as AnswerParts;

const NEXT: &str = "x-middleware-next";
const REWRITE: &str = "x-middleware-rewrite";
const SET_COOKIE: &str = "x-middleware-set-cookie";
const OVERRIDE: &str = "x-middleware-override-headers";
const OVERRIDE_PREFIX: &str = "x-middleware-request-";

pub(super) enum Outcome {
    /// The error page.
    Failed,
    /// The next stage, perhaps at another address.
    Continue {
        rewrite: Option<String>,
        lines: HeaderMap,
        /// What `pages/api` answers with unless it says otherwise.
        status: StatusCode,
    },
    Redirect {
        location: HeaderValue,
        lines: HeaderMap,
    },
    /// The response is the answer; its internal headers are gone.
    Answer,
}

/// Reads and removes what the response says, and makes of the request's headers what it wants.
pub(super) fn read(answer: &mut AnswerParts, request: &mut HeaderMap) -> Outcome {
    if answer.headers.contains_key(ERROR_PAGE) {
        return Outcome::Failed;
    }
    override_headers(&answer.headers, request);
    let rewrite = answer.headers.remove(REWRITE);
    let goes_on = answer.headers.remove(NEXT).is_some() || rewrite.is_some();
    if let Some(cookies) = answer.headers.remove(SET_COOKIE) {
        // `cookies()` of the handler reads it.
        request.insert(HeaderName::from_static(SET_COOKIE), cookies);
    }
    remove_internal(&mut answer.headers);
    let location = answer
        .headers
        .get(LOCATION)
        .filter(|_| is_redirect(answer.status.as_u16()));
    if let (Some(location), None) = (location.cloned(), &rewrite) {
        answer.headers.remove(LOCATION);
        return Outcome::Redirect {
            location,
            lines: std::mem::take(&mut answer.headers),
        };
    }
    if !goes_on || (rewrite.is_none() && answer.headers.contains_key(LOCATION)) {
        return Outcome::Answer;
    }
    let mut lines = std::mem::take(&mut answer.headers);
    lines.remove(CONTENT_LENGTH);
    for name in lines.keys() {
        if let Some(value) = lines.get(name) {
            request.insert(name.clone(), value.clone());
        }
    }
    let rewrite = rewrite.and_then(|value| value.to_str().map(str::to_owned).ok());
    if let Some(rewrite) = rewrite
        .as_deref()
        .and_then(|text| HeaderValue::try_from(text).ok())
    {
        lines.insert(HeaderName::from_static(REWRITE), rewrite);
    }
    Outcome::Continue {
        rewrite,
        lines,
        status: answer.status,
    }
}

/// Cookies that the handler behind middleware reads are for no other server.
pub(super) fn forget_cookies(request: &mut HeaderMap) {
    request.remove(SET_COOKIE);
}

fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// The request's headers become exactly those that are listed.
fn override_headers(answer: &HeaderMap, request: &mut HeaderMap) {
    let Some(names) = answer.get(OVERRIDE).and_then(|names| names.to_str().ok()) else {
        return;
    };
    let names: Vec<HeaderName> = names
        .split(',')
        .filter_map(|name| HeaderName::try_from(name.trim()).ok())
        .collect();
    let unlisted: Vec<HeaderName> = request
        .keys()
        .filter(|name| !names.contains(name))
        .cloned()
        .collect();
    for name in unlisted {
        request.remove(name);
    }
    for name in names {
        match answer.get(format!("{OVERRIDE_PREFIX}{name}")) {
            Some(value) => {
                request.insert(name, value.clone());
            }
            None => {
                request.remove(name);
            }
        }
    }
}

/// Headers without a value go too, as in Next.js.
fn remove_internal(headers: &mut HeaderMap) {
    let internal: Vec<HeaderName> = headers
        .iter()
        .filter(|(name, value)| name.as_str().starts_with("x-middleware-") || value.is_empty())
        .map(|(name, _)| name.clone())
        .collect();
    for name in internal {
        headers.remove(name);
    }
}
