//! The way of a request through rules and middleware to a file, a route or another server.
//!
//! The order is Next.js's: headers, redirects, middleware, `beforeFiles`, files and routes without params,
//! `afterFiles`, routes with params, `fallback`. Handlers see the address that the client asked for; only
//! the query of `pages/api` is that of the rewritten one.

mod connection_line;
mod lines;
mod locale;
mod middleware;
mod subject;

use crate::answer::Answer;
use crate::body::Content;
use crate::compress::{self, Accepted};
use crate::dispatch::{Dispatch, Matched};
use crate::kept::{self, Asked};
use crate::pages;
use crate::proxy::Target;
use crate::public;
use crate::request_body::RequestBody;
use crate::routing::{MiddlewareStage, Routing};
use crate::service::Service;
use crate::site::Site;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, SET_COOKIE};
use http::request::Parts;
use http::{Request, StatusCode, Uri};
use hyper::body::Incoming;
use lines::Winner;
use middleware::Outcome;
use std::rc::Rc;
use subject::HeadSubject;
use waypost_image::{InitialStatus, RouteKind};
use waypost_router::{At, Params, Query, RewriteTarget, RuleError, Stage};

pub(crate) use locale::redirect as locale_redirect;

/// Rewrites that one request may go through; more is a loop.
const MOST_REWRITES: usize = 100;

/// A request on its way.
struct Passage<'p, D: Dispatch> {
    service: &'p Rc<Service<D>>,
    site: &'p Rc<Site>,
    routing: &'p Routing,
    head: Parts,
    /// Where rewrites have moved it to.
    path: String,
    query: Query,
    /// What the client asked for.
    sent: Query,
    /// Whether it named a locale.
    localised: locale::Sent,
    is_rewritten: bool,
    /// Lines for the answer.
    lines: HeaderMap,
    accepted: Accepted,
    /// Middleware has set cookies among them.
    has_cookies: bool,
}

/// What was found for a request.
enum Found {
    File(Vec<std::path::PathBuf>),
    Route(usize, Params),
    BadEscape,
}

/// What a stage ends with.
enum Step<B> {
    GoOn,
    Done(Answer<B>),
    /// Another server is to answer.
    Elsewhere(String),
    Found(Found),
}

pub(crate) async fn run<D: Dispatch>(
    service: &Rc<Service<D>>,
    site: &Rc<Site>,
    routing: &Routing,
    head: Parts,
    body: Incoming,
    accepted: Accepted,
) -> Answer<D::Body> {
    let sent = Query::parse(head.uri.query().unwrap_or_default());
    let (path, localised) = locale::enter(routing, &head);
    let passage = Passage {
        service,
        site,
        routing,
        path,
        localised,
        query: sent.clone(),
        sent,
        head,
        is_rewritten: false,
        lines: HeaderMap::new(),
        accepted,
        has_cookies: false,
    };
    passage.run(body).await
}

