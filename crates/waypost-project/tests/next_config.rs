//! What the options of an evaluated `next.config` come to, and what is said about odd ones.

mod support;

use expect_test::{Expect, expect};
use support::{Evaluation, Fixture};
use waypost_project::{NextConfig, Project};

const ROUTE: (&str, &str) = (
    "app/api/a/route.ts",
    "export const GET = () => new Response();\n",
);

/// Loads a project for a version whose configuration has these options.
fn load(version: &str, options: &str) -> Result<Project, String> {
    let package = format!("{{ \"version\": \"{version}\" }}");
    let fixture = Fixture::new(&[
        ROUTE,
        ("next.config.mjs", "export default {};\n"),
        ("node_modules/next/package.json", &package),
    ]);
    Project::load(fixture.root(), &Evaluation::of(options)).map_err(|errors| errors.to_string())
}

fn config(version: &str, options: &str) -> NextConfig {
    load(version, options).unwrap().config
}

fn check_warnings(version: &str, options: &str, expected: Expect) {
    let project = load(version, options).unwrap();
    let warnings = project.warnings.iter().map(|w| format!("{w}\n"));
    expected.assert_eq(&warnings.collect::<String>());
}

fn check_errors(options: &str, expected: Expect) {
    expected.assert_eq(&load("16.0.0", options).unwrap_err());
}

#[test]
fn without_a_file_nobody_is_asked() {
    let project = Project::load(
        Fixture::new(&[ROUTE]).root(),
        &Evaluation("no JSON".to_owned()),
    );
    assert_eq!(project.unwrap().config, NextConfig::default());
}

#[test]
fn flags_and_numbers_reach_the_server() {
    let serve = config(
        "16.0.0",
        r#"{ "poweredByHeader": false, "generateEtags": false, "compress": false, "trailingSlash": true,
             "skipTrailingSlashRedirect": true, "skipMiddlewareUrlNormalize": true, "expireTime": 60,
             "experimental": { "caseSensitiveRoutes": true, "trustHostHeader": true, "authInterrupts": true,
                               "proxyTimeout": 0, "middlewareClientMaxBodySize": "1kb" } }"#,
    )
    .serve;
    assert!(!serve.powered_by_header && !serve.generate_etags && !serve.compress);
    assert!(serve.trailing_slash && serve.skip_trailing_slash_redirect);
    assert!(serve.skip_proxy_url_normalize && serve.case_sensitive_routes);
    assert!(serve.trust_host_header && serve.auth_interrupts);
    let numbers = (
        serve.proxy_timeout,
        serve.proxy_client_max_body_size,
        serve.expire_time,
    );
    assert_eq!(numbers, (30_000, 1024, 60));
}

#[test]
fn constants_and_aliases_reach_the_bundler() {
    let config = config(
        "15.0.0",
        r#"{ "env": { "A": "x\"y", "not-a-name": "b" },
             "compiler": { "define": { "N": 1 }, "defineServer": { "S": true } },
             "experimental": { "turbo": { "resolveAlias": { "old": "./old" } } },
             "turbopack": { "resolveAlias": { "a": ["b", "c"], "d": { "browser": "e", "default": "f" } } } }"#,
    );
    let define: Vec<_> = config
        .define
        .iter()
        .map(|(k, v)| format!("{k}={v}"))
        .collect();
    assert_eq!(define, ["N=1", "S=true", "process.env.A=\"x\\\"y\""]);
    let alias: Vec<_> = config
        .alias
        .iter()
        .map(|(k, v)| format!("{k}={v:?}"))
        .collect();
    assert_eq!(alias, ["a=[\"b\", \"c\"]", "d=[\"f\"]", "old=[\"./old\"]"]);
}

