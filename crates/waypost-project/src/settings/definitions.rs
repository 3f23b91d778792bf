//! Every setting, declared once: name, default, help, kind, and where its value goes.

use super::{Limits, RouteSettings, Settings};
use crate::size::{parse_duration, parse_size};
use std::time::Duration;

/// One setting. Defaults are written as users would write them and go through the same reader.
pub(super) struct Definition {
    /// The table it stands in, `None` for the top of the file.
    pub(super) table: Option<&'static str>,
    pub(super) name: &'static str,
    pub(super) default: &'static str,
    pub(super) help: &'static str,
    pub(super) slot: Slot,
    /// For settings that may differ between routes.
    pub(super) route_slot: Option<RouteSlot>,
}

/// The kind of a value and the field it goes to.
pub(super) enum Slot {
    /// At least so many bytes.
    Size(u64, fn(&mut Settings) -> &mut u64),
    /// At least so many.
    Count(u64, fn(&mut Settings) -> &mut u64),
    CountOr(&'static str, fn(&mut Settings) -> &mut Option<u64>),
    Time(fn(&mut Settings) -> &mut Duration),
    TimeOr(&'static str, fn(&mut Settings) -> &mut Option<Duration>),
    /// Scheme and authority of an HTTP server.
    OriginOr(&'static str, fn(&mut Settings) -> &mut Option<String>),
}

pub(super) enum RouteSlot {
    Size(fn(&mut RouteSettings) -> &mut Option<u64>),
    TimeOr(
        &'static str,
        fn(&mut RouteSettings) -> &mut Option<Option<Duration>>,
    ),
}

/// In the order of the documentation.
pub(super) const DEFINITIONS: &[Definition] = &[
    Definition {
        table: None,
        name: "workers",
        default: "\"auto\"",
        help: "worker processes; \"auto\" is one per core",
        slot: Slot::CountOr("auto", |settings| &mut settings.workers),
        route_slot: None,
    },
    Definition {
        table: None,
        name: "upstream",
        default: "\"none\"",
        help: "front end that is asked for what is no public file and no route, such as \"http://127.0.0.1:4000\"",
        slot: Slot::OriginOr("none", |settings| &mut settings.upstream),
        route_slot: None,
    },
    Definition {
        table: Some("limits"),
        name: "request_head",
        default: "\"16KiB\"",
        help: "size of the request line and all header lines; 431 past it, 414 for the line alone",
        slot: Slot::Size(1024, |settings| &mut settings.limits.request_head),
        route_slot: None,
    },
    Definition {
        table: Some("limits"),
        name: "header_lines",
        default: "100",
        help: "number of header lines; 431 past it",
        slot: Slot::Count(1, |settings| &mut settings.limits.header_lines),
        route_slot: None,
    },
    Definition {
        table: Some("limits"),
        name: "head_timeout",
        default: "\"60s\"",
        help: "time for a client to send a request head; 408 past it, and the connection is closed",
        slot: Slot::Time(|settings| &mut settings.limits.head_timeout),
        route_slot: None,
    },
    Definition {
        table: Some("limits"),
        name: "keep_alive",
        default: "\"5s\"",
        help: "time an idle connection is kept open",
        slot: Slot::Time(|settings| &mut settings.limits.keep_alive),
        route_slot: None,
    },
    Definition {
        table: Some("limits"),
        name: "stall_timeout",
        default: "\"5min\"",
        help: "time in which a client sends nothing of a body that is read, or takes nothing of an answer; then the connection is closed",
        slot: Slot::Time(|settings| &mut settings.limits.stall_timeout),
        route_slot: None,
    },
    Definition {
        table: Some("limits"),
        name: "max_body",
        default: "\"64MiB\"",
        help: "size of a request body that is read whole, by json(), text() or formData(); 413 past it",
        slot: Slot::Size(0, |settings| &mut settings.limits.max_body),
        route_slot: Some(RouteSlot::Size(|route| &mut route.max_body)),
    },
    Definition {
        table: Some("limits"),
        name: "max_duration",
        default: "\"none\"",
        help: "time for a handler that exports no maxDuration; 504 past it",
        slot: Slot::TimeOr("none", |settings| &mut settings.limits.max_duration),
        route_slot: Some(RouteSlot::TimeOr("none", |route| &mut route.max_duration)),
    },
    Definition {
        table: Some("limits"),
        name: "proxy_timeout",
        default: "\"30s\"",
        help: "time for a server that a request is passed on to, until the head of its answer; 500 past it",
        slot: Slot::Time(|settings| &mut settings.limits.proxy_timeout),
        route_slot: None,
    },
    Definition {
        table: Some("limits"),
        name: "script_time",
        default: "\"10s\"",
        help: "time JavaScript may run without a pause; then the worker is replaced",
        slot: Slot::Time(|settings| &mut settings.limits.script_time),
        route_slot: None,
    },
    Definition {
        table: Some("limits"),
        name: "worker_memory",
        default: "\"1GiB\"",
        help: "memory of one worker; then it is replaced",
        slot: Slot::Size(64 << 20, |settings| &mut settings.limits.worker_memory),
        route_slot: None,
    },
    Definition {
        table: Some("limits"),
        name: "data_cache",
        default: "\"512MiB\"",
        help: "size of the data cache on disk; past it the oldest values go, 0 turns it off",
        slot: Slot::Size(0, |settings| &mut settings.limits.data_cache),
        route_slot: None,
    },
    Definition {
        table: Some("limits"),
        name: "drain",
        default: "\"30s\"",
        help: "time for requests in flight when the server stops; then they are closed",
        slot: Slot::Time(|settings| &mut settings.limits.drain),
        route_slot: None,
    },
];

/// A value as it stands in a file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Given<'t> {
    Text(&'t str),
    Integer(u64),
    /// A table, a fraction, a negative number ...
    Other,
}

impl Definition {
    pub(super) fn full_name(&self) -> String {
        match self.table {
            Some(table) => format!("{table}.{}", self.name),
            None => self.name.to_owned(),
        }
    }

    /// `Err` says what would have been right.
    pub(super) fn set(&self, settings: &mut Settings, given: Given<'_>) -> Result<(), String> {
        match &self.slot {
            Slot::Size(least, field) => *field(settings) = size(given, *least)?,
            Slot::Count(least, field) => *field(settings) = count(given, *least, None)?,
            Slot::CountOr(word, field) => {
                *field(settings) = if is_word(given, word) {
                    None
                } else {
                    Some(count(given, 1, Some(word))?)
                };
            }
            Slot::Time(field) => *field(settings) = time(given, None)?,
            Slot::TimeOr(word, field) => *field(settings) = time_or(given, word)?,
            Slot::OriginOr(word, field) => *field(settings) = origin_or(given, word)?,
        }
        Ok(())
    }

    pub(super) fn set_for_route(
        &self,
        route: &mut RouteSettings,
        given: Given<'_>,
    ) -> Result<(), String> {
        match &self.route_slot {
            Some(RouteSlot::Size(field)) => *field(route) = Some(size(given, 0)?),
            Some(RouteSlot::TimeOr(word, field)) => *field(route) = Some(time_or(given, word)?),
            None => {
                return Err(
                    "a setting of the whole server: write it outside of [routes]".to_owned(),
                );
            }
        }
        Ok(())
    }

    fn set_default(&self, settings: &mut Settings) {
        let given = match self
            .default
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
        {
            Some(text) => Given::Text(text),
            None => self.default.parse().map_or(Given::Other, Given::Integer),
        };
        self.set(settings, given)
            .expect("a test sets every default");
    }
}

impl Default for Settings {
    fn default() -> Self {
        let mut settings = Self {
            workers: None,
            upstream: None,
            limits: Limits {
                request_head: 0,
                header_lines: 0,
                head_timeout: Duration::ZERO,
                keep_alive: Duration::ZERO,
                stall_timeout: Duration::ZERO,
                max_body: 0,
                max_duration: None,
                proxy_timeout: Duration::ZERO,
                script_time: Duration::ZERO,
                worker_memory: 0,
                data_cache: 0,
                drain: Duration::ZERO,
            },
            routes: Vec::new(),
        };
        for definition in DEFINITIONS {
            definition.set_default(&mut settings);
        }
        settings
    }
}

fn is_word(given: Given<'_>, word: &str) -> bool {
    matches!(given, Given::Text(text) if text == word)
}

fn size(given: Given<'_>, least: u64) -> Result<u64, String> {
    let bytes = match given {
        Given::Text(text) => parse_size(text),
        Given::Integer(bytes) => Some(bytes),
        Given::Other => None,
    };
    let bytes = bytes.ok_or_else(|| "a size such as \"64MiB\" or \"500kb\"".to_owned())?;
    if bytes < least {
        return Err(format!("at least {}", crate::size::format_bytes(least)));
    }
    Ok(bytes)
}

fn count(given: Given<'_>, least: u64, word: Option<&str>) -> Result<u64, String> {
    match given {
        Given::Integer(count) if count >= least => Ok(count),
        _ => Err(match word {
            Some(word) => format!("a whole number from {least}, or \"{word}\""),
            None => format!("a whole number from {least}"),
        }),
    }
}

fn time(given: Given<'_>, word: Option<&str>) -> Result<Duration, String> {
    let parsed = match given {
        Given::Text(text) => parse_duration(text),
        Given::Integer(_) | Given::Other => None,
    };
    parsed.ok_or_else(|| match word {
        Some(word) => format!("a time such as \"10s\", \"500ms\" or \"2min\", or \"{word}\""),
        None => "a time such as \"10s\", \"500ms\" or \"2min\"".to_owned(),
    })
}

fn time_or(given: Given<'_>, word: &str) -> Result<Option<Duration>, String> {
    if is_word(given, word) {
        Ok(None)
    } else {
        time(given, Some(word)).map(Some)
    }
}

/// Whether the rest is an authority, whoever connects to it says.
fn origin_or(given: Given<'_>, word: &str) -> Result<Option<String>, String> {
    if is_word(given, word) {
        return Ok(None);
    }
    let is_origin = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let rest = ["http://", "https://"]
            .iter()
            .find_map(|scheme| lower.strip_prefix(scheme));
        let host = rest.map(|rest| rest.strip_suffix('/').unwrap_or(rest));
        host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']))
    };
    match given {
        Given::Text(text) if is_origin(text) => Ok(Some(text.to_owned())),
        _ => Err(format!(
            "an origin such as \"http://127.0.0.1:4000\", without a path, or \"{word}\""
        )),
    }
}
