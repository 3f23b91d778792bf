//! What the options come to: for the scan, for the bundle, for the server.

use super::value::{Options, kind, type_of};
use super::{Report, cache, i18n};
use crate::size::parse_next_size;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use waypost_image::{NextVersion, ServeConfig};
use waypost_resolve::ExternalPackages;

/// A project's configuration, checked. The default is that of a project without one.
#[derive(Debug, Clone, PartialEq)]
pub struct NextConfig {
    /// What goes into the app image.
    pub serve: ServeConfig,
    /// Without the dot; may hold dots itself (`page.tsx`). Longest first.
    pub page_extensions: Vec<String>,
    /// Expressions and the source text that stands for each: `env`, `compiler.define`.
    pub define: BTreeMap<String, String>,
    /// Imports and what to resolve in their place, by preference: `turbopack.resolveAlias`.
    pub alias: BTreeMap<String, Vec<String>>,
    /// Where the front end serves its files from, if not below the base path.
    pub asset_prefix: Option<String>,
    /// Packages that are loaded from `node_modules` when the code runs.
    pub external: ExternalPackages,
    /// `serverRuntimeConfig` or `publicRuntimeConfig` hold something. Next.js 16 has neither.
    pub has_runtime_config: bool,
    /// The instrumentation file is used: `experimental.instrumentationHook` in 14, always since.
    pub instrumentation_hook: bool,
}

impl Default for NextConfig {
    fn default() -> Self {
        Self {
            serve: ServeConfig::default(),
            page_extensions: ["tsx", "jsx", "ts", "js"].map(str::to_owned).to_vec(),
            define: BTreeMap::new(),
            alias: BTreeMap::new(),
            asset_prefix: None,
            external: ExternalPackages::default(),
            has_runtime_config: false,
            instrumentation_hook: true,
        }
    }
}

pub(super) fn of_options(
    options: &mut Options<'_>,
    next: NextVersion,
    report: &mut Report<'_>,
) -> NextConfig {
    let defaults = NextConfig::default();
    let config = NextConfig {
        serve: serve(options, next, report),
        page_extensions: page_extensions(options, report).unwrap_or(defaults.page_extensions),
        define: define(options, report),
        alias: alias(options, next),
        asset_prefix: asset_prefix(options),
        external: external(options),
        has_runtime_config: next < NextVersion::V16 && has_runtime_config(options),
        instrumentation_hook: next > NextVersion::V14
            || options.flag("experimental.instrumentationHook", false),
    };
    report_without_effect(options, report);
    config
}

