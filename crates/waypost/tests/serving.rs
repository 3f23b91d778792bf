//! The real binary over real sockets: starting, failing, replacing and stopping.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(120);
const HELLO: &str =
    "export function GET() { return new Response('hello ' + process.env.GREETING); }\n";

/// Lasts until the test writes a file.
const SLOW: &str = "\
import { existsSync, writeFileSync } from 'node:fs';
export async function GET() {
  writeFileSync('begun', '');
  while (!existsSync('go-on')) await new Promise((r) => setTimeout(r, 5));
  return new Response('slow');
}
";

/// A project in a directory of its own, removed when dropped.
struct Project(PathBuf);

impl Project {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("waypost-serving-{}-{count}", std::process::id());
        let project = Self(std::env::temp_dir().join(name));
        project.write("package.json", "{}");
        project.write(".env", "GREETING=world\n");
        project.write("app/api/hello/route.ts", HELLO);
        project
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn waypost(command: &str, directory: &Path) -> Command {
    let mut waypost = Command::new(env!("CARGO_BIN_EXE_waypost"));
    waypost.arg(command).arg(directory).env_remove("PORT");
    waypost
}

/// A server on a port of its own, ended when dropped.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start(command: &str, project: &Project, flags: &[&str]) -> Self {
        let mut process = waypost(command, &project.0)
            .args(["--port", "0", "--hostname", "127.0.0.1"])
            .args(flags)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let (_, rest) = line.split_once("ready on http://localhost:").expect(&line);
        let port = rest.split(' ').next().unwrap().parse().unwrap();
        // Whoever prints into a full pipe waits for its reader.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Self { process, port }
    }

    /// The whole response; `None` when the connection is refused or cut.
    fn get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
        )
        .ok()?;
        let mut response = String::new();
        stream.read_to_string(&mut response).ok()?;
        (!response.is_empty()).then_some(response)
    }

    /// Asks again until the response is as expected.
    fn get_until(&self, path: &str, expected: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            match self.get(path) {
                Some(response) if expected(&response) => return response,
                other => assert!(begun.elapsed() < PATIENCE, "still {other:?}"),
            }
        }
    }

    fn signal(&self, signal: rustix::process::Signal) {
        let pid = i32::try_from(self.process.id()).unwrap();
        let pid = rustix::process::Pid::from_raw(pid).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    }

    fn workers(&self) -> Vec<i32> {
        let id = self.process.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
        children
            .split_whitespace()
            .map(|pid| pid.parse().unwrap())
            .collect()
    }

    fn exit_code(mut self) -> Option<i32> {
        self.process.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn text(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn start_builds_serves_and_drains() {
    let project = Project::new();
    let server = Server::start("start", &project, &["--workers", "2"]);
    let response = server.get("/api/hello").unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.ends_with("\r\n\r\nhello world"), "{response}");
    assert!(server.get("/nowhere").unwrap().starts_with("HTTP/1.1 404 "));
    assert_eq!(server.workers().len(), 2);
    server.signal(rustix::process::Signal::TERM);
    assert_eq!(server.exit_code(), Some(0));
    assert!(project.0.join(".waypost/current").exists());
}

/// The manifest of the image that a start of this project finds or makes.
fn manifest_of_a_start(project: &Project) -> (PathBuf, String) {
    let server = Server::start("start", project, &[]);
    let response = server.get("/api/hello").unwrap();
    assert!(response.ends_with("hello world"), "{response}");
    let images = project.0.join(".waypost");
    let name = fs::read_to_string(images.join("current")).unwrap();
    let path = images.join(name.trim()).join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    (path, text)
}

#[test]
fn an_image_of_another_build_of_the_same_version_is_made_anew() {
    let project = Project::new();
    let (path, made) = manifest_of_a_start(&project);
    assert_eq!(manifest_of_a_start(&project), (path.clone(), made.clone()));
    let (before, build) = made.split_once("\"waypost_build\":\"").expect(&made);
    let (build, after) = build.split_once('"').unwrap();
    assert!(
        build.starts_with(concat!(env!("CARGO_PKG_VERSION"), "+")),
        "{build}"
    );
    let foreign = format!("{before}\"waypost_build\":\"another\"{after}");
    fs::write(&path, &foreign).unwrap();
    let (renewed, manifest) = manifest_of_a_start(&project);
    assert_ne!(renewed, path);
    assert!(manifest.contains(build), "{manifest}");
}

#[test]
fn stopping_lets_requests_finish_and_refuses_new_ones() {
    let project = Project::new();
    project.write("app/api/slow/route.ts", SLOW);
    let server = Server::start("start", &project, &["--workers", "1"]);
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream
        .write_all(b"GET /api/slow HTTP/1.1\r\nhost: a\r\n\r\n")
        .unwrap();
    let begun = Instant::now();
    while !project.0.join("begun").exists() {
        assert!(begun.elapsed() < PATIENCE, "the request is not handled");
    }
    server.signal(rustix::process::Signal::INT);
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", server.port)).is_ok() {
        assert!(begun.elapsed() < PATIENCE, "still accepting");
    }
    project.write("go-on", "");
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(response.ends_with("\r\n\r\nslow"), "{response}");
    assert!(response.contains("\r\nconnection: close\r\n"), "{response}");
    assert_eq!(server.exit_code(), Some(0));
}

