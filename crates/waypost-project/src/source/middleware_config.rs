//! What a middleware file says before it runs: the function it exports, and `config`.
//!
//! The matcher decides which requests are let past without the check that the middleware is, so
//! everything in it that is not understood is an error and never a matcher that fits less.

use super::exports::{Export, ExportedValue, Exports};
use super::handlers::SourceText;
use super::static_value::{Static, Value};
use oxc::span::Span;
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::{Condition, ConditionKind, MiddlewareKind, NextVersion, RuleSource, Runtime};

/// What the source of a middleware file tells.
#[derive(Debug)]
pub(crate) struct MiddlewareSource {
    pub(crate) runtime: Runtime,
    pub(crate) matchers: Option<Vec<RuleSource>>,
}

pub(crate) fn read_middleware(
    exports: &Exports,
    source: &SourceText<'_>,
    kind: MiddlewareKind,
    version: NextVersion,
    diagnostics: &mut Diagnostics,
) -> MiddlewareSource {
    let mut reader = Reader {
        source,
        diagnostics,
    };
    reader.check_function(exports, kind);
    let config = exports
        .get("config")
        .and_then(|export| reader.config(export));
    MiddlewareSource {
        runtime: reader.runtime(config, exports, kind, version),
        matchers: config
            .and_then(|config| config.get("matcher"))
            .map(|matcher| reader.matchers(matcher)),
    }
}

struct Reader<'r, 't> {
    source: &'r SourceText<'t>,
    diagnostics: &'r mut Diagnostics,
}

impl Reader<'_, '_> {
    fn check_function(&mut self, exports: &Exports, kind: MiddlewareKind) {
        let name = kind.as_str();
        let is_told = exports.is_module && !exports.has_star;
        if !is_told || exports.get(name).is_some() || exports.get("default").is_some() {
            return;
        }
        let file = self.source.file;
        let message = format!(
            "The file \"./{file}\" must export a function, either as a default export or as a named \"{name}\" export."
        );
        self.push(Diagnostic::error(message), Span::new(0, 0));
    }

    fn config<'e>(&mut self, export: &'e Export) -> Option<&'e Static> {
        match &export.value {
            ExportedValue::Static(value) if matches!(value.value, Value::Object(_)) => Some(value),
            ExportedValue::Static(value) => {
                self.invalid("config", "an object", value);
                None
            }
            ExportedValue::NotStatic(part) => {
                let message = format!(
                    "the exported `config` has to be known without running the file, and this is {}",
                    part.what
                );
                let help = "write literals; calculations and variables are not evaluated";
                self.push(Diagnostic::error(message).with_help(help), part.span);
                None
            }
            ExportedValue::Reexported | ExportedValue::Other => {
                let message = "the exported `config` has to be written in this file, as an object of literals";
                self.push(Diagnostic::error(message), export.span);
                None
            }
        }
    }

    /// `proxy` files always run as Node.js code; `middleware` files do when they say so.
    fn runtime(
        &mut self,
        config: Option<&Static>,
        exports: &Exports,
        kind: MiddlewareKind,
        version: NextVersion,
    ) -> Runtime {
        let exported = match exports.get("runtime").map(|export| &export.value) {
            Some(ExportedValue::Static(value)) => Some(value),
            _ => None,
        };
        let stated = config.and_then(|config| config.get("runtime")).or(exported);
        if kind == MiddlewareKind::Proxy {
            if let Some(stated) = stated {
                let message = "Route segment config is not allowed in Proxy file: proxy always runs on Node.js runtime. \
                               Learn more: https://nextjs.org/docs/messages/middleware-to-proxy";
                self.push(Diagnostic::error(message), stated.span);
            }
            return Runtime::Nodejs;
        }
        let Some(stated) = stated else {
            return Runtime::Edge;
        };
        match stated.as_str() {
            Some("edge" | "experimental-edge") => Runtime::Edge,
            Some("nodejs") if version >= NextVersion::V15 => Runtime::Nodejs,
            _ => {
                self.invalid(
                    "config.runtime",
                    "\"edge\" or, since 15, \"nodejs\"",
                    stated,
                );
                Runtime::Edge
            }
        }
    }

    fn matchers(&mut self, matcher: &Static) -> Vec<RuleSource> {
        match &matcher.value {
            Value::Array(items) => items.iter().filter_map(|item| self.matcher(item)).collect(),
            _ => self.matcher(matcher).into_iter().collect(),
        }
    }

    fn matcher(&mut self, item: &Static) -> Option<RuleSource> {
        let source = match &item.value {
            Value::String(text) => Some(text.as_str()),
            Value::Object(_) => item.get("source").and_then(Static::as_str),
            _ => None,
        };
        let Some(source) = source else {
            self.invalid(
                "config.matcher",
                "a path, an object with `source`, or an array of them",
                item,
            );
            return None;
        };
        if !source.starts_with('/') {
            self.push(Diagnostic::error("source must start with /"), item.span);
            return None;
        }
        Some(RuleSource {
            source: source.to_owned(),
            ignore_base_path: false,
            ignore_locale: item
                .get("locale")
                .is_some_and(|value| value.value == Value::Boolean(false)),
            has: self.conditions(item, "has"),
            missing: self.conditions(item, "missing"),
        })
    }

    fn conditions(&mut self, matcher: &Static, name: &str) -> Vec<Condition> {
        let Some(list) = matcher.get(name) else {
            return Vec::new();
        };
        let Value::Array(items) = &list.value else {
            self.invalid(&format!("config.matcher.{name}"), "an array", list);
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.condition(item, name))
            .collect()
    }

    fn condition(&mut self, item: &Static, name: &str) -> Option<Condition> {
        let kind = match item.get("type").and_then(Static::as_str) {
            Some("header") => ConditionKind::Header,
            Some("cookie") => ConditionKind::Cookie,
            Some("query") => ConditionKind::Query,
            Some("host") => ConditionKind::Host,
            _ => {
                let expected =
                    "an object whose `type` is \"header\", \"cookie\", \"query\" or \"host\"";
                self.invalid(&format!("config.matcher.{name}"), expected, item);
                return None;
            }
        };
        for field in ["key", "value"] {
            if let Some(value) = item.get(field).filter(|value| value.as_str().is_none()) {
                self.invalid(&format!("config.matcher.{name}.{field}"), "a string", value);
                return None;
            }
        }
        let text = |field: &str| item.get(field).and_then(Static::as_str).map(str::to_owned);
        let (key, value) = (text("key"), text("value"));
        let needed = if kind == ConditionKind::Host {
            &value
        } else {
            &key
        };
        if needed.is_none() {
            let expected = "a `key`, or for \"host\" a `value`";
            self.invalid(&format!("config.matcher.{name}"), expected, item);
            return None;
        }
        Some(Condition { kind, key, value })
    }

    fn invalid(&mut self, name: &str, expected: &str, found: &Static) {
        let message = format!(
            "`{name}` is {}, expected {expected}",
            found.value.describe()
        );
        self.push(Diagnostic::error(message), found.span);
    }

    fn push(&mut self, diagnostic: Diagnostic, span: Span) {
        self.diagnostics.push(
            self.source
                .at(diagnostic.with_code("middleware-config"), span),
        );
    }
}
