//! What the figures were measured on.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

/// Name and value, in the order to print.
pub(super) fn facts() -> Vec<(&'static str, String)> {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let memory = read("/proc/meminfo");
    let system = read("/etc/os-release");
    let cores =
        thread::available_parallelism().map_or_else(|_| "unknown".into(), |n| n.to_string());
    vec![
        ("date", said("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
        ("revision", revision()),
        ("processor", value(&cpu, "model name", ':')),
        ("cores", cores),
        ("memory", gigabytes(&value(&memory, "MemTotal", ':'))),
        (
            "system",
            value(&system, "PRETTY_NAME", '=').replace('"', ""),
        ),
        (
            "kernel",
            read("/proc/sys/kernel/osrelease").trim().to_owned(),
        ),
        ("load average before", load_average()),
        ("engine", engine()),
        ("load generator", generator()),
    ]
}

/// The commit that is measured, and whether files differ from it.
fn revision() -> String {
    let describe = ["describe", "--always", "--exclude=*", "--dirty=, modified"];
    said("git", &describe)
}

/// The waiting and running processes of the last 1, 5 and 15 minutes.
pub(super) fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let parts: Vec<&str> = text.split(' ').take(3).collect();
    parts.join(" ")
}

/// The first line that a program prints, or that there is none.
pub(super) fn said(program: impl AsRef<Path>, arguments: &[&str]) -> String {
    let output = Command::new(program.as_ref()).args(arguments).output();
    let line = output.ok().and_then(|output| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().next().map(|line| line.trim().to_owned())
    });
    line.unwrap_or_else(|| "unknown".to_owned())
}

fn value(text: &str, key: &str, separator: char) -> String {
    let found = text.lines().find_map(|line| {
        let (name, value) = line.split_once(separator)?;
        (name.trim() == key).then(|| value.trim().to_owned())
    });
    found.unwrap_or_else(|| "unknown".to_owned())
}

fn gigabytes(kilobytes: &str) -> String {
    match kilobytes.trim_end_matches(" kB").parse::<f64>() {
        Ok(number) => format!("{:.0} GB", number / 1024.0 / 1024.0),
        Err(_) => "unknown".to_owned(),
    }
}

/// Which release is installed, as the package manager knows it.
fn engine() -> String {
    let versions = ["6.0-1", "4.1-0", "4.0-18"].into_iter().find_map(|name| {
        let package = format!("libjavascriptcoregtk-{name}");
        let version = said("dpkg-query", &["-W", "-f", "${Version}", &package]);
        (version.starts_with(|c: char| c.is_ascii_digit())).then(|| format!("{package} {version}"))
    });
    versions.unwrap_or_else(|| "unknown".to_owned())
}

fn generator() -> String {
    let line = said("wrk", &["--version"]);
    line.split(" [").next().unwrap_or_default().to_owned()
}
