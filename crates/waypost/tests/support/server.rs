//! A `waypost start` of a copied project, on a free port, ended with the test.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a server may take to be ready on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// Longer than the timers of handlers whose work in the background is waited for.
const REST: Duration = Duration::from_millis(40);
/// A server that is busy for longer is so for other reasons.
const LONGEST_WORK: Duration = Duration::from_secs(10);

/// A running server.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    pub(crate) root: PathBuf,
    log: Arc<Mutex<String>>,
}

impl Server {
    /// Copies the project to a place of its own and serves it with one worker.
    pub(crate) fn start(project: &Path) -> Self {
        Self::start_with(project, &[], &[])
    }

    /// As [`Server::start`], with further arguments and environment.
    pub(crate) fn start_with(project: &Path, arguments: &[&str], env: &[(&str, &str)]) -> Self {
        Self::start_in(copy_of(project), arguments, env)
    }

    /// Serves a project where it is; the folder is removed with the server. It listens for IPv4 alone, unless
    /// `arguments` say where.
    pub(crate) fn start_in(root: PathBuf, arguments: &[&str], env: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_waypost"));
        command
            .arg("start")
            .arg(&root)
            .args(["-p", "0", "--workers", "1"])
            .args(
                (!arguments.contains(&"-H"))
                    .then_some(["-H", "127.0.0.1"])
                    .iter()
                    .flatten(),
            )
            .args(arguments)
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let log = Arc::new(Mutex::new(String::new()));
        let (ready, port) = mpsc::channel();
        let out = child.stdout.take().expect("stdout is piped");
        let err = child.stderr.take().expect("stderr is piped");
        let out = follow(out, Arc::clone(&log), Some(ready));
        let err = follow(err, Arc::clone(&log), None);
        let Ok(port) = port.recv_timeout(PATIENCE) else {
            let _ = child.kill();
            let status = child.wait();
            // Both have ended with the process, when it has told all it had to say.
            let _ = (out.join(), err.join());
            let log = log.lock().unwrap();
            panic!("the server did not become ready, {status:?}:\n{log}");
        };
        Self {
            child,
            port,
            root,
            log,
        }
    }

    /// What the server has printed so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until the log contains `text`.
    pub(crate) fn wait_for_log(&self, text: &str) {
        let started = Instant::now();
        while !self.log().contains(text) {
            assert!(
                started.elapsed() < PATIENCE,
                "the log never said {text:?}:\n{}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until the workers are at rest: none of their threads has run for a while, and none wants to.
    /// One that never rests is not waited for for long.
    pub(crate) fn wait_for_rest(&self) {
        let started = Instant::now();
        let mut before = None;
        while started.elapsed() < LONGEST_WORK {
            std::thread::sleep(REST);
            let now = self.switches();
            if now.is_some() && now == before {
                return;
            }
            before = now;
        }
    }

    /// How often the threads of the workers have left a processor; `None` while one wants it.
    fn switches(&self) -> Option<u64> {
        let mut count = 0;
        for worker in self.workers() {
            let threads = fs::read_dir(format!("/proc/{worker}/task")).ok()?;
            for thread in threads.flatten() {
                let status = fs::read_to_string(thread.path().join("status")).ok()?;
                let value = |name: &str| {
                    let mut lines = status.lines();
                    lines
                        .find_map(|line| line.strip_prefix(name))
                        .map(str::trim)
                };
                if !value("State:")?.starts_with('S') {
                    return None;
                }
                for name in ["voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:"] {
                    count += value(name)?.parse::<u64>().ok()?;
                }
            }
        }
        Some(count)
    }

    /// The worker processes.
    pub(crate) fn workers(&self) -> Vec<u32> {
        let id = self.child.id();
        let path = format!("/proc/{id}/task/{id}/children");
        let children = fs::read_to_string(path).unwrap_or_default();
        children
            .split_whitespace()
            .filter_map(|pid| pid.parse().ok())
            .collect()
    }

    /// Memory of supervisor and workers in bytes, shared pages counted by their share.
    pub(crate) fn proportional_memory(&self) -> u64 {
        self.memory("Pss:")
    }

    /// Memory that belongs to supervisor and workers alone: unlike the proportional figure it
    /// does not change when another server that shares the library's pages starts or ends.
    pub(crate) fn own_memory(&self) -> u64 {
        self.memory("Private_Dirty:")
    }

    fn memory(&self, field: &str) -> u64 {
        let mut pids = self.workers();
        pids.push(self.child.id());
        pids.iter().map(|pid| memory_of(*pid, field)).sum()
    }

    /// Asks the server to stop, as an operator would, and gives its exit code.
    pub(crate) fn terminate(&mut self) -> Option<i32> {
        self.ask_to_stop();
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Ok(Some(status)) = self.child.try_wait() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }

    fn ask_to_stop(&mut self) {
        // The number of one that has ended may be another process's.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = Command::new("kill")
                .args(["-TERM", &self.child.id().to_string()])
                .status();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ask_to_stop();
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(5) {
            if let Ok(Some(_)) = self.child.try_wait() {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn follow(
    stream: impl std::io::Read + Send + 'static,
    log: Arc<Mutex<String>>,
    ready: Option<mpsc::Sender<u16>>,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if let (Some(ready), Some(port)) = (&ready, port_of(&line)) {
                let _ = ready.send(port);
            }
            let mut log = log.lock().unwrap();
            log.push_str(&line);
            log.push('\n');
        }
    })
}

/// The port in `waypost 0.1.0 ready on http://localhost:3000 in 12 ms`.
fn port_of(line: &str) -> Option<u16> {
    let rest = line.split_once(" ready on http://")?.1;
    let address = rest.split_whitespace().next()?;
    address.rsplit_once(':')?.1.parse().ok()
}

fn memory_of(pid: u32, field: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix(field))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes * 1024)
}

/// A copy of the project below the temporary directory, without an image.
pub(crate) fn copy_of(project: &Path) -> PathBuf {
    let target = new_folder();
    copy_directory(project, &target);
    target
}

/// A name below the temporary directory that nothing has yet.
pub(crate) fn new_folder() -> PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "waypost-test-{}-{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    std::env::temp_dir().join(name)
}

/// Copies the files of a project, without what was built.
pub(crate) fn copy_directory(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the temporary directory is writable");
    for entry in fs::read_dir(from)
        .expect("the project is readable")
        .flatten()
    {
        let name = entry.file_name();
        if name == ".waypost" {
            continue;
        }
        let (source, target) = (entry.path(), to.join(&name));
        if source.is_dir() {
            copy_directory(&source, &target);
        } else {
            fs::copy(&source, &target).expect("the file is copied");
        }
    }
}
