//! The other tests again, with a collector that runs far more often than it ever would.
//!
//! A value the collector cannot see is then gone, and its memory overwritten, long before the test
//! that needs it ends. The engine reads its options when it starts, so each set is a process.

use std::process::Command;

/// Runs the tests of this program in a process with `options` set for the engine.
fn check(options: &[(&str, &str)]) {
    let program = std::env::current_exe().expect("a test knows its program");
    let output = Command::new(program)
        .args([
            "--skip",
            "collection::",
            "--skip",
            "watchdog::",
            "--test-threads",
            "2",
        ])
        .envs(options.iter().copied())
        .output()
        .expect("the program of this test can be run");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "with {options:?}: {}\n{text}",
        output.status
    );
    assert!(!text.contains("running 0 tests"), "nothing was run: {text}");
}

#[test]
fn collecting_after_every_few_allocations() {
    check(&[
        ("JSC_slowPathAllocsBetweenGCs", "5"),
        ("JSC_scribbleFreeCells", "1"),
    ]);
}

#[test]
fn collecting_all_the_time_beside_the_program() {
    check(&[("JSC_collectContinuously", "1")]);
}

#[test]
fn collecting_with_the_program_stopped() {
    check(&[
        ("JSC_useConcurrentGC", "0"),
        ("JSC_slowPathAllocsBetweenGCs", "20"),
    ]);
}

#[test]
fn without_compiled_code() {
    check(&[("JSC_useJIT", "0")]);
}
