//! A Next.js server for recording: a project is copied beside an installed version, built and
//! started there. Only `cargo xtask record` comes here; it has installed the versions.

use super::port::Port;
use super::project::Project;
use std::fs::{self, File};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to listen on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `next start`, ended when dropped.
pub(crate) struct NextServer {
    child: Child,
    pub(crate) port: u16,
    _kept: Port,
}

impl NextServer {
    /// Builds and starts the project with the version installed in `installed`.
    pub(crate) fn start(project: &Project, version: u32, installed: &Path) -> Self {
        let folder = installed.join(&project.name);
        // A build of other sources may have left files.
        let _ = fs::remove_dir_all(&folder);
        project.copy_to(version, &folder);
        let program = installed.join("node_modules/next/dist/bin/next");
        let log = installed.join(format!("{}.log", project.name));
        let command = |arguments: &[&str], log: File| {
            let mut command = Command::new("node");
            command
                .arg(&program)
                .args(arguments)
                .current_dir(&folder)
                .env("NEXT_TELEMETRY_DISABLED", "1")
                .envs(&project.env)
                .stdin(Stdio::null())
                .stderr(log.try_clone().expect("a file has a second handle"))
                .stdout(log);
            command
        };
        let file = File::create(&log).expect("the log is writable");
        let again = file.try_clone().expect("a file has a second handle");
        let built = command(&["build"], file).status().expect("node runs");
        assert!(built.success(), "the build failed: {}", said(&log));
        let kept = Port::keep();
        let port = kept.number();
        let child = command(&["start", "-p", &port.to_string()], again)
            .spawn()
            .expect("node runs");
        let mut server = Self {
            child,
            port,
            _kept: kept,
        };
        server.wait(&log);
        server
    }

    fn wait(&mut self, log: &Path) {
        let started = Instant::now();
        // A port that is open is not enough: the handlers are loaded after it.
        while !said(log).contains("Ready in")
            || TcpStream::connect(("127.0.0.1", self.port)).is_err()
        {
            let ended = matches!(self.child.try_wait(), Ok(Some(_)));
            assert!(
                !ended && started.elapsed() < PATIENCE,
                "the server does not listen: {}",
                said(log)
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for NextServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn said(log: &Path) -> String {
    fs::read_to_string(log).unwrap_or_default()
}
