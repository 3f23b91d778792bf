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

#[test]
fn a_static_handler_that_throws_ends_the_build() {
    check_fault(
        "app/api/x/route.ts",
        "export const dynamic = 'force-static';\nexport function GET(): Response {\n  throw new Error('no data');\n}\n",
        expect![[""]],
    );
}

#[test]
fn a_handler_that_says_error_and_looks_ends_the_build() {
    check_fault(
        "app/api/x/route.ts",
        "export const dynamic = 'error';\nexport const GET = (request: Request) => new Response(request.url);\n",
        expect![[""]],
    );
}

#[test]
fn params_must_be_whole() {
    check_fault(
        "app/api/[id]/route.ts",
        "export const generateStaticParams = () => [{ name: 'a' }];\nexport const GET = () => new Response();\n",
        expect![[""]],
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
        ("app/plain/route.ts", "export const GET = () => new Response();\n"),
    ]);
    let (_, before) = project.run("routes");
    assert!(!before.contains('\u{25cb}'), "{before}");
    let (built, said) = project.run("build");
    assert!(built, "{said}");
    let (_, after) = project.run("routes");
    expect![[""]].assert_eq(&after);
}
