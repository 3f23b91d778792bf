//! What is served: the routes, the public files, and the settings that shape our own answers.

use crate::kept::KeptAnswers;
use crate::proxy::Target;
use crate::public::PublicFiles;
use crate::routing::Routing;
use bytes::Bytes;
use waypost_image::NextVersion;
use waypost_router::{Matcher, TrailingSlash};

/// Immutable. `dev` makes a new one for each build.
#[derive(Debug)]
pub struct Site {
    pub matcher: Matcher,
    pub public: PublicFiles,
    pub next_version: NextVersion,
    pub mode: Mode,
    /// Rules, base path and middleware, when the project has any.
    pub routing: Option<Routing>,
    pub trailing_slash: TrailingSlash,
    /// `poweredByHeader`
    pub powered_by: bool,
    /// `generateEtags`
    pub etags: bool,
    /// `compress`
    pub compress: bool,
    /// Whether it has routes of `pages/api`: then 16 has a page for errors.
    pub has_pages: bool,
    /// Routes whose answers are kept, when there are any.
    pub kept: Option<KeptAnswers>,
    /// The secret by which the project asks itself to make an answer anew: middleware is for others.
    pub revalidate_secret: String,
    /// The front end that is asked for what no public file and no route matches.
    pub upstream: Option<Target>,
    /// Set while the project does not build: then it is the answer to every request.
    pub failure: Option<Failure>,
}

impl Site {
    /// A site with the settings of a project that has no configuration.
    #[must_use]
    pub fn new(matcher: Matcher, next_version: NextVersion, mode: Mode) -> Self {
        Self {
            matcher,
            public: PublicFiles::none(),
            next_version,
            mode,
            routing: None,
            trailing_slash: TrailingSlash::default(),
            powered_by: true,
            etags: true,
            compress: true,
            has_pages: false,
            kept: None,
            revalidate_secret: String::new(),
            upstream: None,
            failure: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Production,
    Development,
}

/// Why the project cannot be served, for a browser and for a program.
#[derive(Debug, Clone)]
pub struct Failure {
    pub html: Bytes,
    pub json: Bytes,
}