/// `serverExternalPackages`, in 14 `experimental.serverComponentsExternalPackages`.
fn external(options: &Options<'_>) -> ExternalPackages {
    let names = |key: &str| {
        let list = options.get(key).and_then(Value::as_array);
        let texts = list.into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut named = names("serverExternalPackages");
    named.extend(names("experimental.serverComponentsExternalPackages"));
    ExternalPackages::new(named, names("transpilePackages"))
}

fn serve(options: &mut Options<'_>, next: NextVersion, report: &mut Report<'_>) -> ServeConfig {
    let defaults = ServeConfig::default();
    let skip_proxy_url_normalize = options.flag("skipProxyUrlNormalize", false)
        || options.flag("skipMiddlewareUrlNormalize", false);
    report_both(options, report);
    ServeConfig {
        base_path: base_path(options, report),
        trailing_slash: options.flag("trailingSlash", defaults.trailing_slash),
        skip_trailing_slash_redirect: options.flag("skipTrailingSlashRedirect", false),
        skip_proxy_url_normalize,
        powered_by_header: options.flag("poweredByHeader", defaults.powered_by_header),
        generate_etags: options.flag("generateEtags", defaults.generate_etags),
        compress: options.flag("compress", defaults.compress),
        case_sensitive_routes: options.flag("experimental.caseSensitiveRoutes", false),
        trust_host_header: options.flag("experimental.trustHostHeader", false),
        auth_interrupts: options.flag("experimental.authInterrupts", false),
        multi_zone_draft_mode: options.flag("experimental.multiZoneDraftMode", false),
        allowed_revalidate_header_keys: options.texts("experimental.allowedRevalidateHeaderKeys"),
        // Zero means the default, as in Next.js.
        proxy_timeout: options
            .number("experimental.proxyTimeout")
            .filter(|timeout| *timeout > 0)
            .unwrap_or(defaults.proxy_timeout),
        proxy_client_max_body_size: largest_body(options, report)
            .unwrap_or(defaults.proxy_client_max_body_size),
        expire_time: options.number("expireTime").unwrap_or(defaults.expire_time),
        cache: cache::read(options, next, report),
        i18n: i18n::read(options, report),
        ..defaults
    }
}

/// Options under an old and a new name.
fn report_both(options: &Options<'_>, report: &mut Report<'_>) {
    let renamed = [
        ("skipProxyUrlNormalize", "skipMiddlewareUrlNormalize"),
        (
            "experimental.proxyClientMaxBodySize",
            "experimental.middlewareClientMaxBodySize",
        ),
    ];
    for (new, old) in renamed {
        if options.get(new).is_some() && options.get(old).is_some() {
            report.error(format!(
                "Config options `{new}` and `{old}` cannot be set at the same time. Please use `{new}` instead."
            ));
        }
    }
}

/// As it is written; empty means none.
fn asset_prefix(options: &Options<'_>) -> Option<String> {
    let prefix = options.get("assetPrefix")?.as_str()?;
    (!prefix.is_empty()).then(|| prefix.to_owned())
}

fn base_path(options: &Options<'_>, report: &mut Report<'_>) -> String {
    let Some(value) = options.get("basePath") else {
        return String::new();
    };
    let problem = match value.as_str() {
        None => format!(
            "Specified basePath is not a string, found type \"{}\"",
            type_of(value)
        ),
        Some("/") => {
            "Specified basePath /. basePath has to be either an empty string or a path prefix\""
                .to_owned()
        }
        Some(path) if !path.is_empty() && !path.starts_with('/') => {
            format!("Specified basePath has to start with a /, found \"{path}\"")
        }
        Some(path) if path.ends_with('/') => {
            format!("Specified basePath should not end with /, found \"{path}\"")
        }
        Some(path) => return path.to_owned(),
    };
    report.error(problem);
    String::new()
}

fn largest_body(options: &Options<'_>, report: &mut Report<'_>) -> Option<u64> {
    let value = options
        .get("experimental.proxyClientMaxBodySize")
        .or_else(|| options.get("experimental.middlewareClientMaxBodySize"))?;
    let size = match value {
        Value::String(text) => parse_next_size(text),
        Value::Number(number) => number.as_u64().or(Some(0)),
        _ => {
            report.error(
                "Client Max Body Size must be a valid number (bytes) or filesize format string (e.g., \"5mb\")",
            );
            return None;
        }
    };
    let size = size.filter(|size| *size > 0);
    if size.is_none() {
        report.error("Client Max Body Size must be larger than 0 bytes");
    }
    size
}

fn page_extensions(options: &Options<'_>, report: &mut Report<'_>) -> Option<Vec<String>> {
    let value = options.get("pageExtensions")?;
    let Some(list) = value.as_array() else {
        report.error(format!(
            "Specified pageExtensions is not an array of strings, found \"{}\". Please update this config or remove it.",
            as_text(value)
        ));
        return None;
    };
    if list.is_empty() {
        report.error(
            "Specified pageExtensions is an empty array. Please update it with the relevant extensions or remove it.",
        );
        return None;
    }
    let mut extensions = Vec::with_capacity(list.len());
    for value in list {
        let Some(extension) = value.as_str() else {
            report.error(format!(
                "Specified pageExtensions is not an array of strings, found \"{}\" of type \"{}\". Please update this \
                 config or remove it.",
                as_text(value),
                type_of(value)
            ));
            return None;
        };
        extensions.push(extension.to_owned());
    }
    // Where two fit (`page.ts` and `ts`), the longer one is what the name was given for.
    extensions.sort_by_key(|extension| std::cmp::Reverse(extension.len()));
    Some(extensions)
}

/// Names that a build defines itself.
const OWN_DEFINES: [&str; 4] = [
    "process.env.NODE_ENV",
    "process.env.NEXT_RUNTIME",
    "typeof window",
    "EdgeRuntime",
];

fn define(options: &mut Options<'_>, report: &mut Report<'_>) -> BTreeMap<String, String> {
    let mut define = BTreeMap::new();
    for (name, value) in options.entries("env").into_iter().flatten() {
        if value.is_null() {
            continue;
        }
        if !value.is_string() {
            options.note("string", value, &format!("env.{name}"));
        }
        if is_reserved(name) {
            report.error(format!(
                "The key \"{name}\" under \"env\" in {} is not allowed. \
                 https://nextjs.org/docs/messages/env-key-not-allowed",
                report.file
            ));
        } else if is_identifier(name) {
            define.insert(format!("process.env.{name}"), value.to_string());
        }
    }
    for option in ["compiler.define", "compiler.defineServer"] {
        for (name, value) in options.entries(option).into_iter().flatten() {
            if OWN_DEFINES.contains(&name.as_str()) || define.contains_key(name) {
                report.error(format!(
                    "The `{option}` option is configured to replace the `{name}` variable. This variable is either \
                     part of a Next.js built-in or is already configured."
                ));
            } else if matches!(value, Value::Object(_) | Value::Array(_)) {
                options.note("string", value, &format!("{option}.{name}"));
            } else {
                define.insert(name.clone(), value.to_string());
            }
        }
    }
    define
}

/// `/^(?:NODE_.+)|^(?:__.+)$/i`, and the name that tells the runtime.
fn is_reserved(name: &str) -> bool {
    let starts = |prefix: &str| {
        let head = name.get(..prefix.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(prefix)) && name.len() > prefix.len()
    };
    starts("NODE_") || starts("__") || name == "NEXT_RUNTIME"
}

/// Other names cannot stand behind `process.env.` in code.
fn is_identifier(name: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '$';
    name.starts_with(is_first) && name.chars().all(|c| is_first(c) || c.is_ascii_digit())
}

/// `turbopack.resolveAlias`; in 14 and 15 also `experimental.turbo.resolveAlias`.
fn alias(options: &mut Options<'_>, next: NextVersion) -> BTreeMap<String, Vec<String>> {
    let mut aliases = BTreeMap::new();
    let old = (next < NextVersion::V16).then_some("experimental.turbo.resolveAlias");
    for option in old.into_iter().chain(["turbopack.resolveAlias"]) {
        for (name, value) in options.entries(option).into_iter().flatten() {
            let targets = targets(value);
            if targets.is_empty() {
                options.note("string", value, &format!("{option}.{name}"));
            } else {
                aliases.insert(name.clone(), targets);
            }
        }
    }
    aliases
}

/// One target, several by preference, or one for each condition.
fn targets(value: &Value) -> Vec<String> {
    match value {
        Value::String(target) => vec![target.clone()],
        Value::Array(list) => {
            let texts = list.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        Value::Object(conditions) => server_target(conditions).map(targets).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn server_target(conditions: &Map<String, Value>) -> Option<&Value> {
    ["node", "default"]
        .iter()
        .find_map(|condition| conditions.get(*condition))
}

/// Options that would change what handlers do, and do not here.
fn report_without_effect(options: &mut Options<'_>, report: &mut Report<'_>) {
    if options.is_function("webpack") {
        report.warn(
            "webpack() is not run: what it changes for handlers has no effect; aliases can be written as \
             turbopack.resolveAlias, constants as compiler.define",
        );
    }
    let rules = ["turbopack.rules", "experimental.turbo.rules"];
    for option in rules.into_iter().chain(["experimental.swcPlugins"]) {
        if options.get(option).is_some() {
            report.warn(format!(
                "{option} has no effect: handlers are compiled without loaders and plugins"
            ));
        }
    }
    if options
        .get("compiler.removeConsole")
        .is_some_and(|value| *value != Value::Bool(false))
    {
        report.warn("compiler.removeConsole has no effect: what handlers print is printed");
    }
}

fn has_runtime_config(options: &mut Options<'_>) -> bool {
    let names = ["serverRuntimeConfig", "publicRuntimeConfig"];
    names.into_iter().any(|name| {
        let object = options.entries(name);
        object.is_some_and(|object| !object.is_empty())
    })
}

/// As JavaScript writes a value into a text.
fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(_) if kind(value) == "object" => "[object Object]".to_owned(),
        Value::Object(_) => kind(value).to_owned(),
        other => other.to_string(),
    }
}
