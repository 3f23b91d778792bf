//! PostgreSQL, MariaDB and Redis for tests: the system's own programs, each on a free port of
//! loopback, with its data in a temporary folder that goes when it ends.
//!
//! The first two refuse to run as root, where tests often do; they then run as `nobody`.

use super::port::Port;
use super::services::Service;
use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Debian's user and group `nobody` and `nogroup`.
const NOBODY: u32 = 65_534;
/// A machine that compiles beside the tests is slow.
const START_TIME: Duration = Duration::from_secs(90);
const END_TIME: Duration = Duration::from_secs(10);
/// Where Debian puts servers, beside the search path.
const FOLDERS: [&str; 2] = ["/usr/sbin", "/usr/bin"];

/// A server with the folder it keeps its data in.
struct Daemon {
    child: Child,
    port: Port,
    folder: PathBuf,
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // Nothing of it is wanted any more: no reason to let it write down what it has.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Its end comes first, then its daemon's.
pub(crate) struct Postgres(Daemon);
pub(crate) struct MariaDb(Daemon);
pub(crate) struct Redis(Daemon);

impl Drop for Postgres {
    /// Told to end at once it gives back shared memory that outlives a killed one, in `/dev/shm` and `ipcs -m`.
    fn drop(&mut self) {
        let child = &mut self.0.child;
        let pid = child.id().to_string();
        let _ = Command::new("kill").args(["-QUIT", &pid]).status();
        let told = Instant::now();
        while matches!(child.try_wait(), Ok(None)) && told.elapsed() < END_TIME {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Postgres {
    pub(crate) fn start() -> Self {
        let (folder, port) = (new_folder("postgres"), Port::keep());
        finish(command("initdb", &folder).arg("-D").arg(&folder).args([
            "-A",
            "trust",
            "-U",
            "app",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]));
        let mut server = command("postgres", &folder);
        server.arg("-D").arg(&folder).arg("-k").arg(&folder);
        let number = port.number().to_string();
        server.args(["-h", "127.0.0.1", "-p", &number]);
        server.args(["-c", "fsync=off", "-c", "max_connections=60"]);
        let mut daemon = spawn(server, folder, port);
        let is_ready = || {
            let mut probe = command("pg_isready", Path::new("/"));
            let probe = probe.args(["-q", "-h", "127.0.0.1", "-p", &number]);
            probe.status().is_ok_and(|status| status.success())
        };
        wait_until(&mut daemon, is_ready);
        Self(daemon)
    }
}

impl MariaDb {
    pub(crate) fn start() -> Self {
        let (folder, port) = (new_folder("mariadb"), Port::keep());
        let number = port.number();
        let data = folder.join("data");
        finish(
            command("mariadb-install-db", &folder)
                .args(["--no-defaults", "--auth-root-authentication-method=normal"])
                .args(["--skip-test-db", "--skip-name-resolve"])
                .arg(format!("--datadir={}", data.display())),
        );
        let first = folder.join("first.sql");
        let statements = "CREATE DATABASE app;\n\
            CREATE USER app@'127.0.0.1' IDENTIFIED BY 'local-only';\n\
            GRANT ALL ON app.* TO app@'127.0.0.1';\n";
        fs::write(&first, statements).expect("the folder is writable");
        let mut server = command("mariadbd", &folder);
        server
            .args(["--no-defaults", "--bind-address=127.0.0.1"])
            .args(["--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0"])
            .arg(format!("--port={number}"))
            .arg(format!("--datadir={}", data.display()))
            .arg(format!("--socket={}", folder.join("socket").display()))
            .arg(format!("--init-file={}", first.display()));
        let mut daemon = spawn(server, folder, port);
        // It listens when the first statements have run.
        wait_until(&mut daemon, || accepts(number));
        Self(daemon)
    }
}

impl Redis {
    pub(crate) fn start() -> Self {
        let (folder, port) = (new_folder("redis"), Port::keep());
        let number = port.number();
        let mut server = command("redis-server", &folder);
        server.args(["--bind", "127.0.0.1", "--port", &number.to_string()]);
        server.args(["--save", "", "--appendonly", "no"]);
        let mut daemon = spawn(server, folder, port);
        wait_until(&mut daemon, || accepts(number));
        Self(daemon)
    }
}

impl Service for Postgres {
    fn name(&self) -> &'static str {
        "POSTGRES"
    }

    fn port(&self) -> u16 {
        self.0.port.number()
    }

    fn env(&self) -> Vec<(String, String)> {
        let url = format!("postgres://app@127.0.0.1:{}/postgres", self.port());
        vec![("DATABASE_URL".to_owned(), url)]
    }
}

impl Service for MariaDb {
    fn name(&self) -> &'static str {
        "MARIADB"
    }

    fn port(&self) -> u16 {
        self.0.port.number()
    }

    fn env(&self) -> Vec<(String, String)> {
        let url = format!("mysql://app:local-only@127.0.0.1:{}/app", self.port());
        vec![("MYSQL_URL".to_owned(), url)]
    }
}

impl Service for Redis {
    fn name(&self) -> &'static str {
        "REDIS"
    }

    fn port(&self) -> u16 {
        self.0.port.number()
    }

    fn env(&self) -> Vec<(String, String)> {
        let url = format!("redis://127.0.0.1:{}", self.port());
        vec![("REDIS_URL".to_owned(), url)]
    }
}

/// Whether the three are installed; `scripts/system-packages.sh --with-tests` sees to it on Debian.
pub(crate) fn are_installed() -> bool {
    ["initdb", "mariadbd", "redis-server"]
        .iter()
        .all(|name| find(name).is_some())
}

fn accepts(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A folder that the server may write to, in a place that it may pass through.
fn new_folder(kind: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("waypost-{kind}-{}-{count}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    // A process with this number may have left one.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).expect("the temporary folder is writable");
    if is_root(&folder) {
        chown(&folder, Some(NOBODY), Some(NOBODY)).expect("root may give a folder away");
    }
    folder
}

/// Whether what this process makes is root's, which says what it is itself.
fn is_root(made: &Path) -> bool {
    fs::metadata(made).is_ok_and(|it| it.uid() == 0)
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let postgres = versions.flatten().map(|version| version.path().join("bin"));
    std::env::split_paths(&path)
        .chain(FOLDERS.map(PathBuf::from))
        .chain(postgres)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// The program, to be run in the folder by whom it belongs to, quietly.
fn command(program: &str, folder: &Path) -> Command {
    let file = find(program).unwrap_or_else(|| {
        panic!("{program} is not installed; run scripts/system-packages.sh --with-tests")
    });
    let mut command = Command::new(file);
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if fs::metadata(folder).is_ok_and(|it| it.uid() == NOBODY) {
        command.uid(NOBODY).gid(NOBODY).env("HOME", folder);
    }
    command
}

fn finish(command: &mut Command) {
    let output = command
        .stderr(Stdio::piped())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}");
}

fn spawn(mut command: Command, folder: PathBuf, port: Port) -> Daemon {
    let log = fs::File::create(folder.join("log")).expect("the folder is writable");
    let child = command
        .stderr(log)
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    Daemon {
        child,
        port,
        folder,
    }
}

fn wait_until(daemon: &mut Daemon, is_ready: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_ready() {
        let has_ended = daemon.child.try_wait().is_ok_and(|ended| ended.is_some());
        if has_ended || begun.elapsed() > START_TIME {
            let log = fs::read_to_string(daemon.folder.join("log")).unwrap_or_default();
            panic!("a database did not start:\n{log}");
        }
        thread::sleep(Duration::from_millis(50));
    }
}
