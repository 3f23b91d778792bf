//! The npm packages that API routes stand on: each group of `tests/packages` is a Next.js project
//! with a route per package, used as its README shows. The routes were recorded on Next.js; here
//! they are played against the real binary and the answers are compared.
//!
//! The packages are installed with npm, from the group's lock file. Without npm nothing can be
//! said: the test says so and passes (`make test` installs npm first). What differs on purpose is
//! in `tests/next/differences.toml`, what is missing in the group's `baseline.toml`.
//! `PACKAGES_GROUP=text` plays the groups whose name contains the text, `KEEP_ANSWERS=folder` keeps what
//! was answered.

mod support;

use std::env::var;
use std::fs;
use std::path::{Path, PathBuf};
use support::baseline::{Baseline, Found};
use support::difference::Differences;
use support::exchange::Answer;
use support::install::{self, Part};
use support::next::NextServer;
use support::player::Player;
use support::project::{self, Project};
use support::server::Server;
use support::services::Services;
use support::snapshot;

/// The version whose answers are recorded: a group has one.
fn version_of(group: &Project) -> u32 {
    match group.versions[..] {
        [version] => version,
        _ => panic!("{} names not one version", group.name),
    }
}

/// The groups whose name contains `PACKAGES_GROUP`.
fn groups() -> Vec<Project> {
    let only = var("PACKAGES_GROUP").unwrap_or_default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/packages");
    let groups = project::all_in(&root, &only);
    assert!(!groups.is_empty(), "no group's name contains {only:?}");
    groups
}

#[test]
fn every_package_answers_as_on_next() {
    if !install::has_npm() {
        eprintln!("did not run: npm is missing");
        return;
    }
    let differences = Differences::read();
    let mut faults = Vec::new();
    for mut group in groups() {
        let found = play(&mut group, &differences);
        let baseline = Baseline::read(&group);
        if let Ok(reason) = var("UPDATE_BASELINE") {
            baseline.rewrite(&group, &found, &reason);
            continue;
        }
        let wrong = baseline.faults(&found);
        faults.extend(wrong.iter().map(|fault| format!("{}, {fault}", group.name)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Plays a group; what differs, by request, also where nothing does.
fn play(group: &mut Project, differences: &Differences) -> Found {
    let version = version_of(group);
    let path = group.snapshot(version);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; record it first", path.display()));
    let recorded = snapshot::read(&text);
    let installed = install::install(group, Part::Dependencies);
    let services = Services::start(group);
    group.env.extend(services.env());
    let folder = installed.join(format!("{}-{}", group.name, std::process::id()));
    group.copy_to(version, &folder);
    let env: Vec<(&str, &str)> = group
        .env
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let server = Server::start_in(folder, &[], &env);
    let mut found = Found::new();
    let mut seen = String::new();
    let player = Player::of(&server);
    ask(group, player, &services, |name, ours, text| {
        seen.push_str(&text);
        let theirs = recorded.get(name).cloned();
        let theirs = theirs.unwrap_or_else(|| Answer {
            status: Some("(not recorded)".to_owned()),
            ..Answer::default()
        });
        let what = differences.between(&theirs, &ours);
        found.insert((name.to_owned(), version), what);
    });
    if let Ok(folder) = var("KEEP_ANSWERS") {
        let folder = PathBuf::from(folder);
        let write = |name: String, text: &str| {
            fs::write(folder.join(name), text).expect("the folder of KEEP_ANSWERS is writable");
        };
        write(format!("{}-{version}.snap", group.name), &seen);
        write(format!("{}-{version}.log", group.name), &server.log());
    }
    found
}

#[test]
#[ignore = "`cargo xtask record --packages` runs it"]
fn record() {
    for mut group in groups() {
        let version = version_of(&group);
        let installed = install::install(&group, Part::WithNext);
        let services = Services::start(&group);
        group.env.extend(services.env());
        let server = NextServer::start(&group, version, &installed);
        let mut all = String::new();
        let player = Player::at(server.port);
        ask(&group, player, &services, |_, _, text| {
            all.push_str(&text);
        });
        let path = group.snapshot(version);
        fs::create_dir_all(path.parent().expect("it is in a folder")).unwrap();
        fs::write(path, all.trim_end().to_owned() + "\n").unwrap();
    }
}

/// Sends the group's requests in order, and gives each answer also as it is written down.
fn ask(
    group: &Project,
    mut player: Player<'_>,
    services: &Services,
    mut take: impl FnMut(&str, Answer, String),
) {
    for exchange in group.exchanges(version_of(group)) {
        let mut answer = player.play(exchange).expect("no time is set");
        services.settle(&mut answer);
        let mut text = String::new();
        snapshot::write(&mut text, exchange, &answer);
        take(&exchange.name, answer, text);
    }
}
