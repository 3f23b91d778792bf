//! `cargo xtask wpt`: builds the runner of Web Platform Tests and starts it.
//!
//! The runner needs the VM, which nothing here may depend on: it is a program of waypost-testing.

use crate::tree::root;
use std::process::{Command, ExitCode};

/// Builds and runs; the arguments are the runner's.
#[must_use]
pub fn run(arguments: &[&str]) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args([
            "build",
            "--quiet",
            "--release",
            "--workspace",
            "--bin",
            "wpt",
        ])
        .current_dir(root())
        .status();
    if !built.is_ok_and(|status| status.success()) {
        eprintln!("wpt: the runner could not be built");
        return ExitCode::FAILURE;
    }
    let program = root().join("target/release/wpt");
    match Command::new(&program).args(arguments).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("wpt: cannot run {}: {error}", program.display());
            ExitCode::FAILURE
        }
    }
}
