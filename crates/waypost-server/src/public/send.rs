//! The answer to a request for a public file.

use super::FileBody;
use super::conditional::{Validators, Verdict};
use super::content_type::content_type;
use super::ranges::{Selection, select};
use crate::answer::Answer;
use crate::body::Content;
use crate::pages;
use crate::site::Site;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, LAST_MODIFIED,
    RANGE, VARY,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use std::fs::{File, Metadata};
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

const BYTES: HeaderValue = HeaderValue::from_static("bytes");
const MUST_ASK: HeaderValue = HeaderValue::from_static("public, max-age=0");
const ACCEPT_ENCODING: HeaderValue = HeaderValue::from_static("Accept-Encoding");

/// A file that is there.
struct Found {
    path: PathBuf,
    file: File,
    metadata: Metadata,
}

/// Sends the first of `candidates` that is a file; `None` when none is.
pub(crate) async fn send<B>(
    site: &Site,
    head: &Parts,
    candidates: Vec<PathBuf>,
) -> Option<Answer<B>> {
    let opened = tokio::task::spawn_blocking(move || candidates.iter().find_map(|path| open(path)));
    let found = opened.await.ok()??;
    if !matches!(head.method, Method::GET | Method::HEAD) {
        return Some(pages::method_not_allowed(site));
    }
    if is_hidden(&found.path) {
        return Some(pages::bad_request(site));
    }
    Some(answer(site, head, found))
}

/// The reference refuses to send what begins with a dot; a folder's name may.
fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn open(path: &Path) -> Option<Found> {
    // Asked before it is opened: opening a named pipe would wait for a writer.
    if !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let file = File::open(path).ok()?;
    let metadata = file.metadata().ok()?;
    Some(Found {
        path: path.to_owned(),
        file,
        metadata,
    })
}

fn answer<B>(site: &Site, head: &Parts, found: Found) -> Answer<B> {
    let validators = validators(site, &found.metadata);
    let mut headers = common_headers(&validators);
    match validators.evaluate(&head.headers) {
        Verdict::Send => {}
        Verdict::PreconditionFailed => {
            let page = pages::precondition_failed(site);
            return refused(page, headers, &found.path);
        }
        Verdict::NotModified => return with(StatusCode::NOT_MODIFIED, headers, Content::Empty),
    }
    let kind = content_type(&found.path.to_string_lossy());
    headers.insert(CONTENT_TYPE, kind.value);
    if kind.is_compressible {
        headers.insert(VARY, ACCEPT_ENCODING);
    }
    let size = found.metadata.len();
    let selection = match head.headers.get(RANGE).map(HeaderValue::to_str) {
        Some(Ok(range)) if validators.allows_range(&head.headers) => select(range, size),
        _ => Selection::Whole,
    };
    match selection {
        Selection::Whole => content(StatusCode::OK, headers, head, found.file, size),
        Selection::Unsatisfiable => {
            headers.insert(CONTENT_RANGE, ascii(format!("bytes */{size}")));
            let page = pages::range_not_satisfiable(site);
            refused(page, headers, &found.path)
        }
        Selection::Part { first, last } => {
            let mut file = found.file;
            if file.seek(SeekFrom::Start(first)).is_err() {
                return pages::internal_error(site);
            }
            headers.insert(CONTENT_RANGE, ascii(format!("bytes {first}-{last}/{size}")));
            content(
                StatusCode::PARTIAL_CONTENT,
                headers,
                head,
                file,
                last - first + 1,
            )
        }
    }
}

fn validators(site: &Site, metadata: &Metadata) -> Validators {
    let modified = metadata.modified().unwrap_or(UNIX_EPOCH);
    let millis = modified
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis());
    Validators {
        etag: site
            .etags
            .then(|| format!("W/\"{:x}-{millis:x}\"", metadata.len())),
        modified,
    }
}

fn common_headers(validators: &Validators) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(ACCEPT_RANGES, BYTES);
    headers.insert(CACHE_CONTROL, MUST_ASK);
    let modified = httpdate::fmt_http_date(validators.modified);
    headers.insert(LAST_MODIFIED, ascii(modified));
    if let Some(etag) = &validators.etag {
        headers.insert(ETAG, ascii(etag.clone()));
    }
    headers
}

fn content<B>(
    status: StatusCode,
    mut headers: HeaderMap,
    head: &Parts,
    file: File,
    length: u64,
) -> Answer<B> {
    if head.method == Method::HEAD {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        return with(status, headers, Content::Empty);
    }
    let file = FileBody::new(file, length);
    with(status, headers, Content::File { file })
}

/// A page in place of a file keeps what was said of the file, its type too.
fn refused<B>(mut page: Answer<B>, mut headers: HeaderMap, path: &Path) -> Answer<B> {
    headers.remove(ETAG);
    headers.remove(CACHE_CONTROL);
    headers.insert(CONTENT_TYPE, content_type(&path.to_string_lossy()).value);
    page.headers_mut().extend(headers);
    page
}

fn with<B>(status: StatusCode, headers: HeaderMap, content: Content<B>) -> Answer<B> {
    let mut response = Response::new(content);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn ascii(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("digits, dates and quotes are header text")
}
