//! Redirects of untidy paths, as tables.

use waypost_router::TrailingSlash::{Add, Keep, Remove};
use waypost_router::{TrailingSlash, redirect_target, resolve_dot_segments};

fn check(trailing: TrailingSlash, table: &[(&str, Option<&str>)]) {
    for (target, expected) in table {
        assert_eq!(
            redirect_target(target, trailing).as_deref(),
            *expected,
            "{target}"
        );
    }
}

#[test]
fn slashes_by_default() {
    check(
        Remove,
        &[
            ("/", None),
            ("/?a=1/", None),
            ("/api/echo", None),
            ("/api//echo", Some("/api/echo")),
            ("/api\\echo", Some("/api/echo")),
            ("/api/echo//?a=1", Some("/api/echo/?a=1")),
            ("/api/echo/?a=1&b=%20", Some("/api/echo?a=1&b=%20")),
            ("/api/echo/?", Some("/api/echo")),
            ("/api//echo?", Some("/api/echo")),
            ("/api//echo?a=//b\\c?d", Some("/api/echo?a=//b\\c?d")),
            ("/api/echo?next=https://x//y", None),
            ("/%5C/", Some("/%5C")),
            ("*", None),
        ],
    );
}

/// A `Location` with two slashes in front would name a host.
#[test]
fn no_redirect_leads_to_another_host() {
    check(
        Remove,
        &[
            ("//evil.example", Some("/evil.example")),
            ("/\\evil.example", Some("/evil.example")),
            ("\\\\evil.example/", Some("/evil.example/")),
            ("//", Some("/")),
            ("///a//", Some("/a/")),
        ],
    );
}

#[test]
fn slashes_with_trailing_slash_set() {
    check(
        Add,
        &[
            ("/", None),
            ("/api/x", Some("/api/x/")),
            ("/api/x?a", Some("/api/x/?a=")),
            ("/api/x/", None),
            ("/data.json", None),
            ("/data.json/", Some("/data.json")),
            ("/v1.0/x", Some("/v1.0/x/")),
            ("/odd./", None),
            ("/.well-known/acme", None),
            ("/.well-known/a.json/", None),
            ("/.well-knownish", None),
            ("/x/.well-known/a", Some("/x/.well-known/a/")),
        ],
    );
    check(
        Keep,
        &[
            ("/api/x/", None),
            ("/api/x", None),
            ("/api//x/", Some("/api/x/")),
        ],
    );
}

#[test]
fn dot_segments() {
    for (path, expected) in [
        ("/api/echo", "/api/echo"),
        ("/api/../api/echo", "/api/echo"),
        ("/api/./echo/.", "/api/echo/"),
        ("/a/b/..", "/a/"),
        ("/../../etc", "/etc"),
        ("/a/%2e%2E/b", "/b"),
        ("/a/.%2e/%2E", "/"),
        ("/a/...", "/a/..."),
        ("/..a/b", "/..a/b"),
        ("/a/..%2Fb", "/a/..%2Fb"),
    ] {
        assert_eq!(resolve_dot_segments(path), expected, "{path}");
    }
}