#[test]
fn a_killed_worker_is_replaced() {
    let project = Project::new();
    let server = Server::start("start", &project, &["--workers", "1"]);
    let before = server.workers();
    let pid = rustix::process::Pid::from_raw(before[0]).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    server.get_until("/api/hello", |response| response.ends_with("hello world"));
    assert_ne!(server.workers(), before);
}

#[test]
fn workers_end_with_their_supervisor() {
    let project = Project::new();
    let server = Server::start("start", &project, &["--workers", "1"]);
    let worker = server.workers()[0];
    drop(server);
    let begun = Instant::now();
    let state = |pid: i32| fs::read_to_string(format!("/proc/{pid}/stat"));
    while state(worker).is_ok_and(|stat| !stat.contains(") Z ")) {
        assert!(begun.elapsed() < PATIENCE, "the worker lives on");
    }
}

#[test]
fn a_taken_port_says_what_to_do() {
    let project = Project::new();
    let server = Server::start("start", &project, &["--workers", "1"]);
    let output = waypost("start", &project.0)
        .args(["-H", "127.0.0.1", "-p", &server.port.to_string()])
        .output()
        .unwrap();
    let (_, errors) = text(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors.contains("is already in use") && errors.contains("-p"),
        "{errors}"
    );
}

#[test]
fn a_project_that_does_not_build_is_not_started() {
    let project = Project::new();
    project.write("app/api/hello/route.ts", "export function GET( {");
    let output = waypost("start", &project.0)
        .args(["--port", "0"])
        .output()
        .unwrap();
    let (said, errors) = text(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.contains("app/api/hello/route.ts:1:"), "{errors}");
    assert!(errors.contains("no app image was written"), "{errors}");
    assert_eq!(said, "");
}

#[test]
fn routes_prints_the_table_and_nothing_else() {
    let project = Project::new();
    let output = waypost("routes", &project.0).output().unwrap();
    let expected = "\
Route       Kind  Methods  Source
/api/hello  app   GET      app/api/hello/route.ts
";
    assert_eq!(text(&output), (expected.to_owned(), String::new()));
}

#[test]
fn dev_follows_changes() {
    let project = Project::new();
    let server = Server::start("dev", &project, &[]);
    assert!(server.get("/api/hello").unwrap().ends_with("hello world"));
    project.write(
        "app/api/hello/route.ts",
        &HELLO.replace("hello ", "goodbye "),
    );
    server.get_until("/api/hello", |response| response.ends_with("goodbye world"));
    project.write("app/api/hello/route.ts", "export function GET( {");
    let broken = server.get_until("/api/hello", |response| response.contains(" 500 "));
    assert!(broken.contains("app/api/hello/route.ts"), "{broken}");
    project.write("app/api/hello/route.ts", HELLO);
    project.write(".env", "GREETING=moon\n");
    server.get_until("/api/hello", |response| response.ends_with("hello moon"));
}

