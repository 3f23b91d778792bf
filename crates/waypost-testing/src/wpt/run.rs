//! A run: every case of every area in a process of its own, compared with what is known.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::baseline::{Baseline, Drift};
use super::case::{self, Case};
use super::deno::{self, Deno};
use super::outcome::CaseOutcome;
use super::table::{self, Row};
use super::{AREAS, WptError, server};
use crate::Options;
use crate::process::wait;
use crate::runner::{in_jobs, tell};
use crate::table::rate;

/// After this a process is ended, whatever it does.
const LONGEST_CASE: Duration = Duration::from_secs(180);

/// Runs, says what it found through `say`, and returns whether all is as the baselines know it.
pub fn run(options: &Options, say: &dyn Fn(&str)) -> Result<bool, WptError> {
    if !options.root.join("resources/testharness.js").is_file() {
        let reason = "is no folder of Web Platform Tests: it has no resources/testharness.js";
        return Err(WptError::of(&options.root, reason));
    }
    let origin = server::start(&options.root).map_err(|error| WptError(error.to_string()))?;
    let deno = options.deno.clone().map(Deno::new);
    let (mut rows, mut as_known) = (Vec::new(), true);
    for area in AREAS {
        let cases = selected(options, area)?;
        if cases.is_empty() {
            continue;
        }
        let outcomes = run_cases(options, &origin, &cases)?;
        let mut baseline = Baseline::read(&options.baselines, area)?;
        let expected = match &deno {
            Some(deno) => deno.expectations(area)?,
            None => None,
        };
        let row = count(area, &cases, &outcomes, &baseline, expected.as_ref());
        say(&summary(&row));
        rows.push(row);
        let drift = baseline.drift(&outcomes);
        match options.update.as_deref() {
            Some(update) => {
                let reason = (update != "1").then_some(update);
                baseline.update(&drift, reason);
                baseline.write(&options.baselines, area)?;
                as_known &= reason.is_some() || drift.unlisted.is_empty();
            }
            None => as_known &= drift == Drift::default(),
        }
        let (fails, passes) = differences(&drift, &outcomes);
        tell(options.told, &fails, &passes, say);
    }
    if rows.is_empty() {
        return Err(WptError("no case was selected".into()));
    }
    if let Some(document) = &options.table {
        table::write(document, &rows)?;
    }
    Ok(as_known)
}

fn selected(options: &Options, area: &str) -> Result<Vec<Case>, WptError> {
    let only = options.only.as_deref().unwrap_or("").trim_end_matches('/');
    // `dom` selects `dom/abort`, and `dom/abort/event` a part of it.
    let whole = only.is_empty()
        || area
            .strip_prefix(only)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let part = only
        .strip_prefix(area)
        .is_some_and(|rest| rest.starts_with('/'));
    if !options.root.join(area).is_dir() || !(whole || part) {
        return Ok(Vec::new());
    }
    let mut cases = case::of_area(&options.root, area)?;
    cases.retain(|case| whole || case.name.starts_with(only));
    Ok(cases)
}

fn run_cases(
    options: &Options,
    origin: &str,
    cases: &[Case],
) -> Result<BTreeMap<String, CaseOutcome>, WptError> {
    let program = std::env::current_exe().map_err(|error| WptError(error.to_string()))?;
    let place = |job| {
        let name = format!("waypost-wpt-{}-{job}.json", std::process::id());
        ResultFile(std::env::temp_dir().join(name))
    };
    let work =
        |case: &Case, file: &ResultFile| run_case(&program, &options.root, origin, case, &file.0);
    in_jobs(options.jobs, cases, place, work).ok_or_else(|| WptError("a job panicked".into()))
}

/// Where a case leaves its result; it goes with the job.
struct ResultFile(PathBuf);

impl Drop for ResultFile {
    fn drop(&mut self) {
        // It is in the folder for temporary files, and there may be none.
        let _ = fs::remove_file(&self.0);
    }
}

fn run_case(program: &Path, root: &Path, origin: &str, case: &Case, result: &Path) -> CaseOutcome {
    // What an earlier case left must not be taken for this one's.
    let _ = fs::remove_file(result);
    let spawned = Command::new(program)
        .arg("--alone")
        .args([
            root.as_os_str(),
            origin.as_ref(),
            case.name.as_ref(),
            result.as_os_str(),
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let ended = match spawned {
        Ok(mut child) => wait(&mut child, LONGEST_CASE).to_string(),
        Err(error) => return CaseOutcome::failed(format!("did not start: {error}")),
    };
    match fs::read(result) {
        Ok(json) => serde_json::from_slice(&json)
            .unwrap_or_else(|error| CaseOutcome::failed(error.to_string())),
        Err(_) => CaseOutcome::failed(ended),
    }
}

fn count(
    area: &str,
    cases: &[Case],
    outcomes: &BTreeMap<String, CaseOutcome>,
    baseline: &Baseline,
    expected: Option<&serde_json::Value>,
) -> Row {
    let mut row = Row {
        area: area.to_owned(),
        cases: cases.len(),
        deno: expected.map(|_| 0),
        ..Row::default()
    };
    for case in cases {
        let deno_passes = expected.map(|tree| deno::passes(tree, case));
        for subtest in outcomes.get(&case.name).map_or(&[][..], |o| &o.subtests) {
            if baseline.is_senseless(&case.name, &subtest.name) {
                row.senseless += 1;
                continue;
            }
            row.counted += 1;
            row.passed += usize::from(subtest.failure.is_none());
            if let (Some(passed), Some(passes)) = (&mut row.deno, &deno_passes) {
                *passed += usize::from(passes(&subtest.name));
            }
        }
    }
    row
}

fn summary(row: &Row) -> String {
    let deno = row.deno.map_or_else(String::new, |passed| {
        format!(", Deno {}", rate(passed, row.counted))
    });
    format!(
        "{}: {} of {} in {} files, {}{deno}",
        row.area,
        row.passed,
        row.counted,
        row.cases,
        rate(row.passed, row.counted)
    )
}

/// What differs from the baseline, as it is told.
fn differences<'o>(
    drift: &Drift,
    outcomes: &'o BTreeMap<String, CaseOutcome>,
) -> (Vec<(String, &'o str)>, Vec<String>) {
    let reason = |case: &str, name: &str| {
        outcomes
            .get(case)
            .and_then(|outcome| outcome.subtests.iter().find(|s| s.name == *name))
            .and_then(|subtest| subtest.failure.as_deref())
            .unwrap_or("")
    };
    let named = |(case, name): &(String, String)| format!("{case}: {name}");
    let fails = drift.unlisted.iter();
    let fails = fails.map(|it| (named(it), reason(&it.0, &it.1)));
    (fails.collect(), drift.stale.iter().map(named).collect())
}