#[test]
fn what_has_no_effect_is_said() {
    check_warnings(
        "15.0.0",
        r#"{ "webpack": { "$kind": "function" }, "turbopack": { "rules": {} },
             "compiler": { "removeConsole": true }, "experimental": { "swcPlugins": [] },
             "distDir": "build", "output": "standalone", "images": {}, "transpilePackages": ["a"],
             "serverExternalPackages": ["b"], "assetPrefix": "/cdn" }"#,
        expect![[r#"
            next.config.mjs: warning: webpack() is not run: what it changes for handlers has no effect; aliases can be written as turbopack.resolveAlias, constants as compiler.define
            next.config.mjs: warning: turbopack.rules has no effect: handlers are compiled without loaders and plugins
            next.config.mjs: warning: experimental.swcPlugins has no effect: handlers are compiled without loaders and plugins
            next.config.mjs: warning: compiler.removeConsole has no effect: what handlers print is printed
        "#]],
    );
}

#[test]
fn what_only_some_versions_have() {
    let read = |version: &str, options: &str| {
        let config = load(version, options).unwrap().config;
        (config.has_runtime_config, config.instrumentation_hook)
    };
    let values =
        r#"{ "serverRuntimeConfig": { "a": 1 }, "experimental": { "instrumentationHook": true } }"#;
    assert_eq!(read("14.2.0", values), (true, true));
    assert_eq!(read("15.0.0", values), (true, true));
    assert_eq!(read("16.0.0", values), (false, true));
    let none = r#"{ "serverRuntimeConfig": {} }"#;
    assert_eq!(read("14.2.0", none), (false, false));
    assert_eq!(read("15.0.0", none), (false, true));
}

#[test]
fn unknown_keys_and_odd_types_are_one_warning() {
    check_warnings(
        "14.2.0",
        r#"{ "compress": "yes", "serverExternalPackages": [], "expireTime": "soon", "experimental": { "x": 1 } }"#,
        expect![[r#"
            next.config.mjs: warning: Invalid next.config.mjs options detected: Unrecognized key(s) in object: 'serverExternalPackages', 'expireTime'; Unrecognized key(s) in object: 'x' at "experimental"; Expected boolean, received string at "compress"; Expected number, received string at "expireTime"
              help: see https://nextjs.org/docs/messages/invalid-next-config
        "#]],
    );
}

#[test]
fn an_empty_configuration_is_a_mistake() {
    check_warnings(
        "16.0.0",
        "{}",
        expect![[r#"
        next.config.mjs: warning: Detected next.config.mjs, no exported configuration found. https://nextjs.org/docs/messages/empty-configuration
    "#]],
    );
}

#[test]
fn what_next_refuses_is_refused() {
    check_errors(
        r#"{ "basePath": "/", "pageExtensions": "ts", "skipProxyUrlNormalize": true, "skipMiddlewareUrlNormalize": true }"#,
        expect![[r#"
            next.config.mjs: Config options `skipProxyUrlNormalize` and `skipMiddlewareUrlNormalize` cannot be set at the same time. Please use `skipProxyUrlNormalize` instead.

            next.config.mjs: Specified basePath /. basePath has to be either an empty string or a path prefix"

            next.config.mjs: Specified pageExtensions is not an array of strings, found "ts". Please update this config or remove it."#]],
    );
    check_errors(
        r#"{ "basePath": "/a/", "pageExtensions": ["ts", 5], "experimental": { "proxyClientMaxBodySize": 0 } }"#,
        expect![[r#"
            next.config.mjs: Specified basePath should not end with /, found "/a/"

            next.config.mjs: Client Max Body Size must be larger than 0 bytes

            next.config.mjs: Specified pageExtensions is not an array of strings, found "5" of type "number". Please update this config or remove it."#]],
    );
    check_errors(
        r#"{ "basePath": 5, "env": { "node_options": "a", "NEXT_RUNTIME": "b", "A": "c" },
             "compiler": { "define": { "process.env.A": "d", "process.env.NODE_ENV": "e" } } }"#,
        expect![[r#"
            next.config.mjs: Specified basePath is not a string, found type "number"

            next.config.mjs: The key "node_options" under "env" in next.config.mjs is not allowed. https://nextjs.org/docs/messages/env-key-not-allowed

            next.config.mjs: The key "NEXT_RUNTIME" under "env" in next.config.mjs is not allowed. https://nextjs.org/docs/messages/env-key-not-allowed

            next.config.mjs: The `compiler.define` option is configured to replace the `process.env.A` variable. This variable is either part of a Next.js built-in or is already configured.

            next.config.mjs: The `compiler.define` option is configured to replace the `process.env.NODE_ENV` variable. This variable is either part of a Next.js built-in or is already configured."#]],
    );
    check_errors(
        "[]",
        expect![
            "next.config.mjs: the configuration cannot be read: invalid type: sequence, expected a map at line 1 column 10"
        ],
    );
}

#[test]
fn special_files_have_the_extensions_of_pages() {
    let files = [
        ROUTE,
        ("next.config.mjs", ""),
        ("instrumentation.ts", ""),
        ("instrumentation.page.ts", ""),
        ("app/api/b/route.page.ts", ROUTE.1),
    ];
    let fixture = Fixture::new(&files);
    let options = r#"{ "pageExtensions": ["page.ts"] }"#;
    let project = Project::load(fixture.root(), &Evaluation::of(options)).unwrap();
    let sources: Vec<_> = project.routes.iter().map(|r| r.source.as_str()).collect();
    assert_eq!(sources, ["app/api/b/route.page.ts"]);
    let instrumentation = project.special.instrumentation.unwrap();
    assert!(instrumentation.ends_with("instrumentation.page.ts"));
}
