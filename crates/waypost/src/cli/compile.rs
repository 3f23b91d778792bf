//! `waypost compile`, which a build runs: the bytecode of an app image, made in a process with the engine's options of a
//! worker.
//!
//! A build goes on without it: what it makes saves time at a start and changes nothing else.

use crate::BUILD;
use crate::engine_options::engine_options;
use crate::flags::CompileFlags;
use crate::terminal::warn;
use anyhow::{Context, Result, anyhow};
use std::env;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use waypost_runtime::{Limits, ProcessSettings, WorkerOptions, compile_image};

pub(crate) fn run(flags: &CompileFlags) -> Result<ExitCode> {
    compile_image(&flags.image, BUILD, options(&flags.image))?;
    Ok(ExitCode::SUCCESS)
}

/// Nothing of the project runs, so nothing of it is shown.
fn options(image: &Path) -> WorkerOptions {
    WorkerOptions {
        origin: "http://localhost:3000".to_owned(),
        root: "/".to_owned(),
        dev: false,
        limits: Limits::default(),
        process: ProcessSettings {
            env: Vec::new(),
            argv: Vec::new(),
            cwd: "/".to_owned(),
        },
        bytecode: Some(image.to_owned()),
    }
}

/// Compiles the image in `directory`, which was just written.
pub(super) fn compile(directory: &Path) {
    if let Err(error) = run_compiler(directory) {
        warn(&format!(
            "the app image has no bytecode, its first answers take longer: {error:#}"
        ));
    }
}

fn run_compiler(directory: &Path) -> Result<()> {
    let program = env::current_exe().context("cannot find the waypost program")?;
    let status = Command::new(program)
        .arg("compile")
        .arg(directory)
        .envs(engine_options())
        .stdin(Stdio::null())
        .status()
        .context("cannot start the compiler")?;
    if status.success() {
        return Ok(());
    }
    Err(anyhow!("the compiler ended with {status}"))
}
