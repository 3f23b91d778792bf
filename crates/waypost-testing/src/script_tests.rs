//! Runs a `_test.ts` file inside a worker's VM, as if it were a builtin.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use waypost_builtins::Builtins;
use waypost_cache::{Cache, Place};
use waypost_jsc::{JsResult, Local, Origin, Scope, Value};
use waypost_runtime::{Limits, ProcessSettings, Worker, WorkerOptions};
use waypost_transform::{Mode, Options, strip_types, transform};

const TESTING: &str = "internal/testing/testing";
const CONTEXT: &str = "internal/async_context/async_context";
/// How long one file may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(300);

/// One test of a file.
#[derive(Debug, Deserialize)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// Why it failed.
    pub error: Option<String>,
}

/// A file that could not be run to its end.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ScriptError(pub(crate) String);

/// Runs one file in a VM of its own and returns what its tests said.
pub fn run_test_file(path: &Path) -> Result<Vec<Outcome>, ScriptError> {
    run_test_file_beside("", path)
}

/// The same beside a server, whose address the tests find as `globalThis.testServer`.
pub fn run_test_file_beside(server: &str, path: &Path) -> Result<Vec<Outcome>, ScriptError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| ScriptError(error.to_string()))?;
    tokio::task::LocalSet::new().block_on(&runtime, run(server, path))
}

async fn run(server: &str, path: &Path) -> Result<Vec<Outcome>, ScriptError> {
    let worker = start_worker()?;
    let folder = std::env::temp_dir().join(format!("waypost-vm-test-{}", std::process::id()));
    let cache = Cache::open(&Place::new(&folder, "test"), 1 << 24, |_| {});
    worker.use_cache(move || Arc::new(cache));
    let outcomes = run_in(&worker, server, path).await;
    // Whatever is left is in the folder for temporary files.
    let _ = fs::remove_dir_all(folder);
    outcomes
}

async fn run_in(worker: &Worker, server: &str, path: &Path) -> Result<Vec<Outcome>, ScriptError> {
    let (code, imports) = compile(path)?;
    let settled = Rc::new(RefCell::new(None));
    worker.with_realm(|scope, builtins| {
        let global = scope.global_object();
        global
            .set(scope, "testServer", scope.string(server))
            .and_then(|()| start(scope, builtins, &code, imports, path, &settled))
            .map_err(|error| ScriptError(error.describe(scope).to_string()))
    })?;
    let waiting = async {
        while settled.borrow().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    if tokio::time::timeout(PATIENCE, waiting).await.is_err() {
        return Err(ScriptError(format!("the tests hang after {PATIENCE:?}")));
    }
    let result = settled.borrow_mut().take();
    let json = result.ok_or_else(|| ScriptError("the tests were not settled".into()))??;
    serde_json::from_str(&json).map_err(|error| ScriptError(error.to_string()))
}

/// A worker for tests: no project, the default limits.
pub(crate) fn start_worker() -> Result<Worker, ScriptError> {
    start_worker_as(ProcessSettings::default())
}

/// The same with another `process`.
pub(crate) fn start_worker_as(process: ProcessSettings) -> Result<Worker, ScriptError> {
    Worker::start(WorkerOptions {
        origin: "http://localhost:3000".into(),
        root: "/".into(),
        dev: false,
        limits: Limits::default(),
        process,
        bytecode: None,
    })
    .map_err(|error| ScriptError(error.to_string()))
}

fn compile(path: &Path) -> Result<(String, Vec<String>), ScriptError> {
    let name = path.display().to_string();
    let source =
        fs::read_to_string(path).map_err(|error| ScriptError(format!("{name}: {error}")))?;
    let plain = strip_types(&source, &name).map_err(ScriptError)?;
    let mode = Mode::Builtin {
        folder: "test".into(),
    };
    let output = transform(&plain, &Options::new(mode, &name))
        .map_err(|error| ScriptError(error.to_string()))?;
    let imports = output
        .imports
        .iter()
        .map(|specifier| specifier.trim_start_matches("waypost-internal:").to_owned())
        .collect();
    Ok((output.code, imports))
}

type Settled = Rc<RefCell<Option<Result<String, ScriptError>>>>;

fn start<'s>(
    scope: &Scope<'s>,
    builtins: &Builtins,
    code: &str,
    imports: Vec<String>,
    path: &Path,
    settled: &Settled,
) -> JsResult<'s, ()> {
    let factory = scope
        .evaluate(code, &Origin::new(path.display().to_string()))?
        .as_function(scope)
        .ok_or_else(|| scope.error("a test file is a factory function"))?;
    let context = builtins.exports(scope, CONTEXT)?.get(scope, "runtime")?;
    let load = builtins.loader(scope);
    let import = scope.function(
        "import",
        Box::new(move |scope, args| {
            let index = args.get(0).to_number(scope)? as usize;
            let name = imports.get(index).map_or("", String::as_str);
            load.local(scope).call(scope, None, &[scope.string(name)])
        }),
    );
    let exports = scope.object();
    let native = scope.object();
    factory.call(
        scope,
        None,
        &[exports.into(), import.into(), native.into(), context],
    )?;
    let running = builtins
        .function(scope, TESTING, "runTests")?
        .call(scope, None, &[])?
        .as_promise(scope)
        .ok_or_else(|| scope.error("runTests returns a promise"))?;
    let done = settler(scope, settled, Ok);
    let failed = settler(scope, settled, |json| Err(ScriptError(json)));
    running.then(scope, done, failed)?;
    Ok(())
}

fn settler<'s>(
    scope: &Scope<'s>,
    settled: &Settled,
    wrap: fn(String) -> Result<String, ScriptError>,
) -> Local<'s, waypost_jsc::Function> {
    let settled = Rc::clone(settled);
    scope.function(
        "settled",
        Box::new(move |scope, args| {
            let text = text_of(scope, args.get(0))?;
            *settled.borrow_mut() = Some(wrap(text));
            Ok(scope.undefined())
        }),
    )
}

fn text_of<'s>(scope: &Scope<'s>, value: Local<'s, Value>) -> JsResult<'s, String> {
    match value.to_json(scope)? {
        Some(json) => Ok(json),
        None => value.to_rust_string(scope),
    }
}
