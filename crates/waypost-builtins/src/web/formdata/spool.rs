//! A `multipart/form-data` body read piece by piece, its files on disk.
//!
//! The files of one form lie one after the other in one temporary file, which has no name from the
//! moment it is made: it is gone when nobody can read it any more, also after a crash. Fields stay in
//! memory and are bounded; the length of the whole is bounded by whoever feeds it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};

use aws_lc_rs::rand;
use waypost_ops::Resource;

use super::multipart::{self, MAX_HEADERS, MAX_PARTS, MultipartError, PartHead};

/// How many bytes the values of all fields may have together.
pub(super) const MAX_FIELDS: usize = 16 << 20;

/// Where the content of a part is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A field's value.
    Memory(Vec<u8>),
    /// A file's range in the spool.
    Spooled {
        /// Its first byte.
        offset: u64,
        /// How many bytes.
        length: u64,
    },
}

/// One part that is complete.
#[derive(Debug)]
pub(super) struct SpooledPart {
    pub(super) head: PartHead,
    pub(super) content: Content,
}

/// Why a body could not be taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum SpoolError {
    #[error(transparent)]
    Malformed(#[from] MultipartError),
    #[error("the fields of the form have more than {MAX_FIELDS} bytes")]
    TooLarge,
    #[error("the form could not be kept on disk: {0}")]
    Disk(#[from] io::Error),
}

enum State {
    /// Before the first boundary.
    Preamble,
    /// Behind a boundary: an end or a further part.
    Boundary,
    Headers,
    /// In a part's content. Its first `skip` bytes are the line end of the headers, with which the
    /// boundary behind an empty content begins.
    Content {
        skip: usize,
    },
    /// Behind the last boundary: an epilogue, which says nothing.
    End,
}

/// A form under way.
pub(super) struct FormSpool {
    delimiter: Vec<u8>,
    state: State,
    pending: Vec<u8>,
    parts: Vec<SpooledPart>,
    fields: usize,
    file: Option<File>,
    written: u64,
}

impl FormSpool {
    pub(super) fn new(boundary: &str) -> Result<Self, SpoolError> {
        Ok(Self {
            delimiter: multipart::delimiter(boundary.as_bytes())?,
            state: State::Preamble,
            // The first boundary may stand at the very beginning, as if a line had ended before it.
            pending: b"\r\n".to_vec(),
            parts: Vec::new(),
            fields: 0,
            file: None,
            written: 0,
        })
    }

    /// Takes the next piece of the body. It may block on the disk.
    pub(super) fn write(&mut self, piece: &[u8]) -> Result<(), SpoolError> {
        self.pending.extend_from_slice(piece);
        let mut at = 0;
        while let Some(next) = self.step(at)? {
            at = next;
        }
        Ok(())
    }

    /// One state; the position behind what it took, or nothing when it waits for more.
    /// `at` is where the state begins in `pending`.
    fn step(&mut self, at: usize) -> Result<Option<usize>, SpoolError> {
        let rest = &self.pending[at..];
        match self.state {
            State::Preamble => {
                let Some(found) = multipart::find(rest, &self.delimiter) else {
                    self.keep(self.pending.len().saturating_sub(self.delimiter.len()));
                    return Ok(None);
                };
                self.state = State::Boundary;
                Ok(Some(at + found + self.delimiter.len()))
            }
            State::Boundary if rest.starts_with(b"--") => {
                self.state = State::End;
                Ok(Some(at + 2))
            }
            State::Boundary => match rest.iter().position(|byte| !matches!(byte, b' ' | b'\t')) {
                Some(blanks) if rest.len() >= blanks + 2 => {
                    if !rest[blanks..].starts_with(b"\r\n") {
                        return Err(MultipartError::Unterminated.into());
                    }
                    self.state = State::Headers;
                    Ok(Some(at + blanks + 2))
                }
                _ if rest.len() > MAX_HEADERS => Err(MultipartError::Unterminated.into()),
                _ => {
                    self.keep(at);
                    Ok(None)
                }
            },
            State::Headers => {
                let ended =
                    rest.starts_with(b"\r\n") || multipart::find(rest, b"\r\n\r\n").is_some();
                if !ended && rest.len() <= MAX_HEADERS {
                    self.keep(at);
                    return Ok(None);
                }
                let (head, start) = multipart::part_head(rest)?;
                if self.parts.len() == MAX_PARTS {
                    return Err(MultipartError::TooManyParts.into());
                }
                let content = if head.filename.is_some() {
                    Content::Spooled {
                        offset: self.written,
                        length: 0,
                    }
                } else {
                    Content::Memory(Vec::new())
                };
                self.parts.push(SpooledPart { head, content });
                self.state = State::Content { skip: 2 };
                Ok(Some(at + start - 2))
            }
            State::Content { skip } => self.content(at, skip),
            State::End => {
                self.pending.clear();
                Ok(None)
            }
        }
    }

    fn content(&mut self, at: usize, skip: usize) -> Result<Option<usize>, SpoolError> {
        let found = multipart::find(&self.pending[at..], &self.delimiter);
        // What may be the beginning of a boundary waits for the rest of it.
        let end = found.map_or_else(
            || {
                self.pending
                    .len()
                    .saturating_sub(self.delimiter.len())
                    .max(at)
            },
            |found| at + found,
        );
        let start = (at + skip).min(end.max(at));
        let pending = std::mem::take(&mut self.pending);
        let taken = if end >= at + skip {
            self.append(&pending[start..end])
        } else {
            Ok(())
        };
        self.pending = pending;
        taken?;
        if found.is_some() {
            self.state = State::Boundary;
            return Ok(Some(end + self.delimiter.len()));
        }
        if end >= at + skip {
            self.state = State::Content { skip: 0 };
            self.keep(end);
        } else {
            self.keep(at);
        }
        Ok(None)
    }

    /// Content of the part that is open.
    fn append(&mut self, bytes: &[u8]) -> Result<(), SpoolError> {
        let Some(part) = self.parts.last_mut() else {
            return Ok(());
        };
        match &mut part.content {
            Content::Memory(value) => {
                self.fields += bytes.len();
                if self.fields > MAX_FIELDS {
                    return Err(SpoolError::TooLarge);
                }
                value.extend_from_slice(bytes);
            }
            Content::Spooled { length, .. } => {
                let file = match &mut self.file {
                    Some(file) => file,
                    none => none.insert(nameless_file()?),
                };
                file.write_all(bytes)?;
                *length += bytes.len() as u64;
                self.written += bytes.len() as u64;
            }
        }
        Ok(())
    }

    /// Drops what lies before `from`.
    fn keep(&mut self, from: usize) {
        self.pending.drain(..from);
    }

    /// The parts, and the file that the spooled ones are in.
    pub(super) fn finish(self) -> Result<(Vec<SpooledPart>, Option<File>), SpoolError> {
        match self.state {
            State::End => Ok((self.parts, self.file)),
            State::Preamble => Err(MultipartError::NoBoundary.into()),
            _ => Err(MultipartError::Unterminated.into()),
        }
    }
}

/// A file that only its handle knows, readable by nobody else.
fn nameless_file() -> io::Result<File> {
    let mut random = [0; 16];
    rand::fill(&mut random).map_err(|_| io::Error::other("no random bytes could be had"))?;
    let name = random
        .iter()
        .fold(String::from("waypost-form-"), |name, byte| {
            name + &format!("{byte:02x}")
        });
    let path = std::env::temp_dir().join(name);
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

/// The files of a form on disk, as `web/blob` reads them.
pub(crate) struct Spool(pub(super) File);

impl Resource for Spool {}

impl Spool {
    /// Bytes from `offset`; as many as are asked for, since nobody writes any more.
    pub(crate) fn read(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.0.read_exact_at(&mut bytes, offset)?;
        Ok(bytes)
    }

    /// A second handle, for a thread that may block.
    pub(crate) fn try_clone(&self) -> io::Result<Self> {
        self.0.try_clone().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, FormSpool, MAX_FIELDS, Spool, SpoolError};
    use crate::web::formdata::multipart::parse;

    /// The parts as `name=content`, one per line, or the error.
    fn show(body: &[u8], step: usize) -> String {
        match run(body, step) {
            Ok(text) => text,
            Err(error) => format!("{error}"),
        }
    }

    fn run(body: &[u8], step: usize) -> Result<String, SpoolError> {
        let mut form = FormSpool::new("b")?;
        for piece in body.chunks(step) {
            form.write(piece)?;
        }
        let (parts, file) = form.finish()?;
        let spool = file.map(Spool);
        let mut lines = Vec::new();
        for part in parts {
            let bytes = match part.content {
                Content::Memory(bytes) => bytes,
                Content::Spooled { length: 0, .. } => Vec::new(),
                Content::Spooled { offset, length } => {
                    let spool = spool.as_ref().expect("a file was written");
                    spool.read(offset, length as usize).expect("it is there")
                }
            };
            lines.push(format!(
                "{}={}",
                part.head.name,
                String::from_utf8_lossy(&bytes)
            ));
        }
        Ok(lines.join("\n"))
    }

    #[test]
    fn pieces_of_any_size_say_what_the_whole_says() {
        let part = |disposition: &str, content: &str| {
            format!("--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
        };
        let bodies = [
            "--b--".to_owned(),
            "preamble\r\n--b \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--\r\nepilogue".to_owned(),
            part("name=a", "") + &part("name=f; filename=x", "") + "--b--",
            part("name=a", "1") + &part("name=f; filename=x", "\r\n--\r\n--c\r\n-") + &part("name=g; filename=y", "last") + "--b--",
            part("name=a", "1"),
            "no boundary".to_owned(),
            "--b\r\nno colon\r\n\r\n\r\n--b--".to_owned(),
            "--bx\r\n\r\n\r\n--b--".to_owned(),
        ];
        for body in bodies {
            let whole = match parse(body.as_bytes(), b"b") {
                Err(error) => format!("{error}"),
                Ok(parts) => {
                    let lines = parts
                        .iter()
                        .map(|part| format!("{}={}", part.name, &body[part.content.clone()]));
                    lines.collect::<Vec<_>>().join("\n")
                }
            };
            for step in [1, 2, 3, 5, 7, 1000] {
                assert_eq!(show(body.as_bytes(), step), whole, "{body:?} by {step}");
            }
        }
    }

    #[test]
    fn large_fields_and_endless_headers_are_refused() {
        let mut form = FormSpool::new("b").expect("a boundary");
        form.write(b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n")
            .expect("a part");
        let piece = vec![b'x'; MAX_FIELDS / 2];
        form.write(&piece).expect("within the limit");
        form.write(&piece).expect("at the limit");
        assert!(matches!(form.write(&piece), Err(SpoolError::TooLarge)));
        let mut form = FormSpool::new("b").expect("a boundary");
        let endless = [&b"--b\r\n"[..], &vec![b'x'; 20_000]].concat();
        assert!(form.write(&endless).is_err());
        assert!(FormSpool::new("").is_err());
    }
}
