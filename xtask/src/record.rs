//! `cargo xtask record`: what Next.js answers to the requests of `tests/next`, written down.
//!
//! Here the pinned versions are installed, from the lock files in `tests/next/versions`, into
//! `target/next`. The projects are built, started and asked by the test that later plays the same
//! requests against waypost (`crates/waypost/tests/recorded.rs`), so that there is one client and
//! one way to write an answer. `--packages` records the groups of `tests/packages` in the same way;
//! their test (`packages.rs`) installs what they import. It needs node and npm.

use crate::tree::root;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The folders of `tests/next/versions`.
const VERSIONS: [&str; 3] = ["14", "15", "16"];
const USAGE: &str = "\
usage: cargo xtask record [flags]
  --only TEXT     the projects of tests/next whose name contains it
  --packages      the groups of tests/packages instead, with the version they are for
  --version N     14, 15 or 16 (default: all)";

#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    only: String,
    packages: bool,
    version: Option<&'static str>,
}

/// Installs and records.
#[must_use]
pub fn run(arguments: &[&str]) -> ExitCode {
    match Options::parse(arguments).and_then(|options| record(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("record: {message}");
            ExitCode::FAILURE
        }
    }
}

impl Options {
    fn parse(arguments: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut rest = arguments.iter();
        while let Some(&flag) = rest.next() {
            if flag == "--packages" {
                options.packages = true;
                continue;
            }
            let value = rest.next().ok_or(format!("{flag} needs a value\n{USAGE}"));
            match flag {
                "--only" => options.only = (*value?).to_owned(),
                "--version" => {
                    let wanted = *value?;
                    let known = VERSIONS.into_iter().find(|version| *version == wanted);
                    options.version = Some(known.ok_or(format!("no version {wanted:?}\n{USAGE}"))?);
                }
                _ => return Err(format!("unknown flag {flag:?}\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

fn record(options: &Options) -> Result<(), String> {
    if options.packages {
        let mut command = recorder("packages");
        command.env("PACKAGES_GROUP", &options.only);
        return run_to_end(&mut command);
    }
    for version in VERSIONS {
        if options.version.is_none_or(|wanted| wanted == version) {
            let installed = install(version)?;
            ask(version, &installed, &options.only)?;
        }
    }
    Ok(())
}

/// Installs a version, unless it is there from the same lock file.
fn install(version: &str) -> Result<PathBuf, String> {
    let pinned = root().join("tests/next/versions").join(version);
    let folder = root().join("target/next").join(version);
    let fails = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(fails)?;
    let lock = fs::read(pinned.join("package-lock.json")).map_err(fails)?;
    let stamp = folder.join("installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(folder);
    }
    for file in ["package.json", "package-lock.json"] {
        fs::copy(pinned.join(file), folder.join(file)).map_err(fails)?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund"])
        .current_dir(&folder);
    run_to_end(&mut npm)?;
    fs::write(stamp, lock).map_err(fails)?;
    Ok(folder)
}

fn ask(version: &str, installed: &Path, only: &str) -> Result<(), String> {
    let mut command = recorder("recorded");
    command
        .env("RECORD_VERSION", version)
        .env("RECORD_INSTALLED", installed)
        .env("RECORD_ONLY", only);
    run_to_end(&mut command)
}

/// The test that records, in the file of the tests that play.
fn recorder(test: &str) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["test", "--quiet", "--release", "--workspace"])
        .args(["--test", test, "--", "--ignored", "--exact", "record"])
        .current_dir(root());
    command
}

fn run_to_end(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program} ended with {status}")),
        Err(error) => Err(format!("cannot run {program}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn flags_choose_what_is_recorded() {
        let options = Options::parse(&["--only", "routing", "--version", "15"]);
        let expected = Options {
            only: "routing".to_owned(),
            packages: false,
            version: Some("15"),
        };
        assert_eq!(options, Ok(expected));
        assert_eq!(Options::parse(&[]), Ok(Options::default()));
        let packages = Options::parse(&["--packages", "--only", "clients"]);
        assert!(packages.is_ok_and(|it| it.packages && it.only == "clients"));
        for wrong in [&["--version", "13"][..], &["--only"], &["--what", "1"]] {
            assert!(Options::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