impl<D: Dispatch> Passage<'_, D> {
    async fn run(mut self, body: Incoming) -> Answer<D::Body> {
        match self.headers_and_redirects() {
            Ok(None) => {}
            Ok(Some(answer)) => return answer,
            Err(error) => return self.broken_rule(&error),
        }
        let (step, body) = match &self.routing.middleware {
            Some(stage) => match self.is_for_middleware(stage) {
                Ok(true) => self.middleware(stage.route, body).await,
                Ok(false) => (Step::GoOn, body.into()),
                Err(error) => return self.broken_rule(&error),
            },
            None => (Step::GoOn, body.into()),
        };
        let step = match step {
            Step::GoOn => match self.find() {
                Ok(step) => step,
                Err(error) => return self.broken_rule(&error),
            },
            step => step,
        };
        match step {
            Step::Done(answer) => answer,
            Step::Elsewhere(url) => self.elsewhere(&url, body).await,
            Step::Found(found) => self.found(found, body).await,
            Step::GoOn => {
                middleware::forget_cookies(&mut self.head.headers);
                let (service, site, lines) = (self.service, self.site, self.lines);
                let mut answer = service.beyond(site, self.head, body).await;
                // Our page keeps its `Cache-Control`, and so does what a front end sends.
                lines::apply(&lines, answer.headers_mut(), Winner::Answer);
                answer
            }
        }
    }

    /// The project's fault, found too late: the build checks what can be checked.
    fn broken_rule(&self, error: &RuleError) -> Answer<D::Body> {
        self.service
            .core
            .proxy
            .log(&format!("a rule of next.config cannot be applied: {error}"));
        pages::internal_error(self.site)
    }

    fn headers_and_redirects(&mut self) -> Result<Option<Answer<D::Body>>, RuleError> {
        let subject = HeadSubject(&self.head.headers);
        let at = At {
            path: &self.path,
            query: &self.query,
        };
        for (name, value) in self.routing.rules.headers(at, &subject)? {
            lines::add(&mut self.lines, &name, &value);
        }
        let redirect = self.routing.rules.redirect(at, &subject)?;
        Ok(redirect.map(|redirect| pages::redirect(redirect.status, &redirect.location)))
    }

    fn is_for_middleware(&self, stage: &MiddlewareStage) -> Result<bool, RuleError> {
        if kept::is_own_revalidation(&self.head.headers, &self.site.revalidate_secret) {
            return Ok(false);
        }
        let at = At {
            path: &self.path,
            query: &self.query,
        };
        Ok(stage
            .matchers
            .match_request(at, &HeadSubject(&self.head.headers))?)
    }

    /// Runs the middleware, on the request as it came.
    async fn middleware(&mut self, route: usize, body: Incoming) -> (Step<D::Body>, RequestBody) {
        connection_line::settle(&mut self.head.headers);
        let (first, second) = RequestBody::share(body, self.routing.body_limit);
        let matched = Matched {
            route,
            params: Params::default(),
            query: None,
            is_for_keeping: false,
        };
        let service = self.service;
        let response = service
            .dispatch
            .dispatch(matched, self.head.clone(), first, &service.client)
            .await;
        let (mut parts, own) = response.into_parts();
        let step = match middleware::read(&mut parts, &mut self.head.headers) {
            Outcome::Failed => Step::Done(pages::middleware_failed(self.site, &self.head.method)),
            Outcome::Redirect { location, lines } => {
                lines::merge(&mut self.lines, lines);
                let mut answer = pages::redirect(parts.status.as_u16(), &text_of(&location));
                lines::apply(&self.lines, answer.headers_mut(), Winner::Answer);
                Step::Done(answer)
            }
            Outcome::Answer => {
                let mut answer =
                    http::Response::from_parts(parts, Content::Dispatched { body: own });
                lines::apply(&self.lines, answer.headers_mut(), Winner::Answer);
                Step::Done(answer)
            }
            Outcome::Continue {
                rewrite,
                lines,
                status,
            } => {
                if status != StatusCode::OK {
                    self.head.extensions.insert(InitialStatus(status.as_u16()));
                }
                self.has_cookies = lines.contains_key(SET_COOKIE);
                lines::merge(&mut self.lines, lines);
                match rewrite {
                    Some(address) if address.starts_with('/') => {
                        self.move_to_address(&address);
                        Step::GoOn
                    }
                    Some(address) => Step::Elsewhere(address),
                    None => Step::GoOn,
                }
            }
        };
        (step, second)
    }

    fn move_to_address(&mut self, address: &str) {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        self.path = path.to_owned();
        self.query = Query::parse(query);
        self.is_rewritten = true;
    }

    /// What a rule fetches from another server goes out with that server's lines alone: Next.js drops the project's there,
    /// and keeps them where middleware rewrites.
    fn leads_elsewhere(&mut self, url: String) -> Step<D::Body> {
        self.lines.clear();
        Step::Elsewhere(url)
    }

    /// Files, routes and the rewrites between them.
    fn find(&mut self) -> Result<Step<D::Body>, RuleError> {
        let mut rewrites = 0;
        let mut from = 0;
        while let Some(next) = self.rewrite(Stage::BeforeFiles, from)? {
            match next {
                Ok(position) => from = position,
                Err(url) => return Ok(self.leads_elsewhere(url)),
            }
            rewrites += 1;
            if rewrites > MOST_REWRITES {
                return Ok(Step::Done(pages::internal_error(self.site)));
            }
        }
        if !self.localised.hides_before(&self.path)
            && let Some(found) = self.exact()
        {
            return Ok(Step::Found(found));
        }
        for stage in [Stage::AfterFiles, Stage::Fallback] {
            if stage == Stage::Fallback
                && let Some(found) = self.with_params()
            {
                return Ok(Step::Found(found));
            }
            let mut from = 0;
            while let Some(next) = self.rewrite(stage, from)? {
                match next {
                    Ok(position) => from = position,
                    Err(url) => return Ok(self.leads_elsewhere(url)),
                }
                if let Some(found) = self.exact().or_else(|| self.with_params()) {
                    return Ok(Step::Found(found));
                }
            }
        }
        Ok(Step::GoOn)
    }

    /// One rewrite: the position to go on from, or the address of another server.
    fn rewrite(
        &mut self,
        stage: Stage,
        from: usize,
    ) -> Result<Option<Result<usize, String>>, RuleError> {
        let at = At {
            path: &self.path,
            query: &self.query,
        };
        let subject = HeadSubject(&self.head.headers);
        let rewritten = self
            .routing
            .rules
            .rewrite(stage, from, at, &self.sent, &subject)?;
        let Some(rewritten) = rewritten else {
            return Ok(None);
        };
        match rewritten.to {
            RewriteTarget::Url(url) => Ok(Some(Err(url))),
            RewriteTarget::Path { path, query } => {
                self.path = path;
                self.query = query;
                self.is_rewritten = true;
                Ok(Some(Ok(rewritten.next)))
            }
        }
    }

    fn exact(&self) -> Option<Found> {
        let path = self.routing.own_path(&self.path)?;
        if self.localised.hides(&self.path, self.head.uri.path()) {
            return None;
        }
        let locales = self.routing.locales.as_ref();
        let candidates = self.site.public.candidates(locale::of_file(locales, path));
        if candidates.iter().any(|candidate| candidate.is_file()) {
            return Some(Found::File(candidates));
        }
        let (path, is_allowed) = locale::of_route(locales, path);
        let found = self.site.matcher.find_static(path)?;
        if !is_allowed(self.routing.kinds.get(found.route).copied()) {
            return None;
        }
        Some(Found::Route(found.route, found.params))
    }

    fn with_params(&self) -> Option<Found> {
        let path = self.routing.own_path(&self.path)?;
        if self.localised.hides(&self.path, self.head.uri.path()) {
            return None;
        }
        let (path, _) = locale::of_route(self.routing.locales.as_ref(), path);
        match self.site.matcher.find_dynamic(path) {
            Ok(Some(found)) => {
                // Routes of `app` are found without a locale only.
                let is_app = self.routing.kinds.get(found.route) == Some(&RouteKind::AppRoute);
                let is_found = !(is_app && self.localised.is_localised);
                is_found.then_some(Found::Route(found.route, found.params))
            }
            Ok(None) => None,
            Err(_) => Some(Found::BadEscape),
        }
    }

    async fn found(mut self, found: Found, body: RequestBody) -> Answer<D::Body> {
        let (mut answer, winner) = match found {
            Found::BadEscape => return pages::bad_request(self.site, &self.head.method),
            Found::File(candidates) => {
                let accepted = self.site.compress.then_some(self.accepted);
                match public::send(self.site, &self.head, candidates, accepted).await {
                    // The page of a refusal keeps its `Cache-Control`.
                    Some(answer) if answer.status().is_client_error() => (answer, Winner::Answer),
                    Some(answer) => (answer, Winner::Lines),
                    // It went away since it was seen.
                    None => (pages::not_found(self.site, &self.head), Winner::Lines),
                }
            }
            Found::Route(route, params) => {
                let winner = self.winner(route);
                let matched = Matched {
                    route,
                    params,
                    query: self.is_rewritten.then(|| self.query.clone()),
                    is_for_keeping: false,
                };
                self.hide_prefixes();
                let service = self.service;
                let answer = match &self.site.kept {
                    Some(kept) if kept.keeps(matched.route) => {
                        let asked = Asked {
                            site: self.site,
                            kept,
                            matched,
                            accepted: self.accepted,
                        };
                        let path = self.routing.own_path(&self.path);
                        kept::answer(service, asked, self.head, body, path).await
                    }
                    _ => {
                        // A type that a rule gave is one text, which wins since 15.
                        let has_type =
                            self.routing.rules_win && self.lines.contains_key(CONTENT_TYPE);
                        let is_plain = self.site.is_plain(matched.route) && !has_type;
                        let answer =
                            service
                                .dispatch
                                .dispatch(matched, self.head, body, &service.client);
                        let mut answer = answer.await.map(|body| Content::Dispatched { body });
                        if is_plain {
                            compress::leave_plain(&mut answer);
                        }
                        pages::unless_failed(self.site, answer)
                    }
                };
                (answer, winner)
            }
        };
        lines::apply(&self.lines, answer.headers_mut(), winner);
        answer
    }

    fn winner(&self, route: usize) -> Winner {
        match self.routing.kinds.get(route) {
            Some(RouteKind::PagesApi) if self.has_cookies => Winner::AnswerAfterCookies,
            Some(RouteKind::PagesApi) => Winner::Answer,
            _ if self.routing.rules_win => Winner::Lines,
            _ => Winner::Both,
        }
    }

    /// Handlers see their address without base path and locale.
    fn hide_prefixes(&mut self) {
        let path = self.head.uri.path();
        let Some(own) = self.routing.own_path(path) else {
            return;
        };
        let locales = self.routing.locales.as_ref();
        let own = locales.map_or(own, |locales| locales.split(own).path);
        if own == path {
            return;
        }
        let target = match self.head.uri.query() {
            Some(query) => format!("{own}?{query}"),
            None => own.to_owned(),
        };
        if let Ok(uri) = target.parse::<Uri>() {
            self.head.uri = uri;
        }
    }

    async fn elsewhere(mut self, url: &str, body: RequestBody) -> Answer<D::Body> {
        let Ok(target) = Target::parse(url) else {
            self.service.core.proxy.log(&format!(
                "a rewrite leads to {:?}, which is no URL to proxy to",
                url.split('?').next().unwrap_or_default()
            ));
            return pages::internal_error(self.site);
        };
        middleware::forget_cookies(&mut self.head.headers);
        let request = Request::from_parts(self.head, body);
        let service = self.service;
        let client = service.downstream();
        let passed = service.core.proxy.forward(&target, request, client);
        let mut answer = Box::pin(passed).await;
        // What stands in for an answer that did not come has none of the project's lines.
        if !matches!(answer.body(), Content::Whole { .. }) {
            lines::apply(&self.lines, answer.headers_mut(), Winner::Answer);
        }
        answer
    }
}

fn text_of(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}
