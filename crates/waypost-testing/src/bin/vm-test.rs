//! Runs `_test.ts` files inside the VM and prints what they say.
//!
//! `vm-test FILE…`, or `vm-test DIR` for every test file below it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use waypost_testing::run_test_file;

fn main() -> ExitCode {
    let mut files = Vec::new();
    for argument in std::env::args_os().skip(1) {
        collect(Path::new(&argument), &mut files);
    }
    files.sort();
    let (mut passed, mut failed) = (0, 0);
    for file in &files {
        // A VM owns its thread.
        let path = file.clone();
        let result = std::thread::spawn(move || run_test_file(&path)).join();
        match result {
            Ok(Ok(outcomes)) => {
                for outcome in outcomes {
                    match outcome.error {
                        None => passed += 1,
                        Some(error) => {
                            failed += 1;
                            report(&format!(
                                "FAIL {}: {}\n{error}",
                                file.display(),
                                outcome.name
                            ));
                        }
                    }
                }
            }
            Ok(Err(error)) => {
                failed += 1;
                report(&format!("FAIL {}: {error}", file.display()));
            }
            Err(_) => {
                failed += 1;
                report(&format!("FAIL {}: panicked", file.display()));
            }
        }
    }
    report(&format!("{passed} passed, {failed} failed"));
    if failed == 0 && passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[expect(clippy::print_stdout, reason = "a command-line tool speaks on stdout")]
fn report(line: &str) {
    println!("{line}");
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        files.push(path.to_owned());
        return;
    }
    let Ok(entries) = std::fs::read_dir(path) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_test = path.to_string_lossy().ends_with("_test.ts");
        if path.is_dir() || is_test {
            collect(&path, files);
        }
    }
}
