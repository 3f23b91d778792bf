//! Version detection, tsconfig discovery and `waypost.toml`.

mod support;

use expect_test::{Expect, expect};
use std::time::Duration;
use support::Fixture;
use waypost_image::NextVersion;
use waypost_project::{NextSource, RouteLimits, Settings, settings_reference};

const ROUTE: (&str, &str) = (
    "app/api/users/[id]/route.ts",
    "export const GET = () => new Response();\n",
);

fn package(range: &str) -> String {
    format!("{{ \"dependencies\": {{ \"next\": \"{range}\" }} }}")
}

/// Version and source for a set of files, then the warnings.
fn check_version(files: &[(&str, &str)], expected: Expect) {
    let mut all = vec![ROUTE];
    all.extend_from_slice(files);
    let project = Fixture::new(&all).load();
    let warnings: String = project
        .warnings
        .iter()
        .map(|warning| format!("{warning}\n"))
        .collect();
    expected.assert_eq(&format!(
        "{} {:?}\n{warnings}",
        project.next.version, project.next.source
    ));
}

#[test]
fn the_installed_version_wins() {
    check_version(
        &[
            ("package.json", &package("^14.0.0")),
            (
                "node_modules/next/package.json",
                "{ \"version\": \"15.0.0-canary.3\" }",
            ),
            (
                "package-lock.json",
                "{ \"packages\": { \"node_modules/next\": { \"version\": \"14.1.0\" } } }",
            ),
        ],
        expect![[r#"
            15 Installed("15.0.0-canary.3")
        "#]],
    );
}

#[test]
fn lock_files() {
    let declared = package("^14.0.0");
    let check = |name: &str, text: &str, expected: Expect| {
        check_version(&[("package.json", &declared), (name, text)], expected);
    };
    check(
        "package-lock.json",
        "{ \"lockfileVersion\": 3, \"packages\": { \"node_modules/next\": { \"version\": \"15.1.0\" }, \
         \"apps/web/node_modules/next\": { \"version\": \"14.2.3\" } } }",
        expect![[r#"
            14 Locked { version: "14.2.3", file: "package-lock.json" }
        "#]],
    );
    check(
        "package-lock.json",
        "{ \"lockfileVersion\": 1, \"dependencies\": { \"next\": { \"version\": \"14.0.4\" } } }",
        expect![[r#"
            14 Locked { version: "14.0.4", file: "package-lock.json" }
        "#]],
    );
    check(
        "pnpm-lock.yaml",
        "importers:\n  .:\n    dependencies:\n      next:\n        specifier: ^14\n        version: 14.2.3(react@18.2.0)\n\
         packages:\n\n  next-auth@4.24.0:\n    resolution: {}\n\n  next@14.2.3:\n    resolution: {}\n",
        expect![[r#"
            14 Locked { version: "14.2.3", file: "pnpm-lock.yaml" }
        "#]],
    );
    check(
        "pnpm-lock.yaml",
        "packages:\n  /next@13.5.6(react@18.2.0):\n  /next@14.0.1(react@18.2.0):\n",
        expect![[r#"
        14 Locked { version: "14.0.1", file: "pnpm-lock.yaml" }
    "#]],
    );
    check(
        "yarn.lock",
        "next-auth@^4:\n  version \"4.0.0\"\n\nnext@14.x, next@^14.0.0:\n  version \"14.2.3\"\n  resolved \"x\"\n",
        expect![[r#"
            14 Locked { version: "14.2.3", file: "yarn.lock" }
        "#]],
    );
    check(
        "yarn.lock",
        "\"next@npm:^14.0.0\":\n  version: 14.2.5\n  resolution: \"next@npm:14.2.5\"\n",
        expect![[r#"
        14 Locked { version: "14.2.5", file: "yarn.lock" }
    "#]],
    );
    check(
        "bun.lock",
        "{ \"packages\": { \"next\": [\"next@14.2.7\", \"\", {}], } }",
        expect![[r#"
        14 Locked { version: "14.2.7", file: "bun.lock" }
    "#]],
    );
}

#[test]
fn declared_ranges() {
    for (range, version) in [
        ("14", NextVersion::V14),
        ("^15.1.0", NextVersion::V15),
        ("~14.2", NextVersion::V14),
        (">=14.0.0 <16", NextVersion::V14),
        (">= 15", NextVersion::V15),
        ("15.x", NextVersion::V15),
        ("14 - 16", NextVersion::V14),
        ("^16.0.0 || ^15.0.0", NextVersion::V15),
        ("15.0.0-rc.1", NextVersion::V15),
        ("npm:next@14.1.0", NextVersion::V14),
        ("latest", NextVersion::V16),
        ("canary", NextVersion::V16),
        ("*", NextVersion::V16),
        ("", NextVersion::V16),
        ("workspace:*", NextVersion::V16),
        ("catalog:", NextVersion::V16),
        ("github:vercel/next.js", NextVersion::V16),
    ] {
        let project = Fixture::new(&[ROUTE, ("package.json", &package(range))]).load();
        assert_eq!(project.next.version, version, "{range}");
        assert_eq!(project.next.source, NextSource::Declared(range.to_owned()));
        assert!(project.warnings.is_empty(), "{range}: {}", project.warnings);
    }
}

#[test]
fn versions_outside_are_clamped_with_a_warning() {
    check_version(
        &[("package.json", &package("13.5.6"))],
        expect![[r#"
        14 Declared("13.5.6")
        package.json: warning: the project uses Next.js 13, which is older than what is supported; it is served as 14
    "#]],
    );
    check_version(
        &[("package.json", &package("^17.0.0"))],
        expect![[r#"
        16 Declared("^17.0.0")
        package.json: warning: the project uses Next.js 17, which is newer than what is supported; it is served as 16
    "#]],
    );
    check_version(
        &[],
        expect![[r#"
        16 Unknown
    "#]],
    );
}

#[test]
fn a_package_json_that_is_no_json() {
    expect![[r#"
        package.json:2:1: package.json is not valid JSON: trailing comma
          1 | { "name": "x",
        > 2 | }
            | ^
    "#]]
    .assert_eq(&Fixture::new(&[ROUTE, ("package.json", "{ \"name\": \"x\",\n}\n")]).report());
}

#[test]
fn tsconfig() {
    let fixture = Fixture::new(&[
        ROUTE,
        (
            "tsconfig.json",
            "{\n  // comment with \"quotes\"\n  \"extends\": \"./base.json\",\n  \"compilerOptions\": { \"baseUrl\": \"./*x*/\", /* , */ },\n}\n",
        ),
        ("base.json", "{ \"extends\": \"./tsconfig.json\" }"),
        ("jsconfig.json", "not read"),
    ]);
    let project = fixture.load();
    assert_eq!(project.tsconfig, Some(fixture.root().join("tsconfig.json")));
    let inputs: Vec<&str> = project.inputs.paths().collect();
    assert!(
        inputs.contains(&"base.json") && !inputs.contains(&"jsconfig.json"),
        "{inputs:?}"
    );
    let fixture = Fixture::new(&[ROUTE, ("jsconfig.json", "{}")]);
    assert_eq!(
        fixture.load().tsconfig,
        Some(fixture.root().join("jsconfig.json"))
    );
    expect![[r#"
        tsconfig.json:2:9: tsconfig.json is not valid JSON: expected ident
          1 | {
        > 2 |   "a": nope
            |         ^
          3 | }
    "#]]
    .assert_eq(&Fixture::new(&[ROUTE, ("tsconfig.json", "{\n  \"a\": nope\n}\n")]).report());
}

#[test]
fn default_settings() {
    let settings = Settings::default();
    assert_eq!(settings.workers, None);
    let limits = &settings.limits;
    assert_eq!((limits.request_head, limits.header_lines), (16_384, 100));
    assert_eq!(
        (limits.head_timeout, limits.keep_alive),
        (Duration::from_secs(60), Duration::from_secs(5))
    );
    assert_eq!((limits.max_body, limits.max_duration), (64 << 20, None));
    assert_eq!(
        (limits.script_time, limits.drain),
        (Duration::from_secs(10), Duration::from_secs(30))
    );
    assert_eq!(limits.worker_memory, 1 << 30);
    let fixture = Fixture::new(&[ROUTE]);
    assert_eq!(fixture.load().settings, settings);
}

#[test]
fn settings_are_read() {
    let fixture = Fixture::new(&[(
        "waypost.toml",
        "workers = 4\n\n[limits]\nmax_body = \"1.5 gb\"\nrequest_head = 32768\nkeep_alive = \"1500ms\"\n\
         max_duration = \"2min\"\nheader_lines = 0x10\n",
    )]);
    let (settings, diagnostics) = Settings::load(fixture.root());
    assert!(diagnostics.is_empty(), "{diagnostics}");
    assert_eq!(settings.workers, Some(4));
    assert_eq!(
        (settings.limits.max_body, settings.limits.request_head),
        (3 << 29, 32_768)
    );
    assert_eq!(settings.limits.keep_alive, Duration::from_millis(1500));
    assert_eq!(settings.limits.max_duration, Some(Duration::from_secs(120)));
    assert_eq!(
        (settings.limits.header_lines, settings.limits.drain),
        (16, Duration::from_secs(30))
    );
}

#[test]
fn an_upstream_is_an_origin() {
    let load = |text: &str| {
        let fixture = Fixture::new(&[("waypost.toml", text)]);
        let (settings, diagnostics) = Settings::load(fixture.root());
        (settings.upstream, diagnostics.to_string())
    };
    for origin in ["http://127.0.0.1:4000", "HTTPS://front.test/"] {
        let (upstream, problems) = load(&format!("upstream = {origin:?}\n"));
        assert_eq!((upstream.as_deref(), problems.as_str()), (Some(origin), ""));
    }
    assert_eq!(load("upstream = \"none\"\n"), (None, String::new()));
    for wrong in [
        "\"front.test:4000\"",
        "\"ftp://front.test\"",
        "\"http://front.test/base\"",
        "\"http://me@front.test\"",
        "\"http://\"",
        "4000",
    ] {
        let (upstream, problems) = load(&format!("upstream = {wrong}\n"));
        assert_eq!(upstream, None, "{wrong}");
        assert!(
            problems.contains("upstream must be an origin such as"),
            "{problems}"
        );
    }
}

#[test]
fn limits_of_routes() {
    let fixture = Fixture::new(&[(
        "waypost.toml",
        "[limits]\nmax_duration = \"60s\"\n\
         [routes.\"/api/*\"]\nmax_body = \"1kb\"\nmax_duration = \"5s\"\n\
         [routes.\"/api/up/[id]\"]\nmax_duration = \"none\"\n\
         [routes.\"/api/up/*\"]\nmax_body = \"2kb\"\n",
    )]);
    let (settings, diagnostics) = Settings::load(fixture.root());
    assert!(diagnostics.is_empty(), "{diagnostics}");
    let limits = |page, exported| settings.route_limits(page, exported);
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    assert_eq!(
        limits("/x", None),
        RouteLimits {
            max_body: 64 << 20,
            max_duration: seconds(60)
        }
    );
    assert_eq!(limits("/x", Some(7)).max_duration, seconds(7));
    assert_eq!(
        limits("/api/a", Some(7)),
        RouteLimits {
            max_body: 1024,
            max_duration: seconds(5)
        }
    );
    assert_eq!(
        limits("/api/up/[id]", Some(7)),
        RouteLimits {
            max_body: 2048,
            max_duration: None
        }
    );
    assert_eq!(limits("/api", None).max_body, 64 << 20);
}

#[test]
fn wrong_settings_are_named() {
    let fixture = Fixture::new(&[
        ROUTE,
        (
            "waypost.toml",
            "worker = 2\nmax_body = 1\nworkers = 0\n[limits]\nmax_bdy = 1\nkeep_alive = 5\nrequest_head = \"1b\"\n\
             worker_memory = \"lots\"\n[limit]\n[routes.\"api/x\"]\n[routes.\"/api/user/[id]\"]\ndrain = \"1s\"\n",
        ),
    ]);
    expect![[r#"
        waypost.toml:1:1: there is no setting "worker"
        > 1 | worker = 2
            | ^^^^^^
          2 | max_body = 1
          3 | workers = 0
          help: did you mean "workers"
        waypost.toml:2:1: there is no setting "max_body"
          1 | worker = 2
        > 2 | max_body = 1
            | ^^^^^^^^
          3 | workers = 0
          4 | [limits]
          help: write it below [limits]
        waypost.toml:3:11: workers must be a whole number from 1, or "auto"
          1 | worker = 2
          2 | max_body = 1
        > 3 | workers = 0
            |           ^
          4 | [limits]
          5 | max_bdy = 1
    "#]]
    .assert_eq(&first_diagnostics(
        &fixture,
        &["worker", "max_body", "workers"],
    ));
    let all = fixture.report();
    for part in [
        "waypost.toml:5:1: there is no setting \"max_bdy\"",
        "help: did you mean \"max_body\"",
        "waypost.toml:6:14: limits.keep_alive must be a time such as \"10s\", \"500ms\" or \"2min\"",
        "waypost.toml:7:16: limits.request_head must be at least 1KB",
        "waypost.toml:8:17: limits.worker_memory must be a size such as \"64MiB\" or \"500kb\"",
        "waypost.toml:9:2: there is no setting \"limit\"",
        "help: did you mean \"limits\"",
        "waypost.toml:10:9: the route pattern \"api/x\" must begin with /",
        "waypost.toml:12:9: drain must be a setting of the whole server",
        "waypost.toml: warning: no route is named by the pattern \"/api/user/[id]\"\n  help: did you mean \"/api/users/[id]\"",
    ] {
        assert!(all.contains(part), "{part}\n---\n{all}");
    }
}

/// The diagnostics of the first three lines, in the order of the file.
fn first_diagnostics(fixture: &Fixture, names: &[&str]) -> String {
    let (_, mut diagnostics) = Settings::load(fixture.root());
    diagnostics.sort();
    diagnostics
        .iter()
        .take(names.len())
        .map(|diagnostic| format!("{diagnostic}\n"))
        .collect()
}

#[test]
fn settings_that_are_no_toml() {
    let fixture = Fixture::new(&[ROUTE, ("waypost.toml", "[limits\n")]);
    assert!(
        fixture
            .report()
            .starts_with("waypost.toml:1:8: waypost.toml is not valid TOML: "),
        "{}",
        fixture.report()
    );
}

#[test]
fn the_reference_lists_every_setting() {
    expect![[r#"
        workers = "auto"  worker processes; "auto" is one per core
        upstream = "none"  front end that is asked for what is no public file and no route, such as "http://127.0.0.1:4000"
        limits.request_head = "16KiB"  size of the request line and all header lines; 431 past it, 414 for the line alone
        limits.header_lines = 100  number of header lines; 431 past it
        limits.head_timeout = "60s"  time for a client to send a request head; 408 past it, and the connection is closed
        limits.keep_alive = "5s"  time an idle connection is kept open
        limits.stall_timeout = "5min"  time in which a client sends nothing of a body that is read, or takes nothing of an answer; then the connection is closed
        limits.max_body = "64MiB"  size of a request body that is read whole, by json(), text() or formData(); 413 past it (also per route)
        limits.max_duration = "none"  time for a handler that exports no maxDuration; 504 past it (also per route)
        limits.proxy_timeout = "30s"  time for a server that a request is passed on to, until the head of its answer; 500 past it
        limits.script_time = "10s"  time JavaScript may run without a pause; then the worker is replaced
        limits.worker_memory = "1GiB"  memory of one worker; then it is replaced
        limits.data_cache = "512MiB"  size of the data cache on disk; past it the oldest values go, 0 turns it off
        limits.drain = "30s"  time for requests in flight when the server stops; then they are closed
    "#]]
    .assert_eq(&settings_reference());
}
