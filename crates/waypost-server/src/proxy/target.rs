//! Where a request is passed on to: scheme, authority, path and query.
//!
//! Targets come from a project's rules and from flags, so a wrong one is a value, never a panic.

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};
use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// An absolute `http` or `https` URL without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    scheme: Scheme,
    authority: Authority,
    path_and_query: PathAndQuery,
}

/// Why a text is no [`Target`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetError {
    NoUrl,
    Scheme,
    Credentials,
    Path,
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoUrl => "not a URL such as \"http://127.0.0.1:4000\"",
            Self::Scheme => "the scheme must be http or https",
            Self::Credentials => "a target must not hold credentials",
            Self::Path => "an upstream is named by its origin, without a path",
        })
    }
}

impl Error for TargetError {}

impl Target {
    /// Reads an absolute URL. A fragment is dropped, as it is never sent.
    ///
    /// # Errors
    /// No absolute URL, another scheme than `http` and `https`, or credentials in it.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        let parts = Uri::from_str(text)
            .map_err(|_| TargetError::NoUrl)?
            .into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(TargetError::NoUrl);
        };
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(TargetError::Scheme);
        }
        if authority.as_str().contains('@') {
            return Err(TargetError::Credentials);
        }
        let has_port = authority.as_str().len() > authority.host().len();
        if authority.host().is_empty() || has_port && authority.port_u16().is_none() {
            return Err(TargetError::NoUrl);
        }
        let root = || PathAndQuery::from_static("/");
        Ok(Self {
            scheme,
            authority,
            path_and_query: parts.path_and_query.unwrap_or_else(root),
        })
    }

    /// Reads the origin of an upstream: a target whose path is that of each request.
    ///
    /// # Errors
    /// Those of [`Target::parse`], or a path or query beyond `/`.
    pub fn origin(text: &str) -> Result<Self, TargetError> {
        let target = Self::parse(text)?;
        if target.path_and_query != "/" {
            return Err(TargetError::Path);
        }
        Ok(target)
    }

    /// The same server, asked for `path_and_query`.
    pub(crate) fn with_path(&self, path_and_query: PathAndQuery) -> Self {
        Self {
            scheme: self.scheme.clone(),
            authority: self.authority.clone(),
            path_and_query,
        }
    }

    /// What the `Host` line says: the authority as it was written.
    pub(crate) fn host(&self) -> &str {
        self.authority.as_str()
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// The URL for the client; `None` cannot happen to parts that were parsed.
    pub(crate) fn uri(&self) -> Option<Uri> {
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(self.path_and_query.clone())
            .build()
            .ok()
    }
}

/// Without the query: queries hold what must not get into a log.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path_and_query.path();
        write!(f, "{}://{}{path}", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_an_absolute_url() {
        for (text, shown) in [
            ("http://a.test", "http://a.test/"),
            ("HTTPS://a.test:8443/x/y?q=1#f", "https://a.test:8443/x/y"),
            ("http://[::1]:80/", "http://[::1]:80/"),
        ] {
            assert_eq!(Target::parse(text).unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn other_targets_are_refused() {
        for (text, error) in [
            ("", TargetError::NoUrl),
            ("/path", TargetError::NoUrl),
            ("a.test:80", TargetError::NoUrl),
            ("http://", TargetError::NoUrl),
            ("http://:80/", TargetError::NoUrl),
            ("http://a.test:99999/", TargetError::NoUrl),
            ("http://a b/", TargetError::NoUrl),
            ("ftp://a.test/", TargetError::Scheme),
            ("http://me:secret@a.test/", TargetError::Credentials),
        ] {
            assert_eq!(Target::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn an_upstream_has_no_path() {
        assert!(Target::origin("http://a.test:4000/").is_ok());
        for text in ["http://a.test/base", "http://a.test/?q"] {
            assert_eq!(Target::origin(text), Err(TargetError::Path));
        }
    }
}
