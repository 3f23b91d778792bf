//! Everything a change has to pass, one step after the other, with one count at the end.
//!
//! All steps build the whole workspace in the release profile: another selection of packages or
//! another profile would compile the bundler's dependencies a second time, for minutes.

use crate::tree::root;
use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often a long step says that it is still at work.
const SIGN_OF_LIFE: Duration = Duration::from_secs(60);
/// A step that takes longer hangs.
const LONGEST_STEP: Duration = Duration::from_secs(90 * 60);
/// Time for the rest of a step's output, should a process it left behind hold the pipe.
const LAST_WORDS: Duration = Duration::from_secs(20);

struct Step {
    name: &'static str,
    program: Program,
    arguments: &'static [&'static str],
}

enum Program {
    Cargo,
    /// Built by an earlier step, beside this program.
    VmTest,
}

const STEPS: [Step; 5] = [
    Step {
        name: "formatting",
        program: Program::Cargo,
        arguments: &["fmt", "--all", "--check", "--", "--color", "never"],
    },
    Step {
        name: "building",
        program: Program::Cargo,
        arguments: &["build", "--release", "--workspace", "--bins"],
    },
    Step {
        name: "testing in Rust",
        program: Program::Cargo,
        arguments: &["test", "--release", "--workspace", "--no-fail-fast"],
    },
    Step {
        name: "testing builtins in the VM",
        program: Program::VmTest,
        arguments: &["crates/waypost-builtins/src"],
    },
    Step {
        name: "linting",
        program: Program::Cargo,
        arguments: &[
            "clippy",
            "--release",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
    },
];

/// Tests that passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: usize,
    failed: usize,
}

/// Runs all steps, also after a failure; the last line is the count.
#[must_use]
pub fn run() -> ExitCode {
    let mut total = Count::default();
    for step in &STEPS {
        let count = step.run();
        total.passed += count.passed;
        total.failed += count.failed;
    }
    say(&format!("{} passed, {} failed", total.passed, total.failed));
    if total.failed == 0 && total.passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

impl Step {
    fn run(&self) -> Count {
        let begun = Instant::now();
        say(&format!("{} ...", self.name));
        let (succeeded, output) = match self.execute(begun) {
            Ok((status, output)) => (status.success(), output),
            Err(error) => (false, format!("cannot run: {error}\n")),
        };
        let count = count(&output, succeeded);
        if !succeeded {
            say(&telling_lines(&output));
        }
        say(&self.verdict(count, succeeded, begun.elapsed()));
        count
    }

    fn verdict(&self, count: Count, succeeded: bool, time: Duration) -> String {
        let verdict = if succeeded { "ok" } else { "FAILED" };
        let counted = match count.passed {
            0 => String::new(),
            passed => format!(", {passed} passed"),
        };
        format!("{} {verdict} ({} s{counted})", self.name, time.as_secs())
    }

    fn execute(&self, begun: Instant) -> io::Result<(ExitStatus, String)> {
        let (reader, writer) = io::pipe()?;
        let mut command = Command::new(self.program.path()?);
        command
            .args(self.arguments)
            .current_dir(root())
            .stdin(Stdio::null())
            .stdout(writer.try_clone()?)
            .stderr(writer);
        let mut child = command.spawn()?;
        // The command's ends of the pipe would keep it open.
        drop(command);
        let (output, collecting) = collect(reader);
        let status = self.wait(&mut child, begun)?;
        let exited = Instant::now();
        while !collecting.is_finished() && exited.elapsed() < LAST_WORDS {
            thread::sleep(Duration::from_millis(20));
        }
        let output = output
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Ok((status, output))
    }

    fn wait(&self, child: &mut Child, begun: Instant) -> io::Result<ExitStatus> {
        let mut next_sign = SIGN_OF_LIFE;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            if begun.elapsed() >= next_sign {
                say(&format!(
                    "  still {} ({} s)",
                    self.name,
                    begun.elapsed().as_secs()
                ));
                next_sign += SIGN_OF_LIFE;
            }
            if begun.elapsed() >= LONGEST_STEP {
                say(&format!("  {} hangs: ending it", self.name));
                child.kill()?;
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Program {
    fn path(&self) -> io::Result<PathBuf> {
        match self {
            Self::Cargo => Ok(std::env::var_os("CARGO")
                .unwrap_or_else(|| "cargo".into())
                .into()),
            Self::VmTest => Ok(std::env::current_exe()?.with_file_name("vm-test")),
        }
    }
}

/// Reads lines until the pipe closes; what was read so far can be seen meanwhile.
fn collect(reader: io::PipeReader) -> (Arc<Mutex<String>>, JoinHandle<()>) {
    let output = Arc::new(Mutex::new(String::new()));
    let shared = Arc::clone(&output);
    let collecting = thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        while reader
            .read_until(b'\n', &mut line)
            .is_ok_and(|length| length > 0)
        {
            let text = String::from_utf8_lossy(&line);
            shared
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push_str(&text);
            line.clear();
        }
    });
    (output, collecting)
}

/// Adds up what test programs said. A step that failed without naming a test failed once.
fn count(output: &str, succeeded: bool) -> Count {
    let mut count = Count::default();
    for line in output.lines() {
        let result = line.trim_start_matches("test result: ok. ");
        let result = result.trim_start_matches("test result: FAILED. ");
        if let Some((passed, failed)) = numbers(result) {
            count.passed += passed;
            count.failed += failed;
        }
    }
    if !succeeded && count.failed == 0 {
        count.failed = 1;
    }
    count
}

/// `12 passed; 1 failed; ...` or `12 passed, 1 failed`.
fn numbers(line: &str) -> Option<(usize, usize)> {
    let (passed, rest) = line.split_once(" passed")?;
    let rest = rest
        .strip_prefix("; ")
        .or_else(|| rest.strip_prefix(", "))?;
    let (failed, _) = rest.split_once(" failed")?;
    Some((passed.parse().ok()?, failed.parse().ok()?))
}

/// The output without what went well.
fn telling_lines(output: &str) -> String {
    let is_dull = |line: &str| {
        line.ends_with("... ok")
            || line.trim_start().starts_with("Compiling ")
            || line.trim_start().starts_with("Checking ")
    };
    let lines: Vec<&str> = output.lines().filter(|line| !is_dull(line)).collect();
    lines.join("\n")
}

fn say(text: &str) {
    // A reader that has gone away is no reason to stop.
    let _ = writeln!(io::stdout(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::{Count, count};

    #[track_caller]
    fn check(output: &str, succeeded: bool, passed: usize, failed: usize) {
        assert_eq!(count(output, succeeded), Count { passed, failed });
    }

    #[test]
    fn results_add_up() {
        let output = "test a ... ok\ntest result: ok. 12 passed; 0 failed; 0 ignored\n\
                      test result: FAILED. 3 passed; 2 failed; 0 ignored\n";
        check(output, false, 15, 2);
        check("40 passed, 0 failed\n", true, 40, 0);
    }

    #[test]
    fn a_failure_without_a_test_counts() {
        check("error: could not compile\n", false, 0, 1);
        check(
            "test result: ok. 5 passed; 0 failed; 0 ignored\nsignal: 11\n",
            false,
            5,
            1,
        );
        check("nothing to say\n", true, 0, 0);
    }
}
