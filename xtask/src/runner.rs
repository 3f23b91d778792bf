//! `cargo xtask wpt` and `cargo xtask node-tests`: build a runner of other people's tests and start it.
//!
//! Runners need the VM, which nothing here may depend on: they are programs of waypost-testing.

use crate::tree::root;
use std::process::{Command, ExitCode};

/// Builds and runs the program of this name; the arguments are its own.
#[must_use]
pub fn run(name: &str, arguments: &[&str]) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args([
            "build",
            "--quiet",
            "--release",
            "--workspace",
            "--bin",
            name,
        ])
        .current_dir(root())
        .status();
    if !built.is_ok_and(|status| status.success()) {
        eprintln!("{name}: the runner could not be built");
        return ExitCode::FAILURE;
    }
    let program = root().join("target/release").join(name);
    match Command::new(&program).args(arguments).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{name}: cannot run {}: {error}", program.display());
            ExitCode::FAILURE
        }
    }
}
