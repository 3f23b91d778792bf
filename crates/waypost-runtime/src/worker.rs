//! The worker: what lives as long as the process, and the handle by which requests enter.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::error::Error;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http_body::Body;
use tokio::time::Instant;
use waypost_builtins::{
    Builtins, CacheSlot, EvaluatedScript, ModuleCache, ProcessSettings, RequestId,
    evaluated_scripts,
};
use waypost_cache::Cache;
use waypost_image::Image;
use waypost_jsc::Scope;
use waypost_ops::OpState;

use crate::answer::Answer;
use crate::body::Bodies;
use crate::code_memory::{Work, keep_small};
use crate::engine::{Engine, EngineError};
use crate::event_loop;
use crate::handover::{self, NotStarted};
use crate::host::Host;
use crate::image_info::DevError;
use crate::inbox::{ArrivedBody, Inbox};
use crate::invocation::{Arrival, Invocation, Peer};
use crate::limits::{Limits, RouteLimits};
use crate::requests::Requests;

/// How to run a worker.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// `http://localhost:3000`: what `request.url` begins with.
    pub origin: String,
    /// Absolute path of the project.
    pub root: String,
    /// Whether this is a development server.
    pub dev: bool,
    /// Its bounds.
    pub limits: Limits,
    /// What `process` shows.
    pub process: ProcessSettings,
    /// The directory of app images, for the bytecode of builtins; see [`compile_image`](crate::compile_image).
    pub bytecode: Option<PathBuf>,
}

/// Why a worker could not start, or could not take an image.
#[derive(Debug, thiserror::Error)]
#[error("the worker could not start: {0}")]
pub struct WorkerError(String);

impl From<EngineError> for WorkerError {
    fn from(error: EngineError) -> Self {
        Self(error.to_string())
    }
}

/// One VM with its event loop. Must be started on a `LocalSet`; dropping it ends the loop.
pub struct Worker {
    inner: Rc<Inner>,
    event_loop: tokio::task::JoinHandle<()>,
}

/// Gives requests to the worker. Cheap to clone.
#[derive(Clone)]
pub struct Handle(Rc<Inner>);

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) requests: Rc<Requests>,
    pub(crate) bodies: Rc<Bodies>,
    pub(crate) inbox: RefCell<Inbox>,
    pub(crate) options: WorkerOptions,
    pub(crate) started: Instant,
    pub(crate) last_turn: Cell<Instant>,
    pub(crate) work: Rc<Work>,
    waker: RefCell<Option<Waker>>,
    poisoned: RefCell<Option<Poisoned>>,
    route_limits: RefCell<Vec<RouteLimits>>,
    not_started: RefCell<Vec<NotStarted>>,
}

/// What is done when the VM is poisoned: the reason, and the requests it had not started.
type Poisoned = Box<dyn FnOnce(String, Vec<NotStarted>)>;

impl Worker {
    /// Starts a worker without an image; [`Worker::use_image`] gives it one.
    pub fn start(options: WorkerOptions) -> Result<Self, WorkerError> {
        let requests = Rc::new(Requests::default());
        let bodies = Rc::new(Bodies::default());
        let host = Host {
            requests: Rc::clone(&requests),
            bodies: Rc::clone(&bodies),
        };
        let state = Rc::new(OpState::new());
        state.put(options.process.clone());
        let engine = Engine::new(state, host, &options)?;
        let inner = Rc::new(Inner {
            engine,
            requests,
            bodies,
            inbox: RefCell::default(),
            options,
            started: Instant::now(),
            last_turn: Cell::new(Instant::now()),
            work: Rc::default(),
            waker: RefCell::default(),
            poisoned: RefCell::default(),
            route_limits: RefCell::default(),
            not_started: RefCell::default(),
        });
        let event_loop = tokio::task::spawn_local(event_loop::run(Rc::clone(&inner)));
        Ok(Self { inner, event_loop })
    }

    /// Makes an image the current one, with the limits of its routes in the manifest's order.
    /// Requests under way finish on the modules they began with.
    pub fn use_image(
        &self,
        image: impl Into<Arc<Image>>,
        limits: Vec<RouteLimits>,
        errors: &[DevError],
    ) -> Result<(), WorkerError> {
        *self.inner.route_limits.borrow_mut() = limits;
        let options = &self.inner.options;
        self.inner
            .engine
            .use_image(&image.into(), options, errors)?;
        self.inner.wake();
        Ok(())
    }

