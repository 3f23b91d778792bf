//! `waypost routes`: the route table, nothing else.

use crate::flags::DirectoryFlags;
use crate::route_table::{self, Row};
use crate::terminal::{say, show};
use anyhow::Result;
use std::process::ExitCode;
use waypost_project::Project;

pub(crate) fn run(flags: &DirectoryFlags) -> Result<ExitCode> {
    let project = match Project::load(&flags.directory) {
        Ok(project) => project,
        Err(diagnostics) => {
            show(&diagnostics);
            return Ok(ExitCode::FAILURE);
        }
    };
    let rows: Vec<Row> = project.routes.iter().map(Row::of_project).collect();
    say(&route_table::render(&rows));
    Ok(ExitCode::SUCCESS)
}
