//! What a build says of static route handlers: which there are, and what is wrong with one.

use expect_test::{Expect, expect};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// A project in a directory of its own, removed when dropped.
struct Project(PathBuf);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("waypost-static-{}-{count}", std::process::id());
        let project = Self(std::env::temp_dir().join(name));
        for (path, text) in files {
            let path = project.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        project
    }

    /// Whether it succeeded, and what it printed.
    fn run(&self, command: &str) -> (bool, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_waypost"))
            .arg(command)
            .arg(&self.0)
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        (output.status.success(), text)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn check_fault(file: &str, text: &str, expected: Expect) {
    let project = Project::new(&[(file, text)]);
    let (built, said) = project.run("build");
    assert!(!built, "{said}");
    expected.assert_eq(&said);
    assert!(!project.0.join(".waypost/current").exists());
}

/// A static handler that leaves `task` to `after()`.
fn leaving(task: &str) -> String {
    format!(
        "import {{ after }} from 'next/server';\nimport {{ writeFileSync }} from 'node:fs';\nexport const dynamic = 'force-static';\nexport function GET(): Response {{\n  after({task});\n  return new Response('made');\n}}\n"
    )
}

#[test]
fn the_build_runs_handlers_in_the_project() {
    let project = Project::new(&[
        ("data.txt", "from the project"),
        (
            "app/x/route.ts",
            "import { readFileSync } from 'node:fs';\nexport const dynamic = 'force-static';\nexport const GET = () => new Response(readFileSync('data.txt'));\n",
        ),
    ]);
    let (built, said) = project.run("build");
    assert!(built, "{said}");
}

#[test]
fn what_after_was_given_ends_before_the_build() {
    for task in [
        "async () => { await new Promise((ended) => setTimeout(ended, 20)); writeFileSync('noted.txt', 'function'); }",
        "new Promise((ended) => setTimeout(ended, 20)).then(() => writeFileSync('noted.txt', 'promise'))",
    ] {
        let project = Project::new(&[("app/x/route.ts", leaving(task).as_str())]);
        let (built, said) = project.run("build");
        assert!(built, "{said}");
        let noted = fs::read_to_string(project.0.join("noted.txt")).unwrap();
        assert!(task.contains(&format!("'{noted}'")), "{noted}");
    }
}

#[test]
fn what_after_was_given_fails_the_build() {
    for (task, first) in [
        (
            "() => { throw new Error('too late'); }",
            "An error occurred in a function passed to `after()`:",
        ),
        (
            "Promise.reject(new Error('too late'))",
            "A promise passed to `after()` rejected:",
        ),
    ] {
        let project = Project::new(&[("app/x/route.ts", leaving(task).as_str())]);
        let (built, said) = project.run("build");
        assert!(!built, "{said}");
        assert!(said.contains(first), "{said}");
        let second = "Error occurred prerendering page \"/x\": Error: too late";
        assert!(said.contains(second), "{said}");
    }
}

#[test]
fn a_static_handler_that_throws_ends_the_build() {
    check_fault(
        "app/api/x/route.ts",
        "export const dynamic = 'force-static';\nexport function GET(): Response {\n  throw new Error('no data');\n}\n",
        expect![[r#"
            app/api/x/route.ts:3:9: Error occurred prerendering page "/api/x": Error: no data
              1 | export const dynamic = 'force-static';
              2 | export function GET(): Response {
            > 3 |   throw new Error('no data');
                |         ^
              4 | }
              help: the handler runs at build, because its answer is kept; `export const dynamic = "force-dynamic"` makes it run for each request

            error: the project has 1 error; no app image was written
        "#]],
    );
}

#[test]
fn a_static_module_that_does_not_load_ends_the_build() {
    check_fault(
        "app/api/x/route.ts",
        "export const dynamic = 'force-static';\nexport const GET = () => new Response();\nthrow new Error('no key');\n",
        expect![[r#"
            app/api/x/route.ts:3:7: Failed to collect page data for /api/x: Error: no key
              1 | export const dynamic = 'force-static';
              2 | export const GET = () => new Response();
            > 3 | throw new Error('no key');
                |       ^
              help: the module runs at build, because the route's answer is kept: it needs there what it needs when it is served, as environment variables

            error: the project has 1 error; no app image was written
        "#]],
    );
}

#[test]
fn a_handler_that_says_error_and_looks_ends_the_build() {
    check_fault(
        "app/api/x/route.ts",
        "export const dynamic = 'error';\nexport const GET = (request: Request) => new Response(request.url);\n",
        expect![[r#"
            app/api/x/route.ts:2:63: Error occurred prerendering page "/api/x": Error: Route /api/x with `dynamic = "error"` couldn't be rendered statically because it used `request.url`.
              1 | export const dynamic = 'error';
            > 2 | export const GET = (request: Request) => new Response(request.url);
                |                                                               ^
              help: the handler runs at build, because its answer is kept; `export const dynamic = "force-dynamic"` makes it run for each request

            error: the project has 1 error; no app image was written
        "#]],
    );
}

#[test]
fn params_must_be_whole() {
    check_fault(
        "app/api/[id]/route.ts",
        "export const generateStaticParams = () => [{ name: 'a' }];\nexport const GET = () => new Response();\n",
        expect![[r#"
            app/api/[id]/route.ts: Error occurred prerendering page "/api/[id]": Error: A required parameter (id) was not provided as a string received undefined in generateStaticParams for /api/[id]
              help: the handler runs at build, because its answer is kept; `export const dynamic = "force-dynamic"` makes it run for each request

            error: the project has 1 error; no app image was written
        "#]],
    );
}

#[test]
fn routes_are_marked() {
    let project = Project::new(&[
        (
            "app/fixed/route.ts",
            "export const dynamic = 'force-static';\nexport const GET = () => new Response();\n",
        ),
        (
            "app/of/[id]/route.ts",
            "export const generateStaticParams = () => [{ id: 'a' }];\nexport const GET = () => new Response();\n",
        ),
        (
            "app/plain/route.ts",
            "export const GET = () => new Response();\n",
        ),
    ]);
    let (_, before) = project.run("routes");
    assert!(!before.contains('\u{25cb}'), "{before}");
    let (built, said) = project.run("build");
    assert!(built, "{said}");
    let (_, after) = project.run("routes");
    expect![[r#"
           Route     Kind  Methods  Source
        ○  /fixed    app   GET      app/fixed/route.ts
        ●  /of/[id]  app   GET      app/of/[id]/route.ts
        ƒ  /plain    app   GET      app/plain/route.ts

        ○  (Static)   answered from what the build made
        ●  (SSG)      the same, for the params of generateStaticParams
        ƒ  (Dynamic)  answered by the handler for each request
    "#]]
    .assert_eq(&after);
}