    /// Gives handlers the data cache, opened when it is first needed. Without one nothing is cached.
    pub fn use_cache(&self, open: impl FnOnce() -> Arc<Cache> + 'static) {
        self.inner.engine.state.put(CacheSlot::new(open));
    }

    /// Keeps modules that are loaded at run time compiled in this folder. What another `build` of waypost, that is the
    /// identity of its sources, left there is replaced.
    pub fn use_module_cache(&self, folder: PathBuf, build: &'static str) {
        self.inner.engine.state.put(ModuleCache::new(folder, build));
    }

    /// Gives back the memory of code that has run: of a start a moment after it, then of work. Once per process.
    pub fn keep_small(&self) {
        tokio::task::spawn_local(keep_small(Rc::clone(&self.inner.work)));
    }

    /// By what requests enter.
    pub fn handle(&self) -> Handle {
        Handle(Rc::clone(&self.inner))
    }

    /// Calls `poisoned` once, with the reason, when the VM can take no more requests: JavaScript
    /// was ended by a limit, or an op panicked. What is in flight is answered 503; what was not
    /// started is handed to `poisoned`, for another worker.
    pub fn on_poisoned(&self, poisoned: impl FnOnce(String, Vec<NotStarted>) + 'static) {
        *self.inner.poisoned.borrow_mut() = Some(Box::new(poisoned));
    }

