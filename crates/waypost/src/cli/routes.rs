//! `waypost routes`: the route table, nothing else.

use crate::config_file::ConfigEvaluator;
use crate::flags::DirectoryFlags;
use crate::route_table::{self, Row};
use crate::terminal::{report, say, show};
use anyhow::{Context, Result};
use std::process::ExitCode;
use waypost_bundler::{Bundler, Mode};
use waypost_diagnostics::Diagnostics;
use waypost_project::Project;

pub(crate) fn run(flags: &DirectoryFlags) -> Result<ExitCode> {
    // The configuration says which files are routes.
    let bundler = Bundler::new().context("the system gives no threads to bundle with")?;
    let evaluator = ConfigEvaluator::new(&bundler, Mode::Production);
    let project = match Project::load(&flags.directory, &evaluator) {
        Ok(project) => project,
        Err(diagnostics) => {
            show(&diagnostics);
            return Ok(ExitCode::FAILURE);
        }
    };
    let errors: Diagnostics = project.route_errors().cloned().collect();
    if !errors.is_empty() {
        show(&errors);
        report("");
    }
    let rows: Vec<Row> = project.routes.iter().map(Row::of_project).collect();
    say(&route_table::render(&rows));
    // The table is whole, the project is not.
    Ok(if errors.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
