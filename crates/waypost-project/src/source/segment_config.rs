//! Segment config: `dynamic`, `revalidate`, `runtime` and the others, from constant exports.
//!
//! Only constants count, as in Next.js: a value that would have to be computed is an error here,
//! because the route would otherwise run with another config than it asks for.

use super::body_config;
use super::exports::{Export, ExportedValue, Exports};
use super::handlers::SourceText;
use super::static_value::{NotStatic, Static, Value};
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::{Dynamic, FetchCache, Revalidate, Runtime, SegmentConfig};

const DYNAMIC: [(&str, Dynamic); 4] = [
    ("auto", Dynamic::Auto),
    ("force-dynamic", Dynamic::ForceDynamic),
    ("error", Dynamic::Error),
    ("force-static", Dynamic::ForceStatic),
];
const FETCH_CACHE: [(&str, FetchCache); 7] = [
    ("auto", FetchCache::Auto),
    ("default-cache", FetchCache::DefaultCache),
    ("only-cache", FetchCache::OnlyCache),
    ("force-cache", FetchCache::ForceCache),
    ("force-no-store", FetchCache::ForceNoStore),
    ("default-no-store", FetchCache::DefaultNoStore),
    ("only-no-store", FetchCache::OnlyNoStore),
];
const RUNTIME: [(&str, Runtime); 3] = [
    ("nodejs", Runtime::Nodejs),
    ("edge", Runtime::Edge),
    ("experimental-edge", Runtime::Edge),
];

/// Reads one file's exports and collects what is wrong with them.
pub(super) struct Reader<'r, 't> {
    pub(super) source: &'r SourceText<'t>,
    pub(super) diagnostics: &'r mut Diagnostics,
}

pub(super) fn of_app_route(
    exports: &Exports,
    source: &SourceText<'_>,
    diagnostics: &mut Diagnostics,
) -> (Runtime, SegmentConfig) {
    let mut reader = Reader {
        source,
        diagnostics,
    };
    let mut config = SegmentConfig {
        generates_static_params: exports.get("generateStaticParams").is_some(),
        ..SegmentConfig::default()
    };
    if let Some(value) = reader.exported(exports, "dynamic") {
        config.dynamic = reader
            .one_of("dynamic", value, &DYNAMIC)
            .unwrap_or_default();
    }
    if let Some(value) = reader.exported(exports, "dynamicParams") {
        config.dynamic_params = reader.boolean("dynamicParams", value).unwrap_or(true);
    }
    if let Some(value) = reader.exported(exports, "revalidate") {
        config.revalidate = reader.revalidate(value);
    }
    if let Some(value) = reader.exported(exports, "fetchCache") {
        config.fetch_cache = reader.one_of("fetchCache", value, &FETCH_CACHE);
    }
    if let Some(value) = reader.exported(exports, "preferredRegion") {
        config.preferred_region = reader.regions("preferredRegion", value);
    }
    if let Some(value) = reader.exported(exports, "maxDuration") {
        config.max_duration = reader.seconds("maxDuration", value);
    }
    let runtime = reader
        .exported(exports, "runtime")
        .map(|value| reader.runtime(value));
    if let Some(export) = exports.get("config") {
        reader.warn_of_page_config(export);
    }
    (runtime.unwrap_or_default(), config)
}

/// A `pages/api` file has its config in `export const config`, and may export two fields apart.
pub(super) fn of_pages_api(
    exports: &Exports,
    source: &SourceText<'_>,
    diagnostics: &mut Diagnostics,
) -> (Runtime, SegmentConfig) {
    let mut reader = Reader {
        source,
        diagnostics,
    };
    // CommonJS exports and those of other modules are known only when the file has run.
    let is_computed = !exports.is_module || exports.has_star;
    let mut config = SegmentConfig {
        is_computed,
        ..SegmentConfig::default()
    };
    let object = match exports.get("config") {
        Some(export) => body_config::read(&mut reader, export, &mut config),
        None => None,
    };
    let of_config = |name: &str| object.and_then(|object| object.get(name));
    if let Some(value) = reader
        .exported(exports, "maxDuration")
        .or(of_config("maxDuration"))
    {
        config.max_duration = reader.seconds("maxDuration", value);
    }
    if let Some(value) = reader
        .exported(exports, "preferredRegion")
        .or(of_config("regions"))
    {
        config.preferred_region = reader.regions("regions", value);
    }
    let runtime = reader.exported(exports, "runtime").or(of_config("runtime"));
    let runtime = runtime.map(|value| reader.runtime(value));
    (runtime.unwrap_or_default(), config)
}

