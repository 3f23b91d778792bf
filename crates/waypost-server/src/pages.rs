//! The answers that are ours: not found, bad request, redirects, refusals.
//!
//! Status, headers and title are what Next.js sends; its pages' markup needs React, ours is fixed.

use crate::answer::Answer;
use crate::body::Content;
use crate::site::{Failure, Mode, Site};
use bytes::Bytes;
use http::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, ETAG, LOCATION, REFRESH,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use waypost_image::NextVersion;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const PRIVATE: HeaderValue =
    HeaderValue::from_static("private, no-cache, no-store, max-age=0, must-revalidate");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_STORE_REVALIDATE: HeaderValue = HeaderValue::from_static("no-store, must-revalidate");
const POWERED_BY: HeaderName = HeaderName::from_static("x-powered-by");
const NEXT_JS: HeaderValue = HeaderValue::from_static("Next.js");
const FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
/// Stands in an answer of the VM that is to be the page of an error; see `internal/turn/invocation.ts`.
pub(crate) const ERROR_PAGE: &str = "x-middleware-error";
pub(crate) const CLOSE: HeaderValue = HeaderValue::from_static("close");

macro_rules! page {
    ($title:literal) => {
        concat!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width\"><title>",
            $title,
            "</title></head><body><h1>",
            $title,
            "</h1></body></html>"
        )
    };
}

/// No route, no file.
pub(crate) fn not_found<B>(site: &Site, head: &Parts) -> Answer<B> {
    let path = head.uri.path();
    let path = site
        .routing
        .as_ref()
        .and_then(|routing| routing.own_path(path))
        .unwrap_or(path);
    let wants_no_page = match site.next_version {
        NextVersion::V14 => false,
        NextVersion::V15 => is_asset(path),
        NextVersion::V16 => is_asset(path) || is_sub_resource(&head.method, &head.headers),
    };
    if wants_no_page {
        return text(site, StatusCode::NOT_FOUND, "Not Found");
    }
    const PAGE: &str = page!("404: This page could not be found.");
    html(site, StatusCode::NOT_FOUND, PAGE)
}

/// Where browsers look for scripts and styles of pages.
fn is_asset(path: &str) -> bool {
    path.starts_with("/_next/static/")
}

/// An `<img>` or a font has no use for a page.
fn is_sub_resource(method: &Method, headers: &HeaderMap) -> bool {
    const PAGES: [&[u8]; 4] = [b"document", b"iframe", b"frame", b"empty"];
    matches!(*method, Method::GET | Method::HEAD)
        && headers
            .get(FETCH_DEST)
            .is_some_and(|dest| !PAGES.contains(&dest.as_bytes()))
}

/// A param is no percent-encoded UTF-8, or a file is not for everyone.
pub(crate) fn bad_request<B>(site: &Site) -> Answer<B> {
    html(site, StatusCode::BAD_REQUEST, page!("400: Bad Request"))
}

/// Something that is only read was asked to change.
pub(crate) fn method_not_allowed<B>(site: &Site) -> Answer<B> {
    const PAGE: &str = page!("405: Method Not Allowed");
    let mut response = html(site, StatusCode::METHOD_NOT_ALLOWED, PAGE);
    let headers = response.headers_mut();
    headers.append(ALLOW, HeaderValue::from_static("GET"));
    headers.append(ALLOW, HeaderValue::from_static("HEAD"));
    response
}

/// A route whose answers are kept is read and nothing else.
pub(crate) fn static_method_not_allowed<B>() -> Answer<B> {
    let mut response = with_status(
        StatusCode::METHOD_NOT_ALLOWED,
        Bytes::from_static(b"Method Not Allowed"),
    );
    let headers = response.headers_mut();
    headers.append(ALLOW, HeaderValue::from_static("GET"));
    headers.append(ALLOW, HeaderValue::from_static("HEAD"));
    response
}

/// `OPTIONS` of something that is only read, since 15.
pub(crate) fn no_options<B>(site: &Site) -> Answer<B> {
    let mut response = with_status(StatusCode::BAD_REQUEST, Bytes::new());
    let headers = response.headers_mut();
    headers.append(ALLOW, HeaderValue::from_static("GET"));
    headers.append(ALLOW, HeaderValue::from_static("HEAD"));
    headers.insert(CACHE_CONTROL, cache_control(site));
    response
}

pub(crate) fn precondition_failed<B>(site: &Site) -> Answer<B> {
    const PAGE: &str = page!("412: Precondition Failed");
    html(site, StatusCode::PRECONDITION_FAILED, PAGE)
}

