//! What a project's `next.config` comes to for a server, after it was evaluated and checked at build.
//!
//! Patterns are kept as written: the router compiles them. Only what shapes requests and answers is here;
//! what shapes the bundle was used up by the build.

use crate::CacheConfig;
use serde::{Deserialize, Serialize};

/// The configuration of a project. The default is that of a project without `next.config`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServeConfig {
    /// Empty, or `/` and more without a slash at the end.
    pub base_path: String,
    pub trailing_slash: bool,
    pub skip_trailing_slash_redirect: bool,
    /// `skipProxyUrlNormalize`, earlier `skipMiddlewareUrlNormalize`
    pub skip_proxy_url_normalize: bool,
    pub powered_by_header: bool,
    pub generate_etags: bool,
    pub compress: bool,
    /// `experimental.caseSensitiveRoutes`
    pub case_sensitive_routes: bool,
    /// `experimental.trustHostHeader`
    pub trust_host_header: bool,
    /// `experimental.authInterrupts`
    pub auth_interrupts: bool,
    /// `experimental.multiZoneDraftMode`: cookies of another zone's build are left alone.
    pub multi_zone_draft_mode: bool,
    /// `experimental.allowedRevalidateHeaderKeys`: headers that `res.revalidate` hands on.
    pub allowed_revalidate_header_keys: Vec<String>,
    /// `experimental.proxyTimeout` in milliseconds
    pub proxy_timeout: u64,
    /// `experimental.proxyClientMaxBodySize`, earlier `middlewareClientMaxBodySize`, in bytes
    pub proxy_client_max_body_size: u64,
    /// Seconds that `expireTime` adds to `revalidate` in `stale-while-revalidate`.
    pub expire_time: u64,
    pub cache: CacheConfig,
    pub i18n: Option<I18n>,
    pub redirects: Vec<RedirectRule>,
    pub rewrites: Rewrites,
    pub headers: Vec<HeaderRule>,
}

impl Default for ServeConfig {
    fn default() -> Self {
        Self {
            base_path: String::new(),
            trailing_slash: false,
            skip_trailing_slash_redirect: false,
            skip_proxy_url_normalize: false,
            powered_by_header: true,
            generate_etags: true,
            compress: true,
            case_sensitive_routes: false,
            trust_host_header: false,
            auth_interrupts: false,
            multi_zone_draft_mode: false,
            allowed_revalidate_header_keys: Vec::new(),
            proxy_timeout: 30_000,
            proxy_client_max_body_size: 10 * 1024 * 1024,
            expire_time: 31_536_000,
            cache: CacheConfig::default(),
            i18n: None,
            redirects: Vec::new(),
            rewrites: Rewrites::default(),
            headers: Vec::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct I18n {
    pub locales: Vec<String>,
    pub default_locale: String,
    pub locale_detection: bool,
    /// Hosts with a default locale of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<I18nDomain>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct I18nDomain {
    /// Without scheme and port.
    pub domain: String,
    pub default_locale: String,
    /// Further locales of this host.
    pub locales: Vec<String>,
    /// It is reached without TLS.
    pub http: bool,
}

/// Where a rule applies: the fields that redirects, rewrites and headers have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSource {
    /// A path in path-to-regexp's syntax, as written in the configuration, without `basePath`.
    pub source: String,
    /// `basePath: false`: `source` stands for the whole path.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore_base_path: bool,
    /// `locale: false`: `source` holds the locale itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore_locale: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub has: Vec<Condition>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Condition>,
}

/// One item of `has` or `missing`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    #[serde(rename = "type")]
    pub kind: ConditionKind,
    /// Nothing for `host`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// A regular expression over the whole value; without it any value but the empty one will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConditionKind {
    Header,
    Cookie,
    Query,
    Host,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectRule {
    #[serde(flatten)]
    pub at: RuleSource,
    pub destination: String,
    /// 301, 302, 303, 307 or 308
    pub status: u16,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rewrites {
    pub before_files: Vec<RewriteRule>,
    pub after_files: Vec<RewriteRule>,
    pub fallback: Vec<RewriteRule>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewriteRule {
    #[serde(flatten)]
    pub at: RuleSource,
    /// A path, or an absolute URL that is proxied to.
    pub destination: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderRule {
    #[serde(flatten)]
    pub at: RuleSource,
    /// Names and values; both may hold params of the source.
    pub headers: Vec<(String, String)>,
}