#[test]
fn dev_serves_the_routes_beside_a_broken_one() {
    let project = Project::new();
    project.write("app/api/broken/route.ts", "export function GET( {");
    project.write(
        "app/api/odd/route.ts",
        "export const dynamic = 'never'; export const GET = () => new Response('odd');",
    );
    let server = Server::start("dev", &project, &[]);
    let whole = server.get_until("/api/hello", |response| {
        response.starts_with("HTTP/1.1 200 ")
    });
    assert!(whole.ends_with("hello world"), "{whole}");
    for (path, message) in [
        ("/api/broken", "app/api/broken/route.ts"),
        ("/api/odd", "dynamic"),
    ] {
        let response = server.get(path).unwrap();
        assert!(response.starts_with("HTTP/1.1 500 "), "{response}");
        assert!(
            response.contains("\r\ncache-control: no-store\r\n"),
            "{response}"
        );
        assert!(response.contains(message), "{response}");
    }
    let built = waypost("build", &project.0).output().unwrap();
    assert_eq!(built.status.code(), Some(1));
    let (_, errors) = text(&built);
    assert!(errors.contains("app/api/broken/route.ts:1:"), "{errors}");
    assert!(errors.contains("app/api/odd/route.ts:1:"), "{errors}");
    assert!(errors.contains("the project has 2 errors"), "{errors}");
    let listed = waypost("routes", &project.0).output().unwrap();
    assert_eq!(listed.status.code(), Some(1));
    let (table, _) = text(&listed);
    assert!(
        table.contains("/api/broken  app   broken   app/api/broken/route.ts"),
        "{table}"
    );
    project.write("app/api/broken/route.ts", HELLO);
    project.write("app/api/odd/route.ts", HELLO);
    server.get_until("/api/broken", |response| response.ends_with("hello world"));
    server.get_until("/api/odd", |response| response.ends_with("hello world"));
}

#[test]
fn dev_follows_the_configuration_and_what_it_imports() {
    let project = Project::new();
    project.write(
        "app/api/hello/route.ts",
        "export const GET = () => new Response(`colour ${process.env.COLOUR}`);\n",
    );
    project.write(
        "next.config.mjs",
        "import env from './env.mjs'; export default (phase) => ({ env: { ...env, PHASE: phase } });\n",
    );
    project.write("env.mjs", "export default { COLOUR: 'red' };\n");
    let server = Server::start("dev", &project, &[]);
    server.get_until("/api/hello", |response| response.ends_with("colour red"));
    project.write("env.mjs", "export default { COLOUR: 'green' };\n");
    server.get_until("/api/hello", |response| response.ends_with("colour green"));
    project.write(
        "next.config.mjs",
        "export default () => { throw new Error('no colour'); };\n",
    );
    let broken = server.get_until("/api/hello", |response| response.contains(" 500 "));
    assert!(
        broken.contains("next.config.mjs") && broken.contains("no colour"),
        "{broken}"
    );
    project.write(
        "next.config.mjs",
        "export default (phase) => ({ env: { COLOUR: phase + process.env.GREETING } });\n",
    );
    server.get_until("/api/hello", |response| {
        response.ends_with("colour phase-development-serverworld")
    });
    project.write(".env", "GREETING=moon\n");
    server.get_until("/api/hello", |response| {
        response.ends_with("colour phase-development-servermoon")
    });
}

#[test]
fn the_build_tells_of_a_prisma_client_with_a_native_engine() {
    const ENGINE: &str = "libquery_engine-debian-openssl-3.0.x.so.node";
    const CLIENT: &str = "exports.PrismaClient = class {};\n";
    let project = Project::new();
    project.write(
        "app/api/hello/route.ts",
        "import { PrismaClient } from '@prisma/client';\n\
         export const GET = () => Response.json(typeof PrismaClient);\n",
    );
    project.write(
        "app/api/own/route.ts",
        "import { PrismaClient } from '../../../generated';\n\
         export const GET = () => Response.json(typeof PrismaClient);\n",
    );
    project.write("node_modules/@prisma/client/package.json", "{}");
    project.write("node_modules/@prisma/client/index.js", CLIENT);
    project.write(
        "generated/index.js",
        "module.exports = require('./runtime/library.js');\n",
    );
    project.write("generated/runtime/library.js", CLIENT);
    let warned = || {
        let built = waypost("build", &project.0).output().unwrap();
        let (_, errors) = text(&built);
        assert!(built.status.success(), "{errors}");
        errors.contains("\"@prisma/client\" needs a native addon")
            && errors.contains("engineType = \"client\"")
    };
    assert!(!warned(), "an engine of WebAssembly");
    project.write(&format!("node_modules/.prisma/client/{ENGINE}"), "");
    assert!(warned(), "a client among the packages");
    fs::remove_dir_all(project.0.join("node_modules/.prisma")).unwrap();
    project.write(&format!("generated/{ENGINE}"), "");
    assert!(warned(), "a client in the project");
}
