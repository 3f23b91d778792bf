//! Projects for tests: a directory of its own, made from names and texts and removed at the end.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use waypost_diagnostics::Diagnostics;
use waypost_image::Inputs;
use waypost_project::{ConfigFile, EvaluateConfig, Evaluated, Project};

/// What an evaluation of `next.config` gives, without the evaluation.
pub(crate) struct Evaluation(pub(crate) String);

impl Evaluation {
    /// Options as JSON, and no rules.
    pub(crate) fn of(options: &str) -> Self {
        Self(format!(
            r#"{{"config":{options},"redirects":[],"rewrites":{{}},"headers":[],"problems":[]}}"#
        ))
    }
}

impl EvaluateConfig for Evaluation {
    fn evaluate(&self, file: &ConfigFile) -> Result<Evaluated, Diagnostics> {
        Ok(Evaluated {
            json: self.0.clone(),
            read: vec![file.path.clone()],
            inputs: Inputs::new(&file.root),
            diagnostics: Diagnostics::new(),
        })
    }
}

pub(crate) struct Fixture {
    root: PathBuf,
}

impl Fixture {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let root =
            std::env::temp_dir().join(format!("waypost-project-{}-{number}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        let fixture = Self {
            root: fs::canonicalize(root).unwrap(),
        };
        for (name, text) in files {
            fixture.write(name, text);
        }
        fixture
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The routes, one per line, then the diagnostics, or only the latter when there are errors.
    #[allow(dead_code, reason = "each test file uses a part of the fixture")]
    pub(crate) fn report(&self) -> String {
        let mut text = String::new();
        let diagnostics = match self.whole() {
            Ok(project) => {
                for route in &project.routes {
                    text.push_str(&format!("{} <- {}\n", route.page, route.source));
                }
                project.warnings
            }
            Err(diagnostics) => diagnostics,
        };
        for diagnostic in &diagnostics {
            text.push_str(&format!("{diagnostic}\n"));
        }
        text
    }

    /// The project when none of its routes has an error, else all that is wrong with it.
    #[allow(dead_code, reason = "each test file uses a part of the fixture")]
    pub(crate) fn whole(&self) -> Result<Project, Diagnostics> {
        let project = Project::load(&self.root, &Evaluation::of("{}"))?;
        if project.route_errors().next().is_none() {
            return Ok(project);
        }
        let warnings = project.warnings.iter();
        Err(warnings.chain(project.route_errors()).cloned().collect())
    }

    #[allow(dead_code, reason = "each test file uses a part of the fixture")]
    pub(crate) fn load(&self) -> Project {
        Project::load(&self.root, &Evaluation::of("{}"))
            .unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
