//! What the runs of other people's tests have in common: their flags, their jobs, and how they tell what they found.
//!
//! Never here: what a test is and when it passes.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the tests.
    pub root: PathBuf,
    /// Only tests and groups whose name begins so.
    pub only: Option<String>,
    /// The folder of the baselines.
    pub baselines: PathBuf,
    /// What Deno says of the same tests.
    pub deno: Option<PathBuf>,
    /// The document with the table of pass rates, to be written.
    pub table: Option<PathBuf>,
    /// `UPDATE_BASELINE`: `1`, or the reason of what fails.
    pub update: Option<String>,
    /// Processes at a time.
    pub jobs: usize,
    /// How many differences are told of each group.
    pub told: usize,
}

/// A suite of tests as its command line knows it.
#[derive(Debug)]
pub struct Suite {
    /// The command.
    pub name: &'static str,
    /// Below `tests`: where its baselines are.
    pub baselines: &'static str,
    /// The variable that may name the folder of the tests.
    pub folder: &'static str,
    /// The variable that may name Deno's expectations, of a suite whose table needs them.
    pub deno: Option<&'static str>,
    pub usage: &'static str,
}

impl Suite {
    /// Runs the suite as its command line says. Without a folder it says that nothing was run.
    pub fn main<E: Display>(
        &self,
        arguments: &[String],
        run: impl FnOnce(&Options, &dyn Fn(&str)) -> Result<bool, E>,
    ) -> ExitCode {
        let options = match self.parse(arguments) {
            Ok(Some(options)) => options,
            Ok(None) => {
                let Self { name, usage, .. } = self;
                say(&format!(
                    "{name}: not run, no folder of tests was given\n{usage}"
                ));
                return ExitCode::SUCCESS;
            }
            Err(message) => return self.fail(&message),
        };
        match run(&options, &say) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => {
                let baselines = self.baselines;
                self.fail(&format!("the outcomes are not those of tests/{baselines}"))
            }
            Err(error) => self.fail(&error),
        }
    }

    /// Says why nothing came of it.
    #[expect(clippy::print_stderr, reason = "a command-line tool fails on stderr")]
    pub fn fail(&self, message: &dyn Display) -> ExitCode {
        eprintln!("{}: {message}", self.name);
        ExitCode::FAILURE
    }

    fn parse(&self, arguments: &[String]) -> Result<Option<Options>, String> {
        let usage = self.usage;
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
        let mut root = named(self.folder);
        let mut table = false;
        let mut options = Options {
            root: PathBuf::new(),
            only: None,
            baselines: workspace.join("tests").join(self.baselines),
            deno: self.deno.and_then(named),
            table: None,
            update: std::env::var("UPDATE_BASELINE").ok(),
            jobs: 2,
            told: 50,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || {
                let value = rest.next().cloned();
                value.ok_or_else(|| format!("{argument} needs a value\n{usage}"))
            };
            let number = |text: String| text.parse::<usize>().map_err(|_| usage.to_owned());
            match argument.as_str() {
                "--only" => options.only = Some(value()?),
                "--deno" => options.deno = Some(value()?.into()),
                "--jobs" => options.jobs = number(value()?)?.clamp(1, 64),
                "--told" => options.told = number(value()?)?,
                "--table" => table = true,
                flag if flag.starts_with("--") => {
                    return Err(format!("unknown flag {flag}\n{usage}"));
                }
                folder => root = Some(folder.into()),
            }
        }
        let lacks_deno = self.deno.is_some() && options.deno.is_none();
        if table && (lacks_deno || options.only.is_some()) {
            return Err(format!("--table needs a whole run\n{usage}"));
        }
        options.table = table.then(|| workspace.join("docs/compatibility.md"));
        Ok(root.map(|root| Options { root, ..options }))
    }
}

#[expect(clippy::print_stdout, reason = "a command-line tool speaks on stdout")]
fn say(line: &str) {
    println!("{line}");
}

/// Does the work of all items, so many at a time; each job makes a place for itself and works there.
/// `None` when a job panicked.
pub(crate) fn in_jobs<I, P, O>(
    jobs: usize,
    items: &[I],
    place: impl Fn(usize) -> P + Sync,
    work: impl Fn(&I, &P) -> O + Sync,
) -> Option<BTreeMap<String, O>>
where
    I: AsRef<str> + Sync,
    O: Send,
{
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for job in 0..jobs {
            let (next, outcomes, place, work) = (&next, &outcomes, &place, &work);
            scope.spawn(move || {
                let place = place(job);
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = work(item, &place);
                    if let Ok(mut outcomes) = outcomes.lock() {
                        outcomes.insert(item.as_ref().to_owned(), outcome);
                    }
                }
            });
        }
    });
    outcomes.into_inner().ok()
}

/// Tells what fails and is not in the list, with the reason below it, and what is there and passes.
pub(crate) fn tell(told: usize, fails: &[(String, &str)], passes: &[String], say: &dyn Fn(&str)) {
    for (name, reason) in fails.iter().take(told) {
        let reason = reason.trim_end().replace('\n', "\n       ");
        say(&format!("  FAIL {name}\n       {reason}"));
    }
    for name in passes.iter().take(told) {
        say(&format!("  PASSES, so take it from the list: {name}"));
    }
    let untold = fails.len().saturating_sub(told) + passes.len().saturating_sub(told);
    if untold > 0 {
        say(&format!("  and {untold} more"));
    }
}
