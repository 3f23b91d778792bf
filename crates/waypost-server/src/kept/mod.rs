//! Answers that are kept: static and revalidating route handlers, answered from the data cache
//! without entering JavaScript.
//!
//! A stale answer goes on being sent while the handler makes it anew, once for all who ask, here
//! and in the other workers; when that fails it stays. Where there is none, who asks waits for it.
//! What it says of itself (`x-nextjs-cache`, `cache-control`) is what each version of Next.js says.
//!
//! Never here: what makes a handler static. The build decides, the manifest says.

mod by_handler;
mod draft;
mod make;
mod on_demand;
mod ready;

pub(crate) use on_demand::is_own_revalidation;

use crate::answer::Answer;
use crate::compress::{self, Accepted};
use crate::dispatch::{Dispatch, Matched};
use crate::pages;
use crate::request_body::RequestBody;
use crate::service::Service;
use crate::site::Site;
use http::request::Parts;
use http::{Method, Uri};
use make::{Flights, Outcome};
use ready::{Form, Ready, State};
use std::collections::HashMap;
use std::fmt::{self, Write};
use std::rc::Rc;
use std::sync::Arc;
use waypost_cache::{Cache, Entry, Found, Held, Lifetime, Peek, Value};
use waypost_image::{AnswerTerms, Manifest, NextVersion, StaticContent};
use waypost_router::{Matcher, ParamValue, Params};

const MICROSECONDS: i64 = 1_000_000;

/// Reads a file of the app image; waits for the disk.
pub type ReadContent = Arc<dyn Fn(&str) -> Option<StaticContent> + Send + Sync>;

/// The routes of a site whose answers are kept, and where they lie.
pub struct KeptAnswers {
    cache: Box<dyn Fn() -> Arc<Cache>>,
    /// By route of the manifest.
    routes: Vec<Option<KeptRoute>>,
    /// What the build made, by key.
    made: HashMap<String, Arc<MadeAtBuild>>,
    read: ReadContent,
    form: Form,
    /// `expireTime` in seconds.
    expire: u64,
    version: NextVersion,
    /// Who has this cookie sees drafts, and no answer that is kept.
    preview_id: String,
    /// Cookies of draft mode that are not ours are somebody else's.
    is_multi_zone: bool,
    /// The project keeps its answers itself: `cacheHandler`.
    is_by_handler: bool,
    flights: Flights,
}

/// A route whose answers are kept.
struct KeptRoute {
    /// Begins the keys of its answers.
    prefix: String,
    /// Paths that no answer was made for are nobody's.
    is_closed: bool,
    has_params: bool,
}

/// An answer in the app image.
struct MadeAtBuild {
    file: String,
    created: i64,
    terms: AnswerTerms,
}

impl fmt::Debug for KeptAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeptAnswers({} made at build)", self.made.len())
    }
}

impl KeptAnswers {
    /// `None` when the project keeps no answers: its requests then pay nothing. `cache` is called
    /// when the first of them is asked for.
    pub fn of(
        manifest: &Manifest,
        matcher: &Matcher,
        cache: impl Fn() -> Arc<Cache> + 'static,
        read: ReadContent,
    ) -> Option<Self> {
        if manifest.static_routes.is_empty() {
            return None;
        }
        let mut routes: Vec<Option<KeptRoute>> = Vec::new();
        routes.resize_with(manifest.routes.len(), || None);
        let mut made = HashMap::new();
        for route in &manifest.static_routes {
            let of_manifest = manifest.routes.get(route.route)?;
            let kept = KeptRoute {
                prefix: format!("answer {}", of_manifest.page),
                has_params: !of_manifest.is_static(),
                is_closed: route.is_closed,
            };
            for answer in &route.answers {
                // A path that another route gets is never asked for here.
                let Ok(Some(found)) = matcher.find(&answer.path) else {
                    continue;
                };
                if found.route == route.route {
                    let at_build = MadeAtBuild {
                        file: answer.file.clone(),
                        created: answer.created,
                        terms: answer.terms.clone(),
                    };
                    made.insert(kept.key(&found.params), Arc::new(at_build));
                }
            }
            routes[route.route] = Some(kept);
        }
        Some(Self {
            cache: Box::new(cache),
            routes,
            made,
            read,
            form: Form::of(manifest.next_version),
            expire: manifest.config.expire_time,
            version: manifest.next_version,
            preview_id: manifest.preview.id.clone(),
            is_multi_zone: manifest.config.multi_zone_draft_mode,
            is_by_handler: manifest
                .cache_handlers
                .iter()
                .any(|handler| handler.kind.is_none()),
            flights: Flights::default(),
        })
    }

    /// Whether the answers of a route are kept.
    pub(crate) fn keeps(&self, route: usize) -> bool {
        self.routes.get(route).is_some_and(Option::is_some)
    }

    /// An entry that may be used; waits for the disk where memory does not know.
    async fn look_up(&self, key: &str) -> Option<Found> {
        let cache = (self.cache)();
        if let Peek::Found(found) = cache.peek(key, &[]) {
            return Some(found);
        }
        let made = self.made.get(key).cloned();
        let (read, expire) = (Arc::clone(&self.read), self.expire_of_build());
        let key = key.to_owned();
        let loaded = tokio::task::spawn_blocking(move || {
            cache.load_or(&key, &[], || {
                entry_of_build(made.as_deref()?, &read, expire)
            })
        });
        loaded.await.ok().flatten()
    }

    /// Seconds after which an answer of the build is not used any more.
    fn expire_of_build(&self) -> Option<u64> {
        (self.version >= NextVersion::V15).then_some(self.expire)
    }

