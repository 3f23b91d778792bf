//! The engines that are compared, and their servers.
//!
//! Bun and Deno are those of `cargo xtask bench`, Node is the machine's.

use super::super::contender::{ALL, ENVIRONMENT, run, write};
use super::super::machine::said;
use super::super::{Result, say, target_folder, waypost_binary};
use super::{Column, TASKS, read};
use crate::tree::root;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where every server has the tasks.
pub(super) const PATH: &str = "/api/run";

const NAMES: [&str; 4] = ["waypost", "bun", "deno", "node"];

/// An engine that can be started.
pub(super) struct Engine {
    pub(super) name: &'static str,
    pub(super) log: PathBuf,
    version: String,
    program: PathBuf,
    folder: PathBuf,
}

/// Installs what is not there yet and puts the scripts in place; what cannot be had is left out.
pub(super) fn prepare(only: &[String], waypost: Option<&str>) -> Result<Vec<Engine>> {
    if let Some(unknown) = only.iter().find(|name| !NAMES.contains(&name.as_str())) {
        return Err(format!("--only: no engine {unknown:?}\n{}", super::USAGE));
    }
    let waypost = waypost_binary(waypost.map(Path::new))?;
    let below = target_folder()?;
    let folder = below.join("web");
    place_scripts(&folder)?;
    let mut engines = Vec::new();
    for name in NAMES {
        if !only.is_empty() && !only.iter().any(|chosen| chosen == name) {
            continue;
        }
        match engine(name, &below, &folder, &waypost) {
            Ok(engine) => engines.push(engine),
            Err(message) if name == "waypost" => return Err(message),
            Err(message) => say(&format!("skipped {name}: {message}")),
        }
    }
    Ok(engines)
}

fn place_scripts(folder: &Path) -> Result<()> {
    let sources = root().join("benches/web");
    for (from, to) in [
        ("tasks.mjs", "tasks.mjs"),
        ("server.mjs", "server.mjs"),
        (
            "project/app/api/run/route.js",
            "project/app/api/run/route.js",
        ),
        ("tasks.mjs", "project/tasks.mjs"),
        ("../end_to_end/next-16/package.json", "project/package.json"),
    ] {
        write(&folder.join(to), &read(&sources.join(from))?)?;
    }
    Ok(())
}

fn engine(name: &'static str, below: &Path, folder: &Path, waypost: &Path) -> Result<Engine> {
    let log = below.join(format!("web-{name}.log"));
    let project = folder.join("project");
    let program = match name {
        "waypost" => {
            run(Command::new(waypost).arg("build").arg(&project), &log)?;
            waypost.to_owned()
        }
        "node" => "node".into(),
        _ => {
            let contender = ALL.iter().find(|contender| contender.name == name);
            let contender = contender.expect("every engine of npm is a contender");
            contender.prepare(below, waypost)?.program
        }
    };
    let version = said(&program, &["--version"]);
    Ok(Engine {
        name,
        version: version.trim_start_matches(name).trim().to_owned(),
        log,
        program,
        folder: if name == "waypost" {
            project
        } else {
            folder.to_owned()
        },
    })
}

impl Engine {
    /// With nothing measured yet.
    pub(super) fn column(&self) -> Column {
        Column {
            name: self.name,
            version: self.version.clone(),
            rates: vec![Vec::new(); TASKS.len()],
        }
    }

    /// Serves the tasks on a port of this machine.
    pub(super) fn command(&self, port: u16) -> Command {
        let port = port.to_string();
        let port = port.as_str();
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder).envs(ENVIRONMENT);
        match self.name {
            "waypost" => command.args(["start", ".", "-H", "127.0.0.1", "--workers", "1"]),
            "deno" => command.args(["run", "-A", "--no-config", "server.mjs", port]),
            _ => command.args(["server.mjs", port]),
        };
        if self.name == "waypost" {
            command.args(["-p", port]);
        }
        command
    }
}
