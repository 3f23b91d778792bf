//! Which files become which routes, and which cannot stand side by side.

mod support;

use expect_test::{Expect, expect};
use support::Fixture;

const GET: &str = "export const GET = () => new Response();\n";
const HANDLER: &str = "export default function handler() {}\n";

/// Files are written with a handler that fits their place; `next` is the version they are written for.
fn check_with(next: &str, files: &[&str], expected: Expect) {
    let package = format!("{{ \"dependencies\": {{ \"next\": \"{next}\" }} }}");
    let text = |name: &str| {
        if name.contains("pages/") {
            HANDLER
        } else {
            GET
        }
    };
    let mut list: Vec<(&str, &str)> = files.iter().map(|name| (*name, text(name))).collect();
    list.push(("package.json", &package));
    expected.assert_eq(&Fixture::new(&list).report());
}

fn check(files: &[&str], expected: Expect) {
    check_with("15.0.0", files, expected);
}

#[test]
fn app_route_files() {
    check(
        &[
            "app/route.ts",
            "app/api/hello/route.js",
            "app/api/users/[id]/route.tsx",
            "app/files/[...path]/route.jsx",
            "app/docs/[[...slug]]/route.ts",
            "app/data.json/route.ts",
            "app/(shop)/cart/route.ts",
            "app/(shop)/(deep)/list/route.ts",
            "app/@slot/panel/route.ts",
            "app/_private/hidden/route.ts",
            "app/%5Fopen/route.ts",
            "app/about/page.tsx",
            "app/about/helper.ts",
            "app/about/route.test.ts",
            "app/about/routes.ts",
            "app/about/route.mjs",
            "app/about/route.d.ts",
        ],
        expect![[r#"
            / <- app/route.ts
            /_open <- app/%5Fopen/route.ts
            /api/hello <- app/api/hello/route.js
            /api/users/[id] <- app/api/users/[id]/route.tsx
            /cart <- app/(shop)/cart/route.ts
            /data.json <- app/data.json/route.ts
            /docs/[[...slug]] <- app/docs/[[...slug]]/route.ts
            /files/[...path] <- app/files/[...path]/route.jsx
            /list <- app/(shop)/(deep)/list/route.ts
            /panel <- app/@slot/panel/route.ts
        "#]],
    );
}

#[test]
fn pages_api_files() {
    check(
        &[
            "pages/_app.tsx",
            "pages/index.tsx",
            "pages/blog/[slug].tsx",
            "pages/api/index.ts",
            "pages/api/a/b.ts",
            "pages/api/a/index.js",
            "pages/api/[id].ts",
            "pages/api/x/[...s].ts",
            "pages/api/y/[[...s]].ts",
            "pages/api/_helper.ts",
            "pages/api/types.d.ts",
            "pages/api/data.json.ts",
            "pages/api/notes.md",
            "pages/apiary.ts",
        ],
        expect![[r#"
            /api <- pages/api/index.ts
            /api/[id] <- pages/api/[id].ts
            /api/_helper <- pages/api/_helper.ts
            /api/a <- pages/api/a/index.js
            /api/a/b <- pages/api/a/b.ts
            /api/data.json <- pages/api/data.json.ts
            /api/x/[...s] <- pages/api/x/[...s].ts
            /api/y/[[...s]] <- pages/api/y/[[...s]].ts
        "#]],
    );
}

#[test]
fn the_whole_api_may_be_one_file() {
    check(
        &["pages/api.ts"],
        expect![[r#"
        /api <- pages/api.ts
    "#]],
    );
}

#[test]
fn roots_may_be_in_src() {
    check(
        &["src/app/a/route.ts", "src/pages/api/b.ts"],
        expect![[r#"
        /a <- src/app/a/route.ts
        /api/b <- src/pages/api/b.ts
    "#]],
    );
    check(
        &["app/a/route.ts", "src/app/b/route.ts"],
        expect![[r#"
        /a <- app/a/route.ts
    "#]],
    );
}

#[test]
fn roots_that_are_wrong() {
    check(
        &["app/a/route.ts", "src/pages/api/b.ts"],
        expect![[r#"
        `pages` and `app` directories should be under the same folder
          help: move both to the project root, or both to src
    "#]],
    );
    check(
        &["lib/a.ts"],
        expect![[r#"
        couldn't find any `pages` or `app` directory
          help: create one under the project root or in src, or name the project's directory
    "#]],
    );
    check(
        &["app/page.tsx"],
        expect![[r#"
        warning: the project has no API routes
          help: routes are app/**/route.ts and the files below pages/api
    "#]],
    );
}

#[test]
fn files_that_no_request_reaches_are_named() {
    check(
        &[
            "app/(.)photo/route.ts",
            "app/(..)(..)x/route.ts",
            "app/a-[id]/route.ts",
            "app/blog/robots.txt",
        ],
        expect![[r#"
            /(.)photo <- app/(.)photo/route.ts
            /(..)(..)x <- app/(..)(..)x/route.ts
            /a-[id] <- app/a-[id]/route.ts
            app/a-[id]/route.ts: warning: "a-[id]" is literal text in the URL, not a param
              help: only a whole folder or file name can be a param: [id]
        "#]],
    );
}

#[test]
fn metadata_files_are_routes() {
    check(
        &[
            "app/favicon.ico",
            "app/blog/sitemap.xml",
            "app/(shop)/icon2.png",
            "app/(shop)/items/[id]/opengraph-image.jpg",
            "app/_private/icon.png",
            "app/(.)photo/icon.png",
        ],
        expect![[r#"
            /blog/sitemap.xml <- app/blog/sitemap.xml
            /favicon.ico <- app/favicon.ico
            /icon2-12nzgn.png <- app/(shop)/icon2.png
            /items/[id]/opengraph-image-50rp50.jpg <- app/(shop)/items/[id]/opengraph-image.jpg
        "#]],
    );
}

#[test]
fn route_and_page() {
    check(
        &["app/x/route.ts", "app/x/page.tsx"],
        expect![[r#"
        app/x/route.ts: Conflicting route and page at /x: route at /x/route and page at /x/page
          help: app/x/route.ts and app/x/page.tsx answer the same URL; move one
    "#]],
    );
    check(
        &["app/(a)/x/route.ts", "app/(b)/x/page.tsx"],
        expect![[r#"
        app/(a)/x/route.ts: Conflicting route and page at /x: route at /(a)/x/route and page at /(b)/x/page
          help: app/(a)/x/route.ts and app/(b)/x/page.tsx answer the same URL; move one
    "#]],
    );
}

#[test]
fn two_groups_with_one_url() {
    let files = ["app/(a)/x/route.ts", "app/(b)/x/route.ts"];
    check_with(
        "14.2.0",
        &files,
        expect![[r#"
        app/(b)/x/route.ts: You cannot have two parallel pages that resolve to the same path. Please check /(a)/x/route and /(b)/x/route. Refer to the route group docs for more information: https://nextjs.org/docs/app/building-your-application/routing/route-groups
          help: app/(a)/x/route.ts and app/(b)/x/route.ts answer the same URL; remove or rename one
    "#]],
    );
    check_with(
        "16.0.0",
        &files,
        expect![[r#"
        app/(b)/x/route.ts: Conflicting routes at /x: route at /(b)/x/route and route at /(a)/x/route
          help: app/(a)/x/route.ts and app/(b)/x/route.ts answer the same URL; remove or rename one
    "#]],
    );
}

#[test]
fn both_routers_with_one_url() {
    let files = ["app/api/x/route.ts", "pages/api/x.ts"];
    check_with(
        "15.1.0",
        &files,
        expect![[r#"
        app/api/x/route.ts: Conflicting app and page file was found, please remove the conflicting files to continue:
          "pages/api/x.ts" - "app/api/x/route.ts"
          help: pages/api/x.ts and app/api/x/route.ts answer the same URL
    "#]],
    );
    check_with(
        "16.0.0",
        &files,
        expect![[r#"
        app/api/x/route.ts: App Router and Pages Router both match path: /api/x
        Next.js does not support having both App Router and Pages Router routes matching the same path. Please remove one of the conflicting routes.
          help: pages/api/x.ts and app/api/x/route.ts answer the same URL
    "#]],
    );
    check(
        &["app/about/route.ts", "pages/about.tsx"],
        expect![[r#"
        app/about/route.ts: Conflicting app and page file was found, please remove the conflicting files to continue:
          "pages/about.tsx" - "app/about/route.ts"
          help: pages/about.tsx and app/about/route.ts answer the same URL
    "#]],
    );
}

#[test]
fn duplicates_are_warned_of_and_the_last_is_served() {
    check(
        &[
            "pages/api/a/b.ts",
            "pages/api/a/b/index.ts",
            "app/c/route.js",
            "app/c/route.ts",
        ],
        expect![[r#"
        /api/a/b <- pages/api/a/b/index.ts
        /c <- app/c/route.ts
        pages/api/a/b.ts: warning: Duplicate page detected. pages/api/a/b.ts and pages/api/a/b/index.ts both resolve to /api/a/b.
          help: pages/api/a/b/index.ts is served; remove the other
        app/c/route.js: warning: Duplicate page detected. app/c/route.js and app/c/route.ts both resolve to /c.
          help: app/c/route.ts is served; remove the other
    "#]],
    );
}

#[test]
fn names_at_one_level() {
    check(
        &["app/u/[id]/route.ts", "app/u/[slug]/x/route.ts"],
        expect![[r#"
        app/u/[slug]/x/route.ts: You cannot use different slug names for the same dynamic path ('id' !== 'slug').
          help: see app/u/[id]/route.ts and app/u/[slug]/x/route.ts
    "#]],
    );
    check(
        &["app/[tenant]/a/route.ts", "pages/[slug].tsx"],
        expect![[r#"
        app/[tenant]/a/route.ts: You cannot use different slug names for the same dynamic path ('slug' !== 'tenant').
          help: see pages/[slug].tsx and app/[tenant]/a/route.ts
    "#]],
    );
    check(
        &[
            "pages/[slug].tsx",
            "app/[tenant]/a/page.tsx",
            "app/ok/route.ts",
        ],
        expect![[r#"
        /ok <- app/ok/route.ts
    "#]],
    );
    check(
        &["app/c/[...a]/route.ts", "app/c/[[...b]]/route.ts"],
        expect![[r#"
        app/c/[[...b]]/route.ts: You cannot use both an required and optional catch-all route at the same level ("[...a]" and "[[...b]]" ).
          help: see app/c/[...a]/route.ts and app/c/[[...b]]/route.ts
    "#]],
    );
    check(
        &["app/c/[id]/route.ts", "app/c/[...rest]/route.ts"],
        expect![[r#"
        /c/[...rest] <- app/c/[...rest]/route.ts
        /c/[id] <- app/c/[id]/route.ts
    "#]],
    );
}

#[test]
fn a_route_beside_an_optional_catch_all() {
    let files = ["app/x/route.ts", "app/x/[[...b]]/route.ts"];
    check_with(
        "14.2.35",
        &files,
        expect![[r#"
        app/x/[[...b]]/route.ts: You cannot define a route with the same specificity as a optional catch-all route ("/x" and "/x[[...b]]").
          help: see app/x/route.ts and app/x/[[...b]]/route.ts
    "#]],
    );
    check_with(
        "16.4.6",
        &files,
        expect![[r#"
        app/x/[[...b]]/route.ts: You cannot define a route with the same specificity as an optional catch-all route ("/x" and "/x/[[...b]]").
          help: see app/x/route.ts and app/x/[[...b]]/route.ts
    "#]],
    );
}

#[test]
fn names_in_one_path() {
    for (file, message) in [
        (
            "app/[id]/b/[id]/route.ts",
            "You cannot have the same slug name \"id\" repeat within a single dynamic path",
        ),
        (
            "app/[a-b]/[ab]/route.ts",
            "You cannot have the slug names \"a-b\" and \"ab\" differ only by non-word symbols within a single dynamic path",
        ),
        (
            "app/[...all]/x/route.ts",
            "Catch-all must be the last part of the URL.",
        ),
        (
            "app/[[id]]/route.ts",
            "Optional route parameters are not yet supported (\"[[id]]\").",
        ),
        (
            "app/[.id]/route.ts",
            "Segment names may not start with erroneous periods ('.id').",
        ),
        (
            "app/[..id]/route.ts",
            "Segment names may not start with erroneous periods ('..id').",
        ),
        (
            "app/[[...x]/route.ts",
            "Segment names may not start or end with extra brackets ('[...x').",
        ),
        (
            "app/[x]]/route.ts",
            "Segment names may not start or end with extra brackets ('x]').",
        ),
        (
            "app/[\u{2026}x]/route.ts",
            "Detected a three-dot character ('\u{2026}') at ('\u{2026}x'). Did you mean ('...')?",
        ),
        (
            "app/[]/route.ts",
            "Segment names may not be empty (\"[]\").",
        ),
        (
            "app/[...]/route.ts",
            "Segment names may not be empty (\"[...]\").",
        ),
    ] {
        assert_eq!(
            Fixture::new(&[(file, GET)]).report(),
            format!("{file}: {message}\n")
        );
    }
}

#[test]
fn a_public_file_hides_a_route() {
    check(
        &[
            "app/data.json/route.ts",
            "public/data.json",
            "public/_next/x.js",
        ],
        expect![[r#"
        public/_next: a folder public/_next conflicts with the internal /_next route
          help: https://nextjs.org/docs/messages/public-next-folder-conflict
        app/data.json/route.ts: warning: A conflicting public file and page file was found for path /data.json https://nextjs.org/docs/messages/conflicting-public-file-page
          help: public/data.json is served in its place; rename one of them
    "#]],
    );
}

#[test]
fn public_files_have_both_spellings() {
    let fixture = Fixture::new(&[
        ("app/a/route.ts", GET),
        ("public/sp ace.json", ""),
        ("public/sub/\u{e9}.txt", ""),
    ]);
    let urls: Vec<(String, String)> = fixture
        .load()
        .public
        .into_iter()
        .map(|file| (file.url, file.encoded_url))
        .collect();
    let expected = [
        ("/sp ace.json", "/sp%20ace.json"),
        ("/sub/\u{e9}.txt", "/sub/%C3%A9.txt"),
    ];
    assert_eq!(
        urls,
        expected.map(|(url, encoded)| (url.to_owned(), encoded.to_owned()))
    );
}

#[test]
fn project_wide_files_are_found_beside_the_roots() {
    check_with(
        "16.0.0",
        &[
            "src/app/a/route.ts",
            "next.config.mjs",
            "src/middleware.ts",
            "src/proxy.ts",
            "middleware.ts",
            "src/instrumentation.js",
        ],
        expect![[r#"
            next.config.mjs: warning: Detected next.config.mjs, no exported configuration found. https://nextjs.org/docs/messages/empty-configuration
            src/middleware.ts: Both middleware file "./src/middleware.ts" and proxy file "./src/proxy.ts" are detected. Please use "./src/proxy.ts" only. Learn more: https://nextjs.org/docs/messages/middleware-to-proxy
            src/proxy.ts:1:1: The file "./src/proxy.ts" must export a function, either as a default export or as a named "proxy" export.
            > 1 | export const GET = () => new Response();
                | ^
        "#]],
    );
    check_with(
        "15.0.0",
        &["app/a/route.ts", "proxy.ts"],
        expect![[r#"
        /a <- app/a/route.ts
    "#]],
    );
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_but_not_in_circles() {
    let fixture = Fixture::new(&[("shared/ping/route.ts", GET), ("app/a/route.ts", GET)]);
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(fixture.root().join(target), fixture.root().join(name)).unwrap();
    };
    link("shared", "app/linked");
    link("app", "app/a/loop");
    link("nowhere", "app/dangling");
    expect![[r#"
        /a <- app/a/route.ts
        /linked/ping <- app/linked/ping/route.ts
        app/a/loop: warning: this symbolic link leads back to a directory above it, it is not followed
    "#]]
    .assert_eq(&fixture.report());
}

#[test]
fn a_directory_too_deep_is_an_error_and_no_overflow() {
    let deep = format!("app/{}route.ts", "d/".repeat(70));
    let report = Fixture::new(&[(&deep, GET)]).report();
    assert!(
        report.contains("directories are nested deeper than 64"),
        "{report}"
    );
}

#[test]
fn a_route_file_too_large_is_refused() {
    let large = format!("// {}\n{GET}", "x".repeat(8 * 1024 * 1024));
    expect![[r#"
        app/a/route.ts: the file has 8388653 bytes, more than the 8388608 that are read
    "#]]
    .assert_eq(&Fixture::new(&[("app/a/route.ts", &large)]).report());
}

#[test]
fn a_project_directory_that_is_not_there() {
    let fixture = Fixture::new(&[]);
    let missing = fixture.root().join("missing");
    let diagnostics =
        waypost_project::Project::load(&missing, &support::Evaluation::of("{}")).unwrap_err();
    assert!(
        diagnostics
            .to_string()
            .starts_with("cannot open the project directory"),
        "{diagnostics}"
    );
}

#[test]
fn inputs_tell_when_an_image_is_stale() {
    let fixture = Fixture::new(&[("app/a/route.ts", GET), ("package.json", "{}")]);
    let digest = || fixture.load().inputs.finish();
    let before = digest();
    assert_eq!(before.first_change(fixture.root()), None);
    assert_eq!(before.digest(), digest().digest());
    fixture.write("app/b/route.ts", GET);
    assert_eq!(before.first_change(fixture.root()), Some("app"));
    assert_ne!(before.digest(), digest().digest());
    let before = digest();
    fixture.write("next.config.js", "module.exports = {};\n");
    assert_eq!(before.first_change(fixture.root()), Some("next.config.js"));
}
