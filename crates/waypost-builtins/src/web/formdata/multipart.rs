//! The parser for complete `multipart/form-data` bodies.
//!
//! Bounded: a body with more parts or longer part headers than a form ever has is refused before
//! anything is allocated for it. It reads no content, it only finds where content lies.
//! <https://andreubotella.github.io/multipart-form-data/>, RFC 7578.

use std::ops::Range;

/// How many parts a body may have.
pub(super) const MAX_PARTS: usize = 10_000;
/// How many bytes the headers of one part may take.
pub(super) const MAX_HEADERS: usize = 16 * 1024;
/// How long a boundary may be (RFC 2046 5.1.1).
const MAX_BOUNDARY: usize = 70;

/// One part of a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    /// Present for files.
    pub(super) filename: Option<String>,
    /// `text/plain` when the part does not say.
    pub(super) content_type: String,
    /// Where in the body the content lies.
    pub(super) content: Range<usize>,
}

/// Why a body is not a form.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum MultipartError {
    #[error("the boundary is empty or longer than {MAX_BOUNDARY} characters")]
    Boundary,
    #[error("the body has no line with the boundary")]
    NoBoundary,
    #[error("a part does not end with the boundary")]
    Unterminated,
    #[error("a part's headers are malformed or longer than {MAX_HEADERS} bytes")]
    Headers,
    #[error("a part has no name")]
    NoName,
    #[error("the body has more than {MAX_PARTS} parts")]
    TooManyParts,
}

/// What stands between two parts.
pub(super) fn delimiter(boundary: &[u8]) -> Result<Vec<u8>, MultipartError> {
    if boundary.is_empty() || boundary.len() > MAX_BOUNDARY {
        return Err(MultipartError::Boundary);
    }
    Ok([b"\r\n--", boundary].concat())
}

/// What the headers of a part say, when they are all there.
#[derive(Debug)]
pub(super) struct PartHead {
    pub(super) name: String,
    pub(super) filename: Option<String>,
    pub(super) content_type: String,
}

/// The head of the part whose headers begin here, and where its content begins.
pub(super) fn part_head(bytes: &[u8]) -> Result<(PartHead, usize), MultipartError> {
    let (headers, start) = headers(bytes, 0)?;
    let Part {
        name,
        filename,
        content_type,
        ..
    } = headers.into_part(start..start)?;
    let head = PartHead {
        name,
        filename,
        content_type,
    };
    Ok((head, start))
}

/// The parts of `body`.
pub(super) fn parse(body: &[u8], boundary: &[u8]) -> Result<Vec<Part>, MultipartError> {
    let delimiter = delimiter(boundary)?;
    let mut parts = Vec::new();
    let mut at = first_boundary(body, &delimiter)?;
    loop {
        // `at` is behind a boundary: the end, or a line end and a further part.
        if body[at..].starts_with(b"--") {
            return Ok(parts);
        }
        at = skip_line_end(body, at).ok_or(MultipartError::Unterminated)?;
        if parts.len() == MAX_PARTS {
            return Err(MultipartError::TooManyParts);
        }
        let (headers, start) = headers(body, at)?;
        // Content may be empty: then its delimiter begins with the headers' last line end.
        let from = start - 2;
        let end = from + find(&body[from..], &delimiter).ok_or(MultipartError::Unterminated)?;
        parts.push(headers.into_part(start..end.max(start))?);
        at = end + delimiter.len();
    }
}

/// The position behind the first boundary; what stands before it is a preamble.
fn first_boundary(body: &[u8], delimiter: &[u8]) -> Result<usize, MultipartError> {
    let bare = &delimiter[2..];
    if body.starts_with(bare) {
        return Ok(bare.len());
    }
    let found = find(body, delimiter).ok_or(MultipartError::NoBoundary)?;
    Ok(found + delimiter.len())
}