    /// Works in the realm directly, between two turns: for test tools.
    pub fn with_realm<R>(&self, work: impl FnOnce(&Scope<'_>, &Builtins) -> R) -> R {
        let engine = &self.inner.engine;
        let result = engine.realm.enter(|scope| work(scope, &engine.builtins));
        self.inner.wake();
        result
    }

    /// Works in the realm directly; JavaScript that runs longer than `budget` there is ended.
    pub(crate) fn with_budget<R>(
        &self,
        budget: Duration,
        work: impl FnOnce(&Scope<'_>, &Builtins) -> R,
    ) -> R {
        self.inner.engine.vm.watchdog().start(budget);
        let result = self.with_realm(work);
        self.inner.engine.vm.watchdog().pause();
        result
    }

    /// Whether the VM was given up.
    pub(crate) fn is_poisoned(&self) -> bool {
        self.inner.engine.vm.is_poisoned()
    }

    /// The builtin scripts that the realm has evaluated, in order: the price of what was used so far.
    pub fn evaluated_scripts(&self) -> Vec<EvaluatedScript> {
        evaluated_scripts(&self.inner.engine.state)
    }

    /// Whether something may still happen without a new request: a future op, a timer, an
    /// immediate. What a stand-alone script waits for.
    pub fn is_busy(&self) -> bool {
        let state = &self.inner.engine.state;
        state.completions.in_flight() > 0 || !state.completions.is_empty()
    }

    /// How long nothing has happened.
    pub fn since_last_turn(&self) -> Duration {
        self.inner.last_turn.get().elapsed()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.event_loop.abort();
    }
}

impl Handle {
    /// Hands a routed request to JavaScript.
    pub fn invoke<B>(&self, arrival: Arrival<B>) -> Invocation<B>
    where
        B: Body<Data = Bytes> + Unpin + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        Invocation::new(Rc::clone(&self.0), arrival)
    }

    /// How many requests are under way.
    pub fn in_flight(&self) -> usize {
        self.0.requests.len()
    }
}

impl Inner {
    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of one arrival, taken apart"
    )]
    pub(crate) fn enqueue(
        &self,
        id: RequestId,
        route: usize,
        head: &Parts,
        params: &str,
        peer: &Peer,
        body: ArrivedBody,
        length: Option<u64>,
    ) {
        if self.engine.vm.is_poisoned() {
            self.requests.answer(id, Answer::status(503));
            self.wake();
            return;
        }
        self.inbox
            .borrow_mut()
            .push(id, route, head, params, peer, body, length);
        self.wake();
    }

    /// The answer went out: the slot is free.
    pub(crate) fn finish(&self, id: RequestId) {
        self.close(id);
    }

    /// Nobody waits for the answer any more: JavaScript is told if it has seen the request.
    pub(crate) fn abandon(&self, id: RequestId) {
        if self.requests.entered(id) {
            self.inbox.borrow_mut().aborted.push(id);
            self.wake();
        }
        self.close(id);
    }

    fn close(&self, id: RequestId) {
        if let Some(body) = self.requests.body(id) {
            self.bodies.close(body);
        }
        self.requests.end(id);
    }

    /// What a route holds its requests to.
    pub(crate) fn route_limits(&self, route: usize) -> RouteLimits {
        let limits = self.route_limits.borrow();
        limits.get(route).copied().unwrap_or_default()
    }

    /// Milliseconds since the worker started, as the event loop counts them.
    pub(crate) fn now(&self) -> f64 {
        self.started.elapsed().as_millis() as f64
    }

    pub(crate) fn wake(&self) {
        if let Some(waker) = &*self.waker.borrow() {
            waker.wake_by_ref();
        }
    }

    pub(crate) fn set_waker(&self, waker: &Waker) {
        let mut slot = self.waker.borrow_mut();
        if !slot.as_ref().is_some_and(|old| old.will_wake(waker)) {
            *slot = Some(waker.clone());
        }
    }

    /// Keeps the requests of an inbox from `begun` on for another worker.
    pub(crate) fn hand_over(&self, inbox: &Inbox, begun: usize) {
        let rest = inbox.requests.get(begun..).unwrap_or_default();
        let taken = handover::take(inbox, rest, &self.requests, &self.bodies);
        self.not_started.borrow_mut().extend(taken);
    }

    /// Keeps everything that waits for a turn which will not come.
    pub(crate) fn hand_over_inbox(&self) {
        let inbox = std::mem::take(&mut *self.inbox.borrow_mut());
        self.hand_over(&inbox, 0);
    }

    /// Gives up a poisoned VM: what waits is answered, streams are cut, the supervisor is told.
    pub(crate) fn give_up(&self) {
        self.hand_over_inbox();
        let not_started = std::mem::take(&mut *self.not_started.borrow_mut());
        let elsewhere: HashSet<RequestId> = not_started.iter().map(NotStarted::id).collect();
        for id in self.requests.waiting() {
            if !elsewhere.contains(&id) {
                self.requests.answer(id, Answer::status(503));
            }
        }
        for stream in self.requests.streams() {
            stream.end(true);
        }
        let poisoned = self.poisoned.borrow_mut().take();
        let Some(poisoned) = poisoned else {
            for request in not_started {
                request.refuse();
            }
            return;
        };
        let reason = self.engine.vm.poison_reason();
        let reason = reason.map_or_else(|| "unknown".to_owned(), |reason| reason.to_string());
        poisoned(reason, not_started);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use waypost_jsc::PoisonReason;

    fn options() -> WorkerOptions {
        WorkerOptions {
            origin: "http://localhost:3000".to_owned(),
            root: "/project".to_owned(),
            dev: false,
            limits: Limits::default(),
            process: ProcessSettings {
                env: Vec::new(),
                argv: Vec::new(),
                cwd: "/project".to_owned(),
            },
            bytecode: None,
        }
    }

    #[test]
    fn a_poisoned_vm_is_told_once_and_its_requests_wait_for_another_worker() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
        tokio::task::LocalSet::new().block_on(&runtime, async {
            let worker = Worker::start(options()).expect("a worker");
            let told = Rc::new(RefCell::new(Vec::new()));
            let seen = Rc::clone(&told);
            worker.on_poisoned(move |reason, requests| seen.borrow_mut().push((reason, requests)));
            let inner = &worker.inner;
            let id = inner.requests.begin();
            let head = http::Request::new(()).into_parts().0;
            let peer = Peer::new("127.0.0.1", 9);
            inner.enqueue(id, 0, &head, "", &peer, ArrivedBody::None, None);
            let reason = PoisonReason::Other("a test".to_owned());
            inner.engine.vm.poison(reason);
            for _ in 0..8 {
                inner.wake();
                tokio::task::yield_now().await;
            }
            let told = told.borrow();
            let [(reason, requests)] = told.as_slice() else {
                panic!("it is told once");
            };
            assert_eq!((reason.as_str(), requests.len()), ("a test", 1));
            let answer = inner.requests.poll_answer(id, Waker::noop());
            assert!(answer.is_none(), "the other worker answers");
            assert!(worker.event_loop.is_finished());
        });
    }
}
