//! The answer to a request for a public file.

use super::FileBody;
use super::conditional::{Validators, Verdict};
use super::content_type::content_type;
use super::ranges::{Selection, select};
use super::small::{self, Small, Stamp};
use crate::answer::Answer;
use crate::body::Content;
use crate::compress::{self, Accepted, Coding};
use crate::pages;
use crate::site::Site;
use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, LAST_MODIFIED,
    RANGE, VARY,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use waypost_image::NextVersion;

const BYTES: HeaderValue = HeaderValue::from_static("bytes");
const MUST_ASK: HeaderValue = HeaderValue::from_static("public, max-age=0");
const ACCEPT_ENCODING: HeaderValue = HeaderValue::from_static("Accept-Encoding");

/// A file that is there.
struct Found {
    path: PathBuf,
    stamp: Stamp,
    source: Source,
}

impl Found {
    fn content_type(&self) -> HeaderValue {
        match &self.source {
            Source::Known(small) => small.headers.get(CONTENT_TYPE).cloned(),
            Source::Open(_) | Source::Read(_) => None,
        }
        .unwrap_or_else(|| content_type(&self.path.to_string_lossy()).value)
    }
}

enum Source {
    Open(File),
    /// All of it: it is small.
    Read(Bytes),
    Known(Arc<Small>),
}

/// Sends the first of `candidates` that is a file; `None` when none is.
pub(crate) async fn send<B>(
    site: &Site,
    head: &Parts,
    candidates: Vec<PathBuf>,
    accepted: Option<Accepted>,
) -> Option<Answer<B>> {
    let files = &site.public.small;
    let known = candidates.first().and_then(|path| files.get(path));
    let found = match known {
        Some(small) => Found {
            path: PathBuf::new(),
            stamp: small.stamp,
            source: Source::Known(small),
        },
        None => {
            let open = move || candidates.iter().find_map(|path| open(path));
            tokio::task::spawn_blocking(open).await.ok()??
        }
    };
    if head.method == Method::OPTIONS && site.next_version >= NextVersion::V15 {
        return Some(pages::no_options(site));
    }
    if !matches!(head.method, Method::GET | Method::HEAD) {
        return Some(pages::method_not_allowed(site));
    }
    if is_hidden(&found.path) {
        return Some(pages::bad_request(site, &head.method));
    }
    Some(answer(site, head, found, accepted))
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
    let mut file = File::open(path).ok()?;
    let stamp = Stamp::of(&file.metadata().ok()?);
    let source = if stamp.length <= small::LARGEST {
        Source::Read(whole(&mut file, stamp.length)?)
    } else {
        Source::Open(file)
    };
    Some(Found {
        path: path.to_owned(),
        stamp,
        source,
    })
}

/// `None` when it became shorter meanwhile: it is no file that could be sent.
fn whole(file: &mut File, length: u64) -> Option<Bytes> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).ok()?);
    file.take(length).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 == length).then(|| bytes.into())
}

