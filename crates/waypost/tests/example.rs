//! The example project end to end: its recorded requests, played against the real binary.

mod support;

use std::fs;
use std::path::Path;
use support::script::{Captured, Script};
use support::server::Server;

#[test]
fn the_example_answers_as_recorded() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/notes-api");
    let text =
        fs::read_to_string(example.join("requests.toml")).expect("the recording is readable");
    let script: Script = toml::from_str(&text).expect("the recording is valid");
    let server = Server::start_with(&example, &[], &[("DATABASE_FILE", "data/test.db")]);
    let mut captured = Captured::new();
    let mut faults = String::new();
    for step in &script.request {
        for fault in step.play(server.port, &mut captured) {
            faults.push_str(&format!("{}: {fault}\n", step.name));
        }
    }
    assert!(faults.is_empty(), "{faults}\n{}", server.log());
}

/// Supervisor and one worker, idle, the example loaded: what `docs/performance.md` promises.
#[test]
fn the_idle_example_stays_small() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/notes-api");
    let server = Server::start_with(&example, &[], &[("DATABASE_FILE", "data/test.db")]);
    let reply = support::client::get(server.port, "/api/hello");
    assert_eq!(reply.status, 200);
    std::thread::sleep(std::time::Duration::from_secs(1));
    let bytes = server.proportional_memory();
    assert!(bytes < 45 * 1024 * 1024, "{bytes} bytes");
}
