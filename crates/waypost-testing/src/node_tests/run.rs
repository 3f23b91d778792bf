//! A run: every file that counts in a process of its own, compared with what is known.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::baseline::{Baseline, Drift};
use super::modules::MODULES;
use super::table::{self, Row};
use super::{NodeTestError, enforced};
use crate::Options;
use crate::process::{Ended, wait};
use crate::runner::{in_jobs, tell};
use crate::table::rate;

/// After this a process is ended, whatever it does.
const LONGEST_FILE: Duration = Duration::from_secs(60);
/// Bytes at the end of what a file printed that are told.
const TOLD_BYTES: u64 = 1500;

/// Runs, says what it found through `say`, and returns whether all is as the baselines know it.
pub fn run(options: &Options, say: &dyn Fn(&str)) -> Result<bool, NodeTestError> {
    let tests = options.root.join("test");
    if !tests.join("common/index.js").is_file() {
        let reason = "is no folder with Node.js's tests: it has no test/common/index.js";
        return Err(NodeTestError::of(&options.root, reason));
    }
    let tests = fs::canonicalize(&tests).map_err(|error| NodeTestError::of(&tests, error))?;
    let deno = options.deno.as_deref().map(enforced::read).transpose()?;
    let (mut rows, mut as_known) = (Vec::new(), true);
    for (module, _) in MODULES {
        let mut baseline = Baseline::read(&options.baselines, module)?;
        if let Some(deno) = &deno {
            baseline.follow(module, deno, &tests)?;
        }
        let files = selected(options, module, &baseline);
        if files.is_empty() {
            continue;
        }
        let outcomes = run_files(options, &tests, &files)?;
        let row = count(module, &baseline, &outcomes);
        say(&summary(&row));
        rows.push(row);
        let drift = baseline.drift(&outcomes);
        let fails = failures(&drift, &outcomes);
        let passes: Vec<String> = drift.stale.iter().cloned().collect();
        tell(options.told, &fails, &passes, say);
        match options.update.as_deref() {
            Some(update) => {
                let reason = (update != "1").then_some(update);
                baseline.update(&drift, reason);
                baseline.write(&options.baselines, module)?;
                as_known &= reason.is_some() || drift.unlisted.is_empty();
            }
            None => as_known &= drift == Drift::default(),
        }
    }
    if rows.is_empty() {
        return Err(NodeTestError("no file was selected".into()));
    }
    if let Some(document) = &options.table {
        table::write(document, &rows)?;
    }
    Ok(as_known)
}

/// The files to run of a module: all when the selection names it or nothing.
fn selected(options: &Options, module: &str, baseline: &Baseline) -> Vec<String> {
    let only = options.only.as_deref().unwrap_or("");
    let is_whole = only.is_empty() || only == module;
    let files = baseline.counted.iter();
    files
        .filter(|file| is_whole || file.starts_with(only))
        .cloned()
        .collect()
}

type Outcomes = BTreeMap<String, Option<String>>;

fn run_files(options: &Options, tests: &Path, files: &[String]) -> Result<Outcomes, NodeTestError> {
    let program = std::env::current_exe().map_err(|error| NodeTestError(error.to_string()))?;
    let work = |file: &String, job: &usize| match Place::new(*job) {
        Ok(place) => run_file(&program, tests, file, &place).err(),
        Err(error) => Some(error.to_string()),
    };
    in_jobs(options.jobs, files, |job| job, work)
        .ok_or_else(|| NodeTestError("a job panicked".into()))
}

/// Where a file may write: a folder that goes with it.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new(job: usize) -> std::io::Result<Self> {
        let name = format!("wp-node-{}-{job}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What is left is in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs one file; an error says why it failed.
fn run_file(program: &Path, tests: &Path, file: &str, place: &Place) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("did not start: {error}");
    let mut output = File::options()
        .create(true)
        .truncate(true)
        .read(true)
        .write(true)
        .open(place.folder.join("output"))
        .map_err(failed)?;
    let own = |file: &File| file.try_clone().map(Stdio::from).map_err(failed);
    let mut child = Command::new(program)
        .arg("--alone")
        .arg(tests.join(file))
        .current_dir(tests.parent().unwrap_or(tests))
        .env("NODE_TEST_DIR", &place.folder)
        .stdin(Stdio::null())
        .stdout(own(&output)?)
        .stderr(own(&output)?)
        .spawn()
        .map_err(failed)?;
    match wait(&mut child, LONGEST_FILE) {
        Ended::Alone(status) if status.success() => Ok(()),
        ended => Err(format!("{ended}\n{}", last_words(&mut output))),
    }
}

/// The end of what a file printed.
fn last_words(output: &mut File) -> String {
    let mut bytes = Vec::new();
    let length = output.metadata().map_or(0, |metadata| metadata.len());
    let from = SeekFrom::Start(length.saturating_sub(TOLD_BYTES));
    // Without it nothing is told.
    let _ = output
        .seek(from)
        .and_then(|_| output.read_to_end(&mut bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn count(module: &str, baseline: &Baseline, outcomes: &Outcomes) -> Row {
    Row {
        module: module.to_owned(),
        listed: baseline.listed_by_deno,
        left_out: baseline.left_out.values().map(|files| files.len()).sum(),
        counted: outcomes.len(),
        passed: outcomes
            .values()
            .filter(|failure| failure.is_none())
            .count(),
    }
}

fn summary(row: &Row) -> String {
    format!(
        "{}: {} of {}, {}",
        row.module,
        row.passed,
        row.counted,
        rate(row.passed, row.counted)
    )
}

/// What fails and is not in the list, with the reason.
fn failures<'o>(drift: &Drift, outcomes: &'o Outcomes) -> Vec<(String, &'o str)> {
    let reason = |file: &str| outcomes.get(file).and_then(Option::as_deref).unwrap_or("");
    let unlisted = drift.unlisted.iter();
    unlisted.map(|file| (file.clone(), reason(file))).collect()
}
