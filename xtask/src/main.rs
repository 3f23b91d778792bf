//! The `cargo xtask` command.

use std::process::ExitCode;
use xtask::{Tree, bench, record, runner, suite, tidy};

const USAGE: &str = "\
usage: cargo xtask <task>
  tidy    check what the compiler does not: headers, lists, layers, lint tables
  test    run everything a change has to pass, and count
  bench   measure speed and memory beside other servers; flags: bench --help
  bench-web  measure the web platform beside Bun, Deno and Node
  record  write down what Next.js answers to the requests of tests/next; needs npm
  wpt     run Web Platform Tests from a folder given to it
  node-tests  run Node.js's own tests from a folder given to it";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["tidy"] => tidy::report(&Tree::of_workspace()),
        ["test"] => suite::run(),
        ["bench", flags @ ..] => bench::run(flags),
        ["bench-web", flags @ ..] => bench::web::run(flags),
        ["record", flags @ ..] => record::run(flags),
        ["wpt", flags @ ..] => runner::run("wpt", flags),
        ["node-tests", flags @ ..] => runner::run("node-tests", flags),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}
