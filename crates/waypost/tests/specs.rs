//! Behaviour cases: each folder of `tests/specs/<area>/<case>` is a project with a `case.toml`
//! that lists requests and an `expected.snap` that holds the answers. `UPDATE_EXPECT=1` rewrites
//! the expectation; read the difference before you commit it. `SPEC=text` runs only the cases
//! whose path contains the text.

mod support;

use expect_test::expect_file;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use support::client::{Reply, send};
use support::encoding::decoded;
use support::server::Server;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case shows, in a sentence.
    #[serde(rename = "shows")]
    _shows: String,
    /// Environment of the server.
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// Pieces of text that the log must contain at the end.
    #[serde(default)]
    log: Vec<String>,
    request: Vec<RequestLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestLine {
    #[serde(default = "get")]
    method: String,
    path: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

fn get() -> String {
    "GET".to_owned()
}

#[test]
fn every_case_answers_as_recorded() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/specs");
    let mut cases = Vec::new();
    collect(&specs, &mut cases);
    cases.sort();
    assert!(!cases.is_empty(), "there are cases in {}", specs.display());
    let only = std::env::var("SPEC").unwrap_or_default();
    let failed: Vec<String> = cases
        .iter()
        .filter(|case| case.to_string_lossy().contains(&only))
        .filter(|case| std::panic::catch_unwind(|| check(case)).is_err())
        .map(|case| case.display().to_string())
        .collect();
    assert!(
        failed.is_empty(),
        "these cases failed:\n{}",
        failed.join("\n")
    );
}

fn collect(folder: &Path, cases: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder)
        .expect("the folder is readable")
        .flatten()
    {
        let path = entry.path();
        if path.join("case.toml").exists() {
            cases.push(path);
        } else if path.is_dir() {
            collect(&path, cases);
        }
    }
}

fn check(folder: &Path) {
    let text = fs::read_to_string(folder.join("case.toml")).expect("case.toml is readable");
    let case: Case =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let env: Vec<(&str, &str)> = case
        .env
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    let server = Server::start_with(folder, &[], &env);
    let mut answers = String::new();
    for line in &case.request {
        let headers: Vec<(&str, &str)> = line
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let reply = send(
            server.port,
            &line.method,
            &line.path,
            &headers,
            line.body.as_bytes(),
        );
        describe(&mut answers, line, &reply, server.port);
    }
    for text in &case.log {
        server.wait_for_log(text);
    }
    expect_file![folder.join("expected.snap")].assert_eq(&answers);
}

/// Headers that say nothing about behaviour or differ from run to run.
const LEFT_OUT: [&str; 2] = ["date", "connection"];

/// The value as it is recorded: what comes from a file's time of change is not.
fn recorded<'a>(name: &str, value: &'a str) -> &'a str {
    match name {
        "last-modified" => "(a date)",
        "etag" if value.starts_with("W/") => "(of the file)",
        _ => value,
    }
}

fn describe(out: &mut String, line: &RequestLine, reply: &Reply, port: u16) {
    let _ = writeln!(out, "> {} {}", line.method, line.path);
    let _ = writeln!(out, "{} {}", reply.status, reply.reason);
    for (name, value) in &reply.headers {
        if !LEFT_OUT.contains(&name.as_str()) {
            let _ = writeln!(out, "{name}: {}", recorded(name, value));
        }
    }
    let coding = reply.header("content-encoding").unwrap_or_default();
    let body = decoded(coding, &reply.body);
    let body = String::from_utf8_lossy(&body).replace(&format!(":{port}"), ":PORT");
    let ending = if reply.complete { "" } else { "\n(cut)" };
    let _ = writeln!(out, "\n{body}{ending}\n");
}
