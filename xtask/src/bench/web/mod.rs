//! `cargo xtask bench-web`: what the web platform costs, beside Bun, Deno and Node.
//!
//! The steps are in `benches/web/tasks.mjs`, the same file for all. Each engine repeats one of them
//! for a while inside a server and says how often; the time that counts is the processor time of its
//! whole process tree meanwhile, which other work on the machine does not lengthen.

mod engine;
mod report;

use super::figures::Spread;
use super::process::Server;
use super::{Result, client, say};
use crate::tree::root;
use engine::Engine;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask bench-web [flags]
  --rounds N       rounds, in which the engines take turns (default 3)
  --ms N           length of one measurement in milliseconds (default 1000)
  --only A,B       these engines only: waypost, bun, deno, node
  --tasks A,B      these tasks only
  --waypost PATH   the binary (default: beside this program)
  --write          also write the section of docs/performance.md";

/// Name, title and what is counted; the names are those of `tasks.mjs`.
pub(super) const TASKS: [(&str, &str); 15] = [
    ("url", "`new URL`, eight kinds of address"),
    ("url-query", "`new URL`, its `searchParams`"),
    ("headers-read", "`Headers`, twelve lines read"),
    ("headers-write", "`Headers` written"),
    ("json-100", "JSON body of 100 bytes, in and out"),
    ("json-10k", "JSON body of 10 kB, in and out"),
    ("json-1m", "JSON body of 1 MB, in and out"),
    ("encode-100", "`TextEncoder`, 100 bytes"),
    ("encode-10k", "`TextEncoder`, 10 kB"),
    ("decode-100", "`TextDecoder`, 100 bytes"),
    ("decode-10k", "`TextDecoder`, 10 kB"),
    ("base64", "`atob(btoa())`, 1 kB"),
    ("transform", "100 MB through a `TransformStream`"),
    ("sha-256", "`subtle.digest`, 10 MB"),
    ("multipart", "`formData()`, 50 MB with one file"),
];

/// Time for an engine's compilers before it counts, in milliseconds.
const WARM_UP: u64 = 400;

#[derive(Debug)]
struct Options {
    rounds: usize,
    milliseconds: u64,
    only: Vec<String>,
    tasks: Vec<String>,
    waypost: Option<String>,
    write: bool,
}

/// One engine: per task, steps per second of processor time, one value a round.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) version: String,
    pub(super) rates: Vec<Vec<f64>>,
}

impl Column {
    /// The middle of the rounds of a task.
    pub(super) fn rate(&self, task: usize) -> Option<Spread> {
        Spread::of(self.rates[task].iter().copied())
    }
}

/// Measures and prints; fails when an engine gives a wrong answer or waypost cannot be measured.
#[must_use]
pub fn run(arguments: &[&str]) -> ExitCode {
    match parse(arguments).and_then(|options| measure_all(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("bench-web: {message}");
            ExitCode::FAILURE
        }
    }
}

fn parse(arguments: &[&str]) -> Result<Options> {
    let mut options = Options {
        rounds: 3,
        milliseconds: 1000,
        only: Vec::new(),
        tasks: Vec::new(),
        waypost: None,
        write: false,
    };
    let mut rest = arguments.iter();
    while let Some(&flag) = rest.next() {
        if flag == "--write" {
            options.write = true;
            continue;
        }
        let value = rest
            .next()
            .copied()
            .ok_or_else(|| format!("{flag}\n{USAGE}"))?;
        let number = || match value.parse::<u64>() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(format!("{flag}: {value:?} is not a number from 1")),
        };
        let list = || value.split(',').map(str::to_owned).collect();
        match flag {
            "--rounds" => options.rounds = number()? as usize,
            "--ms" => options.milliseconds = number()?,
            "--only" => options.only = list(),
            "--tasks" => options.tasks = list(),
            "--waypost" => options.waypost = Some(value.to_owned()),
            _ => return Err(format!("unknown flag {flag:?}\n{USAGE}")),
        }
    }
    Ok(options)
}

fn measure_all(options: &Options) -> Result<()> {
    let engines = engine::prepare(&options.only, options.waypost.as_deref())?;
    let mut columns: Vec<Column> = engines.iter().map(Engine::column).collect();
    for round in 1..=options.rounds {
        for (engine, column) in engines.iter().zip(&mut columns) {
            say(&format!(
                "round {round} of {}: {}",
                options.rounds, engine.name
            ));
            measure(engine, options, column)?;
        }
    }
    let table = report::table_of(&columns);
    say(&format!("\n{table}"));
    if options.write {
        report::write(&root().join("docs/performance.md"), &columns, options)?;
        say("written: docs/performance.md");
    }
    Ok(())
}

/// One round of one engine, all tasks in one process.
fn measure(engine: &Engine, options: &Options, column: &mut Column) -> Result<()> {
    let port = client::free_port().map_err(|error| error.to_string())?;
    let mut command = engine.command(port);
    let (process, _) = Server::start(&mut command, port, engine::PATH, &engine.log)?;
    for (index, (task, _)) in TASKS.iter().enumerate() {
        if !options.tasks.is_empty() && !options.tasks.iter().any(|name| name == task) {
            continue;
        }
        let told = |fault: String| format!("{}, {task}: {fault}", engine.name);
        repeat(port, task, WARM_UP).map_err(told)?;
        let before = process.cpu_seconds();
        let count = repeat(port, task, options.milliseconds).map_err(told)?;
        let cpu = process.cpu_seconds() - before;
        column.rates[index].push(count / cpu.max(0.01));
    }
    Ok(())
}

/// Has a task repeated for some milliseconds; how often it was.
fn repeat(port: u16, task: &str, milliseconds: u64) -> Result<f64> {
    let path = format!("{}?task={task}&ms={milliseconds}", engine::PATH);
    let answer =
        client::request(port, "GET", &path, None).map_err(|error| format!("no answer: {error}"))?;
    count_in(&answer.body).ok_or_else(|| format!("{} {}", answer.status, answer.body))
}

/// The count in `{"count":7,…}`.
fn count_in(answer: &str) -> Option<f64> {
    let rest = answer.strip_prefix("{\"count\":")?;
    let end = rest.find(',')?;
    rest[..end].parse().ok().filter(|count| *count > 0.0)
}

/// Text of a file of the repository.
fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{TASKS, count_in, parse, read};
    use crate::tree::root;

    #[test]
    fn every_task_has_its_steps() {
        let script = read(&root().join("benches/web/tasks.mjs")).unwrap();
        for (name, _) in TASKS {
            assert!(script.contains(&format!("  \"{name}\"() {{")), "{name}");
        }
    }

    #[test]
    fn answers_and_flags_are_read() {
        assert_eq!(count_in("{\"count\":7,\"seconds\":1,\"sum\":1}"), Some(7.0));
        assert_eq!(count_in("{\"count\":0,\"seconds\":1,\"sum\":1}"), None);
        assert_eq!(count_in("failed"), None);
        let options = parse(&["--rounds", "2", "--tasks", "url,base64", "--write"]).unwrap();
        assert_eq!((options.rounds, options.write), (2, true));
        assert_eq!(options.tasks, ["url", "base64"]);
        for (flags, fault) in [
            (vec!["--ms", "0"], "--ms: \"0\""),
            (vec!["--ms"], "--ms\n"),
            (vec!["--x", "1"], "unknown flag \"--x\""),
        ] {
            assert!(parse(&flags).unwrap_err().starts_with(fault));
        }
    }
}