impl Reader<'_, '_> {
    /// The constant exported under this name; anything else under it is an error.
    fn exported<'e>(&mut self, exports: &'e Exports, name: &str) -> Option<&'e Static> {
        let export = exports.get(name)?;
        match &export.value {
            ExportedValue::Static(value) if value.value == Value::Undefined => None,
            ExportedValue::Static(value) => Some(value),
            ExportedValue::NotStatic(not_static) => {
                self.error_not_static(name, *not_static);
                None
            }
            ExportedValue::Reexported => {
                let message = format!(
                    "Next.js can't recognize the exported `{name}` field in route. It mustn't be reexported."
                );
                let help = format!("write the value in this file: export const {name} = ...");
                self.push(Diagnostic::error(message).with_help(help), export.span);
                None
            }
            ExportedValue::Other => {
                let not_static = NotStatic {
                    span: export.span,
                    what: "no constant",
                };
                self.error_not_static(name, not_static);
                None
            }
        }
    }

    fn error_not_static(&mut self, name: &str, not_static: NotStatic) {
        let message = format!(
            "Invalid segment configuration export detected: `{name}` is {}. This can cause unexpected behavior \
             from the configs not being applied.",
            not_static.what
        );
        let help = "write a literal; calculations and variables are not evaluated";
        self.push(Diagnostic::error(message).with_help(help), not_static.span);
    }

    fn one_of<T: Copy>(&mut self, name: &str, value: &Static, allowed: &[(&str, T)]) -> Option<T> {
        let text = value.as_str();
        if let Some((_, found)) =
            text.and_then(|text| allowed.iter().find(|(known, _)| *known == text))
        {
            return Some(*found);
        }
        let names: Vec<String> = allowed
            .iter()
            .map(|(known, _)| format!("`{known}`"))
            .collect();
        let variant = text.map_or_else(|| value.value.describe(), |text| format!("`{text}`"));
        let expected = format!(
            "unknown variant {variant}, expected one of {}",
            names.join(", ")
        );
        self.error_invalid(name, value, &expected);
        None
    }

    pub(super) fn boolean(&mut self, name: &str, value: &Static) -> Option<bool> {
        if let Value::Boolean(found) = value.value {
            return Some(found);
        }
        self.error_expected(name, value, "`true` or `false`");
        None
    }

    fn revalidate(&mut self, value: &Static) -> Option<Revalidate> {
        if value.value == Value::Boolean(false) {
            return Some(Revalidate::Never);
        }
        let seconds = whole_number(&value.value);
        if seconds.is_none() {
            self.error_expected("revalidate", value, "`false` or a whole number of seconds");
        }
        seconds.map(Revalidate::Seconds)
    }

    /// Zero is no limit.
    fn seconds(&mut self, name: &str, value: &Static) -> Option<u64> {
        let seconds = whole_number(&value.value);
        if seconds.is_none() {
            self.error_expected(name, value, "a whole number of seconds");
        }
        seconds.filter(|&seconds| seconds > 0)
    }

    fn regions(&mut self, name: &str, value: &Static) -> Vec<String> {
        let regions = match &value.value {
            Value::String(region) => Some(vec![region.clone()]),
            Value::Array(items) => items
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect(),
            _ => None,
        };
        if regions.is_none() {
            self.error_expected(name, value, "a string or an array of strings");
        }
        regions.unwrap_or_default()
    }

    fn runtime(&mut self, value: &Static) -> Runtime {
        if value.as_str() == Some("experimental-edge") {
            let message = "the runtime \"experimental-edge\" is called \"edge\"";
            self.push(Diagnostic::warning(message), value.span);
        }
        self.one_of("runtime", value, &RUNTIME).unwrap_or_default()
    }

    fn warn_of_page_config(&mut self, export: &Export) {
        let message =
            "Page config in `config` is deprecated and ignored, use individual exports instead.";
        self.push(Diagnostic::warning(message), export.span);
    }

    pub(super) fn error_expected(&mut self, name: &str, value: &Static, expected: &str) {
        self.error_invalid(
            name,
            value,
            &format!("{}, expected {expected}", value.value.describe()),
        );
    }

    fn error_invalid(&mut self, name: &str, value: &Static, reason: &str) {
        let message = format!(
            "Next.js can't recognize the exported `{name}` field in route. It has an invalid value: {reason}."
        );
        self.push(Diagnostic::error(message), value.span);
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic, span: oxc::span::Span) {
        self.diagnostics
            .push(self.source.at(diagnostic.with_code("segment-config"), span));
    }
}

fn whole_number(value: &Value) -> Option<u64> {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    match value {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be a whole number in range"
        )]
        Value::Number(number) if (0.0..=LARGEST).contains(number) && number.fract() == 0.0 => {
            Some(*number as u64)
        }
        _ => None,
    }
}
