//! The `waypost` command: it wires the parts together, and is the only one that prints.
//!
//! `start` and `dev` make this process a supervisor, which runs itself again as workers; `build` and
//! `routes` do their work and end.

mod channel;
mod cli;
mod engine_options;
mod flags;
mod project_image;
mod route_table;
mod supervisor;
mod terminal;
mod worker;

use clap::Parser;
use flags::{Command, Flags};
use std::process::ExitCode;
use std::time::Instant;

/// The system's allocator gives memory back slowly and locks where one thread allocates.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let begun = Instant::now();
    let result = match Flags::parse().command {
        Command::Build(flags) => cli::build::run(&flags),
        Command::Routes(flags) => cli::routes::run(&flags),
        Command::Start(flags) => cli::start::run(&flags, begun),
        Command::Dev(flags) => cli::dev::run(&flags, begun),
        Command::Worker => worker::run(),
    };
    result.unwrap_or_else(|err| {
        terminal::fail(&format!("{err:#}"));
        ExitCode::FAILURE
    })
}