pub(crate) fn range_not_satisfiable<B>(site: &Site) -> Answer<B> {
    const PAGE: &str = page!("416: Range Not Satisfiable");
    html(site, StatusCode::RANGE_NOT_SATISFIABLE, PAGE)
}

/// The page of an error in place of an answer that asks for it.
pub(crate) fn unless_failed<B>(site: &Site, answer: Answer<B>) -> Answer<B> {
    let asks = answer.status() == StatusCode::INTERNAL_SERVER_ERROR
        && answer.headers().contains_key(ERROR_PAGE);
    if asks { internal_error(site) } else { answer }
}

pub(crate) fn internal_error<B>(site: &Site) -> Answer<B> {
    const PAGE: &str = page!("500: Internal Server Error");
    html(site, StatusCode::INTERNAL_SERVER_ERROR, PAGE)
}

/// The handler of a kept answer failed, and there is no older one.
pub(crate) fn static_failed<B>(site: &Site) -> Answer<B> {
    if site.next_version < NextVersion::V16 || site.has_pages {
        return internal_error(site);
    }
    let text = Bytes::from_static(b"Internal Server Error");
    let mut response = with_status(StatusCode::INTERNAL_SERVER_ERROR, text);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    if site.etags {
        // Next.js's hash of this text.
        headers.insert(ETAG, HeaderValue::from_static("\"66fci67lppl\""));
    }
    response
}

/// A redirect of a rule or of middleware, as Next.js sends them: the address is the body too.
pub(crate) fn redirect<B>(status: u16, location: &str) -> Answer<B> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::TEMPORARY_REDIRECT);
    if status == StatusCode::PERMANENT_REDIRECT {
        return permanent_redirect(location.to_owned());
    }
    let Ok(line) = HeaderValue::try_from(location) else {
        return refusal(StatusCode::BAD_REQUEST);
    };
    let mut response = with_status(status, Bytes::from(location.to_owned()));
    response.headers_mut().insert(LOCATION, line);
    response
}

/// The permanent redirect to a tidier path.
pub(crate) fn permanent_redirect<B>(target: String) -> Answer<B> {
    let Ok(location) = HeaderValue::try_from(target.as_str()) else {
        return refusal(StatusCode::BAD_REQUEST);
    };
    let mut response = with_status(StatusCode::PERMANENT_REDIRECT, Bytes::from(target));
    let headers = response.headers_mut();
    if let Ok(refresh) = HeaderValue::try_from([b"0;url=", location.as_bytes()].concat()) {
        headers.insert(REFRESH, refresh);
    }
    headers.insert(LOCATION, location);
    response
}

/// The project does not build.
pub(crate) fn failure<B>(failure: &Failure, headers: &HeaderMap) -> Answer<B> {
    let wants_html = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let (bytes, content_type) = if wants_html {
        (&failure.html, HTML)
    } else {
        (&failure.json, JSON)
    };
    let mut response = with_status(StatusCode::INTERNAL_SERVER_ERROR, bytes.clone());
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, NO_STORE);
    headers.insert(CONTENT_TYPE, content_type);
    response
}

/// An empty answer after which the connection is closed: the client does not speak our protocol.
pub(crate) fn refusal<B>(status: StatusCode) -> Answer<B> {
    let mut response = with_status(status, Bytes::new());
    response.headers_mut().insert(CONNECTION, CLOSE);
    response
}

/// The answer to `OPTIONS *`: the server as a whole is there.
pub(crate) fn server_options<B>() -> Answer<B> {
    let mut response = with_status(StatusCode::NO_CONTENT, Bytes::new());
    let methods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(methods));
    response
}

fn cache_control(site: &Site) -> HeaderValue {
    match (site.mode, site.next_version) {
        (Mode::Production, _) => PRIVATE,
        (Mode::Development, NextVersion::V16) => NO_STORE,
        (Mode::Development, _) => NO_STORE_REVALIDATE,
    }
}

fn html<B>(site: &Site, status: StatusCode, page: &'static str) -> Answer<B> {
    let mut response = with_status(status, Bytes::from_static(page.as_bytes()));
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, cache_control(site));
    headers.insert(CONTENT_TYPE, HTML);
    if site.powered_by {
        headers.insert(POWERED_BY, NEXT_JS);
    }
    response
}

fn text<B>(site: &Site, status: StatusCode, text: &'static str) -> Answer<B> {
    let mut response = with_status(status, Bytes::from_static(text.as_bytes()));
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, cache_control(site));
    headers.insert(CONTENT_TYPE, TEXT);
    response
}

fn with_status<B>(status: StatusCode, bytes: Bytes) -> Answer<B> {
    let mut response = Response::new(Content::Whole { bytes });
    *response.status_mut() = status;
    response
}
