//! The project's `next.config`: who evaluates it, and what its options come to.
//!
//! A configuration is code. This crate runs none: it says by [`EvaluateConfig`] what it needs of a
//! VM and gets plain data back, checks it with Next.js's words, and sorts it into what shapes the
//! scan, the bundle and the answers. Without a configuration file nobody is asked.

mod cache;
mod effects;
mod evaluated;
mod i18n;
mod known_keys;
mod value;

pub use effects::NextConfig;
pub use evaluated::{ConfigFile, EvaluateConfig, Evaluated};

use crate::files::Files;
use evaluated::Answer;
use std::path::{Path, PathBuf};
use value::Options;
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::NextVersion;

/// Reads the configuration of a project. `None` when it has errors, which are reported: what follows from
/// a configuration that is not known would only mislead.
pub(crate) fn read(
    files: &mut Files,
    path: Option<&Path>,
    tsconfig: Option<&Path>,
    next: NextVersion,
    evaluator: &dyn EvaluateConfig,
) -> Option<NextConfig> {
    let Some(path) = path else {
        return Some(NextConfig::default());
    };
    let file = ConfigFile {
        root: files.root().to_owned(),
        path: path.to_owned(),
        source: files.relative(path),
        tsconfig: tsconfig.map(PathBuf::from),
        next,
    };
    let evaluated = match evaluator.evaluate(&file) {
        Ok(evaluated) => evaluated,
        Err(diagnostics) => {
            files.diagnostics.extend(diagnostics);
            return None;
        }
    };
    for input in &evaluated.read {
        // A file that went away since is recorded as absent, so that the image is not current.
        let _ = files.inputs.read(input);
    }
    files.inputs.extend(evaluated.inputs);
    files.diagnostics.extend(evaluated.diagnostics);
    let (config, diagnostics) = check(&file, &evaluated.json);
    let is_sound = !diagnostics.has_errors();
    files.diagnostics.extend(diagnostics);
    is_sound.then_some(config)
}

/// From the data of an evaluation to its meaning.
fn check(file: &ConfigFile, json: &str) -> (NextConfig, Diagnostics) {
    let mut report = Report::new(&file.source);
    let answer = match Answer::parse(json) {
        Ok(answer) => answer,
        Err(error) => {
            report.error(format!("the configuration cannot be read: {error}"));
            return (NextConfig::default(), report.diagnostics);
        }
    };
    if answer.config.is_empty() {
        report.warn(format!(
            "Detected {}, no exported configuration found. https://nextjs.org/docs/messages/empty-configuration",
            file.source
        ));
    }
    for problem in &answer.problems {
        let mut diagnostic =
            Diagnostic::error(problem.message.clone()).with_code("invalid-custom-route");
        diagnostic.help.clone_from(&problem.help);
        report.push(diagnostic);
    }
    let mut options = Options::new(&answer.config);
    let mut config = effects::of_options(&mut options, file.next, &mut report);
    let mut invalid = known_keys::unrecognized(&answer.config, file.next);
    invalid.append(&mut options.odd);
    if !invalid.is_empty() {
        report.push(
            Diagnostic::warning(format!(
                "Invalid {} options detected: {}",
                file.source,
                invalid.join("; ")
            ))
            .with_code("invalid-next-config")
            .with_help("see https://nextjs.org/docs/messages/invalid-next-config"),
        );
    }
    let rules = answer.redirects.len()
        + answer.headers.len()
        + answer.rewrites.before_files.len()
        + answer.rewrites.after_files.len()
        + answer.rewrites.fallback.len();
    if rules > MANY_RULES {
        report.warn(format!(
            "total number of custom routes exceeds {MANY_RULES}, this can reduce performance ({rules}). \
             See more info: https://nextjs.org/docs/messages/max-custom-routes-reached"
        ));
    }
    config.serve.redirects = answer.redirects;
    config.serve.rewrites = answer.rewrites;
    config.serve.headers = answer.headers;
    (config, report.diagnostics)
}

/// From here on Next.js says that there are many.
const MANY_RULES: usize = 1000;

/// Diagnostics of one configuration file.
struct Report<'f> {
    file: &'f str,
    diagnostics: Diagnostics,
}

impl<'f> Report<'f> {
    fn new(file: &'f str) -> Self {
        Self {
            file,
            diagnostics: Diagnostics::new(),
        }
    }

    fn error(&mut self, message: impl Into<String>) {
        self.push(Diagnostic::error(message).with_code("next-config"));
    }

    fn warn(&mut self, message: impl Into<String>) {
        self.push(Diagnostic::warning(message).with_code("next-config"));
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.in_file(self.file));
    }
}
