//! Runs Node.js's own tests; `cargo xtask node-tests` builds and starts it.

use std::path::Path;
use std::process::ExitCode;

use waypost_testing::Suite;
use waypost_testing::node_tests::{run, run_alone};

const SUITE: Suite = Suite {
    name: "node-tests",
    baselines: "node",
    folder: "NODE_TESTS_DIR",
    deno: None,
    usage: "\
usage: cargo xtask node-tests [DIR] [flags]
  DIR             a folder with Node.js's test/ (also NODE_TESTS_DIR), such as denoland/node_test
  --only TEXT     one module, or the files whose path below test/ begins with it
  --deno FILE     Deno's list, tests/node_compat/config.jsonc of denoland/deno: makes the lists of what counts anew
  --table         write the table of docs/compatibility.md
  --jobs N        processes at a time (default: 2)
  --told N        how many differences to tell of each module (default: 50)
UPDATE_BASELINE=1 takes what passes from the lists in tests/node, UPDATE_BASELINE=\"the reason\" also adds what fails.",
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, file] = arguments.as_slice()
        && first == "--alone"
    {
        return match run_alone(Path::new(file)) {
            Ok(()) => SUITE.fail(&"the VM was given up"),
            Err(error) => SUITE.fail(&error),
        };
    }
    SUITE.main(&arguments, run)
}
