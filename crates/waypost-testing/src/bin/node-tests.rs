//! Runs Node.js's own tests; `cargo xtask node-tests` builds and starts it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use waypost_testing::node_tests::{Options, run, run_alone};

const USAGE: &str = "\
usage: cargo xtask node-tests [DIR] [flags]
  DIR             a folder with Node.js's test/ (also NODE_TESTS_DIR), such as denoland/node_test
  --only TEXT     one module, or the files whose path below test/ begins with it
  --deno FILE     Deno's list, tests/node_compat/config.jsonc of denoland/deno: makes the lists of what counts anew
  --table         write the table of docs/compatibility.md
  --jobs N        processes at a time (default: 2)
UPDATE_BASELINE=1 takes what passes from the lists in tests/node, UPDATE_BASELINE=\"the reason\" also adds what fails.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, file] = arguments.as_slice()
        && first == "--alone"
    {
        return match run_alone(Path::new(file)) {
            Ok(()) => fail("the VM was given up"),
            Err(error) => fail(&error.to_string()),
        };
    }
    let options = match parse(&arguments) {
        Ok(Some(options)) => options,
        Ok(None) => {
            say(&format!(
                "node-tests: not run, no folder of tests was given\n{USAGE}"
            ));
            return ExitCode::SUCCESS;
        }
        Err(message) => return fail(&message),
    };
    match run(&options, &say) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => fail("the outcomes are not those of tests/node"),
        Err(error) => fail(&error.to_string()),
    }
}

fn parse(arguments: &[String]) -> Result<Option<Options>, String> {
    let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut root = std::env::var_os("NODE_TESTS_DIR").map(PathBuf::from);
    let mut table = false;
    let mut options = Options {
        root: PathBuf::new(),
        only: None,
        baselines: workspace.join("tests/node"),
        deno: None,
        table: None,
        update: std::env::var("UPDATE_BASELINE").ok(),
        jobs: 2,
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
            "--table" => table = true,
            flag if flag.starts_with("--") => return Err(format!("unknown flag {flag}\n{USAGE}")),
            folder => root = Some(folder.into()),
        }
    }
    if table && options.only.is_some() {
        return Err(format!("--table needs all modules\n{USAGE}"));
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
    eprintln!("node-tests: {message}");
    ExitCode::FAILURE
}
