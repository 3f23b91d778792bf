//! The second example end to end: `examples/shop`, with the npm packages of its lock file, on the
//! embedded database and then on PostgreSQL and Redis. Without npm or the databases a test says
//! that it did not run; `make test` installs them first.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::client::get;
use support::databases::{self, Postgres, Redis};
use support::install::has_npm;
use support::script::{Captured, Script};
use support::server::{Server, copy_of};
use support::services::Service;

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop")
}

/// A copy of the project with its packages, those for development left out.
fn installed() -> PathBuf {
    let folder = copy_of(&example());
    for made in ["node_modules", ".waypost", "data"] {
        let _ = fs::remove_dir_all(folder.join(made));
    }
    let output = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--omit=dev", "--no-audit"])
        .args(["--no-fund", "--prefer-offline"])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .output()
        .expect("npm runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "npm ci\n{said}");
    folder
}

fn play(server: &Server) {
    let text = fs::read_to_string(example().join("requests.toml")).expect("it is readable");
    let script: Script = toml::from_str(&text).expect("it is valid");
    let mut captured = Captured::new();
    let mut faults = String::new();
    for step in &script.request {
        for fault in step.play(server.port, &mut captured) {
            faults.push_str(&format!("{}: {fault}\n", step.name));
        }
    }
    assert!(faults.is_empty(), "{faults}\n{}", server.log());
}

#[test]
fn the_shop_runs_on_nothing_but_itself() {
    if !has_npm() {
        eprintln!("did not run: npm is missing");
        return;
    }
    let folder = installed();
    let server = Server::start_in(folder.clone(), &[], &[]);
    play(&server);
    let health = get(server.port, "/api/health").text();
    let expected = r#"{"database":"sqlite","limits":"memory","mail":"file"}"#;
    assert_eq!(health, expected);
    let mail = fs::read_to_string(folder.join("data/outbox.jsonl")).expect("mail was written");
    let subjects: Vec<&str> = mail
        .lines()
        .filter_map(|line| line.split(r#""subject":""#).nth(1)?.split('"').next())
        .collect();
    assert_eq!(subjects, ["Welcome", "Welcome", "Order 1"]);
}

#[test]
fn the_shop_runs_on_postgresql_and_redis() {
    if !has_npm() || !databases::are_installed() {
        eprintln!("did not run: npm, PostgreSQL or Redis is missing");
        return;
    }
    let (postgres, redis) = (Postgres::start(), Redis::start());
    let env: Vec<(String, String)> = [postgres.env(), redis.env()].concat();
    let env: Vec<(&str, &str)> = env
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let server = Server::start_in(installed(), &[], &env);
    play(&server);
    let health = get(server.port, "/api/health").text();
    let expected = r#"{"database":"postgres","limits":"redis","mail":"file"}"#;
    assert_eq!(health, expected);
}
