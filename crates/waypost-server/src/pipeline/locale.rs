//! Where the locale of a request stands, and what it keeps from being found.
//!
//! Inside, every path has a locale: rules are compared with it. Only pages are localised: routes of `app` are
//! found behind no locale or the default one, API routes behind none that the client has written.

use super::subject::HeadSubject;
use crate::answer::Answer;
use crate::pages;
use crate::routing::Routing;
use http::header::{ACCEPT_LANGUAGE, HOST};
use http::request::Parts;
use waypost_image::RouteKind;
use waypost_router::{Locales, Subject, Visitor};

const COOKIE: &str = "NEXT_LOCALE";

/// What the client's address says, whatever rewrites make of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sent {
    /// The client has written a locale.
    pub(super) is_localised: bool,
    /// And what follows it is the address of an API route.
    pub(super) is_api: bool,
}

/// The redirect of `/` to the locale of the visitor.
pub(crate) fn redirect<B>(routing: &Routing, head: &Parts) -> Option<Answer<B>> {
    let locales = routing.locales.as_ref()?;
    let subject = HeadSubject(&head.headers);
    let cookie = subject.cookie(COOKIE);
    let language = subject.header(ACCEPT_LANGUAGE.as_str());
    let visitor = Visitor {
        host: host(head),
        cookie: cookie.as_deref(),
        accept_language: language.as_deref(),
    };
    let target = head.uri.path_and_query()?.as_str();
    let base_path = routing.base_path.as_str();
    let location = locales.redirect(target, visitor, base_path, routing.trailing_slash)?;
    Some(pages::redirect(307, &location))
}

/// The path as rules see it, and what the client wrote.
pub(super) fn enter(routing: &Routing, head: &Parts) -> (String, Sent) {
    let path = head.uri.path();
    let Some(locales) = &routing.locales else {
        return (path.to_owned(), Sent::default());
    };
    let own = routing.own_path(path);
    let base_path = own.map_or("", |_| routing.base_path.as_str());
    let found = locales.split(own.unwrap_or(path));
    if found.locale.is_some() {
        let sent = Sent {
            is_localised: true,
            is_api: is_api(found.path),
        };
        return (path.to_owned(), sent);
    }
    if found.path.starts_with("/_next/") {
        return (path.to_owned(), Sent::default());
    }
    let locale = locales.default_of(host(head));
    let rest = if found.path == "/" && !path.ends_with("//") {
        ""
    } else {
        found.path
    };
    (format!("{base_path}/{locale}{rest}"), Sent::default())
}

fn is_api(path: &str) -> bool {
    path.strip_prefix("/api")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn host(head: &Parts) -> Option<&str> {
    head.headers.get(HOST).and_then(|host| host.to_str().ok())
}

/// The path of a public file: a default locale in front of it is passed over.
pub(super) fn of_file<'p>(locales: Option<&'p Locales>, path: &'p str) -> &'p str {
    let Some(locales) = locales else {
        return path;
    };
    let found = locales.split(path);
    match found.locale {
        Some(locale) if locales.is_some_default(locale) => found.path,
        _ => path,
    }
}

/// The path of a route without params, and whether a route of this kind may be found there.
pub(super) fn of_route<'p>(
    locales: Option<&'p Locales>,
    path: &'p str,
) -> (&'p str, impl Fn(Option<RouteKind>) -> bool + use<'p>) {
    let found = locales.map(|locales| (locales.split(path), locales.default_locale()));
    let is_foreign =
        found.is_some_and(|(found, default)| found.locale.is_some_and(|locale| locale != default));
    let is_allowed =
        move |kind: Option<RouteKind>| !(is_foreign && kind == Some(RouteKind::AppRoute));
    (found.map_or(path, |(found, _)| found.path), is_allowed)
}

impl Sent {
    /// `/fr/api/x`, as the client wrote it, is no API route. Where a rewrite leads it may be.
    pub(super) fn hides(self, path: &str, asked: &str) -> bool {
        self.is_api && path == asked
    }

    /// Before `afterFiles` nothing below `/api` is found for an address with a locale.
    pub(super) fn hides_before(self, path: &str) -> bool {
        self.is_localised && is_api(path)
    }
}
