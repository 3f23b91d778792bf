//! Making a kept answer: one run of the handler per key, for all who wait for it.
//!
//! A run is a task of its own. That a client leaves does not end it, and its request is nobody's:
//! the path alone.

use super::ready::{Ready, lines_of};
use super::{KeptAnswers, lifetime};
use crate::body::BodyError;
use crate::dispatch::{Dispatch, Matched};
use crate::request_body::RequestBody;
use crate::service::Service;
use crate::site::Site;
use bytes::{Bytes, BytesMut};
use http::response::Parts as AnswerParts;
use http::{Request, Uri};
use http_body::Body;
use hyper::ext::ReasonPhrase;
use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::{spawn_blocking, spawn_local};
use waypost_cache::{Entry, Held, Lifetime, Peek, Value, now};
use waypost_image::ForKeeping;
use waypost_router::Params;

/// How long a failed answer's predecessor stands before it is tried again, in seconds.
const POSTPONED: std::ops::RangeInclusive<u64> = 3..=30;
/// A refresh that has not ended after this time is begun again.
const PATIENCE: Duration = Duration::from_secs(30);
/// How soon a worker looks again whether another one has made an answer.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// Refreshes that are remembered; past it those that are over are forgotten.
const MOST_REMEMBERED: usize = 1024;

/// What became of a run.
#[derive(Clone)]
pub(super) enum Outcome {
    Kept(Arc<Held>),
    /// An answer that may not be kept, for those who waited.
    Once(Rc<Ready>),
    Failed,
}

/// What this worker is making.
#[derive(Default)]
pub(super) struct Flights {
    /// Answers that somebody waits for.
    awaited: RefCell<HashMap<String, watch::Receiver<Option<Outcome>>>>,
    /// Until when a stale answer is not refreshed once more.
    refreshes: RefCell<HashMap<String, Instant>>,
}

/// An answer that is to be made.
pub(super) struct Wanted {
    site: Rc<Site>,
    key: String,
    route: usize,
    params: Params,
    uri: Uri,
}

impl Wanted {
    pub(super) fn new(site: &Rc<Site>, key: String, matched: Matched, uri: Uri) -> Self {
        Self {
            site: Rc::clone(site),
            key,
            route: matched.route,
            params: matched.params,
            uri,
        }
    }

    /// The site had kept answers when it was asked.
    fn kept(&self) -> Option<&KeptAnswers> {
        self.site.kept.as_ref()
    }
}

/// Makes an answer, or waits for the run that makes it.
pub(super) async fn once<D: Dispatch>(service: &Rc<Service<D>>, wanted: Wanted) -> Outcome {
    let site = Rc::clone(&wanted.site);
    let Some(kept) = &site.kept else {
        return Outcome::Failed;
    };
    let flights = &kept.flights;
    let running = flights.awaited.borrow().get(&wanted.key).cloned();
    // A run may have ended since the store was asked.
    if running.is_none()
        && let Peek::Found(found) = (kept.cache)().peek(&wanted.key, &[])
    {
        return Outcome::Kept(found.entry);
    }
    let mut receiver = running.unwrap_or_else(|| {
        let (sender, receiver) = watch::channel(None);
        let key = wanted.key.clone();
        flights.awaited.borrow_mut().insert(key, receiver.clone());
        let service = Rc::clone(service);
        spawn_local(async move {
            let outcome = run(&service, &wanted).await;
            if let Some(kept) = wanted.kept() {
                kept.flights.awaited.borrow_mut().remove(&wanted.key);
            }
            // Nobody waits any more when all clients have left.
            let _ = sender.send(Some(outcome));
        });
        receiver
    });
    match receiver.wait_for(Option::is_some).await {
        Ok(outcome) => outcome.clone().unwrap_or(Outcome::Failed),
        Err(_) => Outcome::Failed,
    }
}

/// Makes an answer now: a run that began before may have seen what is no longer true.
pub(super) async fn anew<D: Dispatch>(service: &Service<D>, wanted: &Wanted) -> Outcome {
    run(service, wanted).await
}

/// Makes a stale answer anew in the background, unless somebody does.
pub(super) fn refresh<D: Dispatch>(service: &Rc<Service<D>>, wanted: Wanted, stale: Arc<Held>) {
    let Some(kept) = wanted.kept() else { return };
    if !kept.flights.begin_refresh(&wanted.key) {
        return;
    }
    let service = Rc::clone(service);
    spawn_local(async move {
        let again = refresh_leased(&service, &wanted, &stale).await;
        if let Some(kept) = wanted.kept() {
            kept.flights.end_refresh(&wanted.key, again);
        }
    });
}

impl Flights {
    fn begin_refresh(&self, key: &str) -> bool {
        let now = Instant::now();
        let mut refreshes = self.refreshes.borrow_mut();
        if refreshes.get(key).is_some_and(|until| *until > now) {
            return false;
        }
        if refreshes.len() >= MOST_REMEMBERED {
            refreshes.retain(|_, until| *until > now);
        }
        refreshes.insert(key.to_owned(), now + PATIENCE);
        true
    }

