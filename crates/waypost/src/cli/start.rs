//! `waypost start`: serves the app image, and makes one first when there is no current one.
//!
//! Workers are started before it is known whether the image is current: their VMs start meanwhile.

use crate::BUILD;
use crate::channel::{Assignment, Conditions, Order};
use crate::flags::StartFlags;
use crate::project_image::environment;
use crate::supervisor::bind::{Bound, bind};
use crate::supervisor::{Change, Plan, WorkerLimits, supervise};
use crate::terminal::{fail, report, show, warn};
use anyhow::{Context, Result, anyhow};
use std::env;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::available_parallelism;
use std::time::Instant;
use tokio::process::Command;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use waypost_bundler::Mode;
use waypost_image::{IMAGE_DIRECTORY, Image, ImageError};
use waypost_project::Settings;

pub(crate) fn run(flags: &StartFlags, begun: Instant) -> Result<ExitCode> {
    let root = project_root(&flags.serve.project.directory)?;
    let bound = bind(&flags.serve.host, flags.serve.port)?;
    let (mut settings, diagnostics) = Settings::load(&root);
    settings.upstream = flags.serve.upstream.clone().or(settings.upstream);
    show(&diagnostics);
    if diagnostics.has_errors() {
        return Ok(ExitCode::FAILURE);
    }
    let environment = worker_environment(&root, Mode::Production);
    let plan = Plan {
        workers: worker_count(flags.workers, &settings),
        ..plan(&root, bound, &settings, environment, begun)
    };
    run_supervisor(async move {
        let (changes, incoming) = unbounded_channel();
        let home = TemporaryHome::new()?;
        let place = home.path.clone();
        tokio::spawn(provide_image(root, place, changes));
        let code = supervise(plan, incoming).await;
        drop(home);
        Ok(code?)
    })
}

/// The project directory, absolute and without links: every worker must mean the same one.
pub(super) fn project_root(directory: &Path) -> Result<PathBuf> {
    let root = directory
        .canonicalize()
        .with_context(|| format!("cannot open the project directory {}", directory.display()))?;
    if !root.is_dir() {
        return Err(anyhow!(
            "{} is no directory; give that of the project",
            root.display()
        ));
    }
    Ok(root)
}

/// What the project's environment files add for workers, and the mode.
pub(super) fn worker_environment(root: &Path, mode: Mode) -> Vec<(String, String)> {
    let files = environment(root, mode);
    show(&files.diagnostics);
    let mut variables: Vec<(String, String)> = files
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    if env::var_os("NODE_ENV").is_none() {
        variables.push(("NODE_ENV".to_owned(), mode.as_str().to_owned()));
    }
    variables
}

fn worker_count(flag: Option<NonZeroUsize>, settings: &Settings) -> usize {
    let set = settings
        .workers
        .and_then(|workers| usize::try_from(workers).ok());
    flag.map(NonZeroUsize::get)
        .or(set)
        .unwrap_or_else(|| available_parallelism().map_or(1, NonZeroUsize::get))
}

/// A plan of one worker for production.
pub(super) fn plan(
    root: &Path,
    bound: Bound,
    settings: &Settings,
    environment: Vec<(String, String)>,
    begun: Instant,
) -> Plan {
    Plan {
        conditions: Conditions {
            root: root.to_owned(),
            origin: bound.origin,
            development: false,
            upstream: settings.upstream.clone(),
        },
        listener: Some(bound.listener),
        workers: 1,
        environment,
        limits: WorkerLimits {
            script_time: settings.limits.script_time,
            memory: Some(settings.limits.worker_memory),
            drain: settings.limits.drain,
        },
        begun,
    }
}

pub(super) fn run_supervisor(work: impl Future<Output = Result<ExitCode>>) -> Result<ExitCode> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(work)
}

/// Finds or makes the image and orders it to be served.
async fn provide_image(root: PathBuf, temporary: PathBuf, changes: UnboundedSender<Change>) {
    let change = match find_or_build(root, temporary).await {
        Ok(Some(image)) => Change::Order(Order::Serve(Assignment {
            image,
            broken_routes: Vec::new(),
        })),
        // The build has said what is wrong.
        Ok(None) => Change::GiveUp,
        Err(err) => {
            fail(&format!("{err:#}"));
            Change::GiveUp
        }
    };
    let _ = changes.send(change);
}

async fn find_or_build(root: PathBuf, temporary: PathBuf) -> Result<Option<PathBuf>> {
    let directory = root.join(IMAGE_DIRECTORY);
    let (looked_in, project) = (directory.clone(), root.clone());
    let state = tokio::task::spawn_blocking(move || look(&looked_in, &project)).await?;
    match state? {
        ImageState::Current => return Ok(Some(directory)),
        ImageState::Missing => {}
        ImageState::Outdated(reason) => report(&format!("{reason}: building anew")),
    }
    if is_writable(&directory, &root) {
        return Ok(run_build(&root, &directory).await?.then_some(directory));
    }
    warn(&format!(
        "{} cannot be written to: the app image is built for this run only; run `waypost build` where it can",
        root.display()
    ));
    create_private(&temporary)?;
    Ok(run_build(&root, &temporary).await?.then_some(temporary))
}

enum ImageState {
    Current,
    Missing,
    Outdated(String),
}

fn look(directory: &Path, root: &Path) -> Result<ImageState> {
    let image = match Image::open(directory) {
        Ok(image) => image,
        Err(ImageError::Missing { .. }) => return Ok(ImageState::Missing),
        Err(err) if err.is_cured_by_build() => return Ok(ImageState::Outdated(err.to_string())),
        Err(err) => return Err(err.into()),
    };
    if image.manifest().waypost_build != BUILD {
        let reason = "the app image was made by another build of waypost";
        return Ok(ImageState::Outdated(reason.to_owned()));
    }
    Ok(match image.manifest().inputs.first_change(root) {
        None => ImageState::Current,
        Some(path) => ImageState::Outdated(format!("{path} has changed since the last build")),
    })
}

/// Tried, not asked: permissions say little about a read-only mount.
pub(super) fn is_writable(directory: &Path, root: &Path) -> bool {
    let place = if directory.is_dir() { directory } else { root };
    let probe = place.join(format!(".waypost-probe-{}", std::process::id()));
    let is_writable = std::fs::write(&probe, "").is_ok();
    let _ = std::fs::remove_file(probe);
    is_writable
}

/// Builds in a process of its own, whose memory goes away with it. `false`: it said why not.
async fn run_build(root: &Path, image: &Path) -> Result<bool> {
    let program = env::current_exe().context("cannot find the waypost program to build with")?;
    let status = Command::new(program)
        .arg("build")
        .arg(root)
        .arg("--quiet")
        .arg("--image")
        .arg(image)
        .status()
        .await
        .context("cannot start the build")?;
    Ok(status.success())
}

/// Made by us and closed to others: what is in it will be run.
pub(super) fn create_private(directory: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .mode(0o700)
        .create(directory)
        .with_context(|| {
            format!(
                "cannot create {}; set TMPDIR to a directory that can be written to",
                directory.display()
            )
        })
}

/// A place for what cannot be written beside the project, removed at the end.
pub(super) struct TemporaryHome {
    pub(super) path: PathBuf,
}

impl TemporaryHome {
    /// A name that nobody can guess; nothing is made yet.
    pub(super) fn new() -> Result<Self> {
        let name = format!("waypost-{}", waypost_image::new_build_id()?);
        Ok(Self {
            path: env::temp_dir().join(name),
        })
    }
}

impl Drop for TemporaryHome {
    fn drop(&mut self) {
        // Usually it was never made.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
