//! The process of one file: a VM that is over when nothing is left to do.

use std::path::Path;
use std::time::Duration;

use waypost_builtins::{Builtins, ProcessSettings};
use waypost_jsc::{Arguments, Function, Global, JsResult, Local, Object, Origin, Scope, Value};
use waypost_runtime::Worker;

use super::NodeTestError;
use crate::script_tests::start_worker_as;

const HOST: &str = include_str!("host.js");
const NODE_TEST: &str = include_str!("node_test.js");
/// How often it is asked whether something is left to do.
const POLL: Duration = Duration::from_millis(2);
/// Operations that nothing comes of for so long are those that Node.js would not wait for: sockets
/// without a reference, watchers. Timers are waited for.
const QUIET: Duration = Duration::from_secs(4);

/// Runs the file at `path` as the main module and ends the process with its exit code.
/// An error is returned when it could not be started.
pub fn run_alone(path: &Path) -> Result<(), NodeTestError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| NodeTestError::of(path, error))?;
    tokio::task::LocalSet::new().block_on(&runtime, run(path))
}

/// What `host.js` returns.
struct Host {
    is_alive: Global<Function>,
    before_end: Global<Function>,
    end: Global<Function>,
}

async fn run(path: &Path) -> Result<(), NodeTestError> {
    let source = std::fs::read(path).map_err(|error| NodeTestError::of(path, error))?;
    let flags = flags(&String::from_utf8_lossy(&source));
    let program = std::env::current_exe().map_err(|error| NodeTestError::of(path, error))?;
    let settings = ProcessSettings {
        env: std::env::vars().collect(),
        argv: [program.as_path(), path]
            .map(|path| path.to_string_lossy().into_owned())
            .to_vec(),
        // The process's own, which a test may change.
        cwd: String::new(),
    };
    let worker = start_worker_as(settings).map_err(|error| NodeTestError::of(path, error))?;
    let host = worker
        .with_realm(|scope, builtins| {
            start(scope, builtins, path, &flags).map_err(|error| error.describe(scope).to_string())
        })
        .map_err(|error| NodeTestError::of(path, error))?;
    until_over(&worker, &host).await;
    Ok(())
}

/// Returns when the VM cannot be asked any more; otherwise `end` ends the process.
async fn until_over(worker: &Worker, host: &Host) {
    let call = |function: &Global<Function>| {
        worker.with_realm(|scope, _| {
            let answer = function.local(scope).call(scope, None, &[]).ok()?;
            Some(answer.as_boolean(scope) == Some(true))
        })
    };
    // `beforeExit` may start something new, after which it is asked again.
    let (mut still, mut asked) = (0, false);
    loop {
        tokio::time::sleep(POLL).await;
        let Some(alive) = call(&host.is_alive) else {
            return;
        };
        let waits = worker.is_busy() && worker.since_last_turn() < QUIET;
        if alive || waits {
            (still, asked) = (0, false);
            continue;
        }
        still += 1;
        if still < 2 {
            continue;
        }
        call(if asked { &host.end } else { &host.before_end });
        (still, asked) = (0, true);
    }
}

/// The flags that a test wants Node.js to be started with.
fn flags(source: &str) -> Vec<String> {
    let line = source
        .lines()
        .find_map(|line| line.strip_prefix("// Flags:"));
    line.unwrap_or("")
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// Runs the host, which runs the file.
fn start<'s>(
    scope: &Scope<'s>,
    builtins: &Builtins,
    path: &Path,
    flags: &[String],
) -> JsResult<'s, Host> {
    let given = given(scope, builtins, path, flags)?;
    let host = function(scope, HOST, "host.js")?
        .call(scope, None, &[given.into()])?
        .as_object(scope)
        .ok_or_else(|| scope.error("host.js returns an object"))?;
    let named = |name: &str| -> JsResult<'s, Global<Function>> {
        let function = host.get(scope, name)?.as_function(scope);
        let function = function.ok_or_else(|| scope.error("host.js returns functions"))?;
        Ok(Global::new(scope, function))
    };
    let start = named("start")?;
    let host = Host {
        is_alive: named("isAlive")?,
        before_end: named("beforeEnd")?,
        end: named("end")?,
    };
    start.local(scope).call(scope, None, &[])?;
    Ok(host)
}

/// What the host needs of us: builtins that no module is, and what JavaScript cannot do.
fn given<'s>(
    scope: &Scope<'s>,
    builtins: &Builtins,
    path: &Path,
    flags: &[String],
) -> JsResult<'s, Local<'s, Object>> {
    let given = scope.object();
    given.set(scope, "file", scope.string(&path.to_string_lossy()))?;
    given.set(scope, "flags", scope.string(&flags.join(" ")))?;
    for (name, script) in [
        ("modules", "internal/modules/common_js"),
        ("esModules", "internal/modules/es_module"),
        ("eventLoop", "internal/event_loop/event_loop"),
        ("uncaught", "internal/event_loop/uncaught"),
        ("errors", "internal/errors/errors"),
    ] {
        given.set(scope, name, builtins.exports(scope, script)?)?;
    }
    given.set(
        scope,
        "nodeTest",
        function(scope, NODE_TEST, "node_test.js")?,
    )?;
    given.set(scope, "exit", scope.function("exit", Box::new(exit)))?;
    let collect = scope.function(
        "gc",
        Box::new(|scope, _| {
            scope.collect_now();
            Ok(scope.undefined())
        }),
    );
    given.set(scope, "gc", collect)?;
    let change = scope.function(
        "changeDirectory",
        Box::new(|scope, args| {
            let path = args.get(0).to_rust_string(scope)?;
            let changed = std::env::set_current_dir(path);
            Ok(scope.boolean(changed.is_ok()))
        }),
    );
    given.set(scope, "changeDirectory", change)?;
    Ok(given)
}

#[expect(
    clippy::exit,
    reason = "the process is the test's, and it asked for this"
)]
fn exit<'s>(scope: &Scope<'s>, args: &Arguments<'_, 's>) -> JsResult<'s, Local<'s, Value>> {
    let code = args.get(0).to_number(scope)?;
    std::process::exit(code as i32);
}

fn function<'s>(scope: &Scope<'s>, source: &str, name: &str) -> JsResult<'s, Local<'s, Function>> {
    scope
        .evaluate(source, &Origin::new(name))?
        .as_function(scope)
        .ok_or_else(|| scope.error("the script is one function"))
}

#[cfg(test)]
mod tests {
    use super::flags;

    #[test]
    fn flags_stand_in_a_comment() {
        let source = "'use strict';\n// Flags: --expose-gc --no-warnings\n";
        assert_eq!(flags(source), ["--expose-gc", "--no-warnings"]);
        assert!(flags("// Flagship: no\n").is_empty());
    }
}
