//! `waypost.toml`: how a project is operated. What it is, `next.config` says.
//!
//! Settings belong to the place a project runs at, so they are read at every start and are no part of an
//! image. The resolved form is passed down whole.

mod definitions;
mod reader;

use definitions::DEFINITIONS;
use std::path::Path;
use std::time::Duration;
use waypost_diagnostics::{Diagnostic, Diagnostics};

/// Name of the file in the project directory.
const SETTINGS_FILE: &str = "waypost.toml";

/// Resolved settings. `Settings::default()` is what applies without a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `None`: one worker per core.
    pub workers: Option<u64>,
    /// Origin of the front end that is asked for what is ours not.
    pub upstream: Option<String>,
    pub limits: Limits,
    routes: Vec<RouteSettings>,
}

/// Bounds of a server. See `DEFINITIONS` for names, defaults and help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the request line and all header lines.
    pub request_head: u64,
    pub header_lines: u64,
    pub head_timeout: Duration,
    pub keep_alive: Duration,
    pub stall_timeout: Duration,
    /// Bytes of a request body that is read whole.
    pub max_body: u64,
    pub max_duration: Option<Duration>,
    pub proxy_timeout: Duration,
    pub script_time: Duration,
    pub worker_memory: u64,
    /// Bytes of the data cache on disk.
    pub data_cache: u64,
    pub drain: Duration,
}

/// The limits that may differ between routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteLimits {
    pub max_body: u64,
    pub max_duration: Option<Duration>,
}

/// Overrides for the routes a pattern names: a URL pattern (`/api/users/[id]`), or everything below a
/// path (`/api/uploads/*`).
#[derive(Debug, Clone, PartialEq, Eq)]
struct RouteSettings {
    pattern: String,
    max_body: Option<u64>,
    /// `Some(None)`: expressly without a limit.
    max_duration: Option<Option<Duration>>,
}

impl Settings {
    /// Reads `waypost.toml` in the project directory; without one, or with a wrong one, the defaults.
    #[must_use]
    pub fn load(root: &Path) -> (Self, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let settings = Self::read(root, &mut diagnostics);
        (settings, diagnostics)
    }

    pub(crate) fn read(root: &Path, diagnostics: &mut Diagnostics) -> Self {
        reader::read_settings(root, diagnostics)
    }

    /// The limits of one route: what the file says for it, else what the route exports (seconds), else what
    /// applies to all.
    #[must_use]
    pub fn route_limits(&self, page: &str, exported_max_duration: Option<u64>) -> RouteLimits {
        let exported = exported_max_duration.map(Duration::from_secs);
        let mut limits = RouteLimits {
            max_body: self.limits.max_body,
            max_duration: exported.or(self.limits.max_duration),
        };
        // From the widest pattern to the narrowest, so that the narrowest has the last word.
        let mut matching: Vec<&RouteSettings> = self
            .routes
            .iter()
            .filter(|route| route.matches(page))
            .collect();
        matching.sort_by_key(|route| (!route.pattern.ends_with("/*"), route.pattern.len()));
        for route in matching {
            limits.max_body = route.max_body.unwrap_or(limits.max_body);
            limits.max_duration = route.max_duration.unwrap_or(limits.max_duration);
        }
        limits
    }

    /// Warns of patterns that name no route.
    pub(crate) fn check_patterns<'p>(
        &self,
        pages: impl Iterator<Item = &'p str>,
        diagnostics: &mut Diagnostics,
    ) {
        let pages: Vec<&str> = pages.collect();
        for route in &self.routes {
            if pages.iter().any(|page| route.matches(page)) {
                continue;
            }
            let message = format!("no route is named by the pattern {:?}", route.pattern);
            let mut diagnostic = Diagnostic::warning(message).in_file(SETTINGS_FILE);
            if let Some(near) = crate::edit_distance::nearest(&route.pattern, pages.iter().copied())
            {
                diagnostic = diagnostic.with_help(format!("did you mean {near:?}"));
            }
            diagnostics.push(diagnostic);
        }
    }
}

impl RouteSettings {
    fn matches(&self, page: &str) -> bool {
        match self.pattern.strip_suffix("/*") {
            Some(above) => page
                .strip_prefix(above)
                .is_some_and(|rest| rest.starts_with('/')),
            None => self.pattern == page,
        }
    }
}

/// Name, default and meaning of every setting, one per line: what the documentation prints.
#[must_use]
pub fn settings_reference() -> String {
    let line = |definition: &definitions::Definition| {
        let scope = if definition.route_slot.is_some() {
            " (also per route)"
        } else {
            ""
        };
        format!(
            "{} = {}  {}{scope}\n",
            definition.full_name(),
            definition.default,
            definition.help
        )
    };
    DEFINITIONS.iter().map(line).collect()
}
