//! Runs Web Platform Tests; `cargo xtask wpt` builds and starts it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use waypost_testing::wpt::{Options, run, run_alone};

const USAGE: &str = "\
usage: cargo xtask wpt [DIR] [flags]
  DIR             a folder of Web Platform Tests (also WPT_DIR), such as test/fixtures/wpt of denoland/node_test
  --only TEXT     the areas or cases whose path begins with it
  --deno DIR      Deno's expectation files, tests/wpt/runner/expectations of denoland/deno (also WPT_DENO_DIR)
  --table         write the table of docs/compatibility.md; needs --deno
  --jobs N        processes at a time (default: 2)
  --told N        how many differences to tell of each area (default: 50)
UPDATE_BASELINE=1 takes what passes from the lists in tests/wpt, UPDATE_BASELINE=\"the reason\" also adds what fails.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, root, origin, case, result] = arguments.as_slice()
        && first == "--alone"
    {
        return match run_alone(Path::new(root), origin, case, Path::new(result)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error.to_string()),
        };
    }
    let options = match parse(&arguments) {
        Ok(Some(options)) => options,
        Ok(None) => {
            say(&format!(
                "wpt: not run, no folder of tests was given\n{USAGE}"
            ));
            return ExitCode::SUCCESS;
        }
        Err(message) => return fail(&message),
    };
    match run(&options, &say) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => fail("the outcomes are not those of tests/wpt"),
        Err(error) => fail(&error.to_string()),
    }
}

fn parse(arguments: &[String]) -> Result<Option<Options>, String> {
    let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut root = std::env::var_os("WPT_DIR").map(PathBuf::from);
    let mut table = false;
    let mut options = Options {
        root: PathBuf::new(),
        only: None,
        baselines: workspace.join("tests/wpt"),
        deno: std::env::var_os("WPT_DENO_DIR").map(PathBuf::from),
        table: None,
        update: std::env::var("UPDATE_BASELINE").ok(),
        jobs: 2,
        told: 50,
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || {
            let value = rest.next().cloned();
            value.ok_or_else(|| format!("{argument} needs a value\n{USAGE}"))
        };
        match argument.as_str() {
            "--only" => options.only = Some(value()?),
            "--deno" => options.deno = Some(value()?.into()),
            "--jobs" => {
                let jobs = value()?.parse::<usize>();
                options.jobs = jobs.map_err(|_| USAGE.to_owned())?.clamp(1, 64);
            }
            "--told" => options.told = value()?.parse().map_err(|_| USAGE.to_owned())?,
            "--table" => table = true,
            flag if flag.starts_with("--") => return Err(format!("unknown flag {flag}\n{USAGE}")),
            folder => root = Some(folder.into()),
        }
    }
    if table && (options.deno.is_none() || options.only.is_some()) {
        return Err(format!("--table needs all areas and --deno\n{USAGE}"));
    }
    options.table = table.then(|| workspace.join("docs/compatibility.md"));
    let Some(root) = root else { return Ok(None) };
    options.root = root;
    Ok(Some(options))
}

#[expect(clippy::print_stdout, reason = "a command-line tool speaks on stdout")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "a command-line tool fails on stderr")]
fn fail(message: &str) -> ExitCode {
    eprintln!("wpt: {message}");
    ExitCode::FAILURE
}
