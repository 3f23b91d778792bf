//! `process` and `node:process`.

use std::rc::Rc;
use std::sync::OnceLock;
use std::time::Instant;

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpResult, OpState, OpValue};

use crate::declare::{Builtin, script};

pub(crate) const PROCESS: Builtin = Builtin::new("node/process")
    .scripts(&[
        script!("node/process/builtin_module.ts"),
        script!("node/process/process.ts"),
        script!("node/process/report.ts"),
        script!("node/process/standard_streams.ts"),
        script!("node/process/warning.ts"),
    ])
    .public(&[("node:process", "node/process/process")])
    .globals(&[("process", "node/process/process")])
    .ops(&[
        Op::sync("op_process_facts", op_process_facts),
        Op::sync("op_process_env", op_process_env),
        Op::sync("op_process_cwd", op_process_cwd),
        Op::sync("op_process_elapsed", op_process_elapsed),
        Op::sync("op_process_memory", op_process_memory),
        Op::sync("op_process_cpu", op_process_cpu),
        Op::sync("op_process_umask", op_process_umask),
    ]);

/// What user code sees of the process; the host puts it into the state.
#[derive(Debug, Clone, Default)]
pub struct ProcessSettings {
    /// `process.env`: the environment with the project's `.env` files applied.
    pub env: Vec<(String, String)>,
    /// `process.argv`.
    pub argv: Vec<String>,
    /// `process.cwd()`: the project's root.
    pub cwd: String,
}

fn settings(state: &OpState) -> ProcessSettings {
    state
        .try_borrow::<ProcessSettings>()
        .map_or_else(ProcessSettings::default, |settings| settings.clone())
}

fn text(value: impl Into<String>) -> OpValue {
    OpValue::String(value.into())
}

/// Node's names of platforms and processors differ from Rust's in these.
pub(crate) fn platform() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    }
}

pub(crate) fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        other => other,
    }
}

fn op_process_facts<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let exec_path = std::env::current_exe().map_or_else(
        |_| "waypost".to_owned(),
        |path| path.to_string_lossy().into_owned(),
    );
    let mut argv = settings(state).argv;
    if argv.is_empty() {
        argv.push(exec_path.clone());
    }
    let number = |value: u32| OpValue::Number(f64::from(value));
    let parent = rustix::process::getppid().map_or(0, |pid| pid.as_raw_nonzero().get());
    OpValue::Object(vec![
        ("pid", number(std::process::id())),
        ("ppid", OpValue::Number(f64::from(parent))),
        ("platform", text(platform())),
        ("arch", text(arch())),
        ("argv", OpValue::Array(argv.into_iter().map(text).collect())),
        ("execPath", text(exec_path)),
        ("title", text("waypost")),
        ("waypostVersion", text(env!("CARGO_PKG_VERSION"))),
        ("uid", number(rustix::process::getuid().as_raw())),
        ("gid", number(rustix::process::getgid().as_raw())),
        ("euid", number(rustix::process::geteuid().as_raw())),
        ("egid", number(rustix::process::getegid().as_raw())),
    ])
    .into_js(scope)
}

fn op_process_env<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let list = settings(state)
        .env
        .into_iter()
        .flat_map(|(name, value)| [text(name), text(value)])
        .collect();
    OpValue::Array(list).into_js(scope)
}

/// The project's root, which relative paths begin at; empty when there is no project.
pub(crate) fn working_directory(state: &OpState) -> String {
    let settings = state.try_borrow::<ProcessSettings>();
    settings.map_or_else(String::new, |settings| settings.cwd.clone())
}

fn op_process_cwd<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let cwd = working_directory(state);
    if !cwd.is_empty() {
        return Ok(scope.string(&cwd));
    }
    let current = std::env::current_dir()
        .map_err(|error| JsError::with_code("ENOENT", format!("ENOENT: {error}, uv_cwd")))?;
    Ok(scope.string(&current.to_string_lossy()))
}

/// Nanoseconds since the first question; exact for a hundred days in a double.
fn op_process_elapsed<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    static START: OnceLock<Instant> = OnceLock::new();
    Ok(scope.number(START.get_or_init(Instant::now).elapsed().as_nanos() as f64))
}

/// rss, heapTotal, heapUsed, external, arrayBuffers.
fn op_process_memory<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let heap = scope.memory_statistics();
    let figures = [
        resident_bytes(),
        heap.heap_capacity,
        heap.heap_size,
        heap.extra_memory_size,
        heap.extra_memory_size,
    ];
    let list = figures.map(|bytes| OpValue::Number(bytes as f64));
    OpValue::Array(list.into()).into_js(scope)
}

fn resident_bytes() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split_whitespace().nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * rustix::param::page_size() as u64
}

/// Microseconds of user and system time.
fn op_process_cpu<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program stands in parentheses and may contain spaces.
    let fields: Vec<&str> = stat
        .rsplit_once(')')
        .map_or_else(Vec::new, |(_, rest)| rest.split_whitespace().collect());
    let micros = |index: usize| {
        let ticks = fields
            .get(index)
            .and_then(|field| field.parse::<f64>().ok());
        OpValue::Number(ticks.unwrap_or(0.0) * 1e6 / rustix::param::clock_ticks_per_second() as f64)
    };
    OpValue::Array(vec![micros(11), micros(12)]).into_js(scope)
}

fn op_process_umask<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    use rustix::fs::Mode;
    let before = if args.get(0).is_undefined(scope) {
        // The mask can only be read by setting it.
        let before = rustix::process::umask(Mode::empty());
        rustix::process::umask(before);
        before
    } else {
        rustix::process::umask(Mode::from_bits_truncate(args.u32(0)? & 0o777))
    };
    Ok(scope.number(f64::from(before.bits())))
}
