//! Runs one ES module, rewritten as the bundler rewrites it, and records what it prints.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use waypost_builtins::Builtins;
use waypost_jsc::{JsResult, Local, Origin, Scope, Value};
use waypost_transform::{Mode, Options, Output, transform};

use crate::ScriptError;
use crate::script_tests::start_worker;

const CONTEXT: &str = "internal/async_context/async_context";
/// How long the module may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(300);

/// What a module with top-level await printed by `console.log` until it was over. Its imports are
/// `node:` modules; text only is printed.
pub fn module_output(path: &Path) -> Result<String, ScriptError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| ScriptError(error.to_string()))?;
    tokio::task::LocalSet::new().block_on(&runtime, run(path))
}

#[derive(Default)]
struct Progress {
    printed: RefCell<String>,
    outcome: RefCell<Option<Result<(), String>>>,
}

async fn run(path: &Path) -> Result<String, ScriptError> {
    let worker = start_worker()?;
    let source = fs::read_to_string(path).map_err(|error| ScriptError(error.to_string()))?;
    let mode = Mode::Chunk {
        async_dependencies: true,
    };
    let output = transform(&source, &Options::new(mode, path.display().to_string()))
        .map_err(|error| ScriptError(error.to_string()))?;
    let progress = Rc::new(Progress::default());
    worker.with_realm(|scope, builtins| {
        start(scope, builtins, output, &progress)
            .map_err(|error| ScriptError(error.describe(scope).to_string()))
    })?;
    let waiting = async {
        while progress.outcome.borrow().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    if tokio::time::timeout(PATIENCE, waiting).await.is_err() {
        return Err(ScriptError(format!("the module hangs after {PATIENCE:?}")));
    }
    match progress.outcome.take() {
        Some(Err(reason)) => Err(ScriptError(reason)),
        _ => Ok(progress.printed.take()),
    }
}

fn start<'s>(
    scope: &Scope<'s>,
    builtins: &Builtins,
    output: Output,
    progress: &Rc<Progress>,
) -> JsResult<'s, ()> {
    let global = scope.global_object();
    global.set(scope, "console", console(scope, progress)?)?;
    let record = scope.object();
    for name in ["x", "d"] {
        record.set(scope, name, nothing(scope))?;
    }
    record.set(scope, "i", importer(scope, builtins, output.imports))?;
    let context = builtins.exports(scope, CONTEXT)?.get(scope, "runtime")?;
    let running = scope
        .evaluate(&output.code, &Origin::new("module.mjs"))?
        .as_function(scope)
        .ok_or_else(|| scope.error("a chunk is a factory function"))?
        .call(scope, None, &[record.into(), context])?
        .as_promise(scope)
        .ok_or_else(|| scope.error("an async chunk returns a promise"))?;
    let (done, failed) = (Rc::clone(progress), Rc::clone(progress));
    let fulfilled = scope.function(
        "fulfilled",
        Box::new(move |scope, _| {
            *done.outcome.borrow_mut() = Some(Ok(()));
            Ok(scope.undefined())
        }),
    );
    let rejected = scope.function(
        "rejected",
        Box::new(move |scope, args| {
            let reason = args.get(0).to_rust_string(scope)?;
            *failed.outcome.borrow_mut() = Some(Err(reason));
            Ok(scope.undefined())
        }),
    );
    running.then(scope, fulfilled, rejected)?;
    Ok(())
}

/// `console.log` of text: words are joined by a space.
fn console<'s>(scope: &Scope<'s>, progress: &Rc<Progress>) -> JsResult<'s, Local<'s, Value>> {
    let progress = Rc::clone(progress);
    let log = scope.function(
        "log",
        Box::new(move |scope, args| {
            let mut words = Vec::with_capacity(args.len());
            for word in args.as_slice() {
                words.push(word.to_rust_string(scope)?);
            }
            let mut printed = progress.printed.borrow_mut();
            printed.push_str(&words.join(" "));
            printed.push('\n');
            Ok(scope.undefined())
        }),
    );
    let console = scope.object();
    console.set(scope, "log", log)?;
    Ok(console.into())
}

fn nothing<'s>(scope: &Scope<'s>) -> Local<'s, Value> {
    scope
        .function("nothing", Box::new(|scope, _| Ok(scope.undefined())))
        .into()
}

/// `$r.i`: `node:x` is the script `node/x/x`.
fn importer<'s>(scope: &Scope<'s>, builtins: &Builtins, imports: Vec<String>) -> Local<'s, Value> {
    let load = builtins.loader(scope);
    let import = scope.function(
        "import",
        Box::new(move |scope, args| {
            let index = args.get(0).to_number(scope)? as usize;
            let name = imports
                .get(index)
                .map_or("", |name| name.trim_start_matches("node:"));
            let script = scope.string(&format!("node/{name}/{name}"));
            load.local(scope).call(scope, None, &[script])
        }),
    );
    import.into()
}
