//! The way of a request: from its head to the answer's head.
//!
//! Refusals first, then tidying redirects, public files, routes, and at last the page that says
//! there is nothing, in Next.js's order.

use crate::answer::{Afterwards, Answer, is_known_method, seal};
use crate::body::{AnswerBody, Content};
use crate::compress;
use crate::control::Core;
use crate::dispatch::{Dispatch, Matched, Peer};
use crate::head::{Survey, remove_internal, to_origin_form};
use crate::kept::{self, Asked};
use crate::pages;
use crate::pipeline;
use crate::proxy::Downstream;
use crate::public;
use crate::request_body::RequestBody;
use crate::site::Site;
use crate::slot::Slot;
use crate::state::ConnectionState;
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use std::borrow::Cow;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use waypost_image::NextVersion;
use waypost_router::{
    BadEscape, Match, TrailingSlash, is_plain, repeated_slash_redirect, resolve_dot_segments,
    trailing_slash_redirect,
};

/// What every request of one connection is answered with.
pub(crate) struct Service<D: Dispatch> {
    pub(crate) core: Rc<Core>,
    pub(crate) state: Rc<ConnectionState>,
    pub(crate) dispatch: D,
    pub(crate) client: D::Client,
    pub(crate) peer: Peer,
    /// The `Keep-Alive` line.
    pub(crate) keep_alive: HeaderValue,
}

/// How a request gets its answer. All but a dispatched one lies in a box: hyper moves the future of an answer into its
/// place for each request, and that of a route's should be as small as it can.
enum Way<'a, D: Dispatch> {
    Answered(Answer<D::Body>),
    Dispatched { answer: D::Future, is_plain: bool },
    Elsewhere(Pin<Box<dyn Future<Output = Answer<D::Body>> + 'a>>),
}

impl<D: Dispatch> Way<'_, D> {
    async fn answer(self, site: &Site) -> Answer<D::Body> {
        let (answer, is_plain) = match self {
            Self::Answered(answer) => return answer,
            Self::Elsewhere(answer) => return answer.await,
            Self::Dispatched { answer, is_plain } => (answer.await, is_plain),
        };
        let mut answer = answer.map(|body| Content::Dispatched { body });
        if is_plain {
            compress::leave_plain(&mut answer);
        }
        pages::unless_failed(site, answer)
    }
}

type Sealed<D> = Result<Response<AnswerBody<<D as Dispatch>::Body>>, Infallible>;

impl<D: Dispatch> Service<D> {
    /// The connection counts as busy from here on, not from the first poll of what is returned:
    /// in between the parser already looks for what the client sends next.
    pub(crate) fn answer(
        self: Rc<Self>,
        request: Request<Incoming>,
    ) -> impl Future<Output = Sealed<D>> {
        let (head, body) = request.into_parts();
        let slot = Slot::enter(&self.core, &self.state, &head.method, &head.uri);
        let survey = Survey::of(&head);
        let is_head = head.method == Method::HEAD;
        // What is borrowed in here has its room in the future until the end; the head is not.
        async move {
            let site = self.core.site();
            let way = self.way(&site, head, body, &survey);
            let mut answer = way.answer(&site).await;
            let is_broken = self.state.is_body_broken();
            if is_broken {
                // As Node.js has it, whatever the handler made of the part that arrived.
                answer = Response::new(Content::Empty);
                *answer.status_mut() = StatusCode::BAD_REQUEST;
            } else if site.compress {
                answer = compress::apply(survey.accepted, is_head, answer);
            }
            let afterwards = if survey.keeps_alive && !is_broken && !self.core.is_stopping() {
                Afterwards::Keep
            } else {
                Afterwards::Close
            };
            Ok(seal(answer, is_head, afterwards, &self.keep_alive, slot))
        }
    }

