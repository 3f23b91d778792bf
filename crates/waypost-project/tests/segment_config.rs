//! What route files say about themselves, and what is wrong with what they say.

mod support;

use expect_test::{Expect, expect};
use support::Fixture;
use waypost_image::SegmentConfig;
use waypost_project::ProjectRoute;

const GET: &str = "export const GET = () => new Response();\n";

/// The fields of the config that are not defaults, the runtime and the methods; or the diagnostics.
fn report(file: &str, source: &str) -> String {
    let fixture = Fixture::new(&[(file, source)]);
    match fixture.whole() {
        Ok(project) => {
            let warnings: String = project
                .warnings
                .iter()
                .map(|warning| format!("{warning}\n"))
                .collect();
            format!("{}\n{warnings}", describe(&project.routes[0]))
        }
        Err(diagnostics) => format!("{diagnostics}\n"),
    }
}

fn describe(route: &ProjectRoute) -> String {
    let json = |config: &SegmentConfig| serde_json::to_value(config).unwrap();
    let (mut own, defaults) = (json(&route.config), json(&SegmentConfig::default()));
    let fields = own.as_object_mut().unwrap();
    fields.retain(|name, value| defaults.get(name) != Some(value));
    // Whether maps keep their order is a feature that other crates may turn on.
    own.sort_all_objects();
    let methods = match &route.methods {
        Some(methods) => methods
            .iter()
            .map(|method| method.as_str())
            .collect::<Vec<_>>()
            .join(" "),
        None => "?".to_owned(),
    };
    format!("{:?} [{methods}] {own}", route.runtime)
}

fn check_app(source: &str, expected: Expect) {
    expected.assert_eq(&report("app/x/route.ts", &format!("{source}\n{GET}")));
}

fn check_handlers(source: &str, expected: Expect) {
    expected.assert_eq(&report("app/x/route.ts", source));
}

fn check_pages(source: &str, expected: Expect) {
    expected.assert_eq(&report(
        "pages/api/x.ts",
        &format!("{source}\nexport default function h() {{}}\n"),
    ));
}

