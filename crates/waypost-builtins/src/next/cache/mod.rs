//! `next/cache`, and the cache of `fetch` in route handlers.
//!
//! The TypeScript files hold what Next.js says of keys, tags and defaults; the store, its times
//! and what a revalidation does are waypost-cache's. The host puts the cache into the state; a
//! realm without one finds nothing and keeps nothing.

use std::cell::LazyCell;
use std::rc::Rc;
use std::sync::Arc;

use aws_lc_rs::digest;
use waypost_cache::{Cache, Entry, Found, Lifetime, Mark, Peek, Value as CachedValue, now};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpFuture, OpResult, OpState, OpValue};

use crate::declare::{Builtin, script};

pub(crate) const CACHE: Builtin = Builtin::new("next/cache")
    .scripts(&[
        script!("next/cache/answer_store.ts"),
        script!("next/cache/cache.ts"),
        script!("next/cache/cache_life.ts"),
        script!("next/cache/cache_scope.ts"),
        script!("next/cache/cache_tag.ts"),
        script!("next/cache/cached_fetch.ts"),
        script!("next/cache/custom_handlers.ts"),
        script!("next/cache/data_cache.ts"),
        script!("next/cache/fetch_key.ts"),
        script!("next/cache/fetch_marks.ts"),
        script!("next/cache/fetch_policy.ts"),
        script!("next/cache/misuse.ts"),
        script!("next/cache/revalidate.ts"),
        script!("next/cache/serialize.ts"),
        script!("next/cache/tags.ts"),
        script!("next/cache/unstable_cache.ts"),
        script!("next/cache/use_cache.ts"),
    ])
    .public(&[
        ("next/cache", "next/cache/cache"),
        (
            "next/dist/server/web/spec-extension/revalidate",
            "next/cache/cache",
        ),
        (
            "next/dist/server/web/spec-extension/unstable-cache",
            "next/cache/cache",
        ),
        ("private-next-rsc-cache-wrapper", "next/cache/use_cache"),
    ])
    .ops(&[
        Op::sync("op_cache_key", op_cache_key),
        Op::sync("op_cache_now", op_cache_now),
        Op::sync("op_cache_peek", op_cache_peek),
        Op::future("op_cache_load", op_cache_load),
        Op::future("op_cache_store", op_cache_store),
        Op::future("op_cache_mark", op_cache_mark),
        Op::future("op_cache_lease", op_cache_lease),
        Op::future("op_cache_release", op_cache_release),
    ]);

/// Tags of one call. JavaScript holds users to fewer.
const MAX_TAGS: u32 = 1024;
const MICROSECONDS: f64 = 1e6;

/// The worker's cache, as the host puts it into the state. Opened when it is first asked for: a project that caches
/// nothing pays neither its time nor its memory.
pub struct CacheSlot(LazyCell<Arc<Cache>, Box<dyn FnOnce() -> Arc<Cache>>>);

impl CacheSlot {
    pub fn new(open: impl FnOnce() -> Arc<Cache> + 'static) -> Self {
        Self(LazyCell::new(Box::new(open)))
    }
}

fn cache(state: &OpState) -> Option<Arc<Cache>> {
    state
        .try_borrow::<CacheSlot>()
        .map(|slot| Arc::clone(&*slot.0))
}

/// Asks the cache on a blocking thread; without a cache the answer is the default one.
fn ask<R: Default + Send + 'static>(
    state: &OpState,
    question: impl FnOnce(&Cache) -> R + Send + 'static,
    answer: fn(R) -> OpValue,
) -> OpFuture {
    let cache = cache(state);
    Box::pin(async move {
        let Some(cache) = cache else {
            return Ok(answer(R::default()));
        };
        let asked = tokio::task::spawn_blocking(move || question(&cache)).await;
        // A question that panicked is one without an answer.
        Ok(answer(asked.unwrap_or_default()))
    })
}

/// `op_cache_key(text)`: the name under which a value is stored.
fn op_cache_key<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let digest = digest::digest(&digest::SHA256, args.string(0)?.as_bytes());
    let hex: String = digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(scope.string(&hex))
}