    fn way<'a>(
        self: &'a Rc<Self>,
        site: &'a Rc<Site>,
        mut head: Parts,
        body: Incoming,
        survey: &'a Survey,
    ) -> Way<'a, D> {
        if let Some(answer) = answer_at_once(site, &mut head, survey) {
            return Way::Answered(answer);
        }
        if let Some(routing) = &site.routing {
            let passage = pipeline::run(self, site, routing, head, body, survey.accepted);
            return Way::Elsewhere(Box::pin(passage));
        }
        if site.public.candidates(head.uri.path()).is_empty() {
            return self.past_files(site, head, body, survey);
        }
        Way::Elsewhere(Box::pin(async move {
            let candidates = site.public.candidates(head.uri.path());
            let accepted = site.compress.then_some(survey.accepted);
            if let Some(answer) = public::send(site, &head, candidates, accepted).await {
                return answer;
            }
            self.past_files(site, head, body, survey).answer(site).await
        }))
    }

    /// The way of what is no file.
    fn past_files<'a>(
        self: &'a Rc<Self>,
        site: &'a Rc<Site>,
        head: Parts,
        body: Incoming,
        survey: &Survey,
    ) -> Way<'a, D> {
        let found = match find(site, head.uri.path()) {
            Ok(Some(found)) => found,
            Ok(None) => return Way::Elsewhere(Box::pin(self.beyond(site, head, body.into()))),
            Err(_) => return Way::Answered(pages::bad_request(site, &head.method)),
        };
        let matched = Matched {
            route: found.route,
            params: found.params,
            query: None,
            is_for_keeping: false,
        };
        if let Some(kept) = &site.kept
            && kept.keeps(matched.route)
        {
            let asked = Asked {
                site,
                kept,
                matched,
                accepted: survey.accepted,
            };
            let answer = kept::answer(self, asked, head, body.into(), None);
            return Way::Elsewhere(Box::pin(answer));
        }
        let is_plain = site.is_plain(matched.route);
        let body = body.into();
        let answer = self.dispatch.dispatch(matched, head, body, &self.client);
        Way::Dispatched { answer, is_plain }
    }

    pub(crate) fn downstream(&self) -> Downstream<'_> {
        Downstream {
            peer: self.peer,
            state: &self.state,
        }
    }

    /// What is no file and no route of ours.
    pub(crate) async fn beyond(
        &self,
        site: &Site,
        head: Parts,
        body: RequestBody,
    ) -> Answer<D::Body> {
        let Some(upstream) = &site.upstream else {
            return pages::not_found(site, &head);
        };
        let client = self.downstream();
        let request = Request::from_parts(head, body);
        let passed = self.core.proxy.front_end(upstream, request, client);
        // Boxed, so that a passage through rules does not carry its size.
        Box::pin(passed).await
    }
}

/// What is answered before anything is looked for: refusals, a site that failed, redirects to a tidy path.
fn answer_at_once<B>(site: &Site, head: &mut Parts, survey: &Survey) -> Option<Answer<B>> {
    if let Some(refusal) = refuse(head, survey) {
        return Some(refusal);
    }
    if survey.has_internal {
        remove_internal(&mut head.headers);
    }
    if let Some(failure) = &site.failure {
        return Some(pages::failure(failure, &head.headers));
    }
    let by_locale = site.routing.as_ref();
    if let Some(redirect) = by_locale.and_then(|it| pipeline::locale_redirect(it, head)) {
        return Some(redirect);
    }
    tidy(site, head)
}

/// Requests that no route could mean.
fn refuse<B>(head: &mut Parts, survey: &Survey) -> Option<Answer<B>> {
    if head.method == Method::CONNECT {
        return Some(pages::refusal(StatusCode::METHOD_NOT_ALLOWED));
    }
    if !is_known_method(&head.method) {
        return Some(pages::refusal(StatusCode::BAD_REQUEST));
    }
    if survey.unknown_expectation {
        return Some(pages::refusal(StatusCode::EXPECTATION_FAILED));
    }
    if to_origin_form(head) {
        return None;
    }
    if head.method == Method::OPTIONS && head.uri.path() == "*" {
        return Some(pages::server_options());
    }
    Some(pages::refusal(StatusCode::BAD_REQUEST))
}

/// The route of a path. 14 and 15 look for one with the path as it was sent, and then with its dot segments resolved.
fn find(site: &Site, path: &str) -> Result<Option<Match>, BadEscape> {
    let found = site.matcher.find(path)?;
    if found.is_none() || !may_have_dot_segments(path) {
        return Ok(found);
    }
    match resolve_dot_segments(path) {
        Cow::Borrowed(_) => Ok(found),
        // The root is not looked for a second time.
        Cow::Owned(resolved) if resolved == "/" => Ok(None),
        Cow::Owned(resolved) => site.matcher.find(match resolved.strip_suffix('/') {
            Some(shorter) if !shorter.is_empty() => shorter,
            _ => &resolved,
        }),
    }
}

fn may_have_dot_segments(path: &str) -> bool {
    path.contains("/.") || path.contains('%')
}

/// Redirects to a tidy path, or resolves dot segments where the reference does.
fn tidy<B>(site: &Site, head: &mut Parts) -> Option<Answer<B>> {
    if site.trailing_slash != TrailingSlash::Add && is_plain(head.uri.path()) {
        return None;
    }
    let target = head.uri.path_and_query()?.as_str();
    if let Some(target) = repeated_slash_redirect(target) {
        return Some(pages::permanent_redirect(target));
    }
    // Middleware sees the resolved path, so nothing behind it may act on another one.
    let path = head.uri.path();
    if may_have_dot_segments(path)
        && let Cow::Owned(mut resolved) = resolve_dot_segments(path)
    {
        if site.next_version < NextVersion::V16 {
            if let Some(target) = trailing_slash_redirect(target, site.trailing_slash) {
                return Some(pages::permanent_redirect(target));
            }
            let is_seen_by_others = site.routing.is_some() || site.upstream.is_some();
            return is_seen_by_others.then(|| pages::not_found(site, head));
        }
        if let Some(query) = head.uri.query() {
            resolved.push('?');
            resolved.push_str(query);
        }
        match resolved.parse() {
            Ok(uri) => head.uri = uri,
            Err(_) => return Some(pages::refusal(StatusCode::BAD_REQUEST)),
        }
    }
    let target = head.uri.path_and_query()?.as_str();
    trailing_slash_redirect(target, site.trailing_slash).map(pages::permanent_redirect)
}
