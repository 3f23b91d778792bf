//! Stacks that users see: they name the files of the project, not the chunks.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::server::Server;

/// A project in a directory of its own, removed when dropped.
struct Project(PathBuf);

impl Project {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let name = format!("waypost-stacks-{}-{name}", std::process::id());
        let project = Self(std::env::temp_dir().join(name));
        for (path, text) in [("package.json", "{}")].iter().chain(files) {
            let path = project.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        project
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const USER_ROUTE: &str = r#"import { fail } from "../../../../lib/fail";

interface Context {
  params: Promise<{ id: string }>;
}

export async function GET(_request: Request, context: Context): Promise<Response> {
  const { id } = await context.params;
  if (id === "here") throw new TypeError("boom here");
  if (id === "list") [1].map((n: number) => { if (n) throw new Error("boom map"); return n; });
  if (id === "property") return Response.json((context as any).missing.name);
  if (id === "builtin") new URL("boom builtin");
  return fail(id);
}
"#;
const FAIL: &str = r#"type Id = string;

export function fail(id: Id): never {
  throw new Error(`boom ${id}`, { cause: new RangeError("the cause") });
}
"#;
const LATE_ROUTE: &str = r#"interface Unused { a: 1 }
export function GET(): Response {
  void Promise.reject(new Error("nobody cares"));
  setTimeout(() => {
    throw new RangeError("from a timer");
  }, 1);
  return new Response("ok");
}
"#;
const LOAD_ROUTE: &str = r#"type A = 1;

throw new Error("at load");
export function GET(): Response { return new Response("ok"); }
"#;
const PAGES_ROUTE: &str = r#"type Request = { method: string };

export default function handler(request: Request): void {
  throw new Error(`pages ${request.method}`);
}
"#;

fn project(name: &str) -> Project {
    Project::new(
        name,
        &[
            ("app/api/users/[id]/route.ts", USER_ROUTE),
            ("app/api/late/route.ts", LATE_ROUTE),
            ("app/api/load/route.ts", LOAD_ROUTE),
            ("pages/api/old.ts", PAGES_ROUTE),
            ("lib/fail.ts", FAIL),
        ],
    )
}

/// Asks for each path in turn and waits until the log holds the text beside it.
fn check(server: &Server, expected: &[(&str, &str)]) {
    for (path, text) in expected {
        get(server, path);
        server.wait_for_log(text);
    }
    let log = server.log();
    assert!(!log.contains("waypost-internal:"), "{log}");
    assert!(!log.contains("waypost:///"), "{log}");
    assert!(!log.contains("<anonymous>"), "{log}");
}

fn get(server: &Server, path: &str) {
    get_from(server.port, path).unwrap();
}

fn get_from(port: u16, path: &str) -> std::io::Result<usize> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
    )?;
    stream.read_to_end(&mut Vec::new())
}

#[test]
fn an_error_of_a_handler_names_the_users_files() {
    let project = project("handler");
    let server = Server::start(Path::new(&project.0));
    check(
        &server,
        &[
            (
                "/api/users/here",
                "\u{2a2f} TypeError: boom here\n    at GET (app/api/users/[id]/route.ts:9:28)\n",
            ),
            (
                "/api/users/list",
                "\u{2a2f} Error: boom map\n    at app/api/users/[id]/route.ts:10:60\n    at GET (app/api/users/[id]/route.ts:10:26)\n",
            ),
            (
                "/api/users/property",
                "    at GET (app/api/users/[id]/route.ts:11:72)\n",
            ),
            (
                "/api/users/builtin",
                "    at GET (app/api/users/[id]/route.ts:12:25) {\n",
            ),
            (
                "/api/users/7",
                "\u{2a2f} Error: boom 7\n    at fail (lib/fail.ts:4:9)\n    at GET (app/api/users/[id]/route.ts:13:10)",
            ),
            (
                "/api/users/7",
                "  [cause]: RangeError: the cause\n      at fail (lib/fail.ts:4:42)\n",
            ),
            (
                "/api/old",
                "Error: pages GET\n    at handler (pages/api/old.ts:4:9)\n",
            ),
        ],
    );
}

#[test]
fn an_error_that_nobody_catches_names_the_users_files() {
    let project = project("late");
    let server = Server::start(Path::new(&project.0));
    check(
        &server,
        &[
            (
                "/api/late",
                "\u{2a2f} unhandledRejection: Error: nobody cares\n    at GET (app/api/late/route.ts:3:23)\n",
            ),
            (
                "/api/late",
                "\u{2a2f} uncaughtException: RangeError: from a timer\n    at app/api/late/route.ts:5:11\n",
            ),
        ],
    );
}

#[test]
fn an_error_of_a_module_names_the_users_file() {
    let project = project("load");
    let server = Server::start(Path::new(&project.0));
    check(
        &server,
        &[(
            "/api/load",
            "\u{2a2f} app/api/load/route.ts could not be loaded: Error: at load\n    at app/api/load/route.ts:3:7\n",
        )],
    );
}

/// A `waypost dev` that logs into a file beside the project, ended when dropped.
struct Development {
    child: Child,
    log: PathBuf,
}

impl Development {
    fn start(project: &Project) -> Self {
        let log = project.0.with_extension("log");
        let file = fs::File::create(&log).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_waypost"))
            .arg("dev")
            .arg(&project.0)
            .args(["-p", "0", "-H", "127.0.0.1"])
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        Self { child, log }
    }

    /// The log, once it contains `text`; `meanwhile` is done before each look.
    fn log_with(&self, text: &str, meanwhile: impl Fn()) -> String {
        let begun = Instant::now();
        loop {
            meanwhile();
            let log = fs::read_to_string(&self.log).unwrap();
            if log.contains(text) {
                return log;
            }
            let is_patient = begun.elapsed() < Duration::from_secs(120);
            assert!(is_patient, "the log never said {text:?}:\n{log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Development {
    fn drop(&mut self) {
        let pid = i32::try_from(self.child.id()).unwrap();
        let pid = rustix::process::Pid::from_raw(pid).unwrap();
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let _ = self.child.wait();
        let _ = fs::remove_file(&self.log);
    }
}

#[test]
fn a_rebuilt_route_is_shown_with_the_maps_of_its_own_build() {
    let project = project("dev");
    let server = Development::start(&project);
    let log = server.log_with(" ready on http://localhost:", || ());
    let (_, rest) = log.split_once("http://localhost:").unwrap();
    let port = rest.split_whitespace().next().unwrap().parse().unwrap();
    // A worker that is replaced may close a connection before it has read the request.
    let ask = || drop(get_from(port, "/api/users/7"));
    server.log_with("    at fail (lib/fail.ts:4:9)\n", ask);
    let moved = format!("// a new first line\n{}", FAIL.replace("boom", "again"));
    fs::write(project.0.join("lib/fail.ts"), moved).unwrap();
    server.log_with("Error: again 7\n    at fail (lib/fail.ts:5:9)\n", ask);
}
