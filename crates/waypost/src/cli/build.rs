//! `waypost build`: writes the app image and prints what is in it.

use super::compile::compile;
use crate::config_file::ConfigEvaluator;
use crate::flags::BuildFlags;
use crate::project_image::{Built, build};
use crate::route_table::{self, Row};
use crate::terminal::{fail, report, say, show};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use waypost_bundler::{Bundler, Mode};
use waypost_image::{IMAGE_DIRECTORY, write_image};

pub(crate) fn run(flags: &BuildFlags) -> Result<ExitCode> {
    let begun = Instant::now();
    let bundler = Bundler::new().context("the system gives no threads to bundle with")?;
    let evaluator = ConfigEvaluator::new(&bundler, Mode::Production);
    let image = flags
        .image
        .as_deref()
        .map(std::path::absolute)
        .transpose()?;
    let directory = super::enter(&flags.project.directory);
    let built = match build(&directory, Mode::Production, &bundler, &evaluator) {
        Ok(built) => built,
        Err(diagnostics) => {
            show(&diagnostics);
            return Ok(failed(diagnostics.error_count()));
        }
    };
    show(&built.diagnostics);
    if built.diagnostics.has_errors() {
        return Ok(failed(built.diagnostics.error_count()));
    }
    let directory = image.unwrap_or_else(|| built.root.join(IMAGE_DIRECTORY));
    write_image(&built.image, &directory)?;
    compile(&directory);
    if !flags.quiet {
        announce(&built, &directory, begun);
    }
    Ok(ExitCode::SUCCESS)
}

fn failed(errors: usize) -> ExitCode {
    report("");
    let plural = if errors == 1 { "" } else { "s" };
    fail(&format!(
        "the project has {errors} error{plural}; no app image was written"
    ));
    ExitCode::FAILURE
}

fn announce(built: &Built, directory: &Path, begun: Instant) {
    let rows: Vec<Row> = (0..built.image.manifest().routes.len())
        .map(|route| Row::of_image(&built.image, route))
        .collect();
    say(&route_table::render(&rows));
    let time = begun.elapsed().as_millis();
    say(&format!("\nbuilt {} in {time} ms", directory.display()));
}