    fn end_refresh(&self, key: &str, again: Option<Duration>) {
        let mut refreshes = self.refreshes.borrow_mut();
        match again {
            Some(again) => refreshes.insert(key.to_owned(), Instant::now() + again),
            None => refreshes.remove(key),
        };
    }
}

/// One worker of the machine makes it. Says when to look again, if another one does.
async fn refresh_leased<D: Dispatch>(
    service: &Rc<Service<D>>,
    wanted: &Wanted,
    stale: &Held,
) -> Option<Duration> {
    let kept = wanted.kept()?;
    let cache = (kept.cache)();
    let key = wanted.key.clone();
    let lease = {
        let (cache, key) = (Arc::clone(&cache), key.clone());
        spawn_blocking(move || cache.lease(&key)).await.ok()?
    };
    let Some(holder) = lease else {
        return Some(LOOK_AGAIN);
    };
    match run(service, wanted).await {
        // The lease ended when it was stored.
        Outcome::Kept(_) => {}
        outcome => {
            let postponed = matches!(outcome, Outcome::Failed).then(|| postponed(stale));
            let done = spawn_blocking(move || {
                match postponed {
                    Some(entry) => drop(cache.store(&key, entry)),
                    None => cache.release(&key, holder),
                };
            });
            done.await.ok()?;
        }
    }
    None
}

/// The stale answer, to stand a little longer: the handler failed.
fn postponed(stale: &Held) -> Entry {
    let mut entry = Entry::clone(stale);
    let seconds = |micros: i64| u64::try_from(micros / super::MICROSECONDS).unwrap_or(0);
    let before = entry.lifetime.revalidate.map_or(0, seconds);
    let wait = if before == 0 {
        *POSTPONED.start()
    } else {
        before
    };
    let wait = wait
        .clamp(*POSTPONED.start(), *POSTPONED.end())
        .cast_signed()
        * super::MICROSECONDS;
    let expire = entry.lifetime.expire;
    entry.lifetime = Lifetime {
        revalidate: Some(wait),
        expire: expire.map(|expire| expire.max(wait + 3 * super::MICROSECONDS)),
    };
    entry.created = now();
    entry
}

async fn run<D: Dispatch>(service: &Service<D>, wanted: &Wanted) -> Outcome {
    let Some(kept) = wanted.kept() else {
        return Outcome::Failed;
    };
    let created = now();
    let mut head = Request::new(()).into_parts().0;
    head.uri = wanted.uri.clone();
    let matched = Matched {
        route: wanted.route,
        params: wanted.params.clone(),
        query: None,
        is_for_keeping: true,
    };
    let response = service
        .dispatch
        .dispatch(matched, head, RequestBody::empty(), &service.client)
        .await;
    let (mut parts, body) = response.into_parts();
    let Ok(body) = collect(body).await else {
        return Outcome::Failed;
    };
    match parts.extensions.remove::<ForKeeping>() {
        Some(ForKeeping::Made(terms)) => {
            let is_kept = terms.revalidate != Some(0);
            let entry = Entry {
                value: value(&parts, body),
                created,
                lifetime: lifetime(&terms, kept.expire_since()),
                tags: terms.tags,
            };
            if !is_kept {
                return Outcome::Once(Rc::new(Ready::new(&entry, kept.form)));
            }
            let (cache, key) = ((kept.cache)(), wanted.key.clone());
            let stored = spawn_blocking(move || cache.store(&key, entry)).await;
            stored.map_or(Outcome::Failed, Outcome::Kept)
        }
        // Another worker answered for this one's VM, from what it keeps.
        None if !parts.status.is_server_error() => {
            let entry = Entry {
                value: value(&parts, body),
                created,
                lifetime: Lifetime::default(),
                tags: Vec::new(),
            };
            Outcome::Once(Rc::new(Ready::new(&entry, kept.form)))
        }
        // The worker gave the request up, or the route cannot be loaded.
        Some(ForKeeping::Failed) | None => Outcome::Failed,
    }
}

fn value(parts: &AnswerParts, body: Bytes) -> Value {
    Value {
        status: parts.status.as_u16(),
        headers: lines_of(&parts.headers, parts.extensions.get::<ReasonPhrase>()),
        url: String::new(),
        body,
    }
}

/// A whole body; JavaScript has read it, so it is usually one piece.
async fn collect<B>(body: B) -> Result<Bytes, BodyError>
where
    B: Body<Data = Bytes, Error: Into<BodyError>>,
{
    let mut body = pin!(body);
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) = std::future::poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        let Ok(piece) = frame.map_err(Into::into)?.into_data() else {
            continue;
        };
        if first.is_empty() && all.is_empty() {
            first = piece;
            continue;
        }
        all.extend_from_slice(&std::mem::take(&mut first));
        all.extend_from_slice(&piece);
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}
