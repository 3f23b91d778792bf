//! `waypost routes`: the route table, nothing else.

use crate::config_file::ConfigEvaluator;
use crate::flags::DirectoryFlags;
use crate::route_table::{self, Rendering, Row};
use crate::terminal::{report, say, show};
use anyhow::{Context, Result};
use std::process::ExitCode;
use waypost_bundler::{Bundler, Mode};
use waypost_diagnostics::Diagnostics;
use waypost_image::{IMAGE_DIRECTORY, Image};
use waypost_project::Project;

pub(crate) fn run(flags: &DirectoryFlags) -> Result<ExitCode> {
    // The configuration says which files are routes.
    let bundler = Bundler::new().context("the system gives no threads to bundle with")?;
    let evaluator = ConfigEvaluator::new(&bundler, Mode::Production);
    let directory = super::enter(&flags.directory);
    let project = match Project::load(&directory, &evaluator) {
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
    // What is static shows when it runs: a build that is current knows it.
    let image = Image::open(&project.root.join(IMAGE_DIRECTORY)).ok();
    let image = image.filter(|image| image.is_current(&project.root));
    let rendering = |page: &str| {
        let image = image.as_ref()?;
        let mut routes = image.manifest().routes.iter();
        let index = routes.position(|route| route.page == page)?;
        Some(Rendering::of_image(image, index))
    };
    let rows: Vec<Row> = project
        .routes
        .iter()
        .map(|route| Row::of_project(route).rendered(rendering(&route.page)))
        .collect();
    say(&route_table::render(&rows));
    // The table is whole, the project is not.
    Ok(if errors.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