fn answer<B>(site: &Site, head: &Parts, found: Found, accepted: Option<Accepted>) -> Answer<B> {
    let made;
    let known;
    let validators = match &found.source {
        Source::Known(small) => {
            known = Arc::clone(small);
            &known.validators
        }
        Source::Open(_) | Source::Read(_) => {
            made = validators(site, found.stamp);
            &made
        }
    };
    match validators.evaluate(&head.headers) {
        Verdict::Send => {}
        Verdict::PreconditionFailed => {
            let mut headers = common_headers(validators);
            headers.insert(CONTENT_TYPE, found.content_type());
            return refused(pages::precondition_failed(site), headers);
        }
        Verdict::NotModified => {
            let headers = common_headers(validators);
            return with(StatusCode::NOT_MODIFIED, headers, Content::Empty);
        }
    }
    let small = match found.source {
        Source::Open(file) => {
            let headers = whole_headers(&found.path, validators, site.compress);
            return part(
                site,
                head,
                headers,
                validators,
                Body::File(file, found.stamp.length),
            );
        }
        Source::Read(bytes) => {
            let headers = whole_headers(&found.path, validators, site.compress);
            let small = Arc::new(Small::new(found.stamp, validators.clone(), bytes, headers));
            site.public.small.put(&found.path, &small);
            small
        }
        Source::Known(small) => small,
    };
    let headers = small.headers.clone();
    let is_plain_get = head.method == Method::GET && !head.headers.contains_key(RANGE);
    if is_plain_get
        && small.bytes.len() as u64 >= compress::THRESHOLD
        && accepted.and_then(Accepted::coding) == Some(Coding::Gzip)
        && compress::is_compressible(&headers)
    {
        let bytes = small.gzip();
        let mut answer = with(StatusCode::OK, headers, Content::Whole { bytes });
        compress::mark(answer.headers_mut(), Coding::Gzip);
        return answer;
    }
    part(
        site,
        head,
        headers,
        validators,
        Body::Bytes(small.bytes.clone()),
    )
}

enum Body {
    File(File, u64),
    Bytes(Bytes),
}

impl Body {
    fn length(&self) -> u64 {
        match self {
            Self::File(_, length) => *length,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }

    /// `length` bytes from `first` on, which are there.
    fn content<B>(self, first: u64, length: u64) -> io::Result<Content<B>> {
        match self {
            Self::File(mut file, _) => {
                if first > 0 {
                    file.seek(SeekFrom::Start(first))?;
                }
                let file = FileBody::new(file, length);
                Ok(Content::File { file })
            }
            Self::Bytes(bytes) => {
                let range = usize::try_from(first).map_err(io::Error::other)?
                    ..usize::try_from(first + length).map_err(io::Error::other)?;
                let bytes = bytes.slice(range);
                Ok(Content::Whole { bytes })
            }
        }
    }
}

/// The file, or the range that is asked for.
fn part<B>(
    site: &Site,
    head: &Parts,
    mut headers: HeaderMap,
    validators: &Validators,
    body: Body,
) -> Answer<B> {
    let size = body.length();
    let selection = match head.headers.get(RANGE).map(HeaderValue::to_str) {
        Some(Ok(range)) if validators.allows_range(&head.headers) => select(range, size),
        _ => Selection::Whole,
    };
    let (status, first, length) = match selection {
        Selection::Whole => (StatusCode::OK, 0, size),
        Selection::Unsatisfiable => {
            headers.insert(CONTENT_RANGE, ascii(format!("bytes */{size}")));
            return refused(pages::range_not_satisfiable(site), headers);
        }
        Selection::Part { first, last } => {
            headers.insert(CONTENT_RANGE, ascii(format!("bytes {first}-{last}/{size}")));
            (StatusCode::PARTIAL_CONTENT, first, last - first + 1)
        }
    };
    if head.method == Method::HEAD {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        return with(status, headers, Content::Empty);
    }
    match body.content(first, length) {
        Ok(content) => with(status, headers, content),
        Err(_) => pages::internal_error(site),
    }
}

fn validators(site: &Site, stamp: Stamp) -> Validators {
    let modified = stamp.modified;
    let millis = modified
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis());
    Validators {
        etag: site
            .etags
            .then(|| format!("W/\"{:x}-{millis:x}\"", stamp.length)),
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

fn whole_headers(path: &Path, validators: &Validators, compresses: bool) -> HeaderMap {
    let mut headers = common_headers(validators);
    let kind = content_type(&path.to_string_lossy());
    headers.insert(CONTENT_TYPE, kind.value);
    if kind.is_compressible && compresses {
        headers.insert(VARY, ACCEPT_ENCODING);
    }
    headers
}

/// A page in place of a file keeps what was said of the file, its type too.
fn refused<B>(mut page: Answer<B>, mut headers: HeaderMap) -> Answer<B> {
    headers.remove(ETAG);
    headers.remove(CACHE_CONTROL);
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
