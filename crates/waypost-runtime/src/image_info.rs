//! The app image as the VM is told about it.

use std::collections::BTreeMap;

use crate::worker::WorkerOptions;
use serde::Serialize;
use waypost_image::{
    CacheLife, Dynamic, FetchCache, I18nDomain, Image, Import, MetadataForm, Middleware,
    NextVersion, PreviewKeys, ResponseLimit, Revalidate, Route, RouteKind, Runtime, ServeConfig,
};

/// A route that could not be built, by its index in the manifest.
#[derive(Debug, Clone)]
pub struct DevError {
    /// The route.
    pub route: usize,
    /// What a browser is shown in its place.
    pub html: String,
    /// What a program is told.
    pub json: String,
}

/// `ImageInfo` of `internal/turn/turn.ts`.
#[derive(Serialize)]
struct ImageInfo<'a> {
    origin: &'a str,
    root: &'a str,
    next: u8,
    dev: bool,
    #[serde(rename = "nextConfig")]
    next_config: NextConfigPart<'a>,
    features: Features<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instrumentation: Vec<InstrumentationInfo>,
    #[serde(rename = "runtimeConfig", skip_serializing_if = "Option::is_none")]
    runtime_config: Option<usize>,
    routes: Vec<RouteInfo<'a>>,
    chunks: Vec<ChunkInfo<'a>>,
}

/// `NextFeatures` of `next/version/version.ts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Features<'a> {
    preview: PreviewPart<'a>,
    auth_interrupts: bool,
    multi_zone_draft_mode: bool,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    allowed_revalidate_header_keys: &'a [String],
    use_cache: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    cache_life: &'a BTreeMap<String, CacheLife>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    cache_handlers: BTreeMap<&'a str, usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_handler: Option<usize>,
    has_cache_handlers: bool,
}

/// `PreviewKeys` of `next/preview/preview.ts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PreviewPart<'a> {
    id: &'a str,
    signing_key: &'a str,
    encryption_key: &'a str,
}

impl<'a> Features<'a> {
    fn of(image: &'a Image) -> Self {
        let manifest = image.manifest();
        let PreviewKeys {
            id,
            signing_key,
            encryption_key,
        } = &manifest.preview;
        Self {
            preview: PreviewPart {
                id,
                signing_key,
                encryption_key,
            },
            auth_interrupts: manifest.config.auth_interrupts,
            multi_zone_draft_mode: manifest.config.multi_zone_draft_mode,
            allowed_revalidate_header_keys: &manifest.config.allowed_revalidate_header_keys,
            use_cache: manifest.config.cache.use_cache,
            cache_life: &manifest.config.cache.life,
            cache_handlers: image
                .cache_handlers()
                .filter_map(|(handler, chunk)| Some((handler.kind.as_deref()?, chunk)))
                .collect(),
            cache_handler: image
                .cache_handlers()
                .find_map(|(handler, chunk)| handler.kind.is_none().then_some(chunk)),
            has_cache_handlers: !manifest.cache_handlers.is_empty(),
        }
    }
}

/// `InstrumentationInfo` of `next/instrumentation/instrumentation.ts`.
#[derive(Serialize)]
struct InstrumentationInfo {
    runtime: &'static str,
    entry: usize,
}

/// `NextConfigPart` of `next/server/next_url.ts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NextConfigPart<'a> {
    base_path: &'a str,
    trailing_slash: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    skip_url_normalize: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    i18n: Option<I18nPart<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct I18nPart<'a> {
    locales: &'a [String],
    default_locale: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    domains: Vec<DomainPart<'a>>,
}

/// `DomainLocale` of `next/server/next_url.ts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DomainPart<'a> {
    domain: &'a str,
    default_locale: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    locales: &'a [String],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    http: bool,
}

impl<'a> DomainPart<'a> {
    fn of(domain: &'a I18nDomain) -> Self {
        Self {
            domain: &domain.domain,
            default_locale: &domain.default_locale,
            locales: &domain.locales,
            http: domain.http,
        }
    }
}

impl<'a> NextConfigPart<'a> {
    fn of(config: &'a ServeConfig) -> Self {
        Self {
            base_path: &config.base_path,
            trailing_slash: config.trailing_slash,
            skip_url_normalize: config.skip_proxy_url_normalize,
            i18n: config.i18n.as_ref().map(|i18n| I18nPart {
                locales: &i18n.locales,
                default_locale: &i18n.default_locale,
                domains: i18n.domains.iter().map(DomainPart::of).collect(),
            }),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RouteInfo<'a> {
    kind: &'static str,
    page: &'a str,
    source: &'a str,
    runtime: &'static str,
    entry: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    broken: Option<BrokenInfo<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_parser: Option<BodyParserInfo<'a>>,
    response_limit: Option<SizeLimitInfo<'a>>,
    external_resolver: bool,
    /// `config.api` is to be read from the evaluated module.
    computed_config: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    fetch_cache: Option<FetchCache>,
    #[serde(skip_serializing_if = "is_auto")]
    dynamic: Dynamic,
    #[serde(skip_serializing_if = "Option::is_none")]
    revalidate: Option<RevalidateInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<MetadataInfo<'a>>,
}

/// `MetadataInfo` of `next/metadata/metadata.ts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MetadataInfo<'a> {
    form: MetadataForm,
    content_type: &'a str,
    is_many: bool,
}

#[derive(Serialize)]
struct BrokenInfo<'a> {
    html: &'a str,
    json: &'a str,
}