#[test]
fn defaults() {
    check_app(
        "",
        expect![[r#"
        Nodejs [GET] {}
    "#]],
    );
}

#[test]
fn all_fields() {
    check_app(
        "export const dynamic = 'force-static', revalidate = 60;\n\
         export const dynamicParams = false;\n\
         export const fetchCache = \"only-no-store\";\n\
         export const runtime = `edge`;\n\
         export const preferredRegion = ['iad1', 'fra1'];\n\
         export const maxDuration = 30;\n\
         export async function generateStaticParams() { return []; }",
        expect![[r#"
            Edge [GET] {"dynamic":"force-static","dynamic_params":false,"fetch_cache":"only-no-store","generates_static_params":true,"max_duration":30,"preferred_region":["iad1","fra1"],"revalidate":{"seconds":60}}
        "#]],
    );
}

#[test]
fn casts_and_forms_of_export() {
    check_app(
        "export const dynamic = 'error' as const;\nexport const runtime = ('edge' satisfies Runtime)!;",
        expect![[r#"
        Edge [GET] {"dynamic":"error"}
    "#]],
    );
    check_app(
        "const revalidate = false;\nexport { revalidate };\nexport let maxDuration: number = 1e1;",
        expect![[r#"
        Nodejs [GET] {"max_duration":10,"revalidate":"never"}
    "#]],
    );
    check_app(
        "export const revalidate = 0, maxDuration = 0, runtime = undefined, preferredRegion = 'home';",
        expect![[r#"
        Nodejs [GET] {"preferred_region":["home"],"revalidate":{"seconds":0}}
    "#]],
    );
    check_app(
        "export const runtime = 'experimental-edge';",
        expect![[r#"
        Edge [GET] {}
        app/x/route.ts:1:24: warning: the runtime "experimental-edge" is called "edge"
        > 1 | export const runtime = 'experimental-edge';
            |                        ^^^^^^^^^^^^^^^^^^^
          2 | export const GET = () => new Response();
    "#]],
    );
}

#[test]
fn wrong_values() {
    check_app(
        "export const dynamic = 'foo';",
        expect![[r#"
        app/x/route.ts:1:24: Next.js can't recognize the exported `dynamic` field in route. It has an invalid value: unknown variant `foo`, expected one of `auto`, `force-dynamic`, `error`, `force-static`.
        > 1 | export const dynamic = 'foo';
            |                        ^^^^^
          2 | export const GET = () => new Response();
    "#]],
    );
    for (source, reason) in [
        (
            "revalidate = -1",
            "-1, expected `false` or a whole number of seconds",
        ),
        (
            "revalidate = 1.5",
            "1.5, expected `false` or a whole number of seconds",
        ),
        (
            "revalidate = true",
            "true, expected `false` or a whole number of seconds",
        ),
        (
            "revalidate = '60'",
            "\"60\", expected `false` or a whole number of seconds",
        ),
        ("dynamicParams = 0", "0, expected `true` or `false`"),
        (
            "maxDuration = '5'",
            "\"5\", expected a whole number of seconds",
        ),
        (
            "preferredRegion = ['a', 1]",
            "an array, expected a string or an array of strings",
        ),
        (
            "runtime = 'deno'",
            "unknown variant `deno`, expected one of `nodejs`, `edge`, `experimental-edge`",
        ),
        (
            "fetchCache = null",
            "unknown variant null, expected one of `auto`, `default-cache`",
        ),
    ] {
        let text = report("app/x/route.ts", &format!("export const {source};\n{GET}"));
        assert!(
            text.contains(&format!("It has an invalid value: {reason}")),
            "{source}: {text}"
        );
    }
}

#[test]
fn values_that_would_have_to_be_computed() {
    check_app(
        "export const revalidate = 60 * 10;",
        expect![[r#"
        app/x/route.ts:1:27: Invalid segment configuration export detected: `revalidate` is a computed value. This can cause unexpected behavior from the configs not being applied.
        > 1 | export const revalidate = 60 * 10;
            |                           ^^^^^^^
          2 | export const GET = () => new Response();
          help: write a literal; calculations and variables are not evaluated
    "#]],
    );
    for (source, what) in [
        (
            "const s = 1;\nexport const maxDuration = s;",
            "`maxDuration` is a variable",
        ),
        (
            "export const dynamic = `force-${'static'}`;",
            "`dynamic` is a template with expressions",
        ),
        (
            "export const dynamic = pick();",
            "`dynamic` is a function call",
        ),
        (
            "export const { dynamic } = shared;",
            "`dynamic` is a destructured value",
        ),
        (
            "export function revalidate() {}",
            "`revalidate` is no constant",
        ),
        (
            "export { runtime } from './shared';",
            "field in route. It mustn't be reexported.",
        ),
        (
            "import { dynamic } from './shared';\nexport { dynamic };",
            "field in route. It mustn't be reexported.",
        ),
    ] {
        let text = report("app/x/route.ts", &format!("{source}\n{GET}"));
        assert!(text.contains(what), "{source}: {text}");
    }
}

#[test]
fn methods_in_every_form_of_export() {
    check_handlers(
        "export async function GET() {}\nexport const POST = async () => {};\nexport const { PUT, PATCH: DELETE } = make();\n\
         const h = () => {};\nexport { h as HEAD };\nexport { OPTIONS } from './shared';\nexport type PATCH = string;\n\
         export type { X as PATCH } from './types';\n",
        expect![[r#"
            Nodejs [GET HEAD OPTIONS POST PUT DELETE] {}
        "#]],
    );
    check_handlers(
        "export * from './shared';\n",
        expect![[r#"
        Nodejs [?] {}
    "#]],
    );
    check_handlers(
        "module.exports = { GET() {} };\n",
        expect![[r#"
        Nodejs [?] {}
    "#]],
    );
    check_handlers(
        "export function GET(a: string): void;\nexport function GET(a: number): void;\nexport function GET() {}\n",
        expect![[r#"
        Nodejs [GET] {}
    "#]],
    );
}

#[test]
fn odd_exports_are_warned_of() {
    check_handlers(
        "export const get = () => {};\nexport default function () {}\n",
        expect![[r#"
        Nodejs [] {}
        app/x/route.ts:1:14: warning: Detected lowercase method 'get' in 'app/x/route.ts'. Export the uppercase 'GET' method name to fix this error.
        > 1 | export const get = () => {};
            |              ^^^
          2 | export default function () {}
        app/x/route.ts:2:1: warning: Detected default export in 'app/x/route.ts'. Export a named export for each HTTP method instead.
          1 | export const get = () => {};
        > 2 | export default function () {}
            | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        app/x/route.ts: warning: No HTTP methods exported in 'app/x/route.ts'. Export a named export for each HTTP method.
    "#]],
    );
    check_app(
        "export const config = { api: { bodyParser: false } };",
        expect![[r#"
        Nodejs [GET] {}
        app/x/route.ts:1:14: warning: Page config in `config` is deprecated and ignored, use individual exports instead.
        > 1 | export const config = { api: { bodyParser: false } };
            |              ^^^^^^
          2 | export const GET = () => new Response();
    "#]],
    );
    expect![[r#"
        Nodejs [?] {}
        pages/api/helper.ts: warning: Page /api/helper does not export a default function.
          help: every file below pages/api is a route; move helpers out of it
    "#]]
    .assert_eq(&report("pages/api/helper.ts", "export const add = 1;\n"));
}

#[test]
fn syntax_errors_point_at_the_source() {
    check_handlers(
        "export const GET = () => {\n  return new Response(;\n};\n",
        expect![[r#"
        app/x/route.ts:2:23: Unexpected token
          1 | export const GET = () => {
        > 2 |   return new Response(;
            |                       ^
          3 | };
    "#]],
    );
}

#[test]
fn files_of_every_language() {
    let jsx = "export const GET = () => <p>hi</p>;\n";
    for file in ["app/x/route.js", "app/x/route.jsx", "app/x/route.tsx"] {
        assert_eq!(report(file, jsx), "Nodejs [GET] {}\n", "{file}");
    }
    assert_eq!(
        report(
            "app/x/route.ts",
            "export const GET = <T,>(x: T): T => <T>x;\n"
        ),
        "Nodejs [GET] {}\n"
    );
    let commonjs =
        "const with_ = 1;\nif (with_) { var a = 010; }\nexports.default = () => a;\nreturn;\n";
    let text = report("pages/api/old.js", &commonjs.replace("return;\n", ""));
    assert_eq!(text, "Nodejs [?] {\"is_computed\":true}\n");
}

#[test]
fn pages_config() {
    check_pages(
        "export const config = { api: { bodyParser: false, responseLimit: false, externalResolver: true } };",
        expect![[r#"
        Nodejs [?] {"body_parser":{"enabled":false,"size_limit_bytes":1048576,"size_limit_text":"1mb"},"external_resolver":true,"response_limit":"off"}
    "#]],
    );
    check_pages(
        "export const config = { api: { bodyParser: { sizeLimit: '500kb' }, responseLimit: '8mb' }, maxDuration: 5, regions: ['a'], runtime: 'nodejs' } satisfies PageConfig;",
        expect![[r#"
        Nodejs [?] {"body_parser":{"enabled":true,"size_limit_bytes":512000,"size_limit_text":"500kb"},"max_duration":5,"preferred_region":["a"],"response_limit":{"limit":{"bytes":8388608,"text":"8MB"}}}
    "#]],
    );
    check_pages(
        "export const config = { runtime: 'edge' };\nexport const maxDuration = 9;",
        expect![[r#"
        Edge [?] {"max_duration":9}
    "#]],
    );
    check_pages(
        "export const config = { api: { bodyParser: { sizeLimit: 1000 } } };",
        expect![[r#"
        Nodejs [?] {"body_parser":{"enabled":true,"size_limit_bytes":1000,"size_limit_text":"1000"}}
    "#]],
    );
    check_pages(
        "export const config = { api: { bodyParser: { sizeLimit: 'big' } } };",
        expect![[r#"
        pages/api/x.ts:1:57: Next.js can't recognize the exported `config.api.bodyParser.sizeLimit` field in route. It has an invalid value: "big", expected a size such as "500kb", "4mb", or a number of bytes.
        > 1 | export const config = { api: { bodyParser: { sizeLimit: 'big' } } };
            |                                                         ^^^^^
          2 | export default function h() {}
    "#]],
    );
}

/// Next.js reads `config.api` from the running module, so this is no error.
#[test]
fn a_computed_pages_config_is_left_to_the_runtime() {
    check_pages(
        "export const config = { api: { bodyParser: { sizeLimit: process.env.LIMIT } } };",
        expect![[r#"
        Nodejs [?] {"is_computed":true}
        pages/api/x.ts:1:57: warning: Next.js can't recognize the exported `config` field in route: it contains a computed value. `config.api` is read when the file runs, the other fields keep their defaults
        > 1 | export const config = { api: { bodyParser: { sizeLimit: process.env.LIMIT } } };
            |                                                         ^^^^^^^^^^^^^^^^^
          2 | export default function h() {}
          help: write the values as literals
    "#]],
    );
}

#[test]
fn an_error_in_one_file_leaves_the_other_routes() {
    let fixture = Fixture::new(&[
        ("app/a/route.ts", "export const GET = () => {"),
        ("app/b/route.ts", GET),
        ("app/c/route.ts", "export const dynamic = 'never';"),
        ("pages/api/d.ts", "export default () => {};"),
    ]);
    let project = fixture.load();
    let broken: Vec<(&str, usize)> = project
        .routes
        .iter()
        .map(|route| (route.page.as_str(), route.errors.error_count()))
        .collect();
    assert_eq!(broken, [("/a", 1), ("/api/d", 0), ("/b", 0), ("/c", 1)]);
    assert!(!project.warnings.has_errors());
    // What concerns the whole project comes with what concerns its routes.
    fixture.write("app/b/page.tsx", "");
    let evaluation = support::Evaluation::of("{}");
    let all = waypost_project::Project::load(fixture.root(), &evaluation).unwrap_err();
    assert_eq!(all.error_count(), 3, "{all}");
}

#[test]
fn metadata_files() {
    let check = |file: &str, source: &str, expected: Expect| {
        expected.assert_eq(&report(file, source));
    };
    check(
        "app/products/sitemap.ts",
        "export const revalidate = 60;\nexport const generateSitemaps = () => [];\nexport default () => [];\n",
        expect![[r#"
            Nodejs [GET] {"generates_static_params":true,"metadata":{"content_type":"application/xml","form":"sitemap","is_many":true},"revalidate":{"seconds":60}}
        "#]],
    );
    check(
        "app/icon.svg",
        "<svg/>",
        expect![[r#"
        Nodejs [GET] {"dynamic":"force-static","metadata":{"content_type":"image/svg+xml","form":"file"}}
    "#]],
    );
    check(
        "app/robots.ts",
        "export const robots = () => ({});\n",
        expect![[r#"
            app/robots.ts: Default export is missing in "app/robots.ts"
              help: export the function that makes the answer by default
        "#]],
    );
}
