//! One function of a builtin run to its end in a VM of its own: how a build evaluates what the
//! project says in code, its configuration.
//!
//! A VM belongs to its thread, so an evaluation has one, and it is gone with its heap when the
//! function has settled. What the function prints appears as it prints it.
//!
//! Never here: what is evaluated, and what its result means.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::LocalSet;
use waypost_builtins::Builtins;
use waypost_image::Image;
use waypost_jsc::{JsResult, Scope};

use crate::worker::{Worker, WorkerError, WorkerOptions};

/// What the engine cannot end (a regular expression, a native function) is given up after so much
/// more than the limit, with its thread.
const PATIENCE: Duration = Duration::from_secs(5);

/// What to run: `function` of the builtin `script`, which answers with a promise of text and may
/// load the chunks of `image`.
#[derive(Debug)]
pub struct Evaluation {
    /// The chunks, and the routes that the function may load.
    pub image: Image,
    /// A builtin script, such as `next/config_file/config_file`.
    pub script: &'static str,
    /// What it exports.
    pub function: &'static str,
    /// The arguments.
    pub arguments: [serde_json::Value; 3],
    /// How the VM is set up. JavaScript that runs longer than its pause is ended.
    pub options: WorkerOptions,
    /// How long all of it may take.
    pub limit: Duration,
}

/// Why an evaluation gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// No VM.
    #[error(transparent)]
    Start(#[from] WorkerError),
    /// No thread, or no event loop on it.
    #[error("the system gives no thread to evaluate in: {0}")]
    Thread(#[from] std::io::Error),
    /// It waits for something that does not come, or computes without end.
    #[error("it has not ended after {} seconds", .0.as_secs_f64())]
    TooLong(Duration),
    /// JavaScript was ended from outside.
    #[error("it was ended: {0}")]
    Ended(String),
    /// The function threw.
    #[error("{0}")]
    Threw(String),
}

impl Evaluation {
    /// Runs it, on a thread of its own, and waits for the text.
    pub fn run(self) -> Result<String, EvaluationError> {
        let limit = self.limit;
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("waypost-evaluation".to_owned())
            .spawn(move || {
                // Nobody listens any more when the thread was given up.
                let _ = sender.send(self.block());
            })?;
        match receiver.recv_timeout(limit + PATIENCE) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => Err(EvaluationError::TooLong(limit)),
            Err(RecvTimeoutError::Disconnected) => match thread.join() {
                Ok(()) => Err(EvaluationError::Ended("its result was lost".to_owned())),
                Err(panic) => std::panic::resume_unwind(panic),
            },
        }
    }

    fn block(self) -> Result<String, EvaluationError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        LocalSet::new().block_on(&runtime, self.evaluate())
    }

    async fn evaluate(self) -> Result<String, EvaluationError> {
        let worker = Worker::start(self.options)?;
        worker.use_image(self.image, Vec::new(), &[])?;
        let (settled, result) = oneshot::channel();
        let settled = Settled(Rc::new(RefCell::new(Some(settled))));
        let ended = settled.clone();
        worker.on_poisoned(move |reason, _| ended.send(Err(EvaluationError::Ended(reason))));
        let thrown = worker.with_budget(self.limit, |scope, builtins| {
            let names = (self.script, self.function);
            let called = call(scope, builtins, names, &self.arguments, &settled);
            called.err().map(|error| error.describe(scope).to_string())
        });
        // What ended JavaScript says so itself, by the event loop.
        if let Some(report) = thrown.filter(|_| !worker.is_poisoned()) {
            settled.send(Err(EvaluationError::Threw(report)));
        }
        let left = if worker.is_poisoned() {
            PATIENCE
        } else {
            self.limit
        };
        match tokio::time::timeout(left, result).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(EvaluationError::Ended("its result was lost".to_owned())),
            Err(_) => Err(EvaluationError::TooLong(self.limit)),
        }
    }
}

type Outcome = Result<String, EvaluationError>;

/// The first outcome counts.
#[derive(Clone)]
struct Settled(Rc<RefCell<Option<oneshot::Sender<Outcome>>>>);

impl Settled {
    fn send(&self, outcome: Outcome) {
        if let Some(sender) = self.0.borrow_mut().take() {
            // Nobody waits any more when time was up.
            let _ = sender.send(outcome);
        }
    }
}

fn call<'s>(
    scope: &Scope<'s>,
    builtins: &Builtins,
    (script, function): (&str, &str),
    arguments: &[serde_json::Value; 3],
    settled: &Settled,
) -> JsResult<'s, ()> {
    let list = scope.parse_json(&serde_json::Value::from(arguments.to_vec()).to_string())?;
    let list = list
        .as_object(scope)
        .ok_or_else(|| scope.error("the arguments are a list"))?;
    let argument = |index| list.get_index(scope, index);
    let running = builtins
        .function(scope, script, function)?
        .call(scope, None, &[argument(0)?, argument(1)?, argument(2)?])?
        .as_promise(scope)
        .ok_or_else(|| scope.error("what is evaluated answers with a promise"))?;
    let done = settled.clone();
    let fulfilled = scope.function(
        "fulfilled",
        Box::new(move |scope, args| {
            done.send(Ok(args.get(0).to_rust_string(scope)?));
            Ok(scope.undefined())
        }),
    );
    let failed = settled.clone();
    let rejected = scope.function(
        "rejected",
        Box::new(move |scope, args| {
            let reason = args.get(0).to_rust_string(scope)?;
            failed.send(Err(EvaluationError::Threw(reason)));
            Ok(scope.undefined())
        }),
    );
    running.then(scope, fulfilled, rejected).map(drop)
}
