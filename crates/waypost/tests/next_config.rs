//! `next.config` through the real binary: the forms that are accepted, what each fault prints, what a
//! build remembers of it.

use expect_test::{Expect, expect};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use waypost_image::{IMAGE_DIRECTORY, Image, ServeConfig};

const ROUTE: (&str, &str) = (
    "app/api/x/route.ts",
    "export const GET = () => new Response();\n",
);

/// A project in a directory of its own, removed when dropped.
struct Project(PathBuf);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("waypost-configuration-{}-{count}", std::process::id());
        let project = Self(std::env::temp_dir().join(name));
        for (path, text) in [ROUTE].iter().chain(files) {
            project.write(path, text);
        }
        project
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Whether it built, and what it printed on standard error.
    fn build(&self) -> (bool, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_waypost"))
            .args(["build", "--quiet"])
            .arg(&self.0)
            .env("FROM_PROCESS", "process")
            .output()
            .unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        (output.status.success(), errors)
    }

    fn image(&self) -> Image {
        Image::open(&self.0.join(IMAGE_DIRECTORY)).unwrap()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn config_of(files: &[(&str, &str)]) -> ServeConfig {
    let project = Project::new(files);
    let (built, errors) = project.build();
    assert!(built && errors.is_empty(), "{errors}");
    project.image().manifest().config.clone()
}

#[test]
fn every_form_is_accepted() {
    let expected = ServeConfig {
        base_path: "/docs".to_owned(),
        compress: false,
        ..ServeConfig::default()
    };
    let check = |name: &str, text: &str| {
        assert_eq!(config_of(&[(name, text)]), expected, "{name}: {text}");
    };
    let options = "{ basePath: '/docs', compress: false }";
    check("next.config.js", &format!("module.exports = {options};"));
    check("next.config.js", &format!("export default {options};"));
    check(
        "next.config.mjs",
        &format!("export default () => ({options});"),
    );
    check(
        "next.config.ts",
        &format!("export default async (phase: string) => ({options});"),
    );
    check(
        "next.config.mts",
        &format!("export default Promise.resolve({options});"),
    );
    check(
        "next.config.js",
        &format!(
            "module.exports = (phase, {{ defaultConfig }}) => ({{ ...defaultConfig, ...{options} }});"
        ),
    );
    check(
        "next.config.js",
        &format!("exports.__esModule = true; exports.default = {options};"),
    );
    check(
        "next.config.mjs",
        &format!("const late = await {options}; export default late;"),
    );
    check(
        "next.config.mjs",
        "export const basePath = '/docs'; export const compress = false;",
    );
}

#[test]
fn the_environment_and_a_plugin_take_part() {
    let plugin =
        "exports.withPath = (config) => ({ ...config, basePath: '/' + process.env.FROM_FILE });\n";
    let config = "const { withPath } = require('plugin');\n\
                  module.exports = withPath({ expireTime: process.env.FROM_PROCESS.length });\n";
    let config = config_of(&[
        (".env", "FROM_FILE=file\n"),
        (
            "node_modules/plugin/package.json",
            "{ \"name\": \"plugin\" }",
        ),
        ("node_modules/plugin/index.js", plugin),
        ("next.config.js", config),
    ]);
    assert_eq!(config.base_path, "/file");
    assert_eq!(config.expire_time, 7);
}

#[test]
fn plugins_are_told_that_turbopack_builds() {
    let config = "module.exports = { basePath: '/' + process.env.TURBOPACK };\n";
    for (version, expected) in [("14.2.35", "/1"), ("15.5.0", "/1"), ("16.0.0", "/auto")] {
        let package = format!("{{ \"dependencies\": {{ \"next\": \"{version}\" }} }}");
        let files = [("package.json", &*package), ("next.config.js", config)];
        assert_eq!(config_of(&files).base_path, expected, "{version}");
    }
    let files = [(".env", "TURBOPACK=own\n"), ("next.config.js", config)];
    assert_eq!(config_of(&files).base_path, "/own");
}

/// What a build prints whose configuration asks a plugin for its `basePath`; the plugin has an addon.
fn build_with_addon(plugin: &str) -> (Option<String>, String) {
    let project = Project::new(&[
        (
            "node_modules/plugin/package.json",
            "{ \"name\": \"plugin\" }",
        ),
        ("node_modules/plugin/index.js", plugin),
        ("node_modules/plugin/watcher.node", ""),
        (
            "next.config.js",
            "module.exports = { basePath: require('plugin').path() };\n",
        ),
    ]);
    let (built, errors) = project.build();
    let path = built.then(|| project.image().manifest().config.base_path.clone());
    (path, errors)
}

/// Plugins import what they call in `next dev` only: next-intl a watcher of files.
#[test]
fn an_addon_that_is_not_called_does_not_stop_a_configuration() {
    for require in [
        "require('./watcher.node')",
        "require(`./${'watcher'}.node`)",
    ] {
        let plugin = format!(
            "const {{ watch }} = {require};\nexports.watch = () => watch();\nexports.path = () => '/a';\n"
        );
        assert_eq!(
            build_with_addon(&plugin),
            (Some("/a".to_owned()), String::new()),
            "{require}"
        );
    }
}

#[test]
fn an_addon_that_is_called_stops_a_configuration() {
    let plugin =
        "const { watch } = require('./watcher.node');\nexports.path = () => watch('/a');\n";
    let (path, errors) = build_with_addon(plugin);
    assert_eq!(path, None);
    assert!(
        errors.contains("plugin/watcher.node: watch is not available in waypost"),
        "{errors}"
    );
}

#[test]
fn a_plugin_that_can_do_without_its_addon_does() {
    let plugin = "let addon;\ntry { addon = require('./watcher.node'); } catch (error) { addon = { path: () => '/' + error.code }; }\nexports.path = () => addon.path();\n";
    assert_eq!(
        build_with_addon(plugin),
        (Some("/ERR_DLOPEN_FAILED".to_owned()), String::new())
    );
}

#[test]
fn rules_are_frozen_into_the_image() {
    let config = "export default {
        i18n: { locales: ['en', 'fr'], defaultLocale: 'fr', localeDetection: false },
        experimental: { proxyTimeout: 5, proxyClientMaxBodySize: '2mb' },
        redirects: async () => [{ source: '/a', destination: '/b', permanent: false }],
        rewrites() { return this.list; },
        list: [{ source: '/c/:p*', destination: 'https://example.com/:p*', has: [{ type: 'query', key: 'q' }] }],
        headers: () => [{ source: '/:p*', basePath: false, headers: [{ key: 'x-a', value: '1' }] }],
    };";
    let project = Project::new(&[("next.config.mjs", config)]);
    let (built, errors) = project.build();
    assert!(built && errors.contains("'list'"), "{errors}");
    let config = project.image().manifest().config.clone();
    expect![[r#"
        {"base_path":"","trailing_slash":false,"skip_trailing_slash_redirect":false,"skip_proxy_url_normalize":false,"powered_by_header":true,"generate_etags":true,"compress":true,"case_sensitive_routes":false,"trust_host_header":false,"auth_interrupts":false,"multi_zone_draft_mode":false,"allowed_revalidate_header_keys":[],"proxy_timeout":5,"proxy_client_max_body_size":2097152,"expire_time":31536000,"cache":{"use_cache":false},"i18n":{"locales":["fr","en"],"default_locale":"fr","locale_detection":false},"redirects":[{"source":"/a","destination":"/b","status":307}],"rewrites":{"before_files":[],"after_files":[{"source":"/c/:p*","has":[{"type":"query","key":"q"}],"destination":"https://example.com/:p*"}],"fallback":[]},"headers":[{"source":"/:p*","ignore_base_path":true,"headers":[["x-a","1"]]}]}
    "#]]
    .assert_eq(&format!("{}\n", serde_json::to_string(&config).unwrap()));
}

#[test]
fn an_image_is_outdated_when_what_the_configuration_read_has_changed() {
    let project = Project::new(&[
        (
            "next.config.mjs",
            "export { default } from './settings.mjs';",
        ),
        ("settings.mjs", "export default {};"),
    ]);
    project.write("settings.mjs", "export default { compress: false };");
    let (built, errors) = project.build();
    assert!(built, "{errors}");
    assert!(project.image().is_current(&project.0));
    for (path, text) in [
        ("settings.mjs", "export default { compress: true };"),
        (".env", "A=b\n"),
        ("next.config.js", "module.exports = {};"),
    ] {
        let (built, errors) = project.build();
        assert!(built, "{errors}");
        project.write(path, text);
        assert!(!project.image().is_current(&project.0), "{path}");
    }
}

/// What a build prints that refuses a configuration.
fn check_refused(files: &[(&str, &str)], expected: Expect) {
    let (built, errors) = Project::new(files).build();
    assert!(!built, "{errors}");
    expected.assert_eq(&errors);
}

#[test]
fn a_configuration_that_throws_is_named_with_its_place() {
    check_refused(
        &[
            (
                "next.config.ts",
                "import { boom } from './lib/boom';\n\nexport default {\n  redirects: async () => boom(1),\n};\n",
            ),
            (
                "lib/boom.ts",
                "export function boom(n: number): never {\n  throw new TypeError(`no ${n}`);\n}\n",
            ),
        ],
        expect![[r#"
            lib/boom.ts:2:9: redirects() failed: TypeError: no 1
              1 | export function boom(n: number): never {
            > 2 |   throw new TypeError(`no ${n}`);
                |         ^
              3 | }
              help: correct it; a plugin that needs what is not available here can be left out when its options concern pages only

            error: the project has 1 error; no app image was written
        "#]],
    );
    check_refused(
        &[(
            "next.config.js",
            "const { create } = require('domain');\nmodule.exports = { env: { REVISION: create('git log') } };\n",
        )],
        expect![[r#"
            next.config.js:2:37: the configuration failed: Error: node:domain: create is not available in waypost (imported by next.config.js); see docs/compatibility.md for what is
              1 | const { create } = require('domain');
            > 2 | module.exports = { env: { REVISION: create('git log') } };
                |                                     ^
              help: correct it; a plugin that needs what is not available here can be left out when its options concern pages only

            error: the project has 1 error; no app image was written
        "#]],
    );
    check_refused(
        &[("next.config.mjs", "export default () => undefined;\n")],
        expect![[r#"
            next.config.mjs: the configuration failed: TypeError: the configuration is to be an object or a function that returns one, received undefined
              help: correct it; a plugin that needs what is not available here can be left out when its options concern pages only

            error: the project has 1 error; no app image was written
        "#]],
    );
    check_refused(
        &[(
            "next.config.mjs",
            "export default () => Promise.reject('late');\n",
        )],
        expect![[r#"
            next.config.mjs: the configuration failed: late
              help: correct it; a plugin that needs what is not available here can be left out when its options concern pages only

            error: the project has 1 error; no app image was written
        "#]],
    );
}

#[test]
fn what_a_configuration_imports_without_waiting_fails_the_build_too() {
    check_refused(
        &[
            (
                "next.config.js",
                "import('./env.mjs');\nmodule.exports = {};\n",
            ),
            ("env.mjs", "throw new Error('DATABASE_URL is missing');\n"),
        ],
        expect![[r#"
            env.mjs:1:7: the configuration failed: Error: DATABASE_URL is missing
            > 1 | throw new Error('DATABASE_URL is missing');
                |       ^
              help: correct it; a plugin that needs what is not available here can be left out when its options concern pages only

            error: the project has 1 error; no app image was written
        "#]],
    );
}

#[test]
fn a_configuration_that_cannot_be_loaded_is_named_with_its_place() {
    check_refused(
        &[("next.config.mjs", "export default {\n")],
        expect![[r#"
        next.config.mjs:2:1: cannot parse this file: expected `}` but found `EOF`
          1 | export default {
        > 2 |
            | ^

        error: the project has 1 error; no app image was written
    "#]],
    );
    check_refused(
        &[(
            "next.config.mjs",
            "import plugin from 'not-installed';\nexport default plugin({});\n",
        )],
        expect![[r#"
            next.config.mjs:1:20: cannot resolve "not-installed"
            > 1 | import plugin from 'not-installed';
                |                    ^^^^^^^^^^^^^^^
              2 | export default plugin({});
              help: run `npm install not-installed`, or check `paths` in tsconfig.json

            error: the project has 1 error; no app image was written
        "#]],
    );
    check_refused(
        &[("next.config.cjs", "module.exports = {};\n")],
        expect![[r#"
            next.config.cjs: Configuring Next.js via 'next.config.cjs' is not supported. Please replace the file with 'next.config.js', 'next.config.mjs', or 'next.config.ts'.

            error: the project has 1 error; no app image was written
        "#]],
    );
}

#[test]
fn options_that_next_refuses_are_refused() {
    check_refused(
        &[(
            "next.config.mjs",
            "export default { basePath: 'docs', pageExtensions: [], env: { __A: '1', NODE_ENV: 'x' }, i18n: {} };\n",
        )],
        expect![[r#"
            next.config.mjs: Specified basePath has to start with a /, found "docs"

            next.config.mjs: Specified i18n.locales should be an Array received undefined. See more info here: https://nextjs.org/docs/messages/invalid-i18n-config

            next.config.mjs: Specified pageExtensions is an empty array. Please update it with the relevant extensions or remove it.

            next.config.mjs: The key "__A" under "env" in next.config.mjs is not allowed. https://nextjs.org/docs/messages/env-key-not-allowed

            next.config.mjs: The key "NODE_ENV" under "env" in next.config.mjs is not allowed. https://nextjs.org/docs/messages/env-key-not-allowed

            error: the project has 5 errors; no app image was written
        "#]],
    );
    check_refused(
        &[(
            "next.config.mjs",
            "export default {\n  redirects: () => [{ source: '/a' }, { source: '/a', destination: '/b', statusCode: 305 }],\n  rewrites: () => 5,\n};\n",
        )],
        expect![[r#"
            next.config.mjs: Invalid redirect found: `destination` is missing, `permanent` is not set to `true` or `false` for route {"source":"/a"}

            next.config.mjs: Invalid redirect found: `statusCode` is not undefined or valid statusCode for route {"source":"/a","destination":"/b","statusCode":305}
              help: valid redirect statusCode values are 301, 302, 303, 307, 308

            next.config.mjs: rewrites must return an array, received number.
              help: see https://nextjs.org/docs/messages/routes-must-be-array

            error: the project has 3 errors; no app image was written
        "#]],
    );
}

#[test]
fn a_pattern_that_does_not_compile_is_told_with_its_place() {
    check_refused(
        &[(
            "next.config.mjs",
            "export default {\n  redirects: () => [\n    { source: '/a/:id', has: [{ type: 'query', key: 'q', value: '(' }], destination: '/b', permanent: true },\n  ],\n};\n",
        )],
        expect![[r#"
            next.config.mjs:3:16: this pattern cannot be compiled: `/a/:id`: Parsing error at position 4: Opening parenthesis without closing parenthesis
              1 | export default {
              2 |   redirects: () => [
            > 3 |     { source: '/a/:id', has: [{ type: 'query', key: 'q', value: '(' }], destination: '/b', permanent: true },
                |                ^^^^^^
              4 |   ],
              5 | };
              help: see https://nextjs.org/docs/messages/invalid-route-source

            error: the project has 1 error; no app image was written
        "#]],
    );
}
