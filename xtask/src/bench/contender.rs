//! The servers that are compared: how each is installed, built and started.
//!
//! Everything happens in a folder below `target`; the sources stay as they are. A folder that was
//! made from the same sources is used again.

use super::load::Request;
use super::machine::said;
use super::{Result, sources};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Debug)]
pub(super) struct Contender {
    /// Also the folder below `target`.
    pub(super) name: &'static str,
    kind: Kind,
    /// The folder below the sources.
    sources: &'static str,
    /// With a middleware in front of the routes, in a project of its own: others are not to pay for it.
    has_middleware: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Waypost,
    Bun,
    Deno,
    /// On Node.
    Hono,
    Next,
    /// One answer in memory: what there is to be had for one that is kept.
    Hyper,
}

pub(super) const ALL: [Contender; 10] = [
    Contender::new("waypost", Kind::Waypost),
    Contender::new("hyper", Kind::Hyper),
    Contender::new("bun", Kind::Bun),
    Contender::new("deno", Kind::Deno),
    Contender::new("hono", Kind::Hono),
    Contender::new("next-14", Kind::Next),
    Contender::new("next-16", Kind::Next),
    Contender::with_middleware("waypost-middleware", Kind::Waypost, "waypost"),
    Contender::with_middleware("next-14-middleware", Kind::Next, "next-14"),
    Contender::with_middleware("next-16-middleware", Kind::Next, "next-16"),
];

/// A contender that can be started.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) name: &'static str,
    pub(super) version: String,
    pub(super) log: PathBuf,
    kind: Kind,
    has_middleware: bool,
    folder: PathBuf,
    pub(super) program: PathBuf,
}

impl Contender {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            sources: name,
            has_middleware: false,
        }
    }

    const fn with_middleware(name: &'static str, kind: Kind, sources: &'static str) -> Self {
        Self {
            name,
            kind,
            sources,
            has_middleware: true,
        }
    }

    /// Installs and builds what is not there yet.
    pub(super) fn prepare(&self, below: &Path, waypost: &Path) -> Result<Ready> {
        let folder = below.join(self.name);
        let log = below.join(format!("{}.log", self.name));
        let files = self.files()?;
        if fs::read_to_string(folder.join(STAMP)).ok() != Some(stamp(&files)) {
            write_all(&folder, &files)?;
            self.install(&folder, &log)?;
            write(&folder.join(STAMP), &stamp(&files))?;
        }
        let program = match self.kind {
            Kind::Waypost => waypost.to_owned(),
            Kind::Bun => native(&folder, &["bun/bin/bun.exe"])?,
            Kind::Deno => native(&folder, &["deno/deno", &deno_of_this_machine()])?,
            Kind::Hono | Kind::Next => "node".into(),
            Kind::Hyper => waypost.with_file_name("examples").join(FIXED_ANSWER),
        };
        if self.kind == Kind::Hyper && !program.exists() {
            let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
            cargo.args([
                "build",
                "--release",
                "--workspace",
                "--example",
                FIXED_ANSWER,
            ]);
            run(cargo.current_dir(crate::tree::root()), &log)?;
        }
        if self.kind == Kind::Waypost {
            // The binary may be another one than last time.
            run(Command::new(&program).arg("build").arg(&folder), &log)?;
        }
        Ok(Ready {
            name: self.name,
            version: self.kind.version(&program, &folder),
            log,
            kind: self.kind,
            has_middleware: self.has_middleware,
            folder,
            program,
        })
    }

    /// The sources, with the path that each has in the folder.
    fn files(&self) -> Result<Vec<(PathBuf, String)>> {
        let mut files = Vec::new();
        match self.kind {
            Kind::Waypost => {
                // Declares `next` and is served without it.
                let manifest = sources().join("next-16/package.json");
                files.push(("package.json".into(), read(&manifest)?));
            }
            Kind::Hyper => files.push((
                "fixed_answer.rs".into(),
                read(&crate::tree::root().join("crates/waypost-server/examples/fixed_answer.rs"))?,
            )),
            _ => read_below(&sources().join(self.sources), Path::new(""), &mut files)?,
        }
        if matches!(self.kind, Kind::Waypost | Kind::Next) {
            read_below(&sources().join("project"), Path::new(""), &mut files)?;
        }
        if self.has_middleware {
            read_below(&sources().join("middleware"), Path::new(""), &mut files)?;
        }
        files.sort();
        Ok(files)
    }

    fn install(&self, folder: &Path, log: &Path) -> Result<()> {
        if matches!(self.kind, Kind::Waypost | Kind::Hyper) {
            return Ok(());
        }
        // Not `npm ci`: the lock file need not know the binaries of every platform, whose versions
        // are fixed by the packages that ask for them.
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error"]);
        run(npm.current_dir(folder), log)?;
        if self.kind == Kind::Next {
            let mut build = Command::new("node");
            build.args([NEXT, "build"]).envs(ENVIRONMENT);
            run(build.current_dir(folder), log)?;
        }
        Ok(())
    }
}

const STAMP: &str = ".made-from";
const FIXED_ANSWER: &str = "fixed_answer";
const NEXT: &str = "node_modules/next/dist/bin/next";
/// Production, and nothing that talks to the network.
pub(super) const ENVIRONMENT: [(&str, &str); 5] = [
    ("NODE_ENV", "production"),
    ("NEXT_TELEMETRY_DISABLED", "1"),
    ("NEXT_IGNORE_INCORRECT_LOCKFILE", "1"),
    ("DENO_NO_UPDATE_CHECK", "1"),
    ("DO_NOT_TRACK", "1"),
];

