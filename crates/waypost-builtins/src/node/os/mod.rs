//! `node:os`: what the system tells of itself, read from `/proc` on Linux.

use std::fs::read_to_string;
use std::rc::Rc;

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, Op, OpResult, OpState, OpValue};

use crate::declare::{Builtin, script};
use crate::node::process::{arch, platform};

pub(crate) const OS: Builtin = Builtin::new("node/os")
    .scripts(&[script!("node/os/os.ts")])
    .public(&[("node:os", "node/os/os")])
    .ops(&[
        Op::sync("op_os_facts", op_os_facts),
        Op::sync("op_os_figures", op_os_figures),
        Op::sync("op_os_cpus", op_os_cpus),
    ]);

/// A file of the kernel with one line, or nothing.
fn kernel(name: &str) -> String {
    read_to_string(format!("/proc/sys/kernel/{name}"))
        .unwrap_or_default()
        .trim_end()
        .to_owned()
}

/// The fields of this user's line in the password file: name, home, shell.
fn account(uid: u32) -> Option<(String, String, String)> {
    let text = read_to_string("/etc/passwd").ok()?;
    text.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        let is_ours = fields.len() >= 7 && fields[2].parse() == Ok(uid);
        is_ours.then(|| (fields[0].into(), fields[5].into(), fields[6].into()))
    })
}

fn text(value: impl Into<String>) -> OpValue {
    OpValue::String(value.into())
}

fn op_os_facts<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let uid = rustix::process::getuid().as_raw();
    let (name, home, shell) =
        account(uid).unwrap_or_else(|| (uid.to_string(), "/".into(), String::new()));
    let home = std::env::var("HOME")
        .ok()
        .filter(|home| !home.is_empty())
        .unwrap_or(home);
    let tmp = ["TMPDIR", "TMP", "TEMP"]
        .iter()
        .find_map(|name| std::env::var(name).ok());
    let tmp = tmp
        .filter(|tmp| !tmp.is_empty())
        .unwrap_or_else(|| "/tmp".into());
    let tmp = if tmp.len() > 1 {
        tmp.trim_end_matches('/').to_owned()
    } else {
        tmp
    };
    let parallelism = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    OpValue::Object(vec![
        ("hostname", text(kernel("hostname"))),
        (
            "type",
            text(if platform() == "darwin" {
                "Darwin"
            } else {
                "Linux"
            }),
        ),
        ("release", text(kernel("osrelease"))),
        ("version", text(kernel("version"))),
        ("machine", text(std::env::consts::ARCH)),
        ("arch", text(arch())),
        ("platform", text(platform())),
        ("homedir", text(home)),
        ("tmpdir", text(tmp)),
        ("username", text(name)),
        (
            "shell",
            if shell.is_empty() {
                OpValue::Null
            } else {
                text(shell)
            },
        ),
        ("uid", OpValue::Number(f64::from(uid))),
        (
            "gid",
            OpValue::Number(f64::from(rustix::process::getgid().as_raw())),
        ),
        ("parallelism", OpValue::Number(parallelism as f64)),
    ])
    .into_js(scope)
}

fn first_number(text: &str) -> f64 {
    text.split_whitespace()
        .find_map(|word| word.parse().ok())
        .unwrap_or(0.0)
}

/// Total and free bytes, seconds since the start, three load averages.
fn op_os_figures<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let memory = read_to_string("/proc/meminfo").unwrap_or_default();
    let bytes = |name: &str| {
        let line = memory.lines().find(|line| line.starts_with(name));
        line.map_or(0.0, first_number) * 1024.0
    };
    let uptime = first_number(&read_to_string("/proc/uptime").unwrap_or_default());
    let load = read_to_string("/proc/loadavg").unwrap_or_default();
    let mut figures = vec![bytes("MemTotal:"), bytes("MemAvailable:"), uptime];
    figures.extend((0..3).map(|i| {
        let word = load.split_whitespace().nth(i);
        word.and_then(|word| word.parse().ok()).unwrap_or(0.0)
    }));
    OpValue::Array(figures.into_iter().map(OpValue::Number).collect()).into_js(scope)
}

/// Model, MHz, then user, nice, sys, idle, irq in milliseconds, per processor.
fn op_os_cpus<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let info = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let values = info.lines().filter_map(|line| {
            let (key, value) = line.split_once(':')?;
            (key.trim() == name).then(|| value.trim().to_owned())
        });
        values.collect::<Vec<_>>()
    };
    let (models, speeds) = (field("model name"), field("cpu MHz"));
    let stat = read_to_string("/proc/stat").unwrap_or_default();
    let processors = stat
        .lines()
        .filter(|line| line.starts_with("cpu") && !line.starts_with("cpu "));
    let mut list = Vec::new();
    for (index, line) in processors.enumerate() {
        let ticks: Vec<f64> = line
            .split_whitespace()
            .skip(1)
            .map(|word| word.parse().unwrap_or(0.0))
            .collect();
        list.push(text(
            models
                .get(index)
                .cloned()
                .unwrap_or_else(|| "unknown".into()),
        ));
        list.push(OpValue::Number(
            speeds
                .get(index)
                .map_or(0.0, |mhz| first_number(mhz).round()),
        ));
        // user, nice, system, idle and irq; iowait stands between.
        for field in [0, 1, 2, 3, 5] {
            list.push(OpValue::Number(
                ticks.get(field).copied().unwrap_or(0.0) * 10.0,
            ));
        }
    }
    OpValue::Array(list).into_js(scope)
}
