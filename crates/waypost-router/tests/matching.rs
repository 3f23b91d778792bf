//! Which route takes which path, as tables.

mod routes;

use expect_test::{Expect, expect};
use routes::routes;
use std::fmt::Write;
use std::time::{Duration, Instant};
use waypost_router::Matcher;

/// Prints what each path finds: the page and its params.
fn check(pages: &[&str], paths: &[&str], expected: Expect) {
    let routes = routes(pages);
    let matcher = Matcher::from_routes(&routes);
    let mut text = String::new();
    for path in paths {
        let found = match matcher.find(path) {
            Ok(None) => "-".to_owned(),
            Err(bad) => format!("{}: bad escape", routes[bad.route].page),
            Ok(Some(found)) if found.params.is_empty() => routes[found.route].page.clone(),
            Ok(Some(found)) => format!("{} {{ {} }}", routes[found.route].page, found.params),
        };
        let _ = writeln!(text, "{path} => {found}");
    }
    expected.assert_eq(&text);
}

#[test]
fn static_paths_are_compared_as_sent() {
    check(
        &["/", "/api/echo", "/data.json", "/a-[id]"],
        &[
            "/",
            "",
            "/api/echo",
            "/api/echo/",
            "/API/echo",
            "/api/%65cho",
            "/api",
            "/data.json",
            "/a-[id]",
            "/a-x",
            "*",
            "api/echo",
            "//",
        ],
        expect![[r#"
            / => /
             => -
            /api/echo => /api/echo
            /api/echo/ => /api/echo
            /API/echo => -
            /api/%65cho => -
            /api => -
            /data.json => /data.json
            /a-[id] => /a-[id]
            /a-x => -
            * => -
            api/echo => -
            // => /
        "#]],
    );
}

#[test]
fn folder_names_that_urls_cannot_hold_match_their_escaped_spelling() {
    check(
        &["/caf\u{e9}/menu", "/two words/[id]"],
        &[
            "/caf\u{e9}/menu",
            "/caf%C3%A9/menu",
            "/two%20words/1",
            "/two+words/1",
        ],
        expect![[r#"
            /café/menu => /café/menu
            /caf%C3%A9/menu => /café/menu
            /two%20words/1 => /two words/[id] { id = "1" }
            /two+words/1 => -
        "#]],
    );
}

#[test]
fn precedence_is_static_dynamic_catch_all_optional_catch_all() {
    check(
        &[
            "/api/[[...rest]]",
            "/api/users/[...path]",
            "/api/users/[id]",
            "/api/users/me",
            "/api/users/[id]/posts",
            "/api/[kind]/list",
        ],
        &[
            "/api",
            "/api/users",
            "/api/users/me",
            "/api/users/7",
            "/api/users/me/posts",
            "/api/users/7/posts",
            "/api/users/7/likes",
            "/api/users/list",
            "/api/teams/list",
            "/api/teams/9",
        ],
        expect![[r#"
            /api => /api/[[...rest]]
            /api/users => /api/[[...rest]] { rest = ["users"] }
            /api/users/me => /api/users/me
            /api/users/7 => /api/users/[id] { id = "7" }
            /api/users/me/posts => /api/users/[id]/posts { id = "me" }
            /api/users/7/posts => /api/users/[id]/posts { id = "7" }
            /api/users/7/likes => /api/users/[...path] { path = ["7", "likes"] }
            /api/users/list => /api/users/[id] { id = "list" }
            /api/teams/list => /api/[kind]/list { kind = "teams" }
            /api/teams/9 => /api/[[...rest]] { rest = ["teams", "9"] }
        "#]],
    );
}

#[test]
fn a_branch_that_leads_nowhere_is_left_for_the_next() {
    check(
        &["/x/[c]", "/[a]/b/d", "/[a]/[b]/[c]/e"],
        &["/x/b", "/x/b/d", "/x/b/d/e", "/x/b/d/f"],
        expect![[r#"
            /x/b => /x/[c] { c = "b" }
            /x/b/d => /[a]/b/d { a = "x" }
            /x/b/d/e => /[a]/[b]/[c]/e { a = "x", b = "b", c = "d" }
            /x/b/d/f => -
        "#]],
    );
}

#[test]
fn a_catch_all_needs_a_segment_and_an_optional_one_does_not() {
    check(
        &["/c/[...s]", "/o/[[...s]]"],
        &["/c", "/c/", "/c/a", "/c/a/b", "/o", "/o/", "/o/a/b"],
        expect![[r#"
            /c => -
            /c/ => -
            /c/a => /c/[...s] { s = ["a"] }
            /c/a/b => /c/[...s] { s = ["a", "b"] }
            /o => /o/[[...s]]
            /o/ => /o/[[...s]]
            /o/a/b => /o/[[...s]] { s = ["a", "b"] }
        "#]],
    );
}

/// As recorded from Next.js.
#[test]
fn params_are_decoded_once() {
    check(
        &[
            "/rh/dynp/[id]",
            "/api/opt/[[...s]]",
            "/rh/catch/[...s]",
            "/api/[post]",
        ],
        &[
            "/rh/dynp/a%20b%2Fc",
            "/rh/dynp/..%2Fx",
            "/rh/dynp/%25",
            "/rh/dynp/%2525",
            "/api/opt/a%2Fb/c+d/%2B",
            "/rh/catch/a/b%20c/d",
            "/api/hello.json",
            "/rh/dynp/%00",
            "/rh/dynp/\u{e9}%C3%A9",
        ],
        expect![[r#"
            /rh/dynp/a%20b%2Fc => /rh/dynp/[id] { id = "a b/c" }
            /rh/dynp/..%2Fx => /rh/dynp/[id] { id = "../x" }
            /rh/dynp/%25 => /rh/dynp/[id] { id = "%" }
            /rh/dynp/%2525 => /rh/dynp/[id] { id = "%25" }
            /api/opt/a%2Fb/c+d/%2B => /api/opt/[[...s]] { s = ["a/b", "c+d", "+"] }
            /rh/catch/a/b%20c/d => /rh/catch/[...s] { s = ["a", "b c", "d"] }
            /api/hello.json => /api/[post] { post = "hello.json" }
            /rh/dynp/%00 => /rh/dynp/[id] { id = "\0" }
            /rh/dynp/é%C3%A9 => /rh/dynp/[id] { id = "éé" }
        "#]],
    );
}

#[test]
fn malformed_escapes_of_the_matched_route_are_refused() {
    check(
        &["/d/[id]", "/d/[id]/x", "/[...all]", "/s"],
        &[
            "/d/%E0%A4%A",
            "/d/%",
            "/d/%4",
            "/d/%zz",
            "/d/%FF",
            "/d/ok/y%",
            "/s%",
            "/d/%+1",
        ],
        expect![[r#"
            /d/%E0%A4%A => /d/[id]: bad escape
            /d/% => /d/[id]: bad escape
            /d/%4 => /d/[id]: bad escape
            /d/%zz => /d/[id]: bad escape
            /d/%FF => /d/[id]: bad escape
            /d/ok/y% => /[...all]: bad escape
            /s% => /[...all]: bad escape
            /d/%+1 => /d/[id]: bad escape
        "#]],
    );
}

#[test]
fn an_empty_segment_is_nobodys() {
    check(
        &["/[...all]", "/d/[id]"],
        &["/d//", "//d", "/d//x", "/"],
        expect![[r#"
            /d// => -
            //d => -
            /d//x => -
            / => -
        "#]],
    );
}

#[test]
fn static_and_dynamic_lookups_are_apart() {
    let routes = routes(&["/api/me", "/api/[id]"]);
    let matcher = Matcher::from_routes(&routes);
    assert_eq!(
        matcher.find_static("/api/me").map(|found| found.route),
        Some(0)
    );
    assert_eq!(matcher.find_static("/api/you"), None);
    let dynamic = matcher.find_dynamic("/api/me").unwrap().unwrap();
    assert_eq!(
        (dynamic.route, dynamic.params.to_string().as_str()),
        (1, "id = \"me\"")
    );
}

fn many_pages(count: usize) -> Vec<String> {
    let page = |i: usize| match i % 4 {
        0 => format!("/api/group{}/static{i}", i % 40),
        1 => format!("/api/group{}/dynamic{i}/[id]", i % 40),
        2 => format!("/api/group{}/[id]/nested{i}/[post]", i % 40),
        _ => format!("/api/group{}/rest{i}/[...path]", i % 40),
    };
    (0..count).map(page).collect()
}

fn path_of(page: &str) -> String {
    page.replace("[id]", "17")
        .replace("[post]", "p%20q")
        .replace("[...path]", "a/b/c")
}

#[test]
fn each_of_2000_routes_is_found() {
    let pages = many_pages(2_000);
    let matcher = Matcher::from_routes(&routes(&pages));
    for (index, page) in pages.iter().enumerate() {
        let found = matcher.find(&path_of(page)).unwrap().unwrap();
        assert_eq!(found.route, index, "{page}");
    }
}

/// Guards against a search that grows with the table. The bound is wide because the machine is shared; a
/// linear search is a hundred times slower at 2,000 routes than at 20.
#[test]
fn match_time_is_flat() {
    let time = |count: usize| {
        let pages = many_pages(count);
        let matcher = Matcher::from_routes(&routes(&pages));
        let paths: Vec<String> = pages
            .iter()
            .rev()
            .take(20)
            .map(|page| path_of(page))
            .collect();
        let run = || {
            let begin = Instant::now();
            for _ in 0..200 {
                for path in &paths {
                    assert!(std::hint::black_box(matcher.find(path)).is_ok());
                }
            }
            begin.elapsed()
        };
        (0..40).map(|_| run()).min().unwrap_or(Duration::MAX)
    };
    let (few, many) = (time(20), time(2_000));
    assert!(many < few * 8, "20 routes: {few:?}, 2,000 routes: {many:?}");
}