impl Ready {
    /// Whether it has an answer to this kind of request.
    pub(super) fn serves(&self, request: Request) -> bool {
        if self.has_middleware || request == Request::Passed {
            return self.has_middleware && request == Request::Passed;
        }
        match self.kind {
            Kind::Waypost | Kind::Next => true,
            Kind::Hyper => matches!(request, Request::Kept | Request::File),
            Kind::Bun | Kind::Deno | Kind::Hono => matches!(request, Request::Get | Request::Post),
        }
    }

    /// What serves on a port of this machine, in production, with one process for JavaScript.
    pub(super) fn command(&self, port: u16) -> Command {
        let port = port.to_string();
        let port = port.as_str();
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder).envs(ENVIRONMENT);
        match self.kind {
            Kind::Waypost => command.args(["start", ".", "-p", port, "-H", "127.0.0.1"]),
            Kind::Bun => command.args(["server.js", port]),
            Kind::Deno => command.args(["run", "--allow-net", "--no-config", "server.js", port]),
            Kind::Hono => command.args(["server.mjs", port]),
            Kind::Hyper => command.arg(port),
            Kind::Next => command.args([NEXT, "start", "-p", port, "-H", "127.0.0.1"]),
        };
        if self.kind == Kind::Waypost {
            command.args(["--workers", "1"]);
        }
        command
    }
}

impl Kind {
    fn version(self, program: &Path, folder: &Path) -> String {
        let version = said(program, &["--version"]);
        let package = |name: &str| {
            let manifest = folder.join("node_modules").join(name).join("package.json");
            version_in(&fs::read_to_string(manifest).unwrap_or_default())
        };
        match self {
            Self::Waypost => version.trim_start_matches("waypost ").to_owned(),
            Self::Bun => version,
            Self::Deno => version.split(' ').nth(1).unwrap_or("unknown").to_owned(),
            Self::Hono => {
                let server = package("@hono/node-server");
                let hono = package("hono");
                format!("{hono}, @hono/node-server {server}, Node {version}")
            }
            Self::Hyper => "one answer in memory".to_owned(),
            Self::Next => format!("{}, Node {version}", package("next")),
        }
    }
}

/// The `version` of a `package.json`.
fn version_in(manifest: &str) -> String {
    let version = manifest.lines().find_map(|line| {
        let value = line.trim().strip_prefix("\"version\":")?;
        Some(value.trim_matches([' ', '"', ',']).to_owned())
    });
    version.unwrap_or_else(|| "unknown".to_owned())
}

/// The first of the programs in `node_modules` that works. What npm links to may be a script that
/// starts the program, and would be measured with it.
fn native(folder: &Path, candidates: &[&str]) -> Result<PathBuf> {
    let modules = folder.join("node_modules");
    let mut paths = candidates.iter().map(|candidate| modules.join(candidate));
    let works = |path: &PathBuf| {
        let output = Command::new(path).arg("--version").output();
        output.is_ok_and(|output| output.status.success())
    };
    paths
        .find(works)
        .ok_or_else(|| format!("npm has no binary of it for {}", std::env::consts::ARCH))
}

fn deno_of_this_machine() -> String {
    let architecture = match std::env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "x64",
    };
    format!("@deno/linux-{architecture}-glibc/deno")
}

/// Runs to the end; the output goes to the log.
pub(super) fn run(command: &mut Command, log: &Path) -> Result<()> {
    let place = log.display();
    let output = File::create(log).map_err(|error| format!("{place}: {error}"))?;
    let errors = output.try_clone().map_err(|error| error.to_string())?;
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.stdout(output).stderr(errors).status();
    let status = status.map_err(|error| format!("cannot run {program}: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{program} ended with {status}; see {place}"))
}

fn stamp(files: &[(PathBuf, String)]) -> String {
    let entries = files
        .iter()
        .map(|(path, text)| format!("== {}\n{text}", path.display()));
    entries.collect()
}

fn write_all(folder: &Path, files: &[(PathBuf, String)]) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    for (path, text) in files {
        write(&folder.join(path), text)?;
    }
    Ok(())
}

pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn read_below(folder: &Path, prefix: &Path, files: &mut Vec<(PathBuf, String)>) -> Result<()> {
    let fault = |error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        let path = prefix.join(entry.file_name());
        if entry.path().is_dir() {
            read_below(&entry.path(), &path, files)?;
        } else {
            files.push((path, read(&entry.path())?));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{ALL, version_in};

    #[test]
    fn every_contender_has_sources() {
        for contender in &ALL {
            let files = contender.files().unwrap();
            let has = |name: &str| files.iter().any(|(path, _)| path.ends_with(name));
            assert!(
                has("package.json") || has("fixed_answer.rs"),
                "{}",
                contender.name
            );
            let has_middleware = has("middleware.ts");
            assert_eq!(
                has_middleware, contender.has_middleware,
                "{}",
                contender.name
            );
        }
    }

    #[test]
    fn a_version_is_found() {
        let manifest = "{\n  \"name\": \"a\",\n  \"version\": \"1.2.3\",\n}\n";
        assert_eq!(version_in(manifest), "1.2.3");
    }
}
