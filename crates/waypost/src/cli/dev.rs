//! `waypost dev`: serves while the project is being worked on.
//!
//! A thread builds, waits until something the build read has changed, and builds again. What comes
//! out goes to the one worker: an image, or the page that says why there is none.

use super::start::{
    TemporaryHome, create_private, is_writable, plan, project_root, run_supervisor,
    worker_environment,
};
use super::watch::Watch;
use crate::channel::{Assignment, Conditions, Order};
use crate::config_file::{ConfigEvaluator, ConfigMemory};
use crate::failure_answer::failure_answer;
use crate::flags::ServeFlags;
use crate::project_image::{Built, build, environment};
use crate::supervisor::bind::bind;
use crate::supervisor::{Change, Plan, supervise};
use crate::terminal::{Style, fail, paint, say, show};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use waypost_bundler::{Bundler, Mode};
use waypost_diagnostics::{Diagnostic, Diagnostics};
use waypost_image::{IMAGE_DIRECTORY, InputsDigest, write_image};
use waypost_project::Settings;

/// Below the project's image directory, so that `start` does not take it for its own.
const DEVELOPMENT_IMAGE: &str = "dev";

pub(crate) fn run(flags: &ServeFlags, begun: Instant) -> Result<ExitCode> {
    let root = project_root(&flags.project.directory)?;
    // `next.config` is evaluated in this process.
    let root = super::enter(&root);
    let bound = bind(&flags.host, flags.port)?;
    let (mut settings, diagnostics) = Settings::load(&root);
    settings.upstream = flags.upstream.clone().or(settings.upstream);
    show(&diagnostics);
    let variables = worker_environment(&root, Mode::Development);
    let plan = plan(&root, bound, &settings, variables, begun);
    let plan = Plan {
        conditions: Conditions {
            development: true,
            ..plan.conditions
        },
        ..plan
    };
    let home = TemporaryHome::new()?;
    let image = image_directory(&root, &home)?;
    let (changes, incoming) = unbounded_channel();
    let builder = Builder::new(root, image, changes)?;
    thread::Builder::new()
        .name("waypost-dev".to_owned())
        .spawn(move || builder.run())
        .context("the system gives no thread to build in")?;
    let code = run_supervisor(async { Ok(supervise(plan, incoming).await?) });
    drop(home);
    code
}

fn image_directory(root: &Path, home: &TemporaryHome) -> Result<PathBuf> {
    let directory = root.join(IMAGE_DIRECTORY);
    if is_writable(&directory, root) {
        return Ok(directory.join(DEVELOPMENT_IMAGE));
    }
    create_private(&home.path)?;
    Ok(home.path.clone())
}

/// Builds again and again.
struct Builder {
    root: PathBuf,
    image: PathBuf,
    bundler: Bundler,
    config: ConfigMemory,
    watch: Watch,
    changes: UnboundedSender<Change>,
    /// The environment files as the workers have them.
    environment: InputsDigest,
    /// What the last build read; `None` when it failed before that was known.
    inputs: Option<InputsDigest>,
    is_first: bool,
}

impl Builder {
    fn new(root: PathBuf, image: PathBuf, changes: UnboundedSender<Change>) -> Result<Self> {
        let environment = environment(&root, Mode::Development).inputs.finish();
        Ok(Self {
            bundler: Bundler::new().context("the system gives no threads to bundle with")?,
            config: ConfigMemory::default(),
            watch: Watch::new(&root)?,
            environment,
            inputs: None,
            is_first: true,
            root,
            image,
            changes,
        })
    }

    /// Ends with the supervisor.
    fn run(mut self) {
        loop {
            let order = self.build();
            let change = self.change(order);
            if self.changes.send(change).is_err() {
                return;
            }
            if !self.wait() {
                return;
            }
        }
    }

    /// New environment files need new processes.
    fn change(&mut self, order: Order) -> Change {
        if self.environment.is_current(&self.root) {
            return Change::Order(order);
        }
        let files = environment(&self.root, Mode::Development);
        self.environment = files.inputs.finish();
        Change::Renew {
            environment: worker_environment(&self.root, Mode::Development),
            order,
        }
    }

    fn build(&mut self) -> Order {
        let begun = Instant::now();
        let is_first = std::mem::replace(&mut self.is_first, false);
        let mode = Mode::Development;
        let memory = std::mem::take(&mut self.config);
        let evaluator = ConfigEvaluator::with_memory(&self.bundler, mode, memory);
        let built = build(&self.root, mode, &self.bundler, &evaluator);
        self.config = evaluator.into_memory();
        let written = built.and_then(|built| {
            write_image(&built.image, &self.image)
                .map_err(|err| Diagnostics::from(Diagnostic::error(err.to_string())))?;
            Ok(built)
        });
        match written {
            Ok(built) => {
                show(&built.diagnostics);
                if !is_first {
                    let time = format!("rebuilt in {} ms", begun.elapsed().as_millis());
                    say(&paint(Style::Dim, &time));
                }
                self.serve(built)
            }
            Err(diagnostics) => {
                show(&diagnostics);
                self.inputs = None;
                Order::Refuse(failure_answer("the project does not build", &diagnostics))
            }
        }
    }

    fn serve(&mut self, built: Built) -> Order {
        self.inputs = Some(built.image.manifest().inputs.clone());
        Order::Serve(Assignment {
            image: self.image.clone(),
            broken_routes: built.broken_routes,
        })
    }

    /// Waits for a change that matters. `false` when there will be none.
    fn wait(&self) -> bool {
        loop {
            if let Err(err) = self.watch.wait() {
                fail(&format!("{err:#}; changes are no longer seen"));
                return false;
            }
            let is_current = |digest: &InputsDigest| digest.is_current(&self.root);
            let is_built = self.inputs.as_ref().is_some_and(is_current);
            if !is_built || !is_current(&self.environment) {
                return true;
            }
        }
    }
}
