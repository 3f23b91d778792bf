//! The `waypost` command: it wires the parts together, and is the only one that prints.
//!
//! `start` and `dev` make this process a supervisor, which runs itself again as workers; `build` and
//! `routes` do their work and end.

mod channel;
mod cli;
mod config_file;
mod engine_options;
mod failure_answer;
mod flags;
mod frames;
mod prerender;
mod project_image;
mod route_table;
mod rule_faults;
mod supervisor;
mod terminal;
mod worker;

use clap::Parser;
use flags::{Command, Flags};
use std::process::ExitCode;
use std::time::Instant;

/// Which build of waypost this is: its version, and the digest of its sources that `build.rs` makes.
pub(crate) const BUILD: &str = env!("WAYPOST_BUILD");

/// The system's allocator gives memory back slowly and locks where one thread allocates.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let begun = Instant::now();
    let command = Flags::parse().command;
    if matches!(command, Command::Start(_) | Command::Dev(_)) {
        use_small_pages();
    }
    let result = match command {
        Command::Build(flags) => cli::build::run(&flags),
        Command::Routes(flags) => cli::routes::run(&flags),
        Command::Start(flags) => cli::start::run(&flags, begun),
        Command::Dev(flags) => cli::dev::run(&flags, begun),
        Command::Worker => worker::run(),
        Command::Compile(flags) => cli::compile::run(&flags),
    };
    result.unwrap_or_else(|err| {
        terminal::fail(&format!("{err:#}"));
        ExitCode::FAILURE
    })
}

/// Where the system gives huge pages to everybody, a heap of one megabyte takes eight, in the supervisor and
/// again in each worker. The allocator is built not to ask for them (`no_thp`). The setting passes on to the workers.
#[cfg(target_os = "linux")]
fn use_small_pages() {
    // A kernel that refuses costs some memory, nothing else.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

#[cfg(not(target_os = "linux"))]
fn use_small_pages() {}
