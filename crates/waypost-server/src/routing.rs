//! What stands between a request and its route besides the route's pattern: rules, base path, middleware.

use waypost_image::{Manifest, NextVersion, RouteKind, RuleSource, ServeConfig};
use waypost_router::{Locales, Matchers, RuleFault, Rules};

/// Compiled once per build. A project without any of it has none, and its requests pay nothing.
#[derive(Debug)]
pub struct Routing {
    pub(crate) rules: Rules,
    pub(crate) base_path: String,
    pub(crate) trailing_slash: bool,
    pub(crate) locales: Option<Locales>,
    pub(crate) middleware: Option<MiddlewareStage>,
    /// By route.
    pub(crate) kinds: Vec<RouteKind>,
    /// Whether a handler's header is dropped where a rule or middleware has set it.
    pub(crate) rules_win: bool,
    /// Bytes of a body that middleware may read.
    pub(crate) body_limit: u64,
}

#[derive(Debug)]
pub(crate) struct MiddlewareStage {
    /// The index that the dispatch knows it by.
    pub(crate) route: usize,
    pub(crate) matchers: Matchers,
}

impl Routing {
    /// `None` when requests go straight to files and routes.
    pub fn of(manifest: &Manifest) -> Result<Option<Self>, Vec<RuleFault>> {
        let matchers = manifest
            .middleware
            .as_ref()
            .map(|it| it.matchers.as_deref());
        let routing = Self::compile(&manifest.config, matchers, manifest.next_version)?;
        let kinds: Vec<RouteKind> = manifest.routes.iter().map(|route| route.kind).collect();
        Ok(routing.map(|routing| routing.with_routes(kinds)))
    }

    /// The rules of a configuration, and of the middleware if there is one.
    pub fn compile(
        config: &ServeConfig,
        middleware: Option<Option<&[RuleSource]>>,
        version: NextVersion,
    ) -> Result<Option<Self>, Vec<RuleFault>> {
        let rules = Rules::new(config)?;
        let matchers = middleware.map(|matchers| Matchers::new(matchers, config, version));
        let middleware = matchers
            .transpose()?
            .map(|matchers| MiddlewareStage { route: 0, matchers });
        let is_needed = !rules.is_empty()
            || middleware.is_some()
            || config.i18n.is_some()
            || !config.base_path.is_empty();
        Ok(is_needed.then(|| Self {
            rules,
            base_path: config.base_path.clone(),
            trailing_slash: config.trailing_slash,
            locales: config.i18n.as_ref().map(Locales::new),
            middleware,
            kinds: Vec::new(),
            rules_win: version >= NextVersion::V15,
            body_limit: config.proxy_client_max_body_size,
        }))
    }

    /// The kinds of the manifest's routes; the middleware stands after them.
    #[must_use]
    pub fn with_routes(mut self, kinds: Vec<RouteKind>) -> Self {
        if let Some(middleware) = &mut self.middleware {
            middleware.route = kinds.len();
        }
        self.kinds = kinds;
        self
    }

    /// The path below the base path; `None` when it is not below it.
    pub(crate) fn own_path<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix(self.base_path.as_str())?;
        match rest {
            "" => Some("/"),
            _ => rest.starts_with('/').then_some(rest),
        }
    }
}
