//! `cargo xtask bench`: waypost beside the servers people use today, on the same handlers.
//!
//! The handlers and the pinned versions are in `benches/end_to_end`. The order here: prepare all
//! servers, measure in rounds in which they take turns, count the time that starts take, report.

mod build;
mod client;
mod contender;
mod figures;
mod load;
mod machine;
mod options;
mod process;
mod report;
pub mod web;

use crate::tree::root;
use contender::{ALL, Contender, Ready};
use figures::{Figures, Sample};
use load::Request;
use options::Options;
use process::Server;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// What went wrong, for a reader.
type Result<T> = std::result::Result<T, String>;

/// Time for a server to come to rest before its memory is read.
const REST: Duration = Duration::from_millis(500);
/// Enough for the compilers of all engines.
const LONGEST_WARM_UP: u64 = 2;

/// Measures and prints; fails when waypost itself could not be measured.
#[must_use]
pub fn run(arguments: &[&str]) -> ExitCode {
    match Options::parse(arguments).and_then(|options| measure_all(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("bench: {message}");
            ExitCode::FAILURE
        }
    }
}

fn measure_all(options: &Options) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Err("time and memory are read from /proc; run it on Linux".to_owned());
    }
    load::require_generator()?;
    let facts = machine::facts();
    let servers = prepare(options)?;
    let mut all: Vec<Figures> = servers.iter().map(Figures::of).collect();
    for round in 1..=options.rounds {
        for (server, figures) in servers.iter().zip(&mut all) {
            say(&format!(
                "round {round} of {}: {}",
                options.rounds, server.name
            ));
            if let Err(message) = measure(server, options.seconds, figures) {
                figures.fill(round);
                say(&format!("  not counted: {message}"));
            }
        }
    }
    time_starts(&servers, options.starts, &mut all);
    let builds = match servers.iter().find(|server| server.name == "waypost") {
        Some(own) => build::times(&target_folder()?, &own.program, options.starts),
        None => Vec::new(),
    };
    say(&format!("\n{}", report::tables(&all, &builds)));
    if options.write {
        let path = root().join("docs/performance.md");
        let before = fs::read_to_string(&path).unwrap_or_default();
        let page = report::page(&all, &builds, &facts, options, &before);
        fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))?;
        say("written: docs/performance.md");
    }
    all_measured(&all)
}

/// The handlers, versions and the generator's script.
fn sources() -> PathBuf {
    root().join("benches/end_to_end")
}

fn prepare(options: &Options) -> Result<Vec<Ready>> {
    let waypost = waypost_binary(options.waypost.as_deref())?;
    let below = target_folder()?;
    let mut ready = Vec::new();
    for contender in chosen(&options.only)? {
        say(&format!("preparing {} ...", contender.name));
        match contender.prepare(&below, &waypost) {
            Ok(server) => ready.push(server),
            Err(message) => say(&format!("skipped {}: {message}", contender.name)),
        }
    }
    Ok(ready)
}

/// The binary to measure: the one named, or the one beside this program.
fn waypost_binary(named: Option<&Path>) -> Result<PathBuf> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let waypost = named.map_or_else(|| own.with_file_name("waypost"), Path::to_owned);
    waypost.canonicalize().map_err(|error| {
        let path = waypost.display();
        format!("{path}: {error}; build it with `make build`, or name another with --waypost")
    })
}

/// Where servers are installed and built: beside the folder of the profile, thus `target/bench`.
fn target_folder() -> Result<PathBuf> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let below = own.ancestors().nth(2).unwrap_or(Path::new("target"));
    let below = below.join("bench");
    fs::create_dir_all(&below).map_err(|error| format!("{}: {error}", below.display()))?;
    Ok(below)
}

fn chosen(only: &[String]) -> Result<Vec<&'static Contender>> {
    if let Some(unknown) = only
        .iter()
        .find(|name| ALL.iter().all(|contender| contender.name != **name))
    {
        return Err(format!("--only: no server {unknown:?}\n{}", options::USAGE));
    }
    let is_chosen =
        |contender: &&Contender| only.is_empty() || only.iter().any(|name| name == contender.name);
    Ok(ALL.iter().filter(is_chosen).collect())
}

/// One round of one server.
fn measure(server: &Ready, seconds: u64, figures: &mut Figures) -> Result<()> {
    let port = client::free_port().map_err(|error| error.to_string())?;
    let (process, _) = start(server, port)?;
    thread::sleep(REST);
    figures.idle.push(process.memory());
    for request in Request::ALL {
        if !server.serves(request) {
            continue;
        }
        request.check(port)?;
        request.load(port, seconds.min(LONGEST_WARM_UP))?;
        let before = process.cpu_seconds();
        let seen = request.load(port, seconds)?;
        let cpu = process.cpu_seconds() - before;
        let sample = Sample {
            per_second: seen.requests / seen.seconds,
            per_cpu_second: seen.requests / cpu.max(f64::MIN_POSITIVE),
            p50_ms: seen.p50_ms,
            p99_ms: seen.p99_ms,
        };
        figures.push(request, Some(sample));
    }
    thread::sleep(REST);
    figures.after.push(process.memory());
    Ok(())
}

/// Process starts; the first of each server only warms its files.
fn time_starts(servers: &[Ready], starts: usize, all: &mut [Figures]) {
    for turn in 0..=starts {
        if turn == 0 {
            say(&format!("{starts} starts of each"));
        }
        for (server, figures) in servers.iter().zip(&mut *all) {
            let started = client::free_port()
                .map_err(|error| error.to_string())
                .and_then(|port| start(server, port));
            match started {
                Ok((_, time)) if turn > 0 => figures.starts.push(time.as_secs_f64() * 1e3),
                Ok(_) => {}
                Err(message) => say(&format!("  {} not counted: {message}", server.name)),
            }
        }
    }
}

fn start(server: &Ready, port: u16) -> Result<(Server, Duration)> {
    let mut command = server.command(port);
    Server::start(&mut command, port, Request::Get.path(), &server.log)
}

/// Peers may be missing; what is to be shown may not.
fn all_measured(all: &[Figures]) -> Result<()> {
    match all.iter().find(|figures| figures.name == "waypost") {
        Some(own) if own.rounds(Request::Get).iter().all(Option::is_none) => {
            Err("waypost could not be measured".to_owned())
        }
        _ => Ok(()),
    }
}

fn say(text: &str) {
    // A reader that has gone away is no reason to stop.
    let _ = writeln!(io::stdout(), "{text}");
}
