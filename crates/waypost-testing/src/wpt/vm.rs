//! The process of one case: a VM, the harness, the test, and a file with what they said.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use waypost_builtins::Builtins;
use waypost_jsc::{Function, JsResult, Local, Origin, Scope};

use super::WptError;
use super::case::Case;
use super::outcome::{CaseOutcome, Subtest};
use crate::script_tests::start_worker;

const PRELUDE: &str = include_str!("prelude.js");
const REPORT: &str = include_str!("report.js");
const HARNESS: &str = "resources/testharness.js";
/// What the harness gives a test, and one that asks for more, on a machine with other work too.
const PATIENCE: Duration = Duration::from_secs(20);
const LONG_PATIENCE: Duration = Duration::from_secs(120);

/// Runs one case in this process and writes its outcome as JSON to the file `result`.
/// `origin` is the address of the server of the tests' files.
pub fn run_alone(root: &Path, origin: &str, case: &str, result: &Path) -> Result<(), WptError> {
    let case = Case::named(root, case)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| WptError(error.to_string()))?;
    let outcome = tokio::task::LocalSet::new().block_on(&runtime, run(root, origin, &case))?;
    let json = serde_json::to_vec(&outcome).map_err(|error| WptError(error.to_string()))?;
    fs::write(result, json).map_err(|error| WptError::of(result, error))
}

#[derive(Default)]
struct Progress {
    subtests: RefCell<Subtests>,
    end: RefCell<Option<String>>,
}

/// What was announced, in order, and how it ended.
#[derive(Default)]
struct Subtests {
    list: Vec<(String, State)>,
    places: HashMap<String, usize>,
}

enum State {
    Announced,
    Ended(Option<String>),
}

impl Subtests {
    fn announce(&mut self, name: String) {
        if !self.places.contains_key(&name) {
            self.places.insert(name.clone(), self.list.len());
            self.list.push((name, State::Announced));
        }
    }

    /// Of two subtests with one name, one that fails is the one that is told.
    fn end(&mut self, name: String, failure: Option<String>) {
        self.announce(name.clone());
        let state = &mut self.list[self.places[&name]].1;
        match state {
            State::Ended(Some(_)) => {}
            State::Announced | State::Ended(None) => *state = State::Ended(failure),
        }
    }

    fn into_outcome(self) -> CaseOutcome {
        let told = self.list.into_iter().filter_map(|(name, state)| {
            let failure = match state {
                State::Announced => Some("did not end".to_owned()),
                State::Ended(Some(failure)) if failure == OPTIONAL => return None,
                State::Ended(failure) => failure,
            };
            Some(Subtest { name, failure })
        });
        CaseOutcome {
            subtests: told.collect(),
        }
    }
}

/// What a subtest says that is of no account: it is about something a platform need not have.
const OPTIONAL: &str = "(optional)";

async fn run(root: &Path, origin: &str, case: &Case) -> Result<CaseOutcome, WptError> {
    let worker = start_worker().map_err(|error| WptError(error.to_string()))?;
    let progress = Rc::new(Progress::default());
    let sources = sources(root, case)?;
    let started = worker.with_realm(|scope, builtins| {
        start(scope, builtins, origin, case, &sources, &progress)
            .map_err(|error| error.describe(scope).to_string())
    });
    let waiting = async {
        while progress.end.borrow().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let patience = if case.long { LONG_PATIENCE } else { PATIENCE };
    let in_time = match &started {
        Ok(()) => tokio::time::timeout(patience, waiting).await.is_ok(),
        // Tests that were made before the error still end by themselves.
        Err(_) => tokio::time::timeout(Duration::from_secs(1), waiting)
            .await
            .is_ok(),
    };
    let mut outcome = progress.subtests.take().into_outcome();
    let end = progress.end.take().filter(|reason| !reason.is_empty());
    match (started, in_time, end) {
        (Err(error), ..) => outcome.fail(error),
        (Ok(()), false, _) => outcome.fail(format!("no end after {patience:?}")),
        (Ok(()), true, Some(reason)) => outcome.fail(reason),
        (Ok(()), true, None) => {}
    }
    Ok(outcome)
}

/// The harness, what the META lines name, and the test, each with its path.
fn sources(root: &Path, case: &Case) -> Result<Vec<(String, String)>, WptError> {
    let scripts = case.scripts.iter().map(String::as_str);
    let paths = std::iter::once(HARNESS).chain(scripts).chain([case.path()]);
    paths
        .map(|path| {
            let file = root.join(path);
            let source = fs::read(&file).map_err(|error| WptError::of(&file, error))?;
            let text = String::from_utf8_lossy(&source).into_owned();
            Ok((path.to_owned(), text))
        })
        .collect()
}

fn start<'s>(
    scope: &Scope<'s>,
    builtins: &Builtins,
    origin: &str,
    case: &Case,
    sources: &[(String, String)],
    progress: &Rc<Progress>,
) -> JsResult<'s, ()> {
    builtins
        .function(scope, "internal/turn/server_origin", "setOrigin")?
        .call(scope, None, &[scope.string(origin)])?;
    let address = scope.string(&format!("{origin}/{}", case.name));
    function(scope, PRELUDE, "prelude.js")?.call(scope, None, &[address])?;
    let global = scope.global_object();
    global.set(scope, "META_TITLE", scope.string(&case.title))?;
    for (path, source) in sources {
        scope.evaluate(source, &Origin::new(path.clone()))?;
        if path == HARNESS {
            let (record, finish) = callbacks(scope, progress);
            function(scope, REPORT, "report.js")?.call(
                scope,
                None,
                &[record.into(), finish.into()],
            )?;
        }
    }
    Ok(())
}

fn function<'s>(scope: &Scope<'s>, source: &str, name: &str) -> JsResult<'s, Local<'s, Function>> {
    scope
        .evaluate(source, &Origin::new(name))?
        .as_function(scope)
        .ok_or_else(|| scope.error("the script is one function"))
}

fn callbacks<'s>(
    scope: &Scope<'s>,
    progress: &Rc<Progress>,
) -> (Local<'s, Function>, Local<'s, Function>) {
    let recorded = Rc::clone(progress);
    let record = scope.function(
        "record",
        Box::new(move |scope, args| {
            let name = args.get(0).to_rust_string(scope)?;
            let failure = args.get(1).to_rust_string(scope)?;
            let mut subtests = recorded.subtests.borrow_mut();
            if args.get(2).as_boolean(scope) == Some(true) {
                subtests.end(name, (!failure.is_empty()).then_some(failure));
            } else {
                subtests.announce(name);
            }
            Ok(scope.undefined())
        }),
    );
    let ended = Rc::clone(progress);
    let finish = scope.function(
        "finish",
        Box::new(move |scope, args| {
            *ended.end.borrow_mut() = Some(args.get(0).to_rust_string(scope)?);
            Ok(scope.undefined())
        }),
    );
    (record, finish)
}