/// `op_cache_now()`: the store's clock, for `created`.
fn op_cache_now<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    Ok(scope.number(now() as f64))
}

/// `op_cache_peek(key, implied)`: a value; null when there is none; undefined when only the store
/// knows.
fn op_cache_peek<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let Some(cache) = cache(state) else {
        return Ok(scope.null());
    };
    match cache.peek(&args.string(0)?, &strings(scope, args, 1)?) {
        Peek::Found(found) => describe(&found).into_js(scope),
        Peek::Absent => Ok(scope.null()),
        Peek::Unknown => Ok(scope.undefined()),
    }
}

fn op_cache_load<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let (key, implied) = (args.string(0)?, strings(scope, args, 1)?);
    Ok(ask(
        state,
        move |cache| cache.load(&key, &implied),
        |found: Option<Found>| found.as_ref().map_or(OpValue::Null, describe),
    ))
}

fn describe(found: &Found) -> OpValue {
    let value = &found.entry.value;
    OpValue::Object(vec![
        ("stale", found.stale.into()),
        ("status", u32::from(value.status).into()),
        ("headers", value.headers.as_str().into()),
        ("url", value.url.as_str().into()),
        ("body", value.body.to_vec().into()),
    ])
}

/// `op_cache_store(key, created, revalidate, tags, status, headers, url, body, expire)`: `revalidate` and `expire` in
/// seconds, negative for never.
fn op_cache_store<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let key = args.string(0)?;
    let (revalidate, expire) = (args.number(2)?, args.number(8)?);
    let entry = Entry {
        created: args.number(1)? as i64,
        lifetime: Lifetime {
            revalidate: (revalidate >= 0.0).then_some((revalidate * MICROSECONDS) as i64),
            expire: (expire >= 0.0).then_some((expire * MICROSECONDS) as i64),
        },
        tags: strings(scope, args, 3)?,
        value: CachedValue {
            status: u16::try_from(args.u32(4)?).unwrap_or_default(),
            headers: args.string(5)?,
            url: args.string(6)?,
            body: args.bytes(7)?.into(),
        },
    };
    Ok(ask(
        state,
        move |cache| drop(cache.store(&key, entry)),
        OpValue::from,
    ))
}

/// `op_cache_mark(tags, expire)`: without `expire`, values are made anew before they are used
/// again. With it they serve on while they are made anew, for so many seconds; for ever when it is
/// negative.
fn op_cache_mark<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let tags = strings(scope, args, 0)?;
    let time = now();
    let mark = if args.get(1).is_undefined(scope) {
        Mark::expire_at(time)
    } else {
        let expire = args.number(1)?;
        let until = || time.saturating_add((expire * MICROSECONDS) as i64);
        Mark::stale_at(time, (expire >= 0.0).then(until))
    };
    Ok(ask(
        state,
        move |cache| cache.mark(&tags, mark),
        OpValue::from,
    ))
}

/// `op_cache_lease(key)`: the holder of the lease; null when somebody else has it.
fn op_cache_lease<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let key = args.string(0)?;
    Ok(ask(
        state,
        move |cache| cache.lease(&key),
        |holder: Option<u64>| holder.map(|holder| holder as f64).into(),
    ))
}

fn op_cache_release<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let (key, holder) = (args.string(0)?, args.number(1)? as u64);
    Ok(ask(
        state,
        move |cache| cache.release(&key, holder),
        OpValue::from,
    ))
}

/// An array of strings.
fn strings<'s>(scope: &Scope<'s>, args: &Args<'_, 's>, index: usize) -> OpResult<Vec<String>> {
    let wrong = || JsError::plain_type_error("expected an array of strings");
    let array = args.get(index).as_array(scope).ok_or_else(wrong)?;
    let length = array.length(scope).map_err(|_| wrong())?;
    let object = args.object(index)?;
    (0..length.min(MAX_TAGS))
        .map(|at| {
            let item = object.get_index(scope, at).map_err(|_| wrong())?;
            item.to_rust_string(scope).map_err(|_| wrong())
        })
        .collect()
}
