//! Runs Web Platform Tests; `cargo xtask wpt` builds and starts it.

use std::path::Path;
use std::process::ExitCode;

use waypost_testing::Suite;
use waypost_testing::wpt::{run, run_alone};

const SUITE: Suite = Suite {
    name: "wpt",
    baselines: "wpt",
    folder: "WPT_DIR",
    deno: Some("WPT_DENO_DIR"),
    usage: "\
usage: cargo xtask wpt [DIR] [flags]
  DIR             a folder of Web Platform Tests (also WPT_DIR), such as test/fixtures/wpt of denoland/node_test
  --only TEXT     the areas or cases whose path begins with it
  --deno DIR      Deno's expectation files, tests/wpt/runner/expectations of denoland/deno (also WPT_DENO_DIR)
  --table         write the table of docs/compatibility.md; needs --deno
  --jobs N        processes at a time (default: 2)
  --told N        how many differences to tell of each area (default: 50)
UPDATE_BASELINE=1 takes what passes from the lists in tests/wpt, UPDATE_BASELINE=\"the reason\" also adds what fails.",
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, root, origin, case, result] = arguments.as_slice()
        && first == "--alone"
    {
        return match run_alone(Path::new(root), origin, case, Path::new(result)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => SUITE.fail(&error),
        };
    }
    SUITE.main(&arguments, run)
}