/// Seconds, or `false`.
#[derive(Serialize)]
#[serde(untagged)]
enum RevalidateInfo {
    Seconds(u64),
    Never(bool),
}

fn is_auto(dynamic: &Dynamic) -> bool {
    *dynamic == Dynamic::Auto
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BodyParserInfo<'a> {
    enabled: bool,
    limit: u64,
    limit_text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SizeLimitInfo<'a> {
    limit: u64,
    limit_text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChunkInfo<'a> {
    file: &'a str,
    imports: Vec<Target<'a>>,
    dynamic: BTreeMap<&'a str, Target<'a>>,
    is_async: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Target<'a> {
    Chunk(usize),
    Builtin(&'a str),
    External { external: &'a str },
}

impl<'a> From<&'a Import> for Target<'a> {
    fn from(import: &'a Import) -> Self {
        match import {
            Import::Chunk(index) => Target::Chunk(*index),
            Import::Builtin(specifier) => Target::Builtin(specifier),
            Import::External(file) => Target::External { external: file },
        }
    }
}

/// The description of an image, as JSON.
pub(crate) fn describe(image: &Image, options: &WorkerOptions, errors: &[DevError]) -> String {
    let manifest = image.manifest();
    let info = ImageInfo {
        origin: &options.origin,
        root: &options.root,
        next: match manifest.next_version {
            NextVersion::V14 => 14,
            NextVersion::V15 => 15,
            NextVersion::V16 => 16,
        },
        dev: options.dev,
        next_config: NextConfigPart::of(&manifest.config),
        features: Features::of(image),
        instrumentation: image
            .instrumentation()
            .map(|(file, entry)| InstrumentationInfo {
                runtime: runtime_name(file.runtime),
                entry,
            })
            .collect(),
        runtime_config: image.runtime_config(),
        routes: manifest
            .routes
            .iter()
            .enumerate()
            .map(|(index, route)| route_info(image, index, route, errors))
            .chain(
                manifest
                    .middleware
                    .iter()
                    .map(|middleware| middleware_info(image, middleware, errors)),
            )
            .collect(),
        chunks: manifest
            .chunks
            .iter()
            .map(|chunk| ChunkInfo {
                file: &chunk.file,
                imports: chunk.imports.iter().map(Target::from).collect(),
                dynamic: chunk
                    .dynamic
                    .iter()
                    .map(|(name, import)| (name.as_str(), Target::from(import)))
                    .collect(),
                is_async: chunk.is_async,
            })
            .collect(),
    };
    serde_json::to_string(&info).expect("plain data becomes JSON")
}

fn route_info<'a>(
    image: &'a Image,
    index: usize,
    route: &'a Route,
    errors: &'a [DevError],
) -> RouteInfo<'a> {
    RouteInfo {
        kind: match route.kind {
            RouteKind::AppRoute => "app",
            RouteKind::PagesApi => "pages",
        },
        page: &route.page,
        source: &route.source,
        runtime: runtime_name(route.runtime),
        entry: image.entry(index),
        broken: broken(errors, index),
        body_parser: Some(BodyParserInfo {
            enabled: route.config.body_parser.enabled,
            limit: route.config.body_parser.size_limit_bytes,
            limit_text: &route.config.body_parser.size_limit_text,
        }),
        response_limit: match &route.config.response_limit {
            ResponseLimit::Off => None,
            ResponseLimit::Limit(limit) => Some(SizeLimitInfo {
                limit: limit.bytes,
                limit_text: &limit.text,
            }),
        },
        external_resolver: route.config.external_resolver,
        computed_config: route.config.is_computed,
        fetch_cache: route.config.fetch_cache,
        dynamic: route.config.dynamic,
        revalidate: route.config.revalidate.map(|revalidate| match revalidate {
            Revalidate::Never => RevalidateInfo::Never(false),
            Revalidate::Seconds(seconds) => RevalidateInfo::Seconds(seconds),
        }),
        metadata: route.config.metadata.as_ref().map(|file| MetadataInfo {
            form: file.form,
            content_type: &file.content_type,
            is_many: file.is_many,
        }),
    }
}

/// The middleware stands after the routes; its page is the name of the function it exports.
fn middleware_info<'a>(
    image: &'a Image,
    middleware: &'a Middleware,
    errors: &'a [DevError],
) -> RouteInfo<'a> {
    let index = image.manifest().routes.len();
    RouteInfo {
        kind: "middleware",
        page: middleware.kind.as_str(),
        source: &middleware.source,
        runtime: runtime_name(middleware.runtime),
        entry: image.entry(index),
        broken: broken(errors, index),
        body_parser: None,
        response_limit: None,
        external_resolver: false,
        computed_config: false,
        fetch_cache: None,
        dynamic: Dynamic::Auto,
        revalidate: None,
        metadata: None,
    }
}

fn runtime_name(runtime: Runtime) -> &'static str {
    match runtime {
        Runtime::Nodejs => "nodejs",
        Runtime::Edge => "edge",
    }
}

fn broken(errors: &[DevError], index: usize) -> Option<BrokenInfo<'_>> {
    let error = errors.iter().find(|error| error.route == index)?;
    Some(BrokenInfo {
        html: &error.html,
        json: &error.json,
    })
}
