//! Recorded behaviour of Next.js: the projects of `tests/next` are played against the real binary,
//! and each answer is compared with the one Next.js 14, 15 or 16 gave. No npm is needed for that.
//!
//! What differs on purpose stands in `differences.toml`, what is missing in each project's
//! `baseline.toml`. `NEXT_PROJECT=text` plays the projects whose name contains the text.

mod support;

use std::collections::BTreeMap;
use std::env::var;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;
use support::baseline::{Baseline, Found};
use support::difference::Differences;
use support::exchange::Answer;
use support::next::NextServer;
use support::player::{Player, TooLate};
use support::project::{self, Project};
use support::sections;
use support::server::{Server, new_folder};
use support::services::Services;
use support::snapshot;

/// Servers at a time.
const PLAYERS: usize = 3;
/// How often a project is begun whose answers come too late to say anything.
const ATTEMPTS: usize = 10;

#[test]
fn every_project_answers_as_next_does() {
    let only = var("NEXT_PROJECT").unwrap_or_default();
    let projects = project::all(&only);
    assert!(!projects.is_empty(), "no project's name contains {only:?}");
    let differences = Differences::read();
    let work = projects.iter().flat_map(|project| {
        let versions = project.versions.iter();
        versions.map(move |version| (project, *version))
    });
    let work = Mutex::new(work.collect::<Vec<_>>());
    let next = || work.lock().unwrap().pop();
    let found = Mutex::new(BTreeMap::<String, Found>::new());
    thread::scope(|scope| {
        for _ in 0..PLAYERS {
            scope.spawn(|| {
                while let Some((project, version)) = next() {
                    let differing = play(project, version, &differences);
                    let mut found = found.lock().unwrap();
                    found
                        .entry(project.name.clone())
                        .or_default()
                        .extend(differing);
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    let mut faults = Vec::new();
    for project in &projects {
        let baseline = Baseline::read(project);
        let found = &found[&project.name];
        if let Ok(reason) = var("UPDATE_BASELINE") {
            baseline.rewrite(project, found, &reason);
            continue;
        }
        let wrong = baseline.faults(found);
        faults.extend(
            wrong
                .iter()
                .map(|fault| format!("{}, {fault}", project.name)),
        );
    }
    if only.is_empty() {
        let unused = differences.unused();
        faults.extend(
            unused
                .iter()
                .map(|rule| format!("differences.toml: {rule}: is gone")),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_section_is_recorded() {
    let faults = sections::faults(&project::all(""));
    assert!(faults.is_empty(), "sections.toml:\n{}", faults.join("\n"));
}

/// Plays a project; what differs, by request, also where nothing does.
fn play(project: &Project, version: u32, differences: &Differences) -> Found {
    (0..ATTEMPTS)
        .find_map(|_| attempt(project, version, differences).ok())
        .unwrap_or_else(|| panic!("{}: this machine is too slow for its times", project.name))
}

fn attempt(project: &Project, version: u32, differences: &Differences) -> Result<Found, TooLate> {
    let path = project.snapshot(version);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; record it first", path.display()));
    let recorded = snapshot::read(&text);
    let folder = new_folder();
    project.copy_to(version, &folder);
    let services = Services::start(project);
    let mut env = project.env.clone();
    env.extend(services.env());
    let env: Vec<(&str, &str)> = env
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    // Every address, as the servers that were recorded.
    let server = Server::start_in(folder, &["-H", "::"], &env);
    let mut player = Player::of(&server);
    let mut found = Found::new();
    let mut seen = String::new();
    for exchange in project.exchanges(version) {
        let mut ours = player.play(exchange)?;
        services.settle(&mut ours);
        snapshot::write(&mut seen, exchange, &ours);
        let theirs = recorded.get(&exchange.name).cloned();
        let theirs = theirs.unwrap_or_else(|| Answer {
            status: Some("(not recorded)".to_owned()),
            ..Answer::default()
        });
        let what = differences.between(&theirs, &ours);
        found.insert((exchange.name.clone(), version), what);
    }
    if let Ok(folder) = var("KEEP_ANSWERS") {
        let path = PathBuf::from(folder).join(format!("{}-{version}.snap", project.name));
        fs::write(path, seen).expect("the folder of KEEP_ANSWERS is writable");
    }
    Ok(found)
}

#[test]
#[ignore = "`cargo xtask record` runs it, with the versions of Next.js installed"]
fn record() {
    let installed = PathBuf::from(var("RECORD_INSTALLED").expect("xtask sets it"));
    let version: u32 = var("RECORD_VERSION").unwrap().parse().unwrap();
    let only = var("RECORD_ONLY").unwrap_or_default();
    for mut project in project::all(&only) {
        if !project.versions.contains(&version) {
            continue;
        }
        let services = Services::start(&project);
        project.env.extend(services.env());
        let server = NextServer::start(&project, version, &installed);
        let mut player = Player::at(server.port);
        let mut text = String::new();
        for exchange in project.exchanges(version) {
            let mut answer = player.play(exchange).expect("in time; record it again");
            services.settle(&mut answer);
            snapshot::write(&mut text, exchange, &answer);
        }
        let path = project.snapshot(version);
        fs::create_dir_all(path.parent().expect("it is in a folder")).unwrap();
        fs::write(path, text.trim_end().to_owned() + "\n").unwrap();
    }
}