    /// The same of an answer that was made since.
    fn expire_since(&self) -> Option<u64> {
        (self.version >= NextVersion::V16).then_some(self.expire)
    }
}

impl KeptRoute {
    /// The name of the answer for these params. No two sets of params have one name.
    fn key(&self, params: &Params) -> String {
        let mut key = self.prefix.clone();
        let mut part = |text: &str| {
            let _ = write!(key, "\n{}:{text}", text.len());
        };
        for (_, value) in params.iter() {
            match value {
                ParamValue::One(text) => part(text),
                ParamValue::Many(texts) => texts.iter().for_each(|text| part(text)),
            }
        }
        key
    }
}

/// How long an answer stands, in the store's terms.
fn lifetime(terms: &AnswerTerms, expire: Option<u64>) -> Lifetime {
    let micros = |seconds: u64| {
        i64::try_from(seconds).map_or(i64::MAX, |it| it.saturating_mul(MICROSECONDS))
    };
    Lifetime {
        revalidate: terms.revalidate.map(micros),
        // What is never stale never expires.
        expire: terms.revalidate.and(expire).map(micros),
    }
}

fn entry_of_build(made: &MadeAtBuild, read: &ReadContent, expire: Option<u64>) -> Option<Entry> {
    let content = read(&made.file)?;
    Some(Entry {
        value: Value {
            status: content.status,
            headers: content.headers,
            url: String::new(),
            body: content.body.into_bytes().into(),
        },
        created: made.created,
        lifetime: lifetime(&made.terms, expire),
        tags: made.terms.tags.clone(),
    })
}

/// A request for a route whose answers are kept.
pub(crate) struct Asked<'a> {
    pub(crate) site: &'a Rc<Site>,
    pub(crate) kept: &'a KeptAnswers,
    pub(crate) matched: Matched,
    pub(crate) accepted: Accepted,
}

/// Answers it. `path` is where rules and middleware have moved the request to, when they could.
pub(crate) async fn answer<D: Dispatch>(
    service: &Rc<Service<D>>,
    asked: Asked<'_>,
    head: Parts,
    body: RequestBody,
    path: Option<&str>,
) -> Answer<D::Body> {
    let Asked {
        site,
        kept,
        matched,
        accepted,
    } = asked;
    let Some(Some(route)) = kept.routes.get(matched.route) else {
        return pages::internal_error(site);
    };
    let is_plain = site.is_plain(matched.route);
    let accepted = (site.compress && !is_plain).then_some(accepted);
    if !matches!(head.method, Method::GET | Method::HEAD) {
        if kept.version == NextVersion::V14 {
            return pages::method_not_allowed(site);
        }
        // Where there are params, the answer is the same whatever is asked to be done.
        if !route.has_params {
            return pages::static_method_not_allowed();
        }
    }
    let cookies = draft::cookies(&head.headers, &kept.preview_id);
    if cookies == draft::Cookies::Enabled {
        let mut answer = draft::answer(service, matched, head, body).await;
        if is_plain {
            compress::leave_plain(&mut answer);
        }
        return answer;
    }
    let is_head = head.method == Method::HEAD;
    let address = bare_uri(path.unwrap_or(head.uri.path()));
    let key = route.key(&matched.params);
    let is_own = is_own_revalidation(&head.headers, &kept.preview_id);
    let is_nobodys = || route.is_closed && !kept.made.contains_key(&key);
    if kept.is_by_handler {
        if is_nobodys() {
            return pages::not_found(site, &head);
        }
        // Cookies that mean nothing JavaScript clears, as for routes whose answers are not kept.
        let mut answer = by_handler::answer(service, site, kept, matched, (address, head)).await;
        if is_plain {
            compress::leave_plain(&mut answer);
        }
        return answer;
    }
    let found = kept.look_up(&key).await;
    let is_unasked = is_own && on_demand::is_for_generated(&head.headers);
    if found.is_none() && (is_unasked || is_nobodys()) {
        return pages::not_found(site, &head);
    }
    let wanted = |key| make::Wanted::new(site, key, matched, address);
    let (outcome, state) = match found {
        _ if is_own => (make::anew(service, &wanted(key)).await, State::Revalidated),
        Some(Found { entry, stale }) if !stale => (Outcome::Kept(entry), State::Hit),
        Some(Found { entry, .. }) => {
            make::refresh(service, wanted(key), Arc::clone(&entry));
            (Outcome::Kept(entry), State::Stale)
        }
        None => (make::once(service, wanted(key)).await, State::Miss),
    };
    let mut answer = match outcome {
        Outcome::Kept(held) => match ready(kept, &held) {
            Some(ready) => ready.answer(state, is_head, accepted),
            None => pages::internal_error(site),
        },
        Outcome::Once(ready) => ready.answer(state, is_head, accepted),
        Outcome::Failed => pages::static_failed(site),
    };
    // They may be another zone's.
    if cookies == draft::Cookies::Stale && !is_own && !kept.is_multi_zone {
        draft::clear_cookies(answer.headers_mut());
    }
    if is_plain {
        compress::leave_plain(&mut answer);
    }
    answer
}

fn ready<'h>(kept: &KeptAnswers, held: &'h Held) -> Option<&'h Ready> {
    held.form(|entry| Ready::new(entry, kept.form))
}

/// The address that the handler sees of a request whose answer is kept: nothing but the path.
fn bare_uri(path: &str) -> Uri {
    path.parse().unwrap_or_else(|_| Uri::from_static("/"))
}