/// Skips blanks and the line end that close a boundary line.
fn skip_line_end(body: &[u8], mut at: usize) -> Option<usize> {
    while matches!(body.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    body[at..].starts_with(b"\r\n").then_some(at + 2)
}

/// What the headers of a part say.
#[derive(Default)]
struct Headers {
    name: Option<String>,
    filename: Option<String>,
    content_type: Option<String>,
}

impl Headers {
    fn into_part(self, content: Range<usize>) -> Result<Part, MultipartError> {
        Ok(Part {
            name: self.name.ok_or(MultipartError::NoName)?,
            filename: self.filename,
            content_type: self.content_type.unwrap_or_else(|| "text/plain".to_owned()),
            content,
        })
    }
}

/// The headers at `at`, and where the content behind them begins.
fn headers(body: &[u8], mut at: usize) -> Result<(Headers, usize), MultipartError> {
    let limit = at + MAX_HEADERS;
    let mut headers = Headers::default();
    loop {
        let length =
            find(&body[at..body.len().min(limit)], b"\r\n").ok_or(MultipartError::Headers)?;
        let line = &body[at..at + length];
        at += length + 2;
        if line.is_empty() {
            return Ok((headers, at));
        }
        let colon = line
            .iter()
            .position(|&b| b == b':')
            .ok_or(MultipartError::Headers)?;
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"content-disposition") {
            disposition(value, &mut headers)?;
        } else if name.eq_ignore_ascii_case(b"content-type") {
            headers.content_type = Some(content_type(value));
        }
    }
}

/// A type as a `File` shows it: visible ASCII in lower case, or nothing.
fn content_type(value: &[u8]) -> String {
    if value.iter().all(|b| matches!(b, 0x20..=0x7e)) {
        String::from_utf8_lossy(value).to_ascii_lowercase()
    } else {
        String::new()
    }
}

/// `form-data; name="a"; filename="b"`
fn disposition(value: &[u8], headers: &mut Headers) -> Result<(), MultipartError> {
    let kind = value.split(|&b| b == b';').next().unwrap_or_default();
    if !kind.trim_ascii().eq_ignore_ascii_case(b"form-data") {
        return Err(MultipartError::Headers);
    }
    let mut rest = &value[kind.len()..];
    while let Some((b';', tail)) = rest.split_first() {
        let Some((key, raw, after)) = parameter(tail) else {
            return Err(MultipartError::Headers);
        };
        rest = after;
        if key.eq_ignore_ascii_case(b"name") {
            headers.name = Some(unescape(raw));
        } else if key.eq_ignore_ascii_case(b"filename*") {
            headers.filename = extended(raw).or(headers.filename.take());
        } else if key.eq_ignore_ascii_case(b"filename") && headers.filename.is_none() {
            headers.filename = Some(unescape(raw));
        }
    }
    if rest.trim_ascii().is_empty() {
        return Ok(());
    }
    Err(MultipartError::Headers)
}

/// One `key=value` or `key="value"`: the key, the value without quotes, what follows.
fn parameter(input: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let input = input.trim_ascii_start();
    if input.is_empty() {
        return Some((b"", b"", input));
    }
    let equals = input.iter().position(|&b| b == b'=')?;
    let key = input[..equals].trim_ascii();
    let value = input[equals + 1..].trim_ascii_start();
    let (raw, rest) = match value.strip_prefix(b"\"") {
        Some(quoted) => {
            let end = quoted.iter().position(|&b| b == b'"')?;
            (&quoted[..end], quoted[end + 1..].trim_ascii_start())
        }
        None => {
            let end = value.iter().position(|&b| b == b';').unwrap_or(value.len());
            (value[..end].trim_ascii(), &value[end..])
        }
    };
    Some((key, raw, rest))
}

/// Undoes what writers of forms do to names: `%22`, `%0D` and `%0A`, and nothing else.
fn unescape(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    if !text.contains('%') {
        return text.into_owned();
    }
    text.replace("%22", "\"")
        .replace("%0D", "\r")
        .replace("%0d", "\r")
        .replace("%0A", "\n")
        .replace("%0a", "\n")
}

/// `UTF-8''na%C3%AFve.txt` (RFC 8187).
fn extended(raw: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(raw).ok()?;
    let mut fields = text.splitn(3, '\'');
    let charset = fields.next()?;
    let encoded = fields.nth(1)?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    percent_decode(encoded.as_bytes())
}

fn percent_decode(encoded: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter();
    while let Some(&byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(*rest.next()?).to_digit(16)?;
            let low = char::from(*rest.next()?).to_digit(16)?;
            bytes.push((high * 16 + low) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Where `needle` first occurs. Skips by its last byte (Horspool), so that large files go fast and
/// no body makes it quadratic in more than the boundary's length.
pub(super) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let last = needle.len() - 1;
    let mut skip = [needle.len(); 256];
    for (index, &byte) in needle[..last].iter().enumerate() {
        skip[usize::from(byte)] = last - index;
    }
    let mut at = 0;
    while at + last < haystack.len() {
        if haystack[at..].starts_with(needle) {
            return Some(at);
        }
        at += skip[usize::from(haystack[at + last])];
    }
    None
}
